"""Values of a clause for which a change has a place, though nothing says that it is the right one.

An amount of time with "two hours" beside it and an optional number of no known unit: the change
would be made without what was said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from reasoners.found.facts import cells
from reasoners.found.row_values import same_value
from reasoners.meaning.fields import Field
from reasoners.planning.arguments.from_prompt import MOVES
from reasoners.planning.calls import Call, Doubt, Scene
from reasoners.reading.clauses import Clause
from reasoners.reading.values import Value

_MEASURED = frozenset({"duration", "amount", "percent", "number"})
_DAYS = frozenset({"date", "time", "month"})
# What something is moved from says which one is meant.
_FORMER = frozenset({"from", "old", "origin", "instead"})
_ALTERNATIVES = frozenset({"or", "or on", "or the", "or at", "/", "or on the", "or maybe"})
_DATED = {"date": ("date", "datetime"), "time": ("time", "datetime"), "month": ("month", "date")}


def with_doubts(scene: Scene, call: Call, clause: Clause) -> Call:
    """Return a change with the questions that idle values of its clause raise."""
    if call.meaning.reads:
        return call
    idle = list(_idle(scene, scene.request.inside(clause), call))
    every = list(_idle(scene, scene.request.values, call))
    open_fields = [field for field in call.meaning.takes if field.path not in call.args]
    missing = [f for v in idle for f in [_place_for(v, open_fields)] if f is not None]
    doubts = [d for v in every for d in _instead_of(v, scene, call, here=v in idle)]
    return replace(call, missing=call.missing + _once(missing), doubts=call.doubts + tuple(doubts))


def _once(fields: Sequence[Field]) -> tuple[Field, ...]:
    return tuple({field.path: field for field in fields}.values())


def _place_for(value: Value, fields: Sequence[Field]) -> Field | None:
    return next((field for field in fields if _may_hold(field, value)), None)


def _instead_of(value: Value, scene: Scene, call: Call, *, here: bool) -> Iterator[Doubt]:
    """The arguments that took another value of the same kind: "on the 3rd or the 5th"."""
    for field in call.meaning.takes:
        source = call.args.get(field.path)
        for used in scene.request.values:
            taken = source is not None and repr(used.text) in source.why
            rival = used.kind == value.kind and used.value != value.value
            near = here or _or_between(used, value, scene.request.text)
            if taken and rival and near and not _leaves(value, call):
                yield Doubt(field, (used.text, value.text))


def _leaves(value: Value, call: Call) -> bool:
    """Whether a value says what something is moved from: "from the 3rd to the 5th"."""
    return bool(value.role & _FORMER and call.meaning.verbs & MOVES)


def _or_between(one: Value, other: Value, text: str) -> bool:
    first, second = sorted((one, other), key=lambda value: value.start)
    return text[first.end : second.start].strip().lower() in _ALTERNATIVES


def _idle(scene: Scene, values: Sequence[Value], call: Call) -> Iterator[Value]:
    """The measured values and days that no argument and no look-up has taken up."""
    whys = " ".join(source.why for source in call.args.values())
    for value in values:
        if value.kind not in _MEASURED | _DAYS or value.text.isalpha():
            continue
        if repr(value.text) not in whys and not _led_somewhere(scene, value):
            yield value


def _led_somewhere(scene: Scene, value: Value) -> bool:
    """Whether a look-up was made with a value, or has found it."""
    return any(
        any(same_value(value, given) for given in fact.args.values())
        or any(same_value(value, cell.value) for cell in cells(fact.output))
        for fact in scene.facts
    )


def _may_hold(field: Field, value: Value) -> bool:
    if value.kind in _MEASURED:
        return field.schema.get("type") in ("integer", "number")
    return field.kind in _DATED[value.kind]
