"""Sentences that code establishes about a task: what was not done, is undecided, or was left out.

An answer must bear them out, whoever words it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, cast

from core.json_values import Args, Json, canonical
from core.observation import Observation
from core.plan import DROPPED, LEFT_OUT, Step, shown_name
from nodes.caps import cap_reached
from nodes.items import item_values
from nodes.plan import FAILED_NOTE
from nodes.readiness import answer_found, ended, is_failure, thinks
from nodes.view import View

_SHOWN_ARGS: Final = 200


@dataclass(frozen=True)
class Note:
    """One sentence, and the name of what it is about; `short` that the task falls short by it."""

    about: str
    sentence: str
    short: bool = True


def notes_of(view: View) -> list[Note]:
    """Return what an answer must not leave out or contradict."""
    return [
        *_no_plan(view),
        *_kept_out(view),
        *_failed_before(view),
        *_dropped(view),
        *(note for step in view.steps for note in _of_step(step, view)),
    ]


def _no_plan(view: View) -> Iterator[Note]:
    told = view.plan.get("notes", {}).get(FAILED_NOTE)
    if told:
        yield Note("plan", _sentence(str(told)))


def _kept_out(view: View) -> Iterator[Note]:
    """Yield the changes kept out of the plan, and what needed them. Neither an unknown tool's name
    nor why is told: both may quote what a hostile record says."""
    listed = cast("list[Mapping[str, Json]]", view.plan.get("notes", {}).get(LEFT_OUT, []))
    for name, one in {str(one["tool"]): one for one in listed}.items():
        if view.services.catalog.tool(name) is not None:
            done, asked = _was_done(name, view), bool(one["asked_for"])
            told = f"A further {name}" if done else name
            short = asked and not done
            yield Note(name, f"{told} was not carried out: {_why_kept_out(one)}.", short)


def _why_kept_out(one: Mapping[str, Json]) -> str:
    if one.get("needs_other"):
        return "it needs another step that was not carried out"
    if one["asked_for"]:
        return "what it was to be given is not from the request"
    return "not asked for"


def _was_done(name: str, view: View) -> bool:
    seen = view.observations.values()
    return any(one["dispatch"]["tool"] == name and one["status"] == "done" for one in seen)


def _failed_before(view: View) -> Iterator[Note]:
    """Yield what earlier plans failed at, where the plan in force does not try it another way."""
    ours = {step["id"] for step in view.steps}
    asks = bool(view.plan.get("question"))
    for seen in view.observations.values():
        if seen["dispatch"]["step"] in ours:
            continue
        if seen["status"] == "in_doubt":
            yield _failure(seen, view)
        elif is_failure(seen) and not _tried_anew(seen, view):
            yield replace(_failure(seen, view), short=not asks)


def _dropped(view: View) -> Iterator[Note]:
    """Yield the changes that an earlier plan wanted and that are not made; a question that takes a
    plan's place says enough."""
    names = view.plan.get("notes", {}).get(DROPPED, [])
    if isinstance(names, list) and not view.plan.get("question"):
        for name in map(str, names):
            if not _was_done(name, view):
                why = "the plan that was made after a failure does without it"
                yield Note(name, f"{name} was not carried out: {why}.")


def _tried_anew(seen: Observation, view: View) -> bool:
    """Whether the plan in force stands for a failed call: any calls for a look-up, since there are
    other ways to know; for a change only a call of the same tool."""
    name = seen["dispatch"]["tool"]
    if _looks_up(name, view):
        return not all(map(thinks, view.steps))
    return any(step["tool"] == name for step in view.steps)


def _looks_up(name: str, view: View) -> bool:
    tool = view.services.catalog.tool(name)
    return tool is None or tool.effect == "read" or tool.looks_up


def _of_step(step: Step, view: View) -> Iterator[Note]:
    for seen in view.seen_of(step["id"]):
        if is_failure(seen):
            yield _failure(seen, view)
        elif seen["status"] == "done" and not seen["known"]:
            sentence = f"{_call(seen)} was done, but its reply is not known."
            yield Note(shown_name(step), sentence, short=False)
    if not ended(step, view) and not answer_found(view):
        why = cap_reached(view) or "what it needs never came"
        yield Note(shown_name(step), f"{shown_name(step)} was not carried out: {why}.")
    yield from _left_out(step, view)


def _left_out(step: Step, view: View) -> Iterator[Note]:
    values = item_values(step, view) if step.get("for_each") else None
    most = view.services.limits.for_each
    if values == [] and view.writes(step) and not view.seen_of(step["id"]):
        why = "there was nothing to do, the list was empty"
        sentence = f"{shown_name(step)} was not carried out: {why}."
        yield Note(shown_name(step), sentence, short=False)
    if values is not None and len(values) > most:
        sentence = f"{shown_name(step)} was carried out for the first {most} of {len(values)} only."
        yield Note(shown_name(step), sentence)


def _failure(seen: Observation, view: View) -> Note:
    name, why = seen["dispatch"]["tool"], (seen["failure"] or {"message": ""})["message"]
    if seen["status"] == "in_doubt":
        told = f"{_call(seen)} could not be confirmed; it may or may not have been done: {why}"
    elif _looks_up(name, view):
        told = f"{_call(seen)} gave no answer: {why}"
    else:
        told = f"{_call(seen)} was not carried out: {why}"
    return Note(name, _sentence(told))


def _call(seen: Observation) -> str:
    return call_in_words(seen["dispatch"]["tool"], seen["dispatch"]["args"])


def call_in_words(tool: str, args: Args) -> str:
    """Return a call as a sentence may name it: refund (amount 12, order "A1")."""
    if not args:
        return tool
    shown = ", ".join(f"{name} {canonical(value)}" for name, value in args.items())
    return f"{tool} ({shown if len(shown) <= _SHOWN_ARGS else shown[:_SHOWN_ARGS] + '…'})"


def _sentence(text: str) -> str:
    stripped = text.strip()
    return stripped if stripped.endswith((".", "!", "?")) else f"{stripped}."
