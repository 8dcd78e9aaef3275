"""Actions: the key is the identity of what is to be done, not of how."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.action import Action, Outcome, Usage

ACTION = Action("run", "task", "1.s2", "item", 1)


@pytest.mark.parametrize(
    "other",
    [
        replace(ACTION, run_id="other"),
        replace(ACTION, task_id="other"),
        replace(ACTION, slot="1.s3"),
        replace(ACTION, item="other"),
        replace(ACTION, generation=2),
    ],
)
def test_every_part_of_an_action_is_part_of_its_key(other: Action) -> None:
    assert other.key != ACTION.key


def test_the_parts_of_a_key_cannot_run_into_each_other() -> None:
    assert Action("r", "ab", "c").key != Action("r", "a", "bc").key


def test_a_key_has_43_characters() -> None:
    assert len(ACTION.key) == 43


@pytest.mark.parametrize(
    ("kind", "final"),
    [("done", True), ("given_up", True), ("busy", False), ("rejected", False), ("not_done", False)],
)
def test_only_done_and_given_up_are_final(kind: str, final: bool) -> None:
    assert Outcome(kind).final is final  # type: ignore[arg-type]


def test_usage_adds_up_and_stays_marked_as_estimated() -> None:
    total = Usage(10, 2, 3, 0.5, 1) + Usage(1, 1, 1, 0.25, 1, estimated=True)
    assert total == Usage(11, 3, 4, 0.75, 2, estimated=True)
    assert total.tokens == 15
