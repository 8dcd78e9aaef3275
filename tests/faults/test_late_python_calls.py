"""A call inside the process cannot be ended at its deadline: it may still land, or die with it."""

from __future__ import annotations

import pytest

from tests.faults.batch import Batch, plan, step

pytestmark = pytest.mark.faults
LETTER = {"recipient": "Ada", "text": "Good day.", "tag": "t1/letter"}
LATE_TOOLS = """
import json, os, threading

def send_letter(recipient, text, tag=None):
    with open("began", "a") as file:
        file.write("x")
    for _ in range(1000):
        if os.path.exists("may_land"):
            break
        threading.Event().wait(0.005)
    with open("landed", "a") as file:
        file.write("x")
    return {"send_letter_id": "late"}
"""


def _late_letter(batch: Batch) -> None:
    (batch.folder / "late_tools.py").write_text(LATE_TOOLS, encoding="utf-8")
    in_process = {"adapter": "python", "target": "late_tools:send_letter", "timeout_s": 0.2}
    tasks = [("t1", {"plans": [plan(step("s1", "send_letter", LETTER))]})]
    batch.write(tasks, [], changes={"send_letter": in_process})


def test_a_python_call_that_outlives_its_deadline_counts_when_it_lands(batch: Batch) -> None:
    _late_letter(batch)
    process = batch.start()
    assert not process.ends_within(0.9)  # longer than the deadline
    (batch.folder / "may_land").touch()
    assert process.end().code == 0
    assert (batch.folder / "landed").read_text() == "x"
    assert batch.results()[0]["tool_calls_count"] == 1
    assert "Done: send_letter" in batch.answers()["t1"]


def test_a_python_call_abandoned_by_a_dead_process_waits_for_a_person(batch: Batch) -> None:
    _late_letter(batch)
    process = batch.start()
    assert not process.ends_within(0.9)
    assert (batch.folder / "began").exists()
    process.kill()
    (batch.folder / "may_land").touch()
    batch.resume()
    assert not (batch.folder / "landed").exists()
    assert (batch.folder / "began").read_text() == "x"
    assert "could not be confirmed" in batch.answers()["t1"]
