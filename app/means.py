"""What a run acts and thinks with, made and checked before anything of the run is created."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.inputs import Inputs
from app.reasoning import Minds, prepare_minds
from app.settings import BatchSettings
from core.crash_points import CrashPoints
from core.errors import InputError
from core.seams import Clock, ToolAdapter
from core.tool import Tool
from tool_adapters.dispatcher import build_adapters


@dataclass(frozen=True)
class Means:
    """The adapters by name, and who may think."""

    adapters: Mapping[str, ToolAdapter]
    minds: Minds


def prepare_means(
    settings: BatchSettings, inputs: Inputs, clock: Clock, crash_points: CrashPoints
) -> Means:
    """Raise InputError for a binding, or a choice of who thinks, that is of no use."""
    tools = inputs.catalog.tools
    return Means(_adapters(settings, tools, clock, crash_points), prepare_minds(settings, tools))


def _adapters(
    settings: BatchSettings, tools: Iterable[Tool], clock: Clock, crash_points: CrashPoints
) -> Mapping[str, ToolAdapter]:
    try:
        return build_adapters(tools, clock, crash_points)
    except InputError as problem:
        if problem.file:
            raise
        bound_in = " or ".join(str(file) for file in (settings.bindings, settings.tools) if file)
        raise InputError(
            problem.problem, file=bound_in, entry=problem.entry, field=problem.field
        ) from None
