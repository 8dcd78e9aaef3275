"""Mocks answer as real services would, fail as declared, and record their effects."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.clock import ManualClock
from core.crash_points import NO_CRASH_POINTS
from core.errors import ToolBusy, ToolInDoubt, ToolRejected
from core.json_values import Json
from core.seams import ToolCall
from core.tool import Tool
from tests.tool_adapters.builders import a_call, a_tool, a_write
from tool_adapters.mock import MockAdapter, build

PEOPLE: list[dict[str, Json]] = [
    {"email": "alex@acme.test", "name": "Alex", "team": "blue", "since": "2020-02-01", "seats": 12},
    {
        "email": "maria@birch.test",
        "name": "Maria",
        "team": "blue",
        "since": "2024-07-01",
        "seats": 3,
    },
    {"email": "tom@lind.test", "name": "Tom", "team": "red", "since": "2022-01-01", "seats": None},
]


def mock(tool: Tool, folder: Path, fixture: Json, **binding: Json) -> tuple[MockAdapter, Tool]:
    path = folder / "fixture.json"
    path.write_text(json.dumps(fixture), encoding="utf-8")
    bound = replace(tool, adapter="mock", binding={"fixture": str(path), **binding})
    return build([bound], ManualClock(), NO_CRASH_POINTS), bound


def ask(
    folder: Path, fixture: Json, args: dict[str, Json], words: dict[str, str] | None = None
) -> Any:
    adapter, tool = mock(a_tool(args=words), folder, fixture)
    return adapter.call(a_call(tool, args)).value


def test_a_row_is_found_without_regard_to_case_and_blanks(tmp_path: Path) -> None:
    found = ask(tmp_path, {"rows": PEOPLE}, {"email": " ALEX@acme.test "})
    assert found == PEOPLE[0]


def test_no_match_is_a_404_that_names_argument_and_value(tmp_path: Path) -> None:
    with pytest.raises(ToolRejected, match='email "zoe@x.test"') as told:
        ask(tmp_path, {"rows": PEOPLE}, {"email": "zoe@x.test"})
    assert told.value.status == 404


def test_an_unknown_argument_is_rejected_with_the_names_of_those_taken(tmp_path: Path) -> None:
    with pytest.raises(ToolRejected, match="'mail'.* takes email") as told:
        ask(tmp_path, {"rows": PEOPLE}, {"mail": "alex@acme.test"})
    assert told.value.status == 400


def test_a_missing_argument_is_rejected_by_name(tmp_path: Path) -> None:
    with pytest.raises(ToolRejected, match="'email' is missing"):
        ask(tmp_path, {"rows": PEOPLE}, {})


def test_many_rows_come_as_a_named_list_which_may_be_empty(tmp_path: Path) -> None:
    fixture: Json = {"rows": PEOPLE, "returns": "many", "key": "people", "fields": ["name"]}
    words = {"team": "string"}
    blue = ask(tmp_path, fixture, {"team": "Blue"}, words)
    assert blue == {"people": [{"name": "Alex"}, {"name": "Maria"}]}
    assert ask(tmp_path, fixture, {"team": "green"}, words) == {"people": []}


def test_a_bare_list_of_rows_answers_with_all_that_match(tmp_path: Path) -> None:
    found = ask(tmp_path, PEOPLE, {"team": "red"}, {"team": "string"})
    assert found == {"rows": [PEOPLE[2]]}


def test_an_argument_that_is_left_out_or_null_selects_nothing(tmp_path: Path) -> None:
    fixture: Json = {"rows": PEOPLE, "returns": "many", "fields": ["name"]}
    words = {"team": "string?", "name": "string?"}
    found = ask(tmp_path, fixture, {"team": None, "name": "Tom"}, words)
    assert found == {"rows": [{"name": "Tom"}]}


def test_match_names_the_field_and_ignore_the_arguments_that_select_nothing(
    tmp_path: Path,
) -> None:
    fixture: Json = {"rows": PEOPLE, "match": {"who": "email"}, "ignore": ["verbose"]}
    args: dict[str, Json] = {"who": "tom@lind.test", "verbose": "yes"}
    found = ask(tmp_path, fixture, args, {"who": "string", "verbose": "string"})
    assert found["name"] == "Tom"


def test_numbers_match_as_text_too(tmp_path: Path) -> None:
    fixture: Json = {"rows": PEOPLE, "match": {"size": "seats"}}
    assert ask(tmp_path, fixture, {"size": 12}, {"size": "integer"})["name"] == "Alex"
    assert ask(tmp_path, fixture, {"size": "3"}, {"size": "string"})["name"] == "Maria"


def test_rows_are_sorted_downwards_and_limited_with_empty_fields_last(tmp_path: Path) -> None:
    fixture: Json = {"rows": PEOPLE, "returns": "many", "fields": ["name"]}
    assert isinstance(fixture, dict)
    newest = ask(tmp_path, {**fixture, "sort": "-since", "limit": 2}, {}, {})
    assert [row["name"] for row in newest["rows"]] == ["Maria", "Tom"]
    smallest = ask(tmp_path, {**fixture, "sort": "seats"}, {}, {})
    assert [row["name"] for row in smallest["rows"]] == ["Maria", "Alex", "Tom"]


def test_words_find_the_rows_that_share_most_of_them(tmp_path: Path) -> None:
    fixture: Json = {
        "returns": "many",
        "like": ["query"],
        "search": ["title", "text"],
        "fields": ["title"],
        "rows": [
            {"title": "Refund policy", "text": "when money goes back"},
            {"title": "Travel", "text": "the policy on refund of train tickets and hotels"},
            {"title": "Parking", "text": "cars and the bikes"},
        ],
    }
    words = {"query": "string"}
    found = ask(tmp_path, fixture, {"query": "Policy on refund of hotels"}, words)
    assert [row["title"] for row in found["rows"]] == ["Travel", "Refund policy"]
    assert ask(tmp_path, fixture, {"query": "and the"}, words) == {"rows": []}


def test_answers_are_tried_in_order_by_the_arguments_they_name(tmp_path: Path) -> None:
    fixture: Json = {
        "answers": [
            {"args": {"city": "Oslo"}, "output": {"celsius": 4}},
            {"args": {}, "output": {"celsius": 20}},
        ]
    }
    assert ask(tmp_path, fixture, {"city": "oslo"}, {"city": "string"}) == {"celsius": 4}
    assert ask(tmp_path, fixture, {"city": "Rome"}, {"city": "string"}) == {"celsius": 20}


def test_no_fitting_answer_is_a_404(tmp_path: Path) -> None:
    fixture: Json = {"answers": [{"args": {"city": "Oslo"}, "output": 1}]}
    with pytest.raises(ToolRejected, match='city "Rome"'):
        ask(tmp_path, fixture, {"city": "Rome"}, {"city": "string"})


NOTE: dict[str, Json] = {"email": "a@x.test", "note": "hello"}
TICKET: Json = {
    "output": {"id": "{id}", "by": "Ticket of {email}", "note": "{note}", "size": "{size}"},
    "id_prefix": "TCK-",
}
TICKET_WORDS = {"email": "string", "note": "string?", "size": "integer?"}


def test_a_write_answers_with_its_arguments_and_an_id_that_follows_from_the_key(
    tmp_path: Path,
) -> None:
    adapter, tool = mock(a_write(args=TICKET_WORDS), tmp_path, TICKET)
    first = a_call(tool, {"email": "a@x.test", "size": 3})
    output: Any = adapter.call(first).value
    assert output["by"] == "Ticket of a@x.test"
    assert (output["note"], output["size"]) == (None, 3)
    assert output["id"].startswith("TCK-")
    assert adapter.call(replace(first, attempt=2)).value == output
    other: Any = adapter.call(a_call(tool, {"email": "a@x.test"}, slot="1.s2")).value
    assert other["id"] != output["id"]


def test_a_write_without_a_fixture_answers_with_an_id() -> None:
    tool = a_write(adapter="mock")
    output: Any = build([tool], ManualClock(), NO_CRASH_POINTS).call(a_call(tool, NOTE)).value
    assert output["status"] == "done" and output["id"]


def test_a_write_about_something_that_does_not_exist_is_rejected(tmp_path: Path) -> None:
    (tmp_path / "people.json").write_text(json.dumps({"rows": PEOPLE}), encoding="utf-8")
    need: Json = {"email": {"exists_in": "people.json", "field": "email"}}
    fixture: Json = {"output": "done", "require": need}
    adapter, tool = mock(a_write(args={"email": "string?"}), tmp_path, fixture)
    with pytest.raises(ToolRejected, match='no email "zoe@x.test"'):
        adapter.call(a_call(tool, {"email": "zoe@x.test"}))
    assert adapter.call(a_call(tool, {"email": "Tom@lind.test"})).value == "done"
    assert adapter.call(a_call(tool)).value == "done"


def test_a_tool_that_takes_its_key_as_an_argument_gets_it(tmp_path: Path) -> None:
    write = a_write(args={"email": "string", "reference": "string"}, key_arg="reference")
    adapter, tool = mock(write, tmp_path, {"output": {"ref": "{reference}"}})
    call = a_call(tool, {"email": "a@x.test"})
    assert adapter.call(call).value == {"ref": call.idempotency_key}


def failures(adapter: MockAdapter, calls: list[ToolCall]) -> list[bool]:
    def fails(call: ToolCall) -> bool:
        try:
            adapter.call(call)
        except ToolBusy:
            return True
        return False

    return [fails(call) for call in calls]


def test_a_flaky_tool_fails_at_its_rate_and_always_at_the_same_attempts(tmp_path: Path) -> None:
    flaky: Json = {"rate": 0.3, "seed": 7}
    adapter, tool = mock(a_tool(args={}), tmp_path, PEOPLE, flaky=flaky)
    calls = [a_call(tool, slot=f"1.s{n}", attempt=n % 3 + 1) for n in range(1000)]
    failed = failures(adapter, calls)
    assert 240 < sum(failed) < 360
    in_another_run = [replace(call, action=replace(call.action, run_id="r2")) for call in calls]
    assert failures(adapter, in_another_run) == failed
    other, tool = mock(a_tool(args={}), tmp_path, PEOPLE, flaky={"rate": 0.3, "seed": 8})
    assert failures(other, calls) != failed


def test_latency_is_slept_by_the_clock(tmp_path: Path) -> None:
    path = tmp_path / "fixture.json"
    path.write_text(json.dumps(PEOPLE), encoding="utf-8")
    tool = a_tool(args={}, adapter="mock", binding={"fixture": str(path), "latency_s": 1.5})
    clock = ManualClock()
    build([tool], clock, NO_CRASH_POINTS).call(a_call(tool))
    assert clock.slept == [1.5]


def lines(ledger: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in ledger.read_text(encoding="utf-8").splitlines()]


def test_an_effect_is_recorded_once_per_key_even_by_another_process(tmp_path: Path) -> None:
    ledger = tmp_path / "runs" / "effects.jsonl"
    for _ in range(2):
        adapter, tool = mock(a_write(args=TICKET_WORDS), tmp_path, TICKET, ledger=str(ledger))
        first = a_call(tool, {"email": "a@x.test"})
        outputs = [adapter.call(replace(first, attempt=n)).value for n in (1, 2)]
        assert outputs[0] == outputs[1]
    (line,) = lines(ledger)
    assert line["key"] == first.idempotency_key
    assert line["tool"] == "set_note"
    assert (line["args"], line["output"]) == (first.args, outputs[0])


def test_the_same_key_is_answered_with_what_was_recorded_first(tmp_path: Path) -> None:
    ledger = str(tmp_path / "effects.jsonl")
    adapter, tool = mock(a_write(args=TICKET_WORDS), tmp_path, TICKET, ledger=ledger)
    first = a_call(tool, {"email": "a@x.test"})
    output = adapter.call(first).value
    assert adapter.call(replace(first, args={"email": "changed@x.test"})).value == output


def test_a_ledger_line_cut_off_by_a_kill_does_not_count(tmp_path: Path) -> None:
    ledger = tmp_path / "effects.jsonl"
    ledger.write_bytes(b'{"key": "half')
    adapter, tool = mock(a_write(args=TICKET_WORDS), tmp_path, TICKET, ledger=str(ledger))
    adapter.call(a_call(tool, {"email": "a@x.test"}))
    assert len(lines(ledger)) == 1


def test_a_rejected_write_leaves_no_line(tmp_path: Path) -> None:
    ledger = tmp_path / "effects.jsonl"
    adapter, tool = mock(a_write(args=TICKET_WORDS), tmp_path, TICKET, ledger=str(ledger))
    with pytest.raises(ToolRejected):
        adapter.call(a_call(tool, {"mail": "a@x.test"}))
    assert not ledger.exists()


def test_nothing_is_done_where_the_ledger_cannot_be_opened(tmp_path: Path) -> None:
    ledger = str(tmp_path / "runs" / "effects.jsonl")
    adapter, tool = mock(a_write(args=TICKET_WORDS), tmp_path, TICKET, ledger=ledger)
    (tmp_path / "runs").write_text("a file where a folder should be", encoding="utf-8")
    with pytest.raises(ToolRejected, match="nothing was done.*effects.jsonl cannot be written"):
        adapter.call(a_call(tool, {"email": "a@x.test"}))


def test_an_effect_whose_line_may_not_be_on_disk_is_in_doubt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken_disk(descriptor: int) -> None:
        raise OSError(5, "Input/output error")

    ledger = str(tmp_path / "effects.jsonl")
    adapter, tool = mock(a_write(args=TICKET_WORDS), tmp_path, TICKET, ledger=ledger)
    call = a_call(tool, {"email": "a@x.test"})
    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", broken_disk)
        with pytest.raises(ToolInDoubt, match="Input/output error"):
            adapter.call(call)
    adapter.call(replace(call, attempt=2))
    assert len(lines(Path(ledger))) == 1
