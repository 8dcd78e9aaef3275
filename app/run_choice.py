"""Which run a batch command works on: the one under way, a finished one, or a new one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeAlias

from app.inputs import Inputs
from app.settings import BatchSettings
from app.tally import changes_world
from app.version import VERSIONS
from checkpoints.reading import JournalReader
from checkpoints.run_folder import FoundRun, find_run, read_run
from checkpoints.run_lock import owner_of
from checkpoints.run_marker import read_marker
from checkpoints.run_record import RunPurpose
from core.errors import InputError, StoreError
from core.tool import Tool

Targets: TypeAlias = Mapping[str, str]
_ANEW = "--fresh starts anew, and repeats what that run had done"


def purpose_of(inputs: Inputs) -> RunPurpose:
    """Return what identifies a run, and what must stay the same while it goes on."""
    tools = inputs.catalog.tools
    return RunPurpose(inputs.tasks_digest, inputs.catalog_digest, VERSIONS, write_targets(tools))


def find_earlier(settings: BatchSettings, purpose: RunPurpose) -> FoundRun | None:
    """Return the run to go on with, or whose results stand; None where a new one may begin.

    Raises InputError where going on would send writes elsewhere, or where a run under way has
    already changed something for tasks that were edited since; StoreError where it is damaged, or
    was begun by a version that planned differently, or where a process is writing this output.
    """
    _check_nobody_writes(settings.output)
    if settings.fresh:
        return None
    _check_marker(settings, purpose)
    found = find_run(
        settings.run_dir, settings.output, purpose.tasks_digest, purpose.catalog_digest
    )
    if found is None or (found.state == "finished" and not changed_world(found)):
        return None
    _check_targets(found, purpose)
    if found.state != "finished":
        check_versions(found)
    return found


def changed_world(found: FoundRun) -> bool:
    """Whether the run sent a write through anything but a mock."""
    with JournalReader(found.folder) as reader:
        return any(
            changes_world(record.attempt) for _, records in reader.histories() for record in records
        )


def write_targets(tools: Iterable[Tool]) -> dict[str, str]:
    """Map each bound tool that may change something to where its calls go."""
    return {tool.name: tool.target for tool in tools if tool.effect == "write" and tool.adapter}


def _check_nobody_writes(output: Path) -> None:
    """Raise StoreError where a process works on the run that has this output, even with --fresh:
    both would replace its results, and do everything once each."""
    try:
        marker = read_marker(output)
    except StoreError:
        return  # what cannot be read matters to whoever wants to go on
    owner = owner_of(Path(marker.folder)) if marker is not None else None
    if marker is not None and owner is not None:
        raise StoreError(
            f"{output} is written by run {marker.run_id}, which is in use by process {owner}; "
            "wait for it or end it first, or choose another --output"
        )


def _check_marker(settings: BatchSettings, purpose: RunPurpose) -> None:
    marker = read_marker(settings.output)
    if marker is None or marker.finished:
        return
    same_tasks = marker.tasks_digest == purpose.tasks_digest
    if same_tasks and marker.catalog_digest == purpose.catalog_digest:
        return
    found = _read_marked(marker.folder, settings)
    if changed_world(found):
        edited = "the tools" if same_tasks else "the tasks"
        raise InputError(
            f"run {marker.run_id} is unfinished, has changed something, and {edited} were edited "
            f"since: put them back to finish it, or choose another --output; {_ANEW}",
            file=str(settings.tools if same_tasks else settings.tasks),
        )


def _read_marked(folder: str, settings: BatchSettings) -> FoundRun:
    try:
        return read_run(Path(folder))
    except StoreError as problem:
        raise StoreError(f"{problem} ({settings.output}.run names this run; {_ANEW})") from None


def _check_targets(found: FoundRun, purpose: RunPurpose) -> None:
    for name, target in found.record.purpose.targets.items():
        now = purpose.targets.get(name, "nowhere")
        if now != target:
            raise InputError(
                f"run {found.record.run_id} sent {name} to {target}, and now it would go to "
                f"{now}: restore the binding; {_ANEW}",
                entry=name,
            )


def check_versions(found: FoundRun) -> None:
    """Raise StoreError where the run was begun by a version that planned differently."""
    for name, version in found.record.purpose.versions.items():
        if VERSIONS.get(name) != version:
            raise StoreError(
                f"run {found.record.run_id} was begun with {name} version {version}, this program "
                f"has {VERSIONS.get(name)}: finish it with the program that began it; {_ANEW}"
            )
