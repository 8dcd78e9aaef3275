"""A gateway that is killed loses no call and gives no money back too early."""

from __future__ import annotations

import signal
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from core.clock import ManualClock, SystemClock
from tests.gateway.conftest import StartGateway, StartProcess
from tests.gateway.running import GatewayProcess, send
from tests.gateway.test_budget import ASK, CALL, PRICES, SIZE, exactly
from tests.gateway.upstream import Received, Reply, ScriptedUpstream, whole

pytestmark = pytest.mark.faults

# In USD for the command line: one picodollar a token.
PRICE = ("--price", "m=0.000001,0.000001")


def budget(calls: int) -> tuple[str, str]:
    return "--budget", f"{calls * CALL / 10**12:.18f}"


def statuses_at_once(gateway: GatewayProcess, calls: int) -> list[int]:
    """Statuses of calls made together, 0 where the gateway died under one."""

    def call(_: int) -> int:
        try:
            return send(gateway.base, "POST", "/v1/chat/completions", ASK).status
        except OSError:
            return 0
        except Exception as broken:
            assert type(broken).__name__ in ("RemoteDisconnected", "IncompleteRead")
            return 0

    with ThreadPoolExecutor(calls) as pool:
        return list(pool.map(call, range(calls)))


def books(tmp_path: Path) -> tuple[list[dict[str, Any]], int]:
    """Every call of the ledger, and what the account holds, once no gateway runs."""
    connection = sqlite3.connect(tmp_path / "gateway" / "ledger.db")
    connection.row_factory = sqlite3.Row
    try:
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        calls = [dict(row) for row in connection.execute("SELECT * FROM calls ORDER BY id")]
        (held,) = connection.execute("SELECT coalesce(sum(held), 0) FROM accounts").fetchone()
        return calls, held
    finally:
        connection.close()


def test_a_budget_for_37_of_100_calls_holds_across_a_kill_and_a_restart(
    start_process: StartProcess, upstream: ScriptedUpstream, tmp_path: Path
) -> None:
    """Twelve calls end, twenty are under way when the gateway is killed; five are left."""
    under_way, never = threading.Semaphore(0), threading.Event()

    def hold(received: Received) -> Reply:
        under_way.release()
        return Reply(before=never)

    upstream.script = lambda received: whole(exactly(SIZE, 10))
    first = start_process(*budget(37), *PRICE)
    assert statuses_at_once(first, 12) == [200] * 12
    assert send(first.base, "GET", "/usage").json["total"]["open_calls"] == 0
    upstream.script = hold
    with ThreadPoolExecutor(1) as pool:
        calling = pool.submit(statuses_at_once, first, 20)
        for _ in range(20):
            assert under_way.acquire(timeout=20)
        first.kill()
        assert calling.result() == [0] * 20
    never.set()

    upstream.script = lambda received: whole(exactly(SIZE, 10))
    second = start_process(*budget(37), *PRICE)
    after = statuses_at_once(second, 68)
    usage = send(second.base, "GET", "/usage").json
    second.kill()

    assert sorted(after) == [200] * 5 + [402] * 63
    assert len(upstream.received) == 37
    assert usage["total"]["open_calls"] == 20
    calls, held = books(tmp_path)
    assert len(calls) == 37
    assert held == 37 * CALL == sum(c["reserved"] if c["open"] else c["cost"] for c in calls)


def test_killed_at_any_moment_every_call_of_upstreams_is_in_the_books(
    start_process: StartProcess, upstream: ScriptedUpstream, tmp_path: Path
) -> None:
    """The gateway dies three times while calls stream in; upstream counts for itself."""
    for round_ in range(3):
        reached = threading.Semaphore(0)

        def answer(received: Received, reached: threading.Semaphore = reached) -> Reply:
            reached.release()
            return whole(exactly(SIZE, 10))

        upstream.script = answer
        gateway = start_process("--budget", "3.00", *PRICE)
        assert statuses_at_once(gateway, 1) == [200]
        assert send(gateway.base, "GET", "/usage").json["total"]["calls"] > round_
        with ThreadPoolExecutor(1) as pool:
            calling = pool.submit(statuses_at_once, gateway, 24)
            for _ in range(2 + 8 * round_):
                assert reached.acquire(timeout=20)
            gateway.kill()
            calling.result()

    calls, held = books(tmp_path)
    real = [call for call in calls if not call["open"]]
    assert len(calls) >= len(upstream.received) >= len(real) >= 3
    assert all(call["cost"] == CALL and not call["estimated"] for call in real)
    assert held == len(calls) * CALL


