"""The judge itself is judged: its faults happen as told, and its ledger counts what happened."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.tool_server_process import ToolServerProcess, start_tool_server, tool_server

REFUND = {"order_id": "O-7", "amount": 5, "tag": "t1/refund"}
LETTER = {"recipient": "Ada", "text": "hello"}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ToolServerProcess]:
    with tool_server(tmp_path) as running:
        yield running


def post(
    server: ToolServerProcess, tool: str, args: Any, key: str = "", timeout: float = 10
) -> tuple[int, Any]:
    """Return status and output, or 0 and the error where there was no answer."""
    headers = {"Idempotency-Key": key} if key else {}
    body = json.dumps(args).encode()
    request = urllib.request.Request(f"{server.url}/{tool}", body, headers)
    try:
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.loads(error.read())
    except OSError as error:
        return 0, error


def test_a_key_makes_a_repeated_request_one_effect(server: ToolServerProcess) -> None:
    first = post(server, "refund", REFUND, "k1")
    assert first == post(server, "refund", REFUND, "k1")
    assert first[0] == 200 and first[1]["amount"] == 5
    assert server.requests() == {"t1/refund": 2}
    assert server.effects() == {"t1/refund": 1}


def test_without_dedup_a_repeated_key_is_a_second_effect(server: ToolServerProcess) -> None:
    server.control(dedup=False)
    for _ in range(2):
        post(server, "refund", REFUND, "k1")
    assert server.effects() == {"t1/refund": 2}


def test_a_key_with_other_arguments_is_refused(server: ToolServerProcess) -> None:
    post(server, "refund", REFUND, "k1")
    assert post(server, "refund", {**REFUND, "amount": 6}, "k1")[0] == 422


def test_a_key_past_its_retention_is_forgotten(server: ToolServerProcess) -> None:
    server.control(key_retention_s=100)
    post(server, "refund", REFUND, "k1")
    server.control(advance_s=101)
    post(server, "refund", REFUND, "k1")
    assert server.effects() == {"t1/refund": 2}


def test_a_tool_without_idempotency_does_it_again(server: ToolServerProcess) -> None:
    for _ in range(2):
        post(server, "send_letter", LETTER, "k1")
    assert server.effects() == {"send_letter:Ada": 2}
    assert len(post(server, "list_letters", {"recipient": "Ada"})[1]["letters"]) == 2


def test_a_ticket_is_found_by_its_reference(server: ToolServerProcess) -> None:
    post(server, "create_ticket", {"subject": "s", "reference": "r1"})
    (row,) = post(server, "list_tickets", {"subject": "s"})[1]["tickets"]
    assert row["reference"] == "r1"


def test_a_status_that_is_set_is_read_back(server: ToolServerProcess) -> None:
    post(server, "set_status", {"order_id": "O-7", "status": "held"})
    assert post(server, "get_order", {"order_id": "O-7"})[1]["status"] == "held"
    assert post(server, "get_order", {"order_id": "nonsense"})[0] == 404


def test_a_second_cancellation_is_refused(server: ToolServerProcess) -> None:
    assert post(server, "cancel_order", {"order_id": "O-7"})[0] == 200
    assert post(server, "cancel_order", {"order_id": "O-7"})[0] == 409


def test_a_list_can_come_back_in_another_order(server: ToolServerProcess) -> None:
    orders = post(server, "list_orders", {"customer": "C-2"})[1]["orders"]
    server.control(reverse_lists=True)
    assert post(server, "list_orders", {"customer": "C-2"})[1]["orders"] == orders[::-1]


@pytest.mark.parametrize(
    ("kind", "status", "done"),
    [
        ("fail_before", 503, 0),
        ("fail_after", 503, 1),
        ("drop_before", 0, 0),
        ("drop_after", 0, 1),
        ("hang_before", 0, 0),
        ("hang_after", 0, 1),
    ],
)
def test_a_fault_happens_before_or_after_the_effect(
    server: ToolServerProcess, kind: str, status: int, done: int
) -> None:
    server.control(faults=[{"tool": "send_letter", "kind": kind, "status": 503, "nth": [2]}])
    assert post(server, "send_letter", LETTER)[0] == 200
    assert post(server, "send_letter", LETTER, timeout=0.3)[0] == status
    assert server.effects() == {"send_letter:Ada": 1 + done}
    assert server.faults() == {kind: 1}


def test_a_fault_without_numbers_meets_the_next_requests(server: ToolServerProcess) -> None:
    server.control(faults=[{"kind": "fail_before", "times": 2}])
    statuses = [post(server, "send_letter", LETTER)[0] for _ in range(3)]
    assert statuses == [500, 500, 200]


def test_a_late_effect_happens_although_nobody_waits(server: ToolServerProcess) -> None:
    server.control(faults=[{"kind": "late", "seconds": 0.3}])
    assert post(server, "refund", REFUND, "k1", timeout=0.1)[0] == 0
    assert post(server, "refund", REFUND, "k1") == (
        409,
        {"error": "a request with this key is in progress"},
    )
    server.wait_for("effect", 1)
    assert post(server, "refund", REFUND, "k1")[0] == 200
    assert server.effects() == {"t1/refund": 1}


def test_garbage_is_an_effect_with_an_unreadable_answer(server: ToolServerProcess) -> None:
    server.control(faults=[{"kind": "garbage"}])
    with pytest.raises(json.JSONDecodeError):
        post(server, "send_letter", LETTER)
    assert server.effects() == {"send_letter:Ada": 1}


def test_a_server_that_is_down_drops_everything_and_counts_nothing(
    server: ToolServerProcess,
) -> None:
    server.control(down=True)
    assert post(server, "send_letter", LETTER)[0] == 0
    assert server.requests() == {}
    server.control(down=False)
    assert post(server, "send_letter", LETTER)[0] == 200


def test_flakiness_follows_from_its_seed(tmp_path: Path) -> None:
    def statuses(folder: Path) -> list[int]:
        folder.mkdir()
        with tool_server(folder) as server:
            server.control(flaky={"rate": 0.5, "seed": 3})
            return [post(server, "send_letter", LETTER)[0] for _ in range(20)]

    first = statuses(tmp_path / "a")
    assert first == statuses(tmp_path / "b")
    assert {0, 200, 500} == set(first)


def test_a_restarted_server_knows_what_it_did(tmp_path: Path) -> None:
    server = start_tool_server(tmp_path)
    first = post(server, "refund", REFUND, "k1")
    server.kill()
    assert post(server, "refund", REFUND, "k1")[0] == 0
    server = start_tool_server(tmp_path, server.port)
    assert post(server, "refund", REFUND, "k1") == first
    server.kill()
    assert server.effects() == {"t1/refund": 1}


def test_requests_at_once_are_each_counted(server: ToolServerProcess) -> None:
    def send(number: int) -> None:
        post(server, "refund", {**REFUND, "tag": f"t{number}"}, f"k{number}")

    threads = [threading.Thread(target=send, args=(n,)) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert server.effects() == {f"t{n}": 1 for n in range(16)}


def test_an_unknown_setting_is_refused(server: ToolServerProcess) -> None:
    with pytest.raises(urllib.error.HTTPError) as told:
        server.control(dedupe=False)
    told.value.close()
