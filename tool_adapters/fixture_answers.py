"""How a fixture answers a call: as a real service would, with a row, a list or a refusal."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from core.errors import ToolRejected
from core.json_values import Json, canonical
from core.tool import Tool
from tool_adapters.fixtures import (
    PLACEHOLDER,
    AnswersFixture,
    OutputFixture,
    RowsFixture,
    selecting_arguments,
)

_WORD = re.compile(r"\w{4,}")

Row = Mapping[str, Any]


def check_arguments(tool: Tool, args: Mapping[str, Json]) -> None:
    """Refuse arguments that the tool does not have, and missing ones, as a service would (400)."""
    accepted = ", ".join(tool.arguments)
    for name in args:
        if tool.arguments and name not in tool.arguments and name != tool.key_arg:
            raise ToolRejected(
                f"unknown argument {name!r}: {tool.name} takes {accepted}", status=400
            )
    for name in tool.required:
        if args.get(name) is None and name != tool.key_arg:
            raise ToolRejected(f"argument {name!r} is missing", status=400)


def answer_from_rows(fixture: RowsFixture, tool: Tool, args: Mapping[str, Json]) -> Json:
    """Return the row or the rows that the arguments select. Raises ToolRejected (404) for none."""
    asked = {name: value for name, value in args.items() if value is not None}
    equal = [name for name in selecting_arguments(fixture, tool) if name in asked]
    found: list[Row] = [
        row
        for row in fixture.rows
        if all(same(asked[name], row.get(fixture.match.get(name, name))) for name in equal)
    ]
    for name in fixture.like:
        if name in asked:
            found = _ranked(found, fixture.search, str(asked[name]))
    shown = [_shown(row, fixture.fields) for row in _ordered(found, fixture.sort)]
    if fixture.returns == "many":
        return {fixture.key: shown[: fixture.limit]}
    if not shown:
        raise ToolRejected(_nothing_found(asked), status=404)
    return shown[0]


def answer_from_answers(fixture: AnswersFixture, args: Mapping[str, Json]) -> Json:
    """Return the output of the first answer whose arguments hold. Raises ToolRejected (404)."""
    for answer in fixture.answers:
        if all(name in args and same(args[name], value) for name, value in answer.args.items()):
            output: Json = answer.output
            return output
    raise ToolRejected(_nothing_found(args), status=404)


def answer_from_output(fixture: OutputFixture, args: Mapping[str, Json], key: str) -> Json:
    """Return the output with arguments and id filled in; the same key gives the same id."""
    number = hashlib.sha256(key.encode()).hexdigest()[:10].upper()
    return _filled(fixture.output, {**args, "id": fixture.id_prefix + number})


def same(asked: Json, held: Json) -> bool:
    """Whether two values are the same to a forgiving service: text without case, 12 as "12"."""
    if isinstance(asked, str) or isinstance(held, str):
        return _text(asked) == _text(held)
    return asked == held and isinstance(asked, bool) == isinstance(held, bool)


def _text(value: Json) -> str:
    return _inserted(value).strip().casefold()


def _ranked(rows: list[Row], search: list[str], words: str) -> list[Row]:
    asked = set(_WORD.findall(words.casefold()))
    shared = [
        (len(asked & set(_WORD.findall(" ".join(_text(row.get(name)) for name in search)))), row)
        for row in rows
    ]
    return [row for count, row in sorted(shared, key=lambda pair: -pair[0]) if count]


def _ordered(rows: list[Row], sort: str | None) -> list[Row]:
    if sort is None:
        return rows
    field = sort.removeprefix("-")
    held = [row for row in rows if row.get(field) is not None]
    lacking = [row for row in rows if row.get(field) is None]
    return sorted(held, key=lambda row: _rank(row[field]), reverse=sort.startswith("-")) + lacking


def _rank(value: Json) -> tuple[bool, float, str]:
    number = isinstance(value, int | float)
    return not number, float(value) if isinstance(value, int | float) else 0.0, _text(value)


def _shown(row: Row, fields: list[str] | None) -> dict[str, Json]:
    return {name: row.get(name) for name in fields} if fields is not None else dict(row)


def _nothing_found(args: Mapping[str, Json]) -> str:
    asked = " and ".join(f"{name} {canonical(value)}" for name, value in args.items())
    return f"nothing found with {asked}" if asked else "nothing found"


def _filled(template: Json, values: Mapping[str, Json]) -> Json:
    """Fill in a template; text that is one placeholder becomes the value itself."""
    if isinstance(template, str):
        if whole := PLACEHOLDER.fullmatch(template):
            return values.get(whole[1])
        return PLACEHOLDER.sub(lambda found: _inserted(values.get(found[1])), template)
    if isinstance(template, Mapping):
        return {name: _filled(member, values) for name, member in template.items()}
    if isinstance(template, list):
        return [_filled(item, values) for item in template]
    return template


def _inserted(value: Json) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else canonical(value)
