"""How values from journals are shown to a person: on one line, shortened, without secrets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from core.json_values import Json, canonical

SHOWN_LENGTH: Final = 300
_SECRET_NAME: Final = re.compile(
    r"(^|[_-])(password|passwd|passphrase|secret|api[_-]?key|private[_-]?key|authorization"
    r"|(access|auth|refresh|bearer|session)[_-]?token|token|credentials?)$",
    re.IGNORECASE,
)
_SECRET_TEXTS: Final = (
    re.compile(r"(\b(?:Bearer|Basic)\s+)[\w.~+/=-]{6,}", re.IGNORECASE),
    re.compile(r"([?&][^=&\s]*(?:key|token|secret|password|signature)=)[^&\s]+", re.IGNORECASE),
)
_HIDDEN: Final = "***"


def one_line(text: str) -> str:
    """Return text that cannot break the line or drive a terminal, without secrets."""
    visible = "".join(mark if mark.isprintable() else repr(mark)[1:-1] for mark in text)
    for secret in _SECRET_TEXTS:
        visible = secret.sub(rf"\1{_HIDDEN}", visible)
    return visible


def brief(value: Json, length: int = SHOWN_LENGTH) -> str:
    """Return a value as one line of JSON, cut at `length` characters."""
    text = one_line(canonical(_without_secrets(value)))
    return text if len(text) <= length else f"{text[:length]}… ({len(text)} characters)"


def in_call(tool: str, args: Mapping[str, Json]) -> str:
    """Return a call as a person reads it: refund(order_id=<s1.order_id>, amount=12)."""
    shown = (f"{name}={_argument(value)}" for name, value in _members_without_secrets(args).items())
    return one_line(f"{tool}({', '.join(shown)})")


def _argument(value: Json) -> str:
    if isinstance(value, Mapping) and set(value) == {"$ref"}:
        return f"<{value['$ref']}>"
    return brief(value)


def moment(seconds: float) -> str:
    """Return a time since the epoch as a date with the time of day, in UTC."""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S}Z"


def columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the rows as lines with aligned columns."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()


def indented(lines: Iterable[str], by: int = 2) -> Iterator[str]:
    """Yield the lines further to the right."""
    return (f"{' ' * by}{line}" for line in lines)


def _without_secrets(value: Json) -> Json:
    if isinstance(value, Mapping):
        return _members_without_secrets(value)
    if isinstance(value, list | tuple):
        return [_without_secrets(item) for item in value]
    return value


def _members_without_secrets(members: Mapping[str, Json]) -> dict[str, Json]:
    return {
        name: _HIDDEN if _SECRET_NAME.search(name) else _without_secrets(value)
        for name, value in members.items()
    }
