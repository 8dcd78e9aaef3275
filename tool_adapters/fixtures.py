"""The data files of mocks: what one may hold, read and checked before any call.

A fixture is a JSON object of one of three kinds:

- `rows` (a list of objects): an argument selects by the row field of the same name, or by the one
  that `match` names; text is compared trimmed and without case. Arguments in `like` select by the
  words they share (four letters or more) with the fields in `search`, most shared first. Those in
  `ignore` select nothing. `returns` is "one" (the default: no match is a 404) or "many" (`key`,
  "rows" by default, names the list in the output); `fields` are shown, `sort` orders ("-date"
  descending), `limit` cuts off.
- `answers`: a list of `{"args": subset of the arguments, "output": any}`; the first that fits.
- `output`: what a write gives back, any JSON; text in it may hold `{argument}` and `{id}` (made of
  the idempotency key, after `id_prefix`). `require` names arguments whose value another fixture
  must know: `{"account_id": {"exists_in": "accounts.json", "field": "account_id"}}`.

A bare list is short for `{"rows": the list, "returns": "many"}`. Several tools may share a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from core.errors import InputError
from core.json_values import Json
from core.tool import Tool
from tool_adapters.strict_json import UnreadableJson, parse_json

PLACEHOLDER = re.compile(r"\{([A-Za-z_]\w*)\}")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class RowsFixture(_Strict):
    """Rows that arguments select from."""

    rows: list[dict[str, Any]]
    match: dict[str, str] = {}
    ignore: list[str] = []
    like: list[str] = []
    search: list[str] = []
    returns: Literal["one", "many"] = "one"
    key: str = "rows"
    fields: list[str] | None = None
    sort: str | None = None
    limit: int | None = Field(default=None, gt=0)


class Answer(_Strict):
    """One output, for arguments that hold these values."""

    args: dict[str, Any]
    output: Any


class AnswersFixture(_Strict):
    """Outputs by arguments."""

    answers: list[Answer]


class Requirement(_Strict):
    """A value that a field of another fixture's rows must have."""

    exists_in: str
    field: str


class OutputFixture(_Strict):
    """What a write gives back."""

    output: Any
    id_prefix: str = ""
    require: dict[str, Requirement] = {}


Fixture: TypeAlias = RowsFixture | AnswersFixture | OutputFixture

_KINDS: dict[str, type[Fixture]] = {
    "rows": RowsFixture,
    "answers": AnswersFixture,
    "output": OutputFixture,
}


def load_fixture(path: Path, tool: Tool) -> Fixture:
    """Read the fixture of a tool. Raises InputError naming file, tool and field."""
    fixture = read_fixture(path)
    if isinstance(fixture, RowsFixture):
        _check_rows(fixture, path, tool)
    elif isinstance(fixture, OutputFixture):
        _check_output(fixture, path, tool)
    return fixture


def read_fixture(path: Path) -> Fixture:
    """Read a fixture for any tool. Raises InputError naming file and field."""
    value = _read_json(path)
    if isinstance(value, list):
        value = {"rows": value, "returns": "many"}
    if not isinstance(value, dict):
        raise InputError("must be an object or a list of rows", file=str(path))
    kinds = [kind for key, kind in _KINDS.items() if key in value]
    if len(kinds) != 1:
        raise InputError(f"must have exactly one of the keys {', '.join(_KINDS)}", file=str(path))
    try:
        return kinds[0].model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise InputError(first["msg"], file=str(path), field=field) from None


def known_values(path: Path, field: str) -> tuple[Json, ...]:
    """Return the values that a field has in a fixture's rows. Raises InputError."""
    fixture = read_fixture(path)
    if not isinstance(fixture, RowsFixture) or field not in _row_fields(fixture):
        raise InputError(f"has no rows with the field {field!r}", file=str(path))
    return tuple(row[field] for row in fixture.rows if field in row)


def _read_json(path: Path) -> Json:
    try:
        return parse_json(path.read_bytes())
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", file=str(path)) from None
    except UnreadableJson as error:
        raise InputError(f"is not JSON: {error}", file=str(path)) from None


def _row_fields(fixture: RowsFixture) -> set[str]:
    return {field for row in fixture.rows for field in row}


def _check_rows(fixture: RowsFixture, path: Path, tool: Tool) -> None:
    known = _row_fields(fixture)
    if not known:
        return
    sort = [fixture.sort.removeprefix("-")] if fixture.sort is not None else []
    named = {"search": fixture.search, "fields": fixture.fields or [], "sort": sort}
    for key, fields in named.items():
        _check_known(fields, known, path, tool, key)
    for argument in selecting_arguments(fixture, tool):
        field = fixture.match.get(argument, argument)
        if field not in known:
            raise InputError(
                f"no row has the field {field!r} that the argument {argument!r} selects by; "
                "name its field under match, or list it under like or ignore",
                file=str(path),
                entry=tool.name,
                field="match",
            )


def selecting_arguments(fixture: RowsFixture, tool: Tool) -> list[str]:
    """Return the tool's arguments that select rows by equality."""
    others = {*fixture.ignore, *fixture.like, tool.key_arg}
    return [argument for argument in tool.arguments if argument not in others]


def _check_output(fixture: OutputFixture, path: Path, tool: Tool) -> None:
    known = {*tool.arguments, *([tool.key_arg] if tool.key_arg else [])}
    _check_known(set(placeholders(fixture.output)) - {"id"}, known, path, tool, "output")
    _check_known(fixture.require, known, path, tool, "require")


def placeholders(value: Json) -> Iterable[str]:
    """Yield the names in braces in every text of a value."""
    if isinstance(value, str):
        yield from PLACEHOLDER.findall(value)
    elif isinstance(value, dict):
        for member in value.values():
            yield from placeholders(member)
    elif isinstance(value, list):
        for item in value:
            yield from placeholders(item)


def _check_known(names: Iterable[str], known: set[str], path: Path, tool: Tool, field: str) -> None:
    for name in names:
        if name not in known:
            choice = ", ".join(sorted(known)) or "nothing"
            raise InputError(
                f"{name!r} is not known here; there is {choice}",
                file=str(path),
                entry=tool.name,
                field=field,
            )
