"""The journal's rows: how attempts and outcomes are written down, and read back unharmed.

Values are JSON text in the order they came in, so that a replay gives the same bytes; every row
carries a checksum, since SQLite has none of its own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, asdict, dataclass, fields
from typing import Any, Final

from checkpoints.checksums import checksum
from core.action import Action, Attempt, Outcome, Usage

SELECT_ROWS: Final = (
    "SELECT sequence, process, at, task_id, slot, item, generation, number, started_at, "
    "attempt, outcome, crc FROM journal"
)


@dataclass(frozen=True)
class JournalRow:
    """The intent of an attempt (no outcome), its outcome (no attempt), or both at once.

    `at` is when the row was written, `started_at` when the call of a row without intent began.
    """

    sequence: int
    process: int
    at: float
    action: Action
    number: int
    started_at: float | None
    attempt: Attempt | None
    outcome: Outcome | None


def values_of(row: JournalRow) -> tuple[Any, ...]:
    """Return the row as INSERT_JOURNAL wants it."""
    values = (
        row.sequence,
        row.process,
        row.at,
        row.action.task_id,
        row.action.slot,
        row.action.item,
        row.action.generation,
        row.number,
        row.started_at,
        _text(row.attempt, _OF_ATTEMPT),
        _text(row.outcome, _OF_OUTCOME),
    )
    return (*values, checksum(values))


def undamaged(values: tuple[Any, ...]) -> bool:
    """Tell whether a row of SELECT_ROWS is as it was written."""
    return bool(checksum(values[:-1]) == values[-1])


def row_of(run_id: str, values: tuple[Any, ...]) -> JournalRow:
    """Read a row of SELECT_ROWS. Raises ValueError or TypeError where the text makes no sense."""
    sequence, process, at, task_id, slot, item, generation, number, started_at = values[:9]
    action = Action(run_id, task_id, slot, item, generation)
    attempt_text, outcome_text = values[9], values[10]
    return JournalRow(
        sequence,
        process,
        at,
        action,
        number,
        started_at,
        attempt_text and _attempt(action, number, json.loads(attempt_text)),
        outcome_text and _outcome(json.loads(outcome_text)),
    )


def _defaults(kind: type[Attempt] | type[Outcome], leave_out: frozenset[str]) -> dict[str, Any]:
    return {
        field.name: field.default if field.default_factory is MISSING else field.default_factory()
        for field in fields(kind)
        if field.name not in leave_out
    }


_TEXT: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))
_OF_ATTEMPT: Final = _defaults(Attempt, frozenset({"action", "number"}))
_OF_OUTCOME: Final = _defaults(Outcome, frozenset())


def _text(value: Attempt | Outcome | None, defaults: Mapping[str, Any]) -> str | None:
    """Write down what differs from the defaults."""
    if value is None:
        return None
    members: dict[str, Any] = {}
    for name, default in defaults.items():
        member = getattr(value, name)
        if member != default:
            members[name] = asdict(member) if isinstance(member, Usage) else member
    return _TEXT.encode(members)


def _attempt(action: Action, number: int, members: Mapping[str, Any]) -> Attempt:
    return Attempt(action=action, number=number, **_with_usage(members, "reserved"))


def _outcome(members: Mapping[str, Any]) -> Outcome:
    return Outcome(**_with_usage(members, "usage"))


def _with_usage(members: Mapping[str, Any], name: str) -> dict[str, Any]:
    usage = members.get(name)
    return {**members, name: Usage(**usage)} if usage else dict(members)
