"""New days told by the old ones: "two weeks more for that bill", "he comes a day later".

The old day is that of the record the change is made to; a step of the plan works out the new one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from core.json_values import Json
from reasoners.found.facts import outputs_at
from reasoners.meaning.fields import Field
from reasoners.meaning.tools import ToolMeaning
from reasoners.meaning.words import name_words, stem, stems_of
from reasoners.planning.calls import Scene, Source
from reasoners.reading.clauses import Clause
from reasoners.reading.relative_changes import Shift, shift_in

_MOVES = frozenset({"reschedule", "move", "extend", "update"})
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_FRESH = frozenset(stem(word) for word in ("new", "date", "day", "on", "at"))
_OPENS = frozenset("start from begin arrival checkin pickup since".split())
_ENDS = frozenset("end until till to through departure checkout return due expiry".split())
_BEGINS = re.compile(
    r"\b(?:get (?:to|here|there)|arriv\w+|com(?:es?|ing)|check(?:s|ing)? in|start\w*|begin\w*"
    r"|pick(?:s|ing)? (?:\w+ )?up|turn(?:s|ing)? up|land\w*)\b",
    re.I,
)
_STOPS = re.compile(
    r"\b(?:(?<!\bher )(?<!\bhis )(?<!\btheir )(?<!\bthe )(?<!\ba )stay\w*"
    r"|leav\w+|depart\w*|check(?:s|ing)? out|keep\w*|return\w*|end(?:s|ing)?|longer"
    r"|shorter|(?:bring|give)(?:s|ing)? (?:\w+ )?back)\b",
    re.I,
)
_AS_IT_WAS = re.compile(
    r"\b(?:as (?:planned|booked|agreed|before|arranged)|unchanged|the same|still|stays?"
    r"|remains?)\b",
    re.I,
)


def shifted_days(
    scene: Scene, meaning: ToolMeaning, clause: Clause, args: Mapping[str, Source]
) -> dict[str, Source] | None:
    """Return the days that a change sets by how far they lie from those there are.

    None where its clause tells no day so; a day is left out where it stays open.
    """
    shift = shift_in(clause.text)
    days = [field for field in meaning.takes if field.kind == "date"]
    record = _record(meaning, args)
    if shift is None or meaning.reads or not days or not meaning.verbs & _MOVES or record is None:
        return None
    if any(_is_told(field, args, scene) for field in days):
        return None
    found = {}
    for field, moved in _moved(days, shift, clause):
        old = _old_day(scene, field, record)
        if old is not None:
            found[field.path] = _by(old, field, shift) if moved else old
    return found


def _record(meaning: ToolMeaning, args: Mapping[str, Source]) -> Source | None:
    """The record that is changed: the identifier of what the change is about, or its first."""
    known = [f for f in meaning.takes if f.kind == "id" and f.required and f.path in args]
    own = [field for field in known if field.entity & meaning.about] or known
    return args[own[0].path] if own and not args[own[0].path].each else None


def _is_told(field: Field, args: Mapping[str, Source], scene: Scene) -> bool:
    """Whether the request names the new day itself: "until the 15th"."""
    source = args.get(field.path)
    said = (v for v in scene.request.values if source and str(v.value) == str(source.value))
    return any(value.role & {"until", "till", "to", "onto", "new"} for value in said)


def _moved(days: list[Field], shift: Shift, clause: Clause) -> Iterable[tuple[Field, bool]]:
    """The days that a change sets, and whether each is moved or stays; none where that is open."""
    if len(days) == 1:
        return [(days[0], True)]
    ends = [bool(_ENDS & {*field.words}) for field in days]
    if len(days) != 2 or sum(ends) != 1 or not any(_OPENS & {*field.words} for field in days):
        return []
    begins, stops = _BEGINS.search(shift.part) is not None, _STOPS.search(shift.part) is not None
    if begins == stops:
        return []
    if begins and not _AS_IT_WAS.search(clause.text.replace(shift.part, " ")):
        return []
    return [(field, end == stops) for field, end in zip(days, ends, strict=True)]


def _old_day(scene: Scene, field: Field, record: Source) -> Source | None:
    why = f"{field.label} of the record itself"
    if record.call is not None:
        listed = record.path.rpartition(".")[0]
        near = [f for f in record.call.meaning.gives if f.path.rpartition(".")[0] == listed]
        path = _called_alike(field, {f.path: f.words for f in near if f.kind == "date"})
        return replace(record, path=path, why=why) if path else None
    target = str(record.value.get("$ref", "")) if isinstance(record.value, Mapping) else ""
    place = target.rpartition(".")[0]
    row = _row(scene, place)
    held = {name: name_words(name) for name, value in row.items() if _is_day(value)}
    name = _called_alike(field, held)
    return replace(record, value={"$ref": f"{place}.{name}"}, why=why) if name else None


def _row(scene: Scene, place: str) -> Mapping[str, Json]:
    step, _, path = re.sub(r"^([^.\[]+)\.?", r"\1 ", place).partition(" ")
    fact = next((f for f in scene.facts if f.step == step and f.done), None)
    row = outputs_at(fact.output, path) if fact is not None and path else None
    return row if isinstance(row, Mapping) else {}


def _is_day(value: Json) -> bool:
    return isinstance(value, str) and _DAY.match(value) is not None


def _called_alike(field: Field, names: Mapping[str, tuple[str, ...]]) -> str:
    """The one of the names that is a field's own, or shares its telling words; else none."""
    stems = {name: frozenset(stems_of(words)) for name, words in names.items()}
    same = [name for name, own in stems.items() if own == field.stems]
    telling = field.stems - _FRESH
    alike = same or [name for name, own in stems.items() if telling and telling <= own]
    return alike[0] if len(alike) == 1 else ""


def _by(old: Source, field: Field, shift: Shift) -> Source:
    why = f"{field.label} is {shift.said!r} from the old one"
    return replace(old, shift=(shift.count, shift.unit), why=why)
