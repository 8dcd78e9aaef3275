"""A rehearsal that is interrupted or killed takes everything it started with it."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys

import pytest

from tests.rehearsal.conftest import PATIENCE_S, ROOT, Rehearsals, wait_until

# Two processes, one of which has left the group, and a file that says that both are there.
BUSY = """
subprocess.Popen(["sleep", "60"], start_new_session=True)
open(os.path.join(os.environ["TMPDIR"], "under_way"), "w").close()
time.sleep(60)
"""


def under_way(rehearsals: Rehearsals) -> subprocess.Popen[str]:
    """Start a rehearsal and wait until its command runs."""
    words = rehearsals.words(rehearsals.archive(BUSY))
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.rehearsal.quick", *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    wait_until(lambda: bool(list(rehearsals.temporary.glob("*/scratch/under_way"))))
    assert len(rehearsals.processes()) == 6
    return process


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_everything_and_removes_every_file(
    number: signal.Signals, rehearsals: Rehearsals
) -> None:
    process = under_way(rehearsals)
    process.send_signal(number)
    _, errors = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 128 + number
    assert "Traceback" not in errors
    assert rehearsals.left() == []


def test_a_killed_rehearsal_leaves_no_process(rehearsals: Rehearsals) -> None:
    process = under_way(rehearsals)
    process.kill()
    process.communicate(timeout=PATIENCE_S)
    wait_until(lambda: not rehearsals.processes())
    for folder in rehearsals.temporary.iterdir():
        shutil.rmtree(folder)
