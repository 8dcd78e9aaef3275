"""The books add up after any history of calls, and no account is ever over its budget."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import StoreError
from gateway.ledger import Ledger, Reservation, Settlement
from gateway.refusal import Refusal
from gateway.report import read_report
from gateway.tokens import Tokens
from gateway.totals import Totals
from gateway.writer import Writer

BUDGET = 100


def reservation(
    key: str = "k", task: str = "t", reserved: int = 10, at: float = 0.0
) -> Reservation:
    return Reservation(key, task, "chat", "m", at, at + 60, Tokens(reserved, 0, 0), reserved, True)


def settlement(cost: int, status: int | None = 200, estimated: bool = False) -> Settlement:
    return Settlement(status, Tokens(cost, 0, 1), cost, estimated, "", 1.5, 2.5)


async def check(ledger: Ledger) -> None:
    """Compare the accounts and the running totals with the calls themselves."""

    def compare(connection: sqlite3.Connection) -> None:
        for key, held in connection.execute("SELECT key_id, held FROM accounts"):
            (calls,) = connection.execute(
                "SELECT total(CASE WHEN open THEN reserved ELSE cost END) FROM calls"
                " WHERE key_id = ?",
                (key,),
            ).fetchone()
            assert 0 <= held == calls <= BUDGET
        report = read_report(connection, None)
        ended = connection.execute(
            "SELECT count(*), total(estimated), total(prompt_tokens), total(cost)"
            " FROM calls WHERE NOT open"
        ).fetchone()
        for rows in (report.keys, report.models, report.tasks, report.buckets, report.statuses):
            sums = sum(rows.values(), Totals())
            assert (sums.calls, sums.estimated, sums.prompt_tokens, sums.cost) == ended

    await ledger.ask(compare)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["reserve", "reserve", "settle", "settle again", "expire"]),
        st.sampled_from(["a", "b"]),
        st.integers(0, 40),
        st.integers(0, 200),
    ),
    max_size=30,
)


@settings(max_examples=40, deadline=None)
@given(STEPS)
def test_the_books_add_up_after_any_history(steps: list[tuple[str, str, int, int]]) -> None:
    async def live(ledger: Ledger) -> None:
        calls: list[tuple[int, int]] = []
        for what, key, amount, moment in steps:
            if what == "reserve":
                try:
                    made = reservation(key, f"task {amount % 3}", amount, moment)
                    calls.append((await ledger.reserve(made, BUDGET), amount))
                except Refusal as refusal:
                    assert refusal.status == 402
            elif what == "expire":
                await ledger.expire(moment)
            elif calls:
                number, reserved = calls[amount % len(calls)]
                ledger.settle(number, settlement(min(amount, reserved), 200 + moment % 3))
            await check(ledger)

    with tempfile.TemporaryDirectory() as folder:
        writer = Writer(Path(folder) / "ledger.db")
        asyncio.run(live(Ledger(writer)))
        writer.close()


def test_a_call_is_booked_once_however_often_it_is_settled(tmp_path: Path) -> None:
    async def live(ledger: Ledger) -> None:
        number = await ledger.reserve(reservation(reserved=10), BUDGET)
        ledger.settle(number, settlement(4))
        ledger.settle(number, settlement(9))
        found = await ledger.ask(lambda connection: read_report(connection, None))
        assert (found.keys["k"].calls, found.keys["k"].cost) == (1, 4)

    writer = Writer(tmp_path / "ledger.db")
    asyncio.run(live(Ledger(writer)))
    writer.close()


def test_a_thousand_reservations_at_once_pass_exactly_as_many_as_fit(tmp_path: Path) -> None:
    async def live(ledger: Ledger) -> list[int | BaseException]:
        calls = (ledger.reserve(reservation(reserved=3), BUDGET) for _ in range(1000))
        return await asyncio.gather(*calls, return_exceptions=True)

    writer = Writer(tmp_path / "ledger.db")
    outcomes = asyncio.run(live(Ledger(writer)))
    writer.close()

    assert sum(isinstance(outcome, int) for outcome in outcomes) == BUDGET // 3
    assert {type(outcome) for outcome in outcomes} == {int, Refusal}


def test_work_that_refuses_leaves_the_others_of_its_group_alone(tmp_path: Path) -> None:
    writer = Writer(tmp_path / "ledger.db")

    def refuse(_: sqlite3.Connection) -> int:
        raise ValueError("no")

    futures = [writer.submit(work) for work in (lambda _: 1, refuse, lambda _: 3)]
    assert (futures[0].result(), futures[2].result()) == (1, 3)
    with pytest.raises(ValueError, match="no"):
        futures[1].result()
    writer.close()


def test_work_that_was_called_off_in_time_is_not_done(tmp_path: Path) -> None:
    async def live(ledger: Ledger, writer: Writer) -> None:
        hold = asyncio.Event()
        loop = asyncio.get_running_loop()

        def wait(_: sqlite3.Connection) -> None:
            asyncio.run_coroutine_threadsafe(hold.wait(), loop).result()

        busy = writer.submit(wait)
        waiting = asyncio.create_task(ledger.reserve(reservation(), BUDGET))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        hold.set()
        await asyncio.wrap_future(busy)
        found = await ledger.ask(lambda connection: read_report(connection, None))
        assert found.open == {}

    writer = Writer(tmp_path / "ledger.db")
    asyncio.run(live(Ledger(writer), writer))
    writer.close()


def test_a_file_that_is_no_ledger_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "ledger.db"
    file.write_bytes(b"these are my notes, not a database" * 100)

    with pytest.raises(StoreError, match="ledger.db"):
        Writer(file)
    assert file.read_bytes().startswith(b"these are my notes")


def test_a_ledger_of_another_version_is_refused(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "ledger.db")
    connection.execute("PRAGMA user_version=99")
    connection.close()

    with pytest.raises(StoreError, match="not a ledger of this version"):
        Writer(tmp_path / "ledger.db")
