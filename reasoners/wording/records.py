"""One record or row in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.json_values import Json
from reasoners.found.formats import is_identifier, is_long, label, quoted, said, said_of
from reasoners.found.relevance import asked_members
from reasoners.reading.clauses import Clause

_NAMES = ("name", "full_name", "title", "label", "company", "subject", "description")
MOST = 14


def heading(row: Mapping[str, Json]) -> str:
    """Return what a row is called: its name and identifier."""
    name = next(
        (
            said(row[n])
            for n in row
            if _is_name(n) and isinstance(row[n], str) and row[n] and not is_long(row[n])
        ),
        "",
    )
    own = next(
        (
            said(row[n])
            for n in row
            if is_identifier(n) and isinstance(row[n], str | int) and not isinstance(row[n], bool)
        ),
        "",
    )
    if name and own:
        return f"{name} ({own})"
    return name or own


def _is_name(name: str) -> bool:
    return name.lower() in _NAMES or name.lower().endswith(("_name", "name", "person", "contact"))


def record(
    row: Mapping[str, Json], clause: Clause | None, subject: str = "", named: Sequence[str] = ()
) -> str:
    """Say what a clause asks of a record, or all that is short of it; `named` is said as well."""
    asked = asked_members(row, clause) if clause else []
    head = heading(row) or subject
    if asked:
        asked = [*(n for n in named if n not in asked and said(row[n]) not in head), *asked]
    if asked:
        told = "; ".join(member(name, row) for name in asked)
        rest = _status(row, asked)
        return f"{head}: {told}{rest}" if head else told + rest
    return line(row, head)


def _status(row: Mapping[str, Json], asked: Sequence[str]) -> str:
    extra = [n for n in row if n not in asked and n.lower() == "status" and isinstance(row[n], str)]
    return "".join(f"; {member(n, row)}" for n in extra)


def member(name: str, row: Mapping[str, Json]) -> str:
    """Return "due on 2025-06-11", "amount 1240.50 EUR"; free text as a quotation."""
    value = row[name]
    return f"{label(name)} {quoted(str(value)) if is_long(value) else said_of(name, value, row)}"


def _measured(row: Mapping[str, Json]) -> str:
    """A row that holds one figure is called by its other words: "revenue, EMEA, 2025-05"."""
    if "value" not in row:
        return ""
    return ", ".join(
        _worded(v)
        for n, v in row.items()
        if isinstance(v, str) and n.lower() not in ("unit", "currency")
    )


def line(row: Mapping[str, Json], head: str = "") -> str:
    """Return a row with its members on one line."""
    measured = "" if head or heading(row) else _measured(row)
    head = head or heading(row) or measured
    named = {head, *head.removesuffix(")").split(" ("), *(measured.split(", ") if measured else ())}
    shown = [
        n
        for n, v in row.items()
        if v not in (None, "", [], {}) and not {said(v), _worded(v)} & named
    ]
    shown = [n for n in shown if n.lower() not in ("currency", "unit")]
    if measured and shown == ["value"]:
        return f"{head}: {said_of('value', row['value'], row)}"
    told = ", ".join(member(name, row) for name in shown[:MOST])
    return f"{head}: {told}" if head and told else head or told


def _worded(value: Json) -> str:
    return label(value) if isinstance(value, str) and "_" in value else said(value)
