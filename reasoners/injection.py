"""Whether a change that was planned after tools had spoken is one that the request asks for.

Pure functions. What a tool said may be hostile; the request, and the plan made before any tool
spoke, are not. So a later plan's change is one of the first plan's, on the same thing and under the
same conditions, each used once; or, by a tool that the first plan did not use, what the request's
own words ask for, on what they name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from core.json_values import Json
from core.plan import LEFT_OUT, Plan, Step, shown_name
from core.references import Missing, references_in
from reasoners.allowance import why_not_first
from reasoners.argument_names import is_place, tells_whom_or_what
from reasoners.foreign import URL, leaves, stands_in
from reasoners.same_value import form_of
from reasoners.scene import Scene
from reasoners.trusted import Trusted
from reasoners.unplanned import why_unplanned


def unasked(changing: Sequence[Step], scene: Scene) -> dict[str, str]:
    """Map the ids of the changes that a later plan must not have to why."""
    why: dict[str, str] = {}
    kept: list[Step] = []
    unused = [*scene.trusted.first]
    for step in changing:
        reason = why_unasked(step, scene, unused, kept)
        if reason:
            why[step["id"]] = reason
        else:
            kept.append(step)
    return why


def why_unasked(step: Step, scene: Scene, unused: list[Step], kept: Sequence[Step] = ()) -> str:
    """Return why a later plan's change is not what the request asks for, "" where it is.

    `unused` are the first plan's changes that no step stands for yet; the one that this step
    stands for is taken from them. `kept` are the changes allowed so far.
    """
    name = step["tool"] or ""
    if not scene.trusted.asks_for(name):
        return f"the request does not ask for {name}"
    if not scene.trusted.before(name):
        again = _again(step, kept, scene)
        return again or why_unplanned(step, sum(one["tool"] == name for one in kept), scene)
    why = "the first plan has it no further time"
    for first in [one for one in unused if one["tool"] == name]:
        why = why_not_first(step, first, scene)
        if not why:
            if first.get("for_each") and not step.get("for_each"):
                return _again(step, kept, scene)
            unused.remove(first)
            return ""
    return why


def _again(step: Step, kept: Sequence[Step], scene: Scene) -> str:
    """Return that a change of the same plan is already about the same, "" where none is."""
    about = _about(step, scene)
    same = any(one["tool"] == step["tool"] and _about(one, scene) == about for one in kept)
    return f"{step['tool']} is already planned for this" if about and same else ""


def _about(step: Step, scene: Scene) -> list[str]:
    """Return whom and what a change is about: in values, else in how those are found."""
    now = scene.now.inside(step)
    args = sorted(step["args"].items())
    named = [(name, value) for name, value in args if tells_whom_or_what(name)]
    known = [(name, value, now.value(value)) for name, value in named]
    return [
        f"{name} {now.source(value)}"
        if isinstance(found, Missing)
        else f"{name} {[*map(form_of, leaves(found))]}"
        for name, value, found in known
    ]


def why_leaking(step: Step, trusted: Trusted, outputs: Mapping[str, Json]) -> str:
    """Return why a later plan's look-up may carry off what was found, "" where it cannot: an
    address to ask must be trusted, or be a record's whole value."""
    whole = frozenset(leaves([*outputs.values()]))
    made_up = (
        str(address)
        for name, value in step["args"].items()
        for text in leaves(value)
        if text not in whole
        for address in ([text] if is_place(name) else URL.findall(text))
        if not stands_in(address.rstrip(".,;"), trusted.text)
    )
    address = next(made_up, "")
    return f"{address} is not from the request" if address else ""


def without(plan: Plan, unasked: Mapping[str, str], trusted: Trusted) -> Plan:
    """Return the plan without these steps and what depends on them, and with a note of each."""
    gone = set(unasked)
    left_out: list[Json] = []
    kept: list[Step] = []
    for step in plan["steps"]:
        name = shown_name(step)
        why = unasked.get(step["id"]) or _needs_what_is_gone(step, gone)
        if why:
            gone.add(step["id"])
            asked, needs_other = trusted.asks_for(name), step["id"] not in unasked
            left_out.append(
                {"tool": name, "why": why, "asked_for": asked, "needs_other": needs_other}
            )
        else:
            kept.append(step)
    needs = [need for need in plan["answer_needs"] if _step_of(need) not in gone]
    notes: dict[str, Json] = {**plan.get("notes", {}), LEFT_OUT: left_out}
    return {**plan, "steps": kept, "answer_needs": needs, "answer_template": None, "notes": notes}


def _needs_what_is_gone(step: Step, gone: set[str]) -> str:
    missing = gone & set(_needs(step))
    return f"it needs {', '.join(sorted(missing))}" if missing else ""


def _needs(step: Step) -> Iterator[str]:
    yield from (_step_of(reference) for reference in references_in(step["args"]))
    yield from (_step_of(condition["ref"]) for condition in step.get("when", ()))
    yield from step.get("after", ())
    if step.get("for_each"):
        yield _step_of(str(step.get("for_each")))


def _step_of(reference: str) -> str:
    return re.split(r"[.\[]", reference, maxsplit=1)[0]
