"""Which other actions of the run may own the rows that a look-up gives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from core.action import Action, AttemptRecord, Outcome
from core.json_values import Args, Json, digest
from core.references import Missing, fill, references_in
from core.seams import ToolCall
from core.services import Services
from nodes.row_matching import Rivals


def rivals_of(write: ToolCall, match: Args, services: Services) -> Rivals:
    """Return the other actions by the same tool whose effect would match the same rows.

    None where the match holds the action's own key. One that a person gave up counts as open.
    """
    if "key" in references_in(match):
        return Rivals()
    wanted = _wanted(match, write.args)
    outputs: list[Json] = []
    undecided = 0
    for action, records in _by_action(services.journal.writes(write.tool.name)).items():
        if action == write.action or _wanted(match, records[0].attempt.args) != wanted:
            continue
        done = _done(records)
        if done is not None:
            outputs.append(done.output)
        elif any(_may_be_done(record) for record in records):
            undecided += 1
    return Rivals(outputs, undecided)


def _wanted(match: Args, args: Args) -> str:
    values = fill(match, {"args": args})
    return "" if isinstance(values, Missing) else digest(values)


def _by_action(records: Iterable[AttemptRecord]) -> dict[Action, list[AttemptRecord]]:
    actions: dict[Action, list[AttemptRecord]] = {}
    for record in records:
        actions.setdefault(record.attempt.action, []).append(record)
    return actions


def _done(records: Sequence[AttemptRecord]) -> Outcome | None:
    outcomes = (record.outcome for record in records)
    return next((one for one in outcomes if one is not None and one.kind == "done"), None)


def _may_be_done(record: AttemptRecord) -> bool:
    outcome = record.outcome
    if outcome is None or outcome.kind == "in_doubt":
        return True
    return outcome.kind == "given_up" and outcome.by == "person"
