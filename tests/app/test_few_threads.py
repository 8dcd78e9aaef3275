"""A machine that gives fewer threads than were asked for, or none."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from itertools import count

import pytest

from tests.app.run_commands import RunsFolder

TASKS = ("a", "b", "c")


def _give(workers: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let only so many workers start."""
    left = iter(range(workers))
    start = threading.Thread.start

    def start_or_not(thread: threading.Thread) -> None:
        if thread.name.startswith("worker-") and next(left, None) is None:
            raise RuntimeError("can't start new thread")
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", start_or_not)


def test_the_workers_there_is_room_for_do_it_all(
    runs_folder: RunsFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs_folder.write_tickets(*TASKS)
    _give(1, monkeypatch)
    assert runs_folder.batch().code == 0
    assert runs_folder.tickets() == len(TASKS)


def test_without_any_worker_the_run_stops_clearly_and_goes_on_with_room(
    runs_folder: RunsFolder,
) -> None:
    runs_folder.write_tickets(*TASKS)
    with pytest.MonkeyPatch.context() as patched:
        _give(0, patched)
        ended = runs_folder.batch()
    assert ended.code == 4
    assert "can't start new thread" in ended.err and "defect" not in ended.err
    assert runs_folder.tickets() == 0
    assert runs_folder.batch().code == 0
    assert runs_folder.tickets() == len(TASKS)
    assert len(runs_folder.runs()) == 1


def test_whichever_thread_is_the_last_the_run_can_be_gone_on_with(
    runs_folder: RunsFolder,
) -> None:
    runs_folder.write_tickets("a")
    start = threading.Thread.start
    for last in count():
        left = iter(range(last))
        refused: list[str] = []

        def start_or_not(
            thread: threading.Thread, left: Iterator[int] = left, refused: list[str] = refused
        ) -> None:
            if thread.name.startswith(("ThreadPoolExecutor", "tool ")) and next(left, None) is None:
                refused.append(thread.name)
                raise RuntimeError("can't start new thread")
            start(thread)

        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(threading.Thread, "start", start_or_not)
            ended = runs_folder.batch("--fresh")
        assert ended.code == (0 if runs_folder.runs()[-1].state == "finished" else 4)
        resumed = runs_folder.batch()
        assert resumed.code == 0, (refused, ended, resumed)
        assert runs_folder.runs()[-1].state == "finished"
        if not refused:
            break
    assert last >= 2
