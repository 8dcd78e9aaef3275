"""What a re-plan keeps of the plans before it: names, ids, and which writes came first."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, cast

from core.json_values import Json
from core.plan import DROPPED, Condition, Plan, Step, shown_name
from core.references import Missing, fill
from nodes.caps import replanned
from nodes.items import instances
from nodes.reuse import call_digest
from nodes.view import View


def renamed(plan: Plan, before: View, revision: int) -> Plan:
    """Return the plan with ids unlike those of earlier plans, references to them included."""
    taken = {seen["dispatch"]["step"] for seen in before.observations.values()}
    if "plan" in before.state:
        taken |= {step["id"] for step in before.steps}
    names = {
        step["id"]: f"r{revision}{step['id']}" for step in plan["steps"] if step["id"] in taken
    }
    return _with_names(plan, names) if names else plan


def _with_names(plan: Plan, names: Mapping[str, str]) -> Plan:
    steps = [_step_with_names(step, names) for step in plan["steps"]]
    needs = [_reference(need, names) for need in plan["answer_needs"]]
    named: dict[str, Any] = {**plan, "steps": steps, "answer_needs": needs}
    template = plan.get("answer_template")
    if template:
        named["answer_template"] = re.sub(
            r"\{([^{}]+)\}", lambda found: f"{{{_reference(found[1], names)}}}", template
        )
    if "evidence" in plan:
        named["evidence"] = {names.get(k, k): why for k, why in plan["evidence"].items()}
    return cast(Plan, named)


def _step_with_names(step: Step, names: Mapping[str, str]) -> Step:
    named: dict[str, Any] = {
        **step,
        "id": names.get(step["id"], step["id"]),
        "args": _value(step["args"], names),
    }
    if step.get("for_each"):
        named["for_each"] = _reference(str(step["for_each"]), names)
    if "after" in step:
        named["after"] = [names.get(other, other) for other in step["after"]]
    if "when" in step:
        named["when"] = [_condition(condition, names) for condition in step["when"]]
    return cast(Step, named)


def _condition(condition: Condition, names: Mapping[str, str]) -> dict[str, Any]:
    named: dict[str, Any] = {**condition, "ref": _reference(condition["ref"], names)}
    if "value" in condition:
        named["value"] = _value(condition["value"], names)
    return named


def _value(value: Json, names: Mapping[str, str]) -> Json:
    if isinstance(value, Mapping):
        target = value.get("$ref")
        if isinstance(target, str) and len(value) == 1:
            return {"$ref": _reference(target, names)}
        return {key: _value(member, names) for key, member in value.items()}
    if isinstance(value, list):
        return [_value(item, names) for item in value]
    return value


def _reference(reference: str, names: Mapping[str, str]) -> str:
    step = re.split(r"[.\[]", reference, maxsplit=1)[0]
    return names.get(step, step) + reference[len(step) :]


def earlier_names(before: View, plan: Plan) -> list[str]:
    """Return the names of steps done so far; one that the new plan has again is shown there."""
    again = _calls(plan["steps"], before)
    names = list(before.state.get("earlier", ()))
    for step in before.steps:
        seen = [one["dispatch"] for one in before.seen_of(step["id"]) if one["status"] == "done"]
        if seen and not any(call_digest(one["tool"], one["args"]) in again for one in seen):
            names.append(shown_name(step))
    return names


def with_dropped_writes(plan: Plan, before: View) -> Plan:
    """Return a plan made because a call failed, with a note of the changes it does without."""
    told = before.plan.get("notes", {}).get(DROPPED, [])
    known = [str(name) for name in told] if isinstance(told, list) else []
    if before.state.get("feedback"):
        known += [str(step["tool"]) for step in before.steps if _wanted_and_untried(step, before)]
    kept = {step["tool"] for step in plan["steps"]}
    dropped: list[Json] = [name for name in dict.fromkeys(known) if name not in kept]
    return (
        Plan(**{**plan, "notes": {**plan.get("notes", {}), DROPPED: dropped}}) if dropped else plan
    )


def _wanted_and_untried(step: Step, before: View) -> bool:
    """Whether a step is a change that the task asks for unconditionally, and was not come to."""
    tool = before.tool(step)
    if tool is None or tool.effect == "read" or not step.get("required", not tool.looks_up):
        return False
    return not step.get("when") and not before.seen_of(step["id"])


def first_writes(before: View) -> list[str]:
    """Return the digests of what was to be written before any plan failed, as far as known.

    That is the first plan, with those that only went on from it.
    """
    known = before.state.get("first_writes", [])
    if replanned(before) - {before.revision}:
        return known
    planned = _calls([step for step in before.steps if before.writes(step)], before)
    tried = (
        call_digest(seen["dispatch"]["tool"], seen["dispatch"]["args"])
        for step in before.steps
        if before.writes(step)
        for seen in before.seen_of(step["id"])
        if seen["status"] != "skipped"
    )
    return sorted({*known, *planned, *tried})


def _calls(steps: list[Step], before: View) -> set[str]:
    """Return the digests of the calls that steps stand for, where their arguments are known."""
    known = set()
    for step in steps:
        for call in instances(step, before) or ():
            args = fill(step["args"], call.outputs)
            if step["tool"] and not isinstance(args, Missing):
                known.add(call_digest(step["tool"], cast("dict[str, Json]", args)))
    return known
