"""Errors for people: one line, whatever the names in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InputError


def test_an_input_error_names_file_entry_and_field() -> None:
    error = InputError("is missing; add it", file="tasks.json", entry="entry 3", field="prompt")
    assert str(error) == "tasks.json, entry 3, field 'prompt': is missing; add it"


def test_places_that_are_not_known_are_left_out() -> None:
    assert str(InputError("no such task", entry="--task x")) == "--task x: no such task"
    assert str(InputError("cannot be")) == "cannot be"


@pytest.mark.parametrize("mark", ["\n", "\r", "\x1b[31m", "\u2028", "\ud800", "\x00"])
def test_foreign_names_cannot_break_the_line_or_drive_the_terminal(mark: str) -> None:
    message = str(InputError("is wrong", file=f"a{mark}b"))
    assert message.isprintable()
    assert message.startswith("a\\")


@given(st.text(), st.text(), st.text())
def test_the_message_is_always_one_printable_line(problem: str, file: str, field: str) -> None:
    assert str(InputError(problem, file=file, field=field)).isprintable()
