"""Reads the three files of the command and picks the tasks asked for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.settings import BatchSettings
from catalog.index import ToolCatalog
from catalog.load import LoadedCatalog, load_catalog
from catalog.tasks import load_tasks
from core.errors import InputError
from core.json_values import digest
from core.task import Task

EXAMPLES = Path(__file__).parents[1] / "examples"


@dataclass(frozen=True)
class Inputs:
    """Checked input. `selected` is what this command works on, `tasks` what the run is about."""

    tasks: tuple[Task, ...]
    selected: tuple[Task, ...]
    catalog: ToolCatalog
    catalog_digest: str
    warnings: tuple[str, ...]

    @property
    def tasks_digest(self) -> str:
        """The same for the same tasks, wherever the file lies."""
        return digest([[task.id, task.domain, task.prompt] for task in self.tasks])


def read_inputs(settings: BatchSettings) -> Inputs:
    """Load and check everything; raises InputError before anything is called."""
    tasks = load_tasks(settings.tasks)
    loaded = read_catalog(settings)
    selected = _selected(tasks, settings)
    catalog = ToolCatalog(loaded.tools)
    return Inputs(tasks, selected, catalog, loaded.digest, loaded.warnings)


def read_catalog(settings: BatchSettings) -> LoadedCatalog:
    """Load the tools with their bindings. Raises InputError."""
    if settings.bindings is not None:
        return load_catalog(settings.tools, settings.bindings)
    shipped = EXAMPLES / "bindings.json"
    return load_catalog(settings.tools, shipped, samples_path=EXAMPLES / "tools.json")


def check_output(settings: BatchSettings) -> None:
    """Raise InputError where results cannot go, or would replace what they are made from."""
    output = settings.output
    if not output.parent.is_dir():
        raise InputError(f"there is no folder {output.parent}; make it", entry=f"--output {output}")
    if output.is_dir():
        raise InputError("is a folder; name a file in it", entry=f"--output {output}")
    for given in (settings.tasks, settings.tools, settings.bindings):
        if given is not None and given.resolve() == output.resolve():
            raise InputError(
                f"would replace {given}; choose another file", entry=f"--output {output}"
            )


def _selected(tasks: tuple[Task, ...], settings: BatchSettings) -> tuple[Task, ...]:
    if not settings.only:
        return tasks
    known = {task.id for task in tasks}
    for wanted in settings.only:
        if wanted not in known:
            raise InputError("no such task", file=str(settings.tasks), entry=f"--task {wanted}")
    return tuple(task for task in tasks if task.id in settings.only)
