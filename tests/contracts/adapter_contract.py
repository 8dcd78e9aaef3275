"""What every tool adapter keeps, whatever is behind it: one suite, run by each of them.

The subject is an adapter bound to the same small service: `find_person(email)` reads PEOPLE,
`add_note(email, note)` is a write of class key that answers `{"note_id", "email"}`, `unsteady()`
reads and is always busy, `tag_note(reference, note)` is a write that takes its key as `reference`
and answers `{"reference"}`. `effects()` lists the keys under which something was changed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest

from core.action import Action
from core.errors import ToolBusy, ToolError, ToolRejected
from core.json_values import Json, canonical, storable
from core.seams import ToolAdapter, ToolCall
from core.tool import Tool

PEOPLE: tuple[dict[str, Json], ...] = (
    {"email": "ada@x.test", "name": "Ada", "seats": 12, "since": None},
    {"email": "jérôme@x.test", "name": "Jérôme ☂", "seats": 3, "since": "2024-01-31"},
)
NOTE: dict[str, Json] = {"email": "ada@x.test", "note": "hello"}


def _schema(**words: str) -> Mapping[str, Json]:
    properties = {name: {"type": word.rstrip("?")} for name, word in words.items()}
    required = [name for name, word in words.items() if not word.endswith("?")]
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


TOOLS: Mapping[str, Tool] = {
    tool.name: tool
    for tool in (
        Tool("find_person", "Find a person.", _schema(email="string"), effect="read"),
        Tool("unsteady", "Is never there.", _schema(), effect="read"),
        Tool("add_note", "", _schema(email="string", note="string"), idempotency="key"),
        Tool(
            "tag_note",
            "",
            _schema(reference="string?", note="string"),
            idempotency="key",
            key_arg="reference",
        ),
    )
}


@dataclass(frozen=True)
class Subject:
    """An adapter, its tools as they are bound to it, and what it changed."""

    adapter: ToolAdapter
    tools: Mapping[str, Tool]
    effects: Callable[[], list[str]]

    def prepare(self, tool: str, args: dict[str, Json], slot: str = "1.s1") -> ToolCall:
        return ToolCall(self.tools[tool], args, Action("run", "task", slot), 1, slot, 5.0)

    def call(self, tool: str, args: dict[str, Json], slot: str = "1.s1") -> Any:
        return self.adapter.call(self.prepare(tool, args, slot)).value


def a_read_gives_what_the_service_has(subject: Subject) -> None:
    for person in PEOPLE:
        assert subject.call("find_person", {"email": person["email"]}) == person


def a_read_changes_nothing(subject: Subject) -> None:
    subject.call("find_person", {"email": "ada@x.test"})
    assert subject.effects() == []


def nothing_found_is_a_404_that_names_what_was_asked_for(subject: Subject) -> None:
    with pytest.raises(ToolRejected, match="zoe@x.test") as told:
        subject.call("find_person", {"email": "zoe@x.test"})
    assert told.value.status == 404 and not told.value.final


def arguments_the_tool_does_not_take_are_rejected_by_name(subject: Subject) -> None:
    with pytest.raises(ToolRejected, match="mail"):
        subject.call("find_person", {"mail": "ada@x.test"})
    with pytest.raises(ToolRejected, match="colour"):
        subject.call("add_note", {**NOTE, "colour": "red"})
    assert subject.effects() == []


def a_missing_argument_is_rejected_by_name(subject: Subject) -> None:
    with pytest.raises(ToolRejected, match="note"):
        subject.call("add_note", {"email": "ada@x.test"})
    assert subject.effects() == []


def a_write_answers_and_happens_under_its_key(subject: Subject) -> None:
    call = subject.prepare("add_note", NOTE)
    output: Any = subject.adapter.call(call)
    assert output.known and output.value["email"] == "ada@x.test"
    assert subject.effects() == [call.idempotency_key]


def the_same_key_again_changes_nothing_and_answers_alike(subject: Subject) -> None:
    call = subject.prepare("add_note", NOTE)
    first = subject.adapter.call(call)
    assert subject.adapter.call(replace(call, attempt=2)) == first
    assert len(subject.effects()) == 1


def equal_arguments_under_another_key_are_another_effect(subject: Subject) -> None:
    first = subject.call("add_note", NOTE, slot="1.s1")
    second = subject.call("add_note", NOTE, slot="1.s2")
    assert len(subject.effects()) == 2
    assert first["note_id"] != second["note_id"]


def a_tool_that_takes_its_key_as_an_argument_gets_it(subject: Subject) -> None:
    call = subject.prepare("tag_note", {"note": "hello"})
    assert subject.adapter.call(call).value == {"reference": call.idempotency_key}


def a_service_that_is_not_there_is_busy(subject: Subject) -> None:
    with pytest.raises(ToolBusy):
        subject.call("unsteady", {})


def outputs_survive_storage(subject: Subject) -> None:
    output = subject.call("add_note", {**NOTE, "note": 'Ünï "x" \\ \n ☂'})
    assert storable(output) == output and canonical(output)


def arguments_are_left_as_they_are(subject: Subject) -> None:
    args = dict(NOTE)
    subject.call("add_note", args)
    assert args == NOTE


def calls_at_once_do_not_disturb_each_other(subject: Subject) -> None:
    wrong: list[object] = []

    def call(number: int) -> None:
        try:
            person = PEOPLE[number % 2]
            if subject.call("find_person", {"email": person["email"]}) != person:
                wrong.append(number)
            subject.call("add_note", NOTE, slot=f"1.s{number // 2}")
        except ToolError as error:
            wrong.append(error)

    threads = [threading.Thread(target=call, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert len(subject.effects()) == 8


ADAPTER_CONTRACT: tuple[Callable[[Subject], None], ...] = (
    a_read_gives_what_the_service_has,
    a_read_changes_nothing,
    nothing_found_is_a_404_that_names_what_was_asked_for,
    arguments_the_tool_does_not_take_are_rejected_by_name,
    a_missing_argument_is_rejected_by_name,
    a_write_answers_and_happens_under_its_key,
    the_same_key_again_changes_nothing_and_answers_alike,
    equal_arguments_under_another_key_are_another_effect,
    a_tool_that_takes_its_key_as_an_argument_gets_it,
    a_service_that_is_not_there_is_busy,
    outputs_survive_storage,
    arguments_are_left_as_they_are,
    calls_at_once_do_not_disturb_each_other,
)
