"""An output of other types than declared, or of another record, is not taken for the answer."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from core.errors import ToolBroken
from core.json_values import Json
from core.seams import ToolOutput
from tests.tool_adapters.builders import Acting, a_call, a_tool, a_write
from tool_adapters.wrappers.expected_output import ExpectedOutput

ROOT = Path(__file__).resolve().parents[2]
BERTH: dict[str, Json] = {
    "type": "object",
    "properties": {
        "berth_id": {"type": "string"},
        "metres": {"type": "integer"},
        "fees": {"type": "array", "items": {"properties": {"sum": {"type": "number"}}}},
    },
    "required": ["berth_id", "metres"],
}
CONTRADICTIONS: list[tuple[Json, str]] = [
    ([], "the output is array where object is declared"),
    ("B-7", "the output is string where object is declared"),
    ({"berth_id": 7}, "berth_id is number where string is declared"),
    ({"metres": "12 m"}, "metres is string where integer is declared"),
    ({"metres": True}, "metres is boolean where integer is declared"),
    ({"metres": 12.5}, "metres is number where integer is declared"),
    ({"fees": [{"sum": 1}, {"sum": "1,50"}]}, r"fees\[1\].sum is string where number is declared"),
]
FITTING: list[Json] = [
    None,
    {},
    {"berth_id": None, "metres": 12.0, "fees": []},
    {"berth_id": "B-7", "crane": {"tons": "many"}},
]


def given(value: Json) -> ExpectedOutput:
    return ExpectedOutput(Acting(lambda call: value))


@pytest.mark.parametrize(("value", "told"), CONTRADICTIONS)
def test_types_that_contradict_the_declared_schema_break_a_read(value: Json, told: str) -> None:
    with pytest.raises(ToolBroken, match=told):
        given(value).call(a_call(a_tool(output_schema=BERTH)))


@pytest.mark.parametrize(("value", "told"), CONTRADICTIONS)
def test_a_write_that_answers_so_is_done_and_its_output_unknown(value: Json, told: str) -> None:
    output = given(value).call(a_call(a_write(output_schema=BERTH)))
    assert output == ToolOutput(None, known=False)


@pytest.mark.parametrize("value", FITTING)
def test_what_is_missing_null_or_not_declared_contradicts_nothing(value: Json) -> None:
    assert given(value).call(a_call(a_tool(output_schema=BERTH))).value == value


@pytest.mark.parametrize(
    ("asked", "came"),
    [
        ({"berth_id": "B-7"}, {"berth_id": "B-8"}),
        ({"berthId": 7}, {"berthId": "8"}),
        ({"invoice_no": "2041"}, {"invoice_no": 2014}),
    ],
)
def test_a_look_up_that_answers_about_another_record_is_broken(
    asked: dict[str, Json], came: dict[str, Json]
) -> None:
    with pytest.raises(ToolBroken, match="was asked for"):
        given(came).call(a_call(a_tool(), asked))


@pytest.mark.parametrize(
    ("asked", "came"),
    [
        ({"berth_id": "b-7 "}, {"berth_id": "B-7"}),
        ({"berth_id": 7}, {"berth_id": "berth_7"}),
        ({"region": "north"}, {"region": "North Harbour"}),
        ({"berth_id": "B-7"}, [{"berth_id": "B-8"}]),
        ({"berth_id": "B-7"}, {"berth_id": None}),
    ],
)
def test_the_same_record_in_other_writing_and_plain_filters_pass(
    asked: dict[str, Json], came: Json
) -> None:
    assert given(came).call(a_call(a_tool(), asked)).value == came


def test_a_change_may_answer_with_a_new_record() -> None:
    output = given({"card_id": "C-2"}).call(a_call(a_write(), {"card_id": "C-1"}))
    assert output.value == {"card_id": "C-2"}


def test_an_operator_reads_what_came_instead(tmp_path: Path) -> None:
    files: dict[str, Json] = {
        "tasks": [{"id": "t1", "domain": "ops", "prompt": "How many metres has berth B-7?"}],
        "tools": [
            {
                "name": "get_berth",
                "description": "Get a berth of the harbour by its berth id, such as B-7.",
                "args_schema": {"berth_id": "string"},
                "returns": BERTH,
                "effect": "read",
            }
        ],
        "bindings": {"tools": {"get_berth": {"adapter": "mock", "fixture": "berths.json"}}},
        "berths": {"output": {"berth_id": "B-8", "metres": 12}},
    }
    for name, content in files.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    command = [sys.executable, str(ROOT / "run.py"), "--reasoner", "symbolic", "--quiet"]
    command += ["--tasks", "tasks.json", "--tools", "tools.json", "--bindings", "bindings.json"]
    command += ["--output", "results.json"]
    subprocess.run(command, cwd=tmp_path, check=True)
    (result,) = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    assert "berth_id B-8 where berth_id B-7 was asked for" in result["final_answer"]
    assert "12" not in result["final_answer"]