def test_a_reservation_of_a_dead_gateway_is_charged_when_no_answer_can_come_any_more(
    start_process: StartProcess, start: StartGateway, upstream: ScriptedUpstream, tmp_path: Path
) -> None:
    arrived, never = threading.Event(), threading.Event()

    def hold(received: Received) -> Reply:
        arrived.set()
        return Reply(before=never)

    upstream.script = hold
    killed = start_process(*budget(1), *PRICE, "--timeout", "60")
    with ThreadPoolExecutor(1) as pool:
        calling = pool.submit(statuses_at_once, killed, 1)
        assert arrived.wait(20)
        killed.kill()
        assert calling.result() == [0]
    never.set()

    clock = ManualClock(SystemClock().now())
    gateway = start(clock=clock, budget=CALL, prices=PRICES)
    (before,) = gateway.usage()["keys"]
    assert gateway.call(ASK).status == 402
    clock.advance(70)
    (after,) = gateway.usage()["keys"]
    assert gateway.call(ASK).status == 402
    gateway.stop()

    assert (before["open_calls"], before["estimated_calls"], before["left_usd"]) == (1, 0, 0.0)
    assert (after["open_calls"], after["estimated_calls"], after["left_usd"]) == (0, 1, 0.0)
    ((call,), held) = books(tmp_path)
    assert (call["note"], call["cost"], held) == ("gateway_died", CALL, CALL)


def test_a_reservation_is_on_disk_before_upstream_hears_of_the_call(
    start_process: StartProcess, upstream: ScriptedUpstream, tmp_path: Path
) -> None:
    """Upstream itself kills the gateway in the moment it hears of a call."""
    gateways: list[GatewayProcess] = []

    def kill(received: Received) -> Reply:
        gateways[-1].kill()
        return whole(exactly(SIZE, 10))

    upstream.script = kill
    gateways.append(start_process(*budget(1), *PRICE))
    assert statuses_at_once(gateways[-1], 1) == [0]

    ((call,), held) = books(tmp_path)
    assert (call["open"], call["reserved"], held) == (1, CALL, CALL)


@pytest.mark.parametrize(("how", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, -15)])
def test_a_gateway_ends_on_a_signal_without_a_word(
    start_process: StartProcess, how: signal.Signals, code: int
) -> None:
    gateway = start_process()
    assert send(gateway.base, "GET", "/usage").status == 200

    assert gateway.end(how) == (code, "")


def test_a_gateway_that_is_asked_to_end_lets_its_last_call_end(
    start_process: StartProcess, upstream: ScriptedUpstream, tmp_path: Path
) -> None:
    arrived, go_on = threading.Event(), threading.Event()

    def hold(received: Received) -> Reply:
        arrived.set()
        return Reply(
            headers=(("Content-Length", str(len(exactly(1, 1)))),),
            pieces=(exactly(1, 1),),
            before=go_on,
        )

    upstream.script = hold
    gateway = start_process("--budget", "3", *PRICE)
    with ThreadPoolExecutor(2) as pool:
        calling = pool.submit(statuses_at_once, gateway, 1)
        assert arrived.wait(20)
        ending = pool.submit(gateway.end)
        go_on.set()
        assert calling.result() == [200]
        code, errors = ending.result()

    assert (code, errors) == (-15, "")
    ((call,), _) = books(tmp_path)
    assert (call["open"], call["cost"], call["estimated"]) == (0, 2, 0)
