"""Totals of the ledger: per key, model, task and time, read page by page so that calls go on."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from core.json_values import Json
from gateway.keys import Key
from gateway.ledger import Ledger
from gateway.money import dollars

_PAGE = 2_000
_BUCKETS = 120
_BUCKET_SIZES = (10, 60, 300, 3_600, 86_400, 604_800)
_TASKS_LISTED = 200

_GROUPS = """
SELECT key_id, model, task, coalesce(status, 0), CAST(started_at / :size AS INTEGER) * :size,
       count(*), sum(open), sum(estimated), sum(priced = 0 AND endpoint != 'models'),
       sum(prompt_tokens), sum(cached_tokens), sum(completion_tokens),
       sum(cost), sum(reserved * open), sum(first_byte_ms), count(first_byte_ms), sum(total_ms)
FROM calls WHERE id > :after AND id <= :until AND (:key IS NULL OR key_id = :key)
GROUP BY 1, 2, 3, 4, 5
"""
Row: TypeAlias = tuple[Any, ...]


@dataclass
class Totals:
    """Sums over calls. Money in picodollars."""

    calls: int = 0
    open: int = 0
    estimated: int = 0
    unpriced: int = 0
    prompt_tokens: int = 0
    cached_tokens: int = 0
    completion_tokens: int = 0
    cost: int = 0
    reserved: int = 0
    first_byte_ms: float = 0.0
    answered: int = 0
    total_ms: float = 0.0

    def add(self, sums: Row) -> None:
        """Add one group's sums, in the order of the fields."""
        for name, value in zip(self.__dataclass_fields__, sums, strict=True):
            setattr(self, name, getattr(self, name) + (value or 0))

    def shown(self) -> dict[str, Json]:
        """Return the totals as JSON: USD, tokens, and mean milliseconds."""
        ended = self.calls - self.open
        return {
            "calls": self.calls,
            "open_calls": self.open,
            "estimated_calls": self.estimated,
            "unpriced_calls": self.unpriced,
            "prompt_tokens": self.prompt_tokens,
            "cached_tokens": self.cached_tokens,
            "completion_tokens": self.completion_tokens,
            "cost_usd": dollars(self.cost),
            "reserved_usd": dollars(self.reserved),
            "first_byte_ms": round(self.first_byte_ms / self.answered, 1)
            if self.answered
            else None,
            "total_ms": round(self.total_ms / ended, 1) if ended else None,
        }


@dataclass
class Report:
    """Totals by every dimension that is shown. Bucket starts are seconds since the epoch."""

    bucket_seconds: int
    total: Totals = field(default_factory=Totals)
    keys: dict[str, Totals] = field(default_factory=dict)
    models: dict[str, Totals] = field(default_factory=dict)
    tasks: dict[str, Totals] = field(default_factory=dict)
    statuses: dict[tuple[str, str, int], Totals] = field(default_factory=dict)
    buckets: dict[int, Totals] = field(default_factory=dict)

    def add(self, row: Row) -> None:
        """Add one group of calls."""
        key, model, task, status, bucket, *sums = row
        for totals in (
            self.total,
            self.keys.setdefault(key, Totals()),
            self.models.setdefault(model, Totals()),
            self.tasks.setdefault(task, Totals()),
            self.statuses.setdefault((key, model, status), Totals()),
            self.buckets.setdefault(bucket, Totals()),
        ):
            totals.add(tuple(sums))


async def report(ledger: Ledger, key_id: str | None, now: float) -> Report:
    """Return the totals of one key, or of all. Refusal 503 where the ledger cannot be read."""
    await ledger.expire(now)
    first, last = await ledger.ask(_extent)
    found = Report(_bucket_seconds(now - first))
    for after in range(0, last, _PAGE):
        for row in await ledger.ask(_page(key_id, found.bucket_seconds, after)):
            found.add(row)
    return found


def _extent(connection: sqlite3.Connection) -> tuple[float, int]:
    first, last = connection.execute("SELECT min(started_at), max(id) FROM calls").fetchone()
    return first or 0.0, last or 0


def _page(key_id: str | None, size: int, after: int) -> Callable[[sqlite3.Connection], list[Row]]:
    values = {"key": key_id, "size": size, "after": after, "until": after + _PAGE}
    return lambda connection: connection.execute(_GROUPS, values).fetchall()


def _bucket_seconds(span: float) -> int:
    fitting = (size for size in _BUCKET_SIZES if span / size <= _BUCKETS)
    return next(fitting, _BUCKET_SIZES[-1])


def usage_json(found: Report, keys: Mapping[str, Key], refused: Mapping[str, int]) -> Json:
    """Return what /usage answers. The dearest tasks come first; the list is cut, and says so."""
    by_cost = sorted(found.tasks.items(), key=lambda item: (-item[1].cost, item[0]))
    return {
        "total": found.total.shown(),
        "keys": [_key_shown(key, found.keys.get(key.id, Totals())) for key in keys.values()],
        "models": [{"model": m, **t.shown()} for m, t in sorted(found.models.items()) if m],
        "tasks": [{"task": task, **t.shown()} for task, t in by_cost[:_TASKS_LISTED]],
        "tasks_not_listed": max(0, len(by_cost) - _TASKS_LISTED),
        "over_time": {
            "bucket_seconds": found.bucket_seconds,
            "buckets": [
                {"start": start, **t.shown()} for start, t in sorted(found.buckets.items())
            ],
        },
        "refused": dict(sorted(refused.items())),
    }


def _key_shown(key: Key, totals: Totals) -> Json:
    held = totals.cost + totals.reserved
    return {
        "id": key.id,
        "name": key.name,
        "revoked": key.revoked_at is not None,
        "budget_usd": None if key.budget is None else dollars(key.budget),
        "left_usd": None if key.budget is None else dollars(max(0, key.budget - held)),
        **totals.shown(),
    }
