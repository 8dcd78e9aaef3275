"""What steps gave, by step id, as references see it: a step done for each item gave a list."""

from __future__ import annotations

from collections.abc import Mapping

from core.json_values import Json
from core.observation import Observation


def step_outputs(observations: Mapping[str, Observation]) -> dict[str, Json]:
    """Return step id -> output, for a step of many items the list of theirs."""
    outputs: dict[str, Json] = {}
    lists: dict[str, list[Json]] = {}
    for key, seen in observations.items():
        step = seen["dispatch"]["step"]
        if key == step:
            outputs[step] = seen["output"]
        else:
            lists.setdefault(step, []).append(seen["output"])
    return {**outputs, **lists}
