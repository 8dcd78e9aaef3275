"""What is wrong with a fixture is said before any call: file, tool, field and what to do."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from core.clock import ManualClock
from core.crash_points import NO_CRASH_POINTS
from core.errors import InputError
from core.json_values import Json
from core.tool import Tool
from tests.tool_adapters.builders import a_tool, a_write
from tool_adapters.fixtures import read_fixture
from tool_adapters.mock import build


def problem(tool: Tool, folder: Path, text: str, **binding: Json) -> str:
    path = folder / "people.json"
    path.write_text(text, encoding="utf-8")
    bound = replace(tool, adapter="mock", binding={"fixture": str(path), **binding})
    with pytest.raises(InputError) as told:
        build([bound], ManualClock(), NO_CRASH_POINTS)
    message = str(told.value)
    assert "\n" not in message
    return message


@pytest.mark.parametrize(
    ("fixture", "words"),
    [
        ("{", "is not JSON.*line 1"),
        ('{"rows": [], "rows": []}', "'rows' stands twice"),
        ('{"rows": [{"email": NaN}]}', "NaN"),
        ("3", "must be an object or a list of rows"),
        ("{}", "exactly one of the keys rows, answers, output"),
        ('{"rows": [], "output": 1}', "exactly one of the keys"),
        ('{"rows": 5}', "field 'rows'"),
        ('{"rows": [], "limits": 1}', "field 'limits'"),
        ('{"rows": [], "returns": "all"}', "field 'returns'.*'one' or 'many'"),
        ('{"rows": [{"mail": "a"}]}', "'email'.*under match, or list it under like or ignore"),
        ('{"rows": [{"email": "a"}], "sort": "-date"}', "field 'sort'.*'date'.*there is email"),
        ('{"rows": [{"email": "a"}], "fields": ["nam"]}', "field 'fields'.*'nam'"),
        ('{"rows": [{"email": "a"}], "search": ["text"]}', "field 'search'.*'text'"),
        ('{"answers": [{"args": {}}]}', "field 'answers.0.output'"),
    ],
)
def test_a_fixture_that_cannot_be_used_is_named(tmp_path: Path, fixture: str, words: str) -> None:
    message = problem(a_tool(), tmp_path, fixture)
    assert "people.json" in message
    assert re.search(words, message), message


@pytest.mark.parametrize(
    ("fixture", "words"),
    [
        ('{"output": "{mail}"}', "set_note.*field 'output'.*'mail'.*email"),
        ('{"output": 1, "require": {"mail": {"exists_in": "a", "field": "b"}}}', "field 'require'"),
        ('{"output": 1, "require": {"email": {"exists_in": "a.json"}}}', "require.email.field"),
        (
            '{"output": 1, "require": {"email": {"exists_in": "a.json", "field": "b"}}}',
            "a.json: cannot be read: No such file",
        ),
        (
            '{"output": 1, "require": {"email": {"exists_in": "people.json", "field": "b"}}}',
            "people.json: has no rows with the field 'b'",
        ),
    ],
)
def test_a_fixture_of_a_write_that_cannot_be_used_is_named(
    tmp_path: Path, fixture: str, words: str
) -> None:
    message = problem(a_write(), tmp_path, fixture)
    assert re.search(words, message), message


def test_a_ledger_that_is_no_ledger_is_named(tmp_path: Path) -> None:
    ledger = tmp_path / "effects.jsonl"
    ledger.write_text('{"key": "k"}\nnot a line of a ledger\n', encoding="utf-8")
    message = problem(a_write(), tmp_path, '{"output": 1}', ledger=str(ledger))
    assert re.search("effects.jsonl, line 2: ", message), message


def test_a_ledger_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    message = problem(a_write(), tmp_path, '{"output": 1}', ledger=str(tmp_path))
    assert re.search(f"{tmp_path.name}: cannot be used: Is a directory", message), message


def test_a_read_without_a_fixture_is_named() -> None:
    with pytest.raises(InputError, match="find_person, field 'fixture'"):
        build([a_tool(adapter="mock")], ManualClock(), NO_CRASH_POINTS)


def test_a_missing_fixture_is_named(tmp_path: Path) -> None:
    tool = a_tool(adapter="mock", binding={"fixture": str(tmp_path / "none.json")})
    with pytest.raises(InputError, match="none.json: cannot be read: No such file"):
        build([tool], ManualClock(), NO_CRASH_POINTS)


def test_the_samples_can_be_used_by_their_tools() -> None:
    fixtures = Path(__file__).parents[2] / "examples" / "fixtures"
    kinds = {type(read_fixture(path)).__name__ for path in fixtures.glob("*.json")}
    assert kinds >= {"RowsFixture", "OutputFixture"}
