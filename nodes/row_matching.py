"""Which row of a look-up, if any, is the effect of one action. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from core.conditions import holds
from core.json_values import Args, Json, digest

_NAMES_A_RECORD: Final = re.compile(r"(^|[_-])(id|key|number|no|ref|reference|uuid|code)$|Id$")


class Ambiguous(Exception):
    """The rows cannot be told apart; the message says why, for a person."""


@dataclass(frozen=True)
class Rivals:
    """Other actions that would match the same rows: what the done ones gave, how many are open."""

    outputs: Sequence[Json] = ()
    undecided: int = 0


def matching(rows: Sequence[Json], match: Args) -> list[Json]:
    """Return the rows in which every field of `match` is equal, as a plan's conditions compare."""
    return [row for row in rows if all(_equal(row, name, match[name]) for name in match)]


def own_row(rows: Sequence[Json], before: Sequence[Json], rivals: Rivals) -> tuple[Json] | None:
    """Return the one row that is this action's (in a tuple, since a row may be null), else None.

    `rows` and `before` match already; `before` was there before the first attempt. Raises
    Ambiguous.
    """
    new = _without(rows, before)
    if new and len(rows) <= len(before):
        raise Ambiguous("the records that were there before have changed since")
    claimed = [_claimed(output, rows) for output in rivals.outputs]
    left = _without(new, [row for found in claimed for row in found])
    if not left:
        return None
    if rivals.undecided or not all(claimed):
        raise Ambiguous("a matching record may belong to another call of this run")
    if len(left) > 1:
        raise Ambiguous(f"{len(left)} records match, and nothing tells which of them is meant")
    return (left[0],)


def _equal(row: Json, field: str, value: Json) -> bool:
    return holds({"ref": f"row.{field}", "op": "eq", "value": value}, {"row": row})


def _without(rows: Sequence[Json], others: Sequence[Json]) -> list[Json]:
    """Leave out the rows that are among the others, each of these counting once."""
    left = [digest(other) for other in others]
    kept = []
    for row in rows:
        if digest(row) in left:
            left.remove(digest(row))
        else:
            kept.append(row)
    return kept


def _claimed(output: Json, rows: Sequence[Json]) -> list[Json]:
    """Return the row, if any, that another action's output is about."""
    return [row for row in rows if same_record(output, row)][:1]


def same_record(output: Json, row: Json) -> bool:
    """Whether an action's output and a row are about the same record, by what names a record."""
    if digest(output) == digest(row):
        return True
    if not isinstance(output, Mapping) or not isinstance(row, Mapping):
        return False
    names = {name for name in output if _NAMES_A_RECORD.search(name)}
    shared = names & set(row)
    if shared:
        return all(output[name] == row[name] for name in shared)
    named = [value for name, value in row.items() if _NAMES_A_RECORD.search(name)]
    return any(output[name] in named for name in names)
