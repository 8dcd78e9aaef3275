"""The rehearsal from the archive to the score card."""

from __future__ import annotations

import os
from collections.abc import Mapping

from app.archive_check import check_archive
from catalog.json_file import read_json
from catalog.tasks import load_tasks
from core.clock import SystemClock
from core.errors import InputError
from gateway.packages import check_installed
from rehearsal.environment import MakeEnvironment
from rehearsal.folders import Folders, folders, give_read_only
from rehearsal.interruption import ended_by_signals
from rehearsal.performance import perform
from rehearsal.rehearsed import Conditions, Rehearsed, wrong
from rehearsal.results_check import Given, read_results
from rehearsal.score_card import score_card
from rehearsal.settings import RehearsalSettings
from rehearsal.telling import tell
from rehearsal.unpacking import own_archive, unpack
from rehearsal.upstream import users_own


def rehearse(settings: RehearsalSettings, make_environment: MakeEnvironment) -> int:
    """Rehearse, print the score card, and return 0 where all is well, else 1.

    Raises InputError where archive or inputs cannot be used, RehearsalFailed where this machine
    cannot rehearse. Whatever happens, nothing that was started is left.
    """
    check_installed("a rehearsal")
    users_own(os.environ)
    given = _given(settings)
    with ended_by_signals(), folders() as made:
        rehearsed = _rehearse(settings, given, made, make_environment)
    print(score_card(rehearsed))
    return 1 if wrong(rehearsed) else 0


def _given(settings: RehearsalSettings) -> Given:
    tools = read_json(settings.tools)
    if not isinstance(tools, list):
        raise InputError("must be an array of tools", file=str(settings.tools))
    names = frozenset(str(tool.get("name")) for tool in tools if isinstance(tool, Mapping))
    return Given(tuple(task.id for task in load_tasks(settings.tasks)), names)


def _rehearse(
    settings: RehearsalSettings, given: Given, made: Folders, make_environment: MakeEnvironment
) -> Rehearsed:
    archive = settings.archive or own_archive(made.meter)
    problems = check_archive(archive, os.environ)
    for problem in problems:
        tell(f"archive: {problem}")
    unpack(archive, made.project)
    give_read_only(settings.tasks, made.tasks)
    give_read_only(settings.tools, made.tools)
    before = _content(made)
    tell("installing requirements.txt in a fresh environment")
    clock = SystemClock()
    started = clock.monotonic()
    python = make_environment(made)
    conditions = Conditions(
        archive=archive.name,
        archive_bytes=archive.stat().st_size,
        prepared_s=clock.monotonic() - started,
        budget=settings.budget,
        time_limit_s=settings.time_limit_s,
        memory_limit_bytes=settings.memory_limit_bytes,
    )
    performance = perform(settings, made, python, os.environ)
    return Rehearsed(
        conditions=conditions,
        archive_problems=tuple(problems),
        tasks=len(given.tasks),
        performance=performance,
        inputs_changed=_content(made) != before,
        reported=read_results(made.results, given),
    )


def _content(made: Folders) -> list[bytes | None]:
    """Return what the files given to the command hold, None for one that is gone."""
    files = (made.tasks, made.tools)
    return [file.read_bytes() if file.is_file() else None for file in files]
