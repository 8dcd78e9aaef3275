"""Takes a task through the graph again with nothing but its journal: no tool, model or network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from langgraph.checkpoint.memory import InMemorySaver

from app.recorded_inputs import recorded_inputs, recorded_settings
from app.replay_journal import ReplayClock, ReplayJournal
from app.replay_seams import replayed_reasoner, replayed_tools
from app.result_entry import result_entry
from app.stopping import StopRequest
from app.task_end import TaskEnd
from app.task_result import TaskResult
from app.task_runner import TaskRunner
from checkpoints.reading import JournalReader
from core.errors import StoreError, SurefootError
from core.services import Limits, Services
from core.task import Task
from graph.build import build_graph, recursion_limit


class Diverged(Exception):
    """The replay came to something that the journal does not have; the message says what."""


def replayed(reader: JournalReader, task: Task) -> TaskResult:
    """Return what a task that ended comes to again. Raises Diverged, or StoreError for damage."""
    settings = recorded_settings(reader)
    clock = ReplayClock(reader.record.created_at)
    journal = ReplayJournal(reader, task.id, clock)
    services = Services(
        run_id=reader.record.run_id,
        catalog=recorded_inputs(reader).catalog,
        reasoner=replayed_reasoner(journal, reader.record.run_id),
        tools=replayed_tools(journal, settings.approve),
        journal=journal,
        clock=clock,
        limits=Limits(calls=settings.max_calls_per_task),
    )
    end = _carried_out(services, task)
    entry = result_entry(task.id, end.state, journal.history(task.id))
    return TaskResult(entry, end.state["ending"])


def _carried_out(services: Services, task: Task) -> TaskEnd:
    graph = build_graph(services, InMemorySaver())
    runner = TaskRunner(graph, "exit", StopRequest(), _nobody, recursion_limit(services.limits))
    try:
        end = runner.run(task)
    except StoreError:
        raise
    except SurefootError as problem:
        raise Diverged(str(problem)) from problem
    except (AssertionError, LookupError, TypeError, ValueError) as problem:
        # A journal of other code may lead nodes to what they never see in their own.
        raise Diverged(f"the code came to {type(problem).__name__}: {problem}") from problem
    if end.waits:
        raise Diverged(f"it would wait for a person: {end.waits[0]}")
    return end


def _nobody(task_id: str, update: Mapping[str, Any]) -> None:
    pass
