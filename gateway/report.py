"""What the operator sees: totals per key, model, task and time, in one reading of the ledger."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from core.json_values import Json
from gateway.keys import Key
from gateway.money import dollars
from gateway.totals import Totals, bar_size, grouped, statuses

_TASKS_LISTED = 200
_DEAREST = f"ORDER BY sum(cost) DESC, name LIMIT {_TASKS_LISTED}"


@dataclass(frozen=True)
class Open:
    """Calls under way, and what they may cost in picodollars."""

    calls: int = 0
    reserved: int = 0


@dataclass(frozen=True)
class Report:
    """Totals by every dimension that is shown. Bucket starts are seconds since the epoch."""

    keys: Mapping[str, Totals]
    open: Mapping[str, Open]
    models: Mapping[str, Totals]
    tasks: Mapping[str, Totals]
    tasks_not_listed: int
    statuses: Mapping[tuple[str, str, str], Totals]
    bucket_seconds: int
    buckets: Mapping[str, Totals]

    @property
    def accounts(self) -> set[str]:
        """The keys that have made calls."""
        return {*self.keys, *self.open}


def read_report(connection: sqlite3.Connection, key_id: str | None) -> Report:
    """Return the totals of one key, or of all."""
    size = bar_size(connection, key_id)
    tasks = grouped(connection, "name", "task", key_id, _DEAREST)
    return Report(
        keys=grouped(connection, "key_id", "model", key_id),
        open=_open(connection, key_id),
        models=grouped(connection, "name", "model", key_id),
        tasks=tasks,
        tasks_not_listed=_tasks(connection, key_id) - len(tasks),
        statuses=statuses(connection, key_id),
        bucket_seconds=size,
        buckets=grouped(connection, "name", f"time {size}", key_id),
    )


def _open(connection: sqlite3.Connection, key_id: str | None) -> dict[str, Open]:
    rows = connection.execute(
        "SELECT key_id, count(*), sum(reserved) FROM calls"
        " WHERE open AND (:key IS NULL OR key_id = :key) GROUP BY 1",
        {"key": key_id},
    )
    return {key: Open(calls, reserved) for key, calls, reserved in rows}


def _tasks(connection: sqlite3.Connection, key_id: str | None) -> int:
    (count,) = connection.execute(
        "SELECT count(DISTINCT name) FROM totals"
        " WHERE dimension = 'task' AND (:key IS NULL OR key_id = :key)",
        {"key": key_id},
    ).fetchone()
    return int(count)


def usage_json(found: Report, keys: Mapping[str, Key], refused: Mapping[str, int]) -> Json:
    """Return what /usage answers: USD, tokens and mean milliseconds."""
    open_calls = list(found.open.values())
    under_way = Open(sum(o.calls for o in open_calls), sum(o.reserved for o in open_calls))
    buckets = sorted((int(start), totals) for start, totals in found.buckets.items())
    return {
        "total": {**_shown(sum(found.keys.values(), Totals())), **_open_shown(under_way)},
        "keys": [_key_shown(key, found) for key in keys.values()],
        "models": [{"model": model, **_shown(t)} for model, t in found.models.items() if model],
        "tasks": [{"task": task, **_shown(t)} for task, t in found.tasks.items()],
        "tasks_not_listed": found.tasks_not_listed,
        "over_time": {
            "bucket_seconds": found.bucket_seconds,
            "buckets": [{"start": start, **_shown(totals)} for start, totals in buckets],
        },
        "refused": dict(sorted(refused.items())),
    }


def _shown(totals: Totals) -> dict[str, Json]:
    calls, answered = totals.calls, totals.answered
    return {
        "calls": calls,
        "estimated_calls": totals.estimated,
        "unpriced_calls": totals.unpriced,
        "prompt_tokens": totals.prompt_tokens,
        "cached_tokens": totals.cached_tokens,
        "completion_tokens": totals.completion_tokens,
        "cost_usd": dollars(totals.cost),
        "first_byte_ms": round(totals.first_byte_ms / answered, 1) if answered else None,
        "total_ms": round(totals.total_ms / calls, 1) if calls else None,
    }


def _open_shown(under_way: Open) -> dict[str, Json]:
    return {"open_calls": under_way.calls, "reserved_usd": dollars(under_way.reserved)}


def _key_shown(key: Key, found: Report) -> Json:
    totals, under_way = found.keys.get(key.id, Totals()), found.open.get(key.id, Open())
    left = None if key.budget is None else key.budget - totals.cost - under_way.reserved
    return {
        "id": key.id,
        "name": key.name,
        "revoked": key.revoked_at is not None,
        "budget_usd": None if key.budget is None else dollars(key.budget),
        "left_usd": None if left is None else dollars(max(0, left)),
        **_shown(totals),
        **_open_shown(under_way),
    }
