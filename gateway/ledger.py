"""The books: what every call reserved before it left, and what it came to.

An account holds what is spent and what is reserved as one number, changed in the same transaction
as the call's row. A call never costs more than it reserved, so no number of concurrent calls, and
no crash, can take an account over its budget.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from core.errors import StoreError
from gateway.money import amount_text, dollars
from gateway.refusal import budget_exceeded, ledger_failed
from gateway.tokens import Tokens
from gateway.totals import Totals, add_ended, bars
from gateway.writer import Writer

Result = TypeVar("Result")


@dataclass(frozen=True)
class Reservation:
    """A call before it leaves. Times in seconds since the epoch, money in picodollars.

    `bound` are the most tokens it can use, `reserved` what they would cost.
    """

    key_id: str
    task: str
    endpoint: str
    model: str
    started_at: float
    ends_by: float
    bound: Tokens
    reserved: int
    priced: bool


@dataclass(frozen=True)
class Settlement:
    """A call after it ended. `estimated`: the cost is what it can have been at most.

    `note` says in a word why, "" where upstream's own figures stand.
    """

    status: int | None
    tokens: Tokens
    cost: int
    estimated: bool
    note: str
    first_byte_ms: float | None
    total_ms: float


class Ledger:
    """The books, asked from the event loop, kept by the writer's thread."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    async def reserve(self, reservation: Reservation, budget: int | None) -> int:
        """Return the call's number once its reservation is on disk. Refusal 402 or 503."""
        return await self.ask(lambda connection: _reserve(connection, reservation, budget))

    def settle(self, call: int, settlement: Settlement) -> None:
        """Book what a call came to. If that fails it stays reserved and nothing more is sent."""
        self._writer.submit(lambda connection: _settle(connection, call, settlement))

    async def expire(self, now: float) -> int:
        """Charge calls whose process died, once no answer can arrive; return how many."""
        return await self.ask(lambda connection: _expire(connection, now))

    async def ask(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        """Run work in the writer's thread; Refusal 503 where the database fails."""
        try:
            return await asyncio.wrap_future(self._writer.submit(work))
        except StoreError:
            raise ledger_failed() from None


def _reserve(connection: sqlite3.Connection, call: Reservation, budget: int | None) -> int:
    connection.execute("INSERT OR IGNORE INTO accounts (key_id) VALUES (?)", (call.key_id,))
    (held,) = connection.execute(
        "SELECT held FROM accounts WHERE key_id = ?", (call.key_id,)
    ).fetchone()
    if budget is not None and call.reserved and held + call.reserved > budget:
        raise budget_exceeded(dollars(call.reserved), dollars(budget - held), amount_text(budget))
    _hold(connection, call.key_id, call.reserved)
    cursor = connection.execute(
        "INSERT INTO calls (key_id, task, endpoint, model, started_at, ends_by, reserved,"
        " bound_prompt, bound_completion, priced) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            call.key_id,
            call.task,
            call.endpoint,
            call.model,
            call.started_at,
            call.ends_by,
            call.reserved,
            call.bound.prompt,
            call.bound.completion,
            call.priced,
        ),
    )
    return int(cursor.lastrowid or 0)


def _settle(connection: sqlite3.Connection, call: int, end: Settlement) -> None:
    row = connection.execute(
        "SELECT key_id, model, task, endpoint, started_at, reserved, priced FROM calls"
        " WHERE id = ? AND open",
        (call,),
    ).fetchone()
    if row is None:
        return
    key_id, model, task, endpoint, started_at, reserved, priced = row
    (first,) = connection.execute("SELECT started_at FROM calls WHERE id = 1").fetchone()
    connection.execute(
        "UPDATE calls SET open = 0, status = ?, prompt_tokens = ?, cached_tokens = ?,"
        " completion_tokens = ?, cost = ?, estimated = ?, note = ?, first_byte_ms = ?,"
        " total_ms = ? WHERE id = ?",
        (
            end.status,
            end.tokens.prompt,
            end.tokens.cached,
            end.tokens.completion,
            end.cost,
            end.estimated,
            end.note,
            end.first_byte_ms,
            end.total_ms,
            call,
        ),
    )
    _hold(connection, key_id, end.cost - reserved)
    names = {
        "model": model,
        "task": task,
        **bars(started_at, first),
        f"status {end.status or 0}": model,
    }
    unpriced = not priced and endpoint != "models"
    add_ended(connection, key_id, names, _figures(end, unpriced))


def _figures(end: Settlement, unpriced: bool) -> Totals:
    return Totals(
        calls=1,
        estimated=int(end.estimated),
        unpriced=int(unpriced),
        prompt_tokens=end.tokens.prompt,
        cached_tokens=end.tokens.cached,
        completion_tokens=end.tokens.completion,
        cost=end.cost,
        answered=int(end.first_byte_ms is not None),
        first_byte_ms=end.first_byte_ms or 0.0,
        total_ms=end.total_ms,
    )


def _expire(connection: sqlite3.Connection, now: float) -> int:
    """What is held does not change: a reservation of unknown end is spent already."""
    dead = connection.execute(
        "SELECT id, reserved, bound_prompt, bound_completion, (ends_by - started_at) * 1000"
        " FROM calls WHERE open AND ends_by < ?",
        (now,),
    ).fetchall()
    for call, reserved, prompt, completion, longest_ms in dead:
        bound = Tokens(prompt, 0, completion)
        end = Settlement(None, bound, reserved, True, "gateway_died", None, longest_ms)
        _settle(connection, call, end)
    return len(dead)


def _hold(connection: sqlite3.Connection, key_id: str, amount: int) -> None:
    connection.execute("UPDATE accounts SET held = held + ? WHERE key_id = ?", (amount, key_id))
