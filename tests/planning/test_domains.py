"""The foreign domains hold together: each label can be met with catalog, fixtures and prompt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core.tool import Tool
from tests.json_files import leaves, read
from tool_adapters.fixture_answers import answer_from_answers, answer_from_rows, same
from tool_adapters.fixtures import AnswersFixture, OutputFixture, RowsFixture, load_fixture

DOMAINS = Path(__file__).with_name("domains")
FOLDERS = sorted(path.parent for path in DOMAINS.glob("*/*/tools.json"))


@dataclass(frozen=True)
class Domain:
    folder: Path
    tools: dict[str, Tool]
    effects: frozenset[str]
    tasks: list[dict[str, Any]]
    expected: list[dict[str, Any]]

    def fixture(self, tool: str) -> RowsFixture | AnswersFixture | OutputFixture:
        return load_fixture(self.folder / "fixtures" / f"{tool}.json", self.tools[tool])

    def values(self) -> list[Any]:
        files = sorted((self.folder / "fixtures").glob("*.json"))
        return [leaf for path in files for leaf in leaves(read(path))]


@pytest.fixture(params=FOLDERS, ids=lambda folder: str(folder.relative_to(DOMAINS)))
def domain(request: pytest.FixtureRequest) -> Domain:
    folder: Path = request.param
    tools = {entry["name"]: understood(entry) for entry in read(folder / "tools.json")}
    bound = read(folder / "bindings.json")["tools"]
    assert set(bound) == set(tools)
    effects = frozenset(name for name, binding in bound.items() if "ledger" in binding)
    tasks, expected = read(folder / "tasks.json"), read(folder / "expected.json")
    return Domain(folder, tools, effects, tasks, expected)


def understood(entry: dict[str, Any]) -> Tool:
    """Just enough of a tool for its mock: argument names and which of them are required."""
    schema = entry["args_schema"]
    if "properties" not in schema:
        required = [name for name, kind in schema.items() if not kind.endswith("?")]
        schema = {"properties": {name: {} for name in schema}, "required": required}
    return Tool(entry["name"], entry["description"], schema)


def test_each_part_has_its_domains() -> None:
    domains = [str(folder.relative_to(DOMAINS)) for folder in FOLDERS]
    learn = [f"learn/{letter}" for letter in "abefghijklmnopqrstuvwxyz"]
    assert sorted(domains) == [
        "held/aa",
        "held/ab",
        "held/c",
        "held/d",
        *learn,
        "sealed/ba",
        "sealed/bb",
    ]


def test_a_domain_has_ten_prompts_with_labels_and_ten_tools_or_more(domain: Domain) -> None:
    assert len(domain.tasks) == 10 and len(domain.tools) >= 10
    assert [task["id"] for task in domain.tasks] == [entry["id"] for entry in domain.expected]


def test_every_effect_is_wanted_or_forbidden_in_every_task(domain: Domain) -> None:
    for entry in domain.expected:
        assert {*entry.get("effects", {}), *entry["forbidden"]} == domain.effects


def test_a_task_is_labelled_by_what_it_finds_does_or_asks(domain: Domain) -> None:
    criteria = {"facts", "order", "singled_out", "asks_for"}
    assert all(criteria & set(entry) for entry in domain.expected)
    assert any("asks_for" in entry for entry in domain.expected)
    assert sum("effects" in entry for entry in domain.expected) >= 2


def calls(entry: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for call in entry.get("calls", []):
        yield from call.get("any_of", [call])


def test_required_calls_have_values_from_prompt_catalog_or_fixtures(domain: Domain) -> None:
    for task, entry in zip(domain.tasks, domain.expected, strict=True):
        world = [*domain.values(), *leaves([dict(t.args_schema) for t in domain.tools.values()])]
        for call in calls(entry):
            for name, wanted in call.get("args", {}).items():
                assert name in domain.tools[call["tool"]].arguments
                values = wanted if isinstance(wanted, list) else [wanted]
                assert all(given(value, task["prompt"], world) for value in values), (task, wanted)


def given(value: Any, prompt: str, world: list[Any]) -> bool:
    counted = {"two": 2, "three": 3}
    numbers = [n for word, n in counted.items() if word in prompt]
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        day = date.fromisoformat(value)
        return re.search(rf"\b{day.day}( to \d+)? ({day:%B})", prompt) is not None
    return value in world or value is True or value in numbers or str(value) in prompt


def test_required_look_ups_find_something_and_required_writes_are_taken(domain: Domain) -> None:
    for entry in domain.expected:
        for call in calls(entry):
            args = {k: v[0] if isinstance(v, list) else v for k, v in call.get("args", {}).items()}
            tool, fixture = domain.tools[call["tool"]], domain.fixture(call["tool"])
            match fixture:
                case RowsFixture():
                    answer = answer_from_rows(fixture, tool, args)
                    assert answer and answer != {fixture.key: []}
                case AnswersFixture():
                    assert answer_from_answers(fixture, args)
                case OutputFixture():
                    known = {name: args[name] for name in fixture.require if name in args}
                    assert all(any(same(v, w) for w in domain.values()) for v in known.values())


def test_numbers_and_dates_among_the_facts_are_of_the_fixtures_or_the_prompt(
    domain: Domain,
) -> None:
    values = domain.values()
    numbers = {abs(float(v)) for v in values if isinstance(v, int | float)}
    prose = " ".join(v for v in values if isinstance(v, str))
    for task, entry in zip(domain.tasks, domain.expected, strict=True):
        for fact in leaves([entry.get("facts", []), entry.get("order", [])]):
            if isinstance(fact, int | float):
                counted = task["prompt"].startswith("Who has given more often")
                assert fact in numbers or counted or re.search(rf"\b{fact:g}\b", prose), fact
            elif re.fullmatch(r"\d{4}-\d\d-\d\d", fact):
                assert fact in prose or given(fact, task["prompt"], values), fact
