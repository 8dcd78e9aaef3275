"""A run keeps what it was given."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.commands import batch_command
from app.inputs import Inputs, read_inputs
from app.recorded_inputs import (
    record_inputs,
    recorded_inputs,
    recorded_settings,
    recorded_task_ids,
)
from app.settings import BatchSettings, Budget
from checkpoints.memory import MemoryJournal
from core.clock import ManualClock
from core.errors import StoreError
from core.task import Task

EXAMPLES = Path(__file__).parents[2] / "examples"
SETTINGS = BatchSettings(
    tasks=EXAMPLES / "tasks.json",
    tools=EXAMPLES / "tools.json",
    output=Path("results.json"),
    bindings=EXAMPLES / "bindings.json",
    budget=Budget(usd=1.5),
    approve="writes",
    only=("task_001",),
)


@pytest.fixture
def journal() -> MemoryJournal:
    return MemoryJournal(ManualClock())


@pytest.fixture(scope="module")
def inputs() -> Inputs:
    return read_inputs(SETTINGS)


def test_what_was_recorded_reads_back_the_same(journal: MemoryJournal, inputs: Inputs) -> None:
    record_inputs(journal, "run", inputs, SETTINGS)
    read = recorded_inputs(journal)
    assert read.tasks == read.selected == inputs.tasks
    assert read.catalog.tools == inputs.catalog.tools
    assert (read.catalog_digest, read.tasks_digest) == (inputs.catalog_digest, inputs.tasks_digest)
    assert recorded_task_ids(journal) == tuple(task.id for task in inputs.tasks)


def test_settings_read_back_with_whole_paths_and_without_what_one_command_asked(
    journal: MemoryJournal, inputs: Inputs
) -> None:
    record_inputs(journal, "run", inputs, SETTINGS)
    expected = replace(
        SETTINGS, output=Path("results.json").absolute(), run_dir=Path("runs").absolute(), only=()
    )
    assert recorded_settings(journal) == expected


def test_the_same_again_adds_no_row(journal: MemoryJournal, inputs: Inputs) -> None:
    record_inputs(journal, "run", inputs, SETTINGS)
    rows = len(journal.history(""))
    record_inputs(journal, "run", inputs, replace(SETTINGS, only=(), fresh=True))
    assert len(journal.history("")) == rows


def test_what_changed_since_is_recorded_beside_and_holds(
    journal: MemoryJournal, inputs: Inputs
) -> None:
    record_inputs(journal, "run", inputs, SETTINGS)
    rows = len(journal.history(""))
    record_inputs(journal, "run", inputs, replace(SETTINGS, concurrency=3))
    assert len(journal.history("")) == rows + 1
    assert recorded_settings(journal).concurrency == 3


def test_a_run_without_a_record_says_so(journal: MemoryJournal) -> None:
    with pytest.raises(StoreError, match="stopped before any work"):
        recorded_inputs(journal)


def test_many_tasks_take_one_row(journal: MemoryJournal, inputs: Inputs) -> None:
    many = tuple(Task(f"t{n}", "ops", "Water the plants.") for n in range(10_000))
    record_inputs(journal, "run", replace(inputs, tasks=many, selected=many), SETTINGS)
    assert len(journal.history("")) == 3
    assert recorded_inputs(journal).tasks == many


def test_the_command_is_shown_as_it_would_be_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = BatchSettings(
        tasks=tmp_path / "my tasks.json",
        tools=Path("/elsewhere/tools.json"),
        output=tmp_path / "results.json",
        run_dir=Path("runs").absolute(),
        reasoner="symbolic",
        history=True,
        budget=Budget(tokens=900, task_usd=0.5, price="1,2"),
        max_calls_per_task=7,
    )
    assert batch_command(settings) == (
        "python run.py --tasks 'my tasks.json' --tools /elsewhere/tools.json "
        "--output results.json --reasoner symbolic --max-tokens 900 --max-usd-per-task 0.5 "
        "--price 1,2 --max-calls-per-task 7 --history"
    )
