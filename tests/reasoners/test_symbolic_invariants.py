"""Whatever the prompt: no exception, nothing invented, in the first plan and in all that follow."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.json_values import Json, canonical, storable
from core.observation import Observation
from core.plan import Plan
from core.references import Missing, fill
from core.task import Task
from core.thought import AnswerRequest, PlanRequest
from core.tool import Tool
from reasoners.planning.arguments import from_words
from reasoners.reading.request import read_request
from reasoners.symbolic import SymbolicReasoner
from tests.reasoners.symbolic_world import CATALOG, NOW, WORLD, observed, tool

PIECES = st.sampled_from(
    [
        "Ms Lund", "p_7", "renew", "the permit", "if", "unless", "and", "delete", "when", "?", "!",
        "14 June 2025", "tomorrow", "half past five", "€14.20", "\"zone\"", "all", "don't", "her",
        "a@b.test", "House B", "..", ",", ";", "\n", "must", "2025-13-45", "99:99", "٣", "\u200b",
        "reserve", "a space", "for 3 days", "from 2 July", "north", "covered",
        "because of the fair",
        "two weeks", "Mr Ferrero", "next Friday", "every holder", "10 %", "please", "which", "not",
        "Could you", "is it true that", "how long", "-1", "1e9", "{}", "$ref", "s1.holders", "null",
    ]
)  # fmt: skip
PROMPTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=25).map(" ".join))

RESERVE = tool(
    "reserve_space",
    "Reserve a space in a car park. Returns reservation_id.",
    {
        "zone": {"type": "string", "enum": ["north", "south"]},
        "starts_on": {"type": "string", "format": "date"},
        "days?": {"type": "integer", "description": "How many days"},
        "covered?": {"type": "boolean"},
        "holder_ids?": {"type": "array", "items": {"type": "string"}},
        "note?": {"type": "string", "description": "Remarks"},
    },
    {"type": "object", "properties": {"reservation_id": {"type": "string"}}},
    "write",
)
TOOLS = (*CATALOG, RESERVE)
# The one text that is not the prompt's: rules are searched once more by what the act does.
RULE_QUERIES = tuple(re.split(r"[.;:]", one.description)[0] for one in TOOLS)


def planned(prompt: str, seen: Mapping[str, Observation], revision: int) -> Plan:
    request = PlanRequest(Task("t", "ops", prompt), TOOLS, seen, "", revision, 1, NOW)
    return SymbolicReasoner(TOOLS).plan(request).value


def plans(prompt: str) -> Iterator[tuple[Plan, dict[str, Observation]]]:
    """Yield every plan for a prompt with what was known before it; carry each out."""
    seen: dict[str, Observation] = {}
    for revision in range(1, 9):
        plan = planned(prompt, seen, revision)
        yield plan, dict(seen)
        for step in plan["steps"]:
            outputs = {key: one["output"] for key, one in seen.items()}
            args = fill(step["args"], outputs)
            if step["tool"] in WORLD and not isinstance(args, Missing) and isinstance(args, dict):
                seen[step["id"]] = observed(step["id"], step["tool"], args)
        if not plan["notes"]["continue"]:
            break
    request = AnswerRequest(Task("t", "ops", prompt), plan, seen, (), NOW)
    assert SymbolicReasoner(TOOLS).answer(request).value.strip()


def constants(value: Json) -> Iterator[Json]:
    if isinstance(value, dict):
        yield from (() if "$ref" in value else (c for v in value.values() for c in constants(v)))
    elif isinstance(value, list):
        yield from (c for item in value for c in constants(item))
    else:
        yield value


def plain(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()


def invented(
    plan: Plan, prompt: str, seen: Mapping[str, Observation], tools: tuple[Tool, ...] = TOOLS
) -> list[Json]:
    """Return the values of a plan that neither the prompt nor an observation supplied."""
    named = {one.name: one for one in tools}
    source = prompt + canonical([one["output"] for one in seen.values()])
    read = {str(value.value) for value in read_request(prompt, NOW).values}
    return [
        value
        for step in plan["steps"]
        for name, given_value in step["args"].items()
        for value in constants(given_value)
        if not (str(value) in read or value in free(named[str(step["tool"])], name))
        and not in_words(str(value), source)
    ]


def free(of: Tool, name: str) -> tuple[Json, ...]:
    """What an argument may be without being said: a choice of the catalog's, yes or no."""
    if of.name == "search_rules":
        return RULE_QUERIES
    schema = of.arguments[name]
    choices = schema.get("enum")
    if isinstance(choices, list | tuple):
        return tuple(choices)
    return (True, False) if schema.get("type") == "boolean" else ()


def in_words(text: str, source: str) -> bool:
    """Whether every word stands in the source; a number stands there as a whole."""
    known, numbers = plain(source), re.findall(r"\d+", source)
    return all(word in numbers if word.isdigit() else plain(word) in known for word in text.split())


@settings(max_examples=100, deadline=None)
@given(PROMPTS)
def test_no_prompt_raises_and_every_plan_can_be_stored(prompt: str) -> None:
    for plan, _ in plans(prompt):
        storable(cast("Json", plan))


@settings(max_examples=100, deadline=None)
@given(PROMPTS)
def test_no_plan_holds_a_value_that_neither_prompt_nor_observation_supplied(prompt: str) -> None:
    for plan, seen in plans(prompt):
        assert invented(plan, prompt, seen) == []


@settings(max_examples=100, deadline=None)
@given(PROMPTS)
def test_every_reference_points_at_a_step_or_an_observation(prompt: str) -> None:
    for plan, seen in plans(prompt):
        ids = {step["id"] for step in plan["steps"]} | set(seen) | {"item"}
        refs = re.findall(r'"\$ref":"([^"]+)"', canonical([step["args"] for step in plan["steps"]]))
        assert {re.split(r"[.\[]", ref)[0] for ref in refs} <= ids


def test_a_plan_that_carries_values_through_is_not_blamed() -> None:
    prompt = "Please reserve a covered space in the north zone from 2 July 2025 for 3 days."
    ((plan, seen),) = plans(prompt)
    assert plan["steps"][0]["args"]["starts_on"] == "2025-07-02"
    assert invented(plan, prompt, seen) == []


def test_a_planted_invention_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(from_words, "search_words", lambda *_: "a made up matter")
    prompt = "Which rule is there on deleting Ms Lund?"
    found = [value for plan, seen in plans(prompt) for value in invented(plan, prompt, seen)]
    assert found == ["a made up matter"]
