"""Judges one change of a plan that was made after tools had spoken."""

from __future__ import annotations

from collections.abc import Mapping

from core.json_values import Args, Json
from core.observation import Observation
from core.plan import Step
from reasoners.injection import why_unasked
from reasoners.scene import scene_of
from reasoners.trusted import Trusted
from tests.reasoners.asking import seen


def observed(step: str, output: Json, tool: str = "lookup_account", **args: Json) -> Observation:
    """What a look-up gave, as the observation of a step."""
    one = seen(output)
    dispatch = one["dispatch"]
    dispatch["step"], dispatch["tool"], dispatch["args"] = step, tool, dict(args)
    return one


def why(step: Step, trusted: Trusted, outputs: Mapping[str, Json], args: Args | None = None) -> str:
    """Return why a change is unasked, where look-ups with these arguments gave these outputs."""
    found = {key: observed(key, output) for key, output in outputs.items()}
    for one in found.values():
        one["dispatch"]["args"] = {**(args or {})}
    return why_at(step, trusted, found)


def why_at(step: Step, trusted: Trusted, found: Mapping[str, Observation], *more: Step) -> str:
    """Return why a change is unasked; `more` are the steps before it in its plan."""
    scene = scene_of({"steps": [*more, step], "answer_needs": []}, trusted, found)
    return why_unasked(step, scene, [*trusted.first])
