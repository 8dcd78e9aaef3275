"""What the steps have given so far, whole, by step id: what references are resolved against."""

from __future__ import annotations

from collections.abc import Mapping

from core.action import Outcome
from core.json_values import Json
from core.observation import Observation
from core.services import Services
from nodes.actions import action_of


def outputs_of(
    observations: Mapping[str, Observation], task_id: str, services: Services
) -> dict[str, Json]:
    """Return step id -> output; for a `for_each` step the list of its items' outputs.

    A step is missing where it gave nothing, or nothing that could be read.
    """
    single: dict[str, Json] = {}
    lists: dict[str, list[Json]] = {}
    for key, seen in observations.items():
        step = seen["dispatch"]["step"]
        if is_empty_list(seen):
            lists[step] = []
        elif seen["status"] == "done" and seen["known"]:
            output = whole_output(seen, task_id, services)
            if key != step:
                lists.setdefault(step, []).append(output)
            else:
                single[step] = output
    return {**single, **lists}


def whole_output(seen: Observation, task_id: str, services: Services) -> Json:
    """Return an observation's output, from the journal where the state has only a preview."""
    if not seen["stored"]:
        return seen["output"]
    action = action_of(seen["dispatch"], task_id, services.run_id)
    outcome = services.journal.recall(action)
    return outcome.output if isinstance(outcome, Outcome) else None


def is_empty_list(seen: Observation) -> bool:
    """Whether this stands for a `for_each` step whose list had no item."""
    return seen["status"] == "skipped" and seen["output"] == []


def with_whole_outputs(
    observations: Mapping[str, Observation], task_id: str, services: Services
) -> dict[str, Observation]:
    """Return the observations with whole outputs instead of previews."""
    return {
        key: Observation(**{**seen, "output": whole_output(seen, task_id, services)})
        for key, seen in observations.items()
    }
