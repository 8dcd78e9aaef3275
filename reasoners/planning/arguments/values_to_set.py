"""Values that a change would set though they tell something else: which records, by how much."""

from __future__ import annotations

import re
from collections.abc import Mapping

from reasoners.found.facts import cells
from reasoners.meaning.fields import Field
from reasoners.planning.calls import Call, Scene, Source
from reasoners.reading.clauses import Clause
from reasoners.reading.relative_changes import changes_by, shifts_day, told_by_another
from reasoners.reading.request import Request
from reasoners.reading.restricting import tells_apart
from reasoners.reading.values import Value

_FIGURES = frozenset({"number", "count", "amount", "percent"})
_PLAIN = ("integer", "number")
_DAYS = frozenset({"date", "time", "month"})


def sets_no_such_value(scene: Scene, clause: Clause, call: Call) -> bool:
    """Whether a call would set a value that its command does not say is to be set."""
    fields = {field.path: field for field in call.meaning.takes}
    return any(
        _is_of_another_sort(scene, fields[path], source)
        or _stays_as_it_is(scene, clause, fields[path], source)
        or _is_no_value(scene, clause, fields[path], source)
        for path, source in call.args.items()
        if path in fields
    )


def _stays_as_it_is(scene: Scene, clause: Clause, field: Field, source: Source) -> bool:
    """Whether a figure would be set to what it is, though the command gives one."""
    target = str(source.value.get("$ref", "")) if isinstance(source.value, Mapping) else ""
    own = target.rpartition(".")[2] == field.name and field.schema.get("type") in _PLAIN
    told = any(v.kind in _FIGURES for v in scene.request.inside(clause))
    return own and (told or told_by_another(clause.text))


def _is_no_value(scene: Scene, clause: Clause, field: Field, source: Source) -> bool:
    """Whether a value tells which records are meant, or by how much something changes."""
    request = scene.request
    said = [v for v in request.values if str(v.value) == str(source.value) and not source.call]
    here = [v for v in said if clause.start <= v.start < clause.end]
    if not said:
        return False
    if all(v.kind in _DAYS for v in said):
        return not here and shifts_day(clause.text) or _all_tell_apart(here, clause, request)
    if not all(v.kind in _FIGURES for v in said):
        return False
    if not here and told_by_another(clause.text):
        return True
    by = bool(here) and any(changes_by(request.text, v.start, v.end) for v in here)
    return _all_tell_apart(here, clause, request) or (by and _is_held(scene, field))


def _all_tell_apart(values: list[Value], clause: Clause, request: Request) -> bool:
    return bool(values) and all(tells_apart(value, clause, request) for value in values)


_OF_PEOPLE = re.compile(
    r"\b(?:full|first|last|family) name\b|\bsurname\b|\bname of (?:the|a) (?:person|col)", re.I
)


def _is_of_another_sort(scene: Scene, field: Field, source: Source) -> bool:
    """Whether an identifier would stand for somebody's name, or for another thing's identifier."""
    said = [v for v in scene.request.values if str(v.value) == str(source.value)]
    if source.call is not None or not any(v.kind == "id" for v in said):
        return False
    if _OF_PEOPLE.search(field.described):
        return True
    return field.kind == "id" and _is_part_of_another(str(source.value), field, scene)


def _is_part_of_another(value: str, field: Field, scene: Scene) -> bool:
    """Whether records hold a text as a part of another member than that of an argument."""
    held = [c for fact in scene.facts if fact.done for c in cells(fact.output)]
    own = {str(c.value).casefold() for c in held if c.stems == field.stems}
    part = re.compile(rf"(?<![\w-]){re.escape(value)}(?![\w-])", re.I)
    others = (c for c in held if c.stems != field.stems and isinstance(c.value, str))
    return (
        bool(own) and value.casefold() not in own and any(part.search(str(c.value)) for c in others)
    )


def _is_held(scene: Scene, field: Field) -> bool:
    """Whether records hold what an argument sets, so that it says to what, not by how much."""
    if field.kind == "amount":
        return False
    gives = (given for m in scene.meanings if m.reads for given in m.gives)
    return any(given.words[-1:] == field.words[-1:] for given in gives)
