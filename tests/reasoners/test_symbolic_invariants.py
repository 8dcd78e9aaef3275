"""Whatever the prompt: no exception, nothing invented."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

from hypothesis import given, settings
from hypothesis import strategies as st

from core.json_values import Json, storable
from core.plan import Plan
from tests.reasoners.symbolic_world import plan_for

PIECES = st.sampled_from(
    [
        "Ms Lund", "p_7", "renew", "the permit", "if", "unless", "and", "delete", "when", "?", "!",
        "14 June 2025", "tomorrow", "half past five", "€14.20", "\"zone\"", "all", "don't", "her",
        "a@b.test", "House B", "..", ",", ";", "\n", "must", "2025-13-45", "99:99", "٣", "\u200b",
    ]
)  # fmt: skip
PROMPTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=25).map(" ".join))


def constants(value: Json) -> Iterator[Json]:
    if isinstance(value, dict):
        yield from (() if "$ref" in value else (c for v in value.values() for c in constants(v)))
    elif isinstance(value, list):
        yield from (c for item in value for c in constants(item))
    else:
        yield value


def plain(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()


@settings(max_examples=300, deadline=None)
@given(PROMPTS)
def test_no_prompt_raises_and_every_plan_can_be_stored(prompt: str) -> None:
    plan: Plan = plan_for(prompt)
    storable(cast("Json", plan))


@settings(max_examples=300, deadline=None)
@given(PROMPTS)
def test_every_text_in_a_plan_stands_in_the_prompt(prompt: str) -> None:
    plan = plan_for(prompt)
    said = plain(prompt)
    for step in plan["steps"]:
        for value in constants(step["args"]):
            assert all(plain(word) in said for word in str(value).split())
