"""Whether what is to be taken is free at that time: no booking that was found lies across it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from core.json_values import Json
from core.plan import Condition
from reasoners.found.facts import Fact, outputs_at, row_lists
from reasoners.found.live_rows import called_over
from reasoners.meaning.fields import Field
from reasoners.meaning.tools import ToolMeaning
from reasoners.planning.arguments.from_facts import reference
from reasoners.planning.calls import Call, Scene
from reasoners.planning.conditions import Verdict, empty_list
from reasoners.planning.own_records import rows_of
from reasoners.reading.clauses import Clause
from reasoners.reading.phrases import says_unless

Row = Mapping[str, Json]
_NOBODY = r"(?:nobody|no one|no-one|nothing)(?: else)?"
_SOMEBODY = r"(?:somebody|someone|anybody|anyone|something|anything)(?: else)?"
_IS_IN = (
    r"(?:['’]s| is| has| wants| needs| uses)(?: (?:already|still|yet|got|booked|taken|reserved"
    r"|using|planned|on|in|into))*(?: (?:it|there|that|this|the \w+|in there|then|already))*"
)
_IT = r"(?:it|that|this|that one|this one|the \w+)"
_FREE = re.compile(
    rf"{_NOBODY}{_IS_IN}|{_IT}(?:['’]s| is)(?: still| really)? (?:free|available|empty|vacant"
    rf"|unoccupied|(?:not|n['’]t) (?:taken|booked|occupied|in use))",
    re.I,
)
_TAKEN = re.compile(
    rf"{_SOMEBODY}{_IS_IN}|{_IT}(?:['’]s| is)(?: already| still)? (?:taken|booked|occupied|in use)",
    re.I,
)
_OPENER = re.compile(
    r"\W*(?:and |but |only )*(?:if|provided(?: that)?|as long as|so long as|unless|assuming)\s+",
    re.I,
)
_THEN = re.compile(
    r"(?:\s+(?:then|there|at (?:that|the) time|that day|by (?:anybody|anyone|somebody)(?: else)?"
    r"|on that day|already|for (?:that|it)))*\W*$",
    re.I,
)
_DAY, _TIME = re.compile(r"\d{4}-\d\d-\d\d$"), re.compile(r"[0-2]\d:[0-5]\d$")
_STARTS = frozenset({"start", "starts", "from", "begin", "begins"})
_ENDS = frozenset({"end", "ends", "to", "until", "till", "finish"})


@dataclass(frozen=True)
class _Wish:
    """What is to be taken, on which day, from when to when."""

    things: Mapping[str, str]
    day: str
    start: str
    end: str


def free_then(scene: Scene, call: Call, condition: Clause) -> Verdict | None:
    """Judge "if nobody else is in there then" for a change that takes a thing at a time of a day.

    None where a condition says something else, or no list of what is taken was found.
    """
    wish = _wish(scene, call) if _asks_whether_free(condition) else None
    if wish is None:
        return None
    told = {wish.day, wish.start, wish.end, *wish.things.values()}
    told |= {str(value) for row in rows_of(scene, call) for value in row.values()}
    for fact in reversed(scene.facts):
        meaning = scene.meaning(fact.tool)
        listed = _listed(meaning, wish.things) if meaning is not None and meaning.reads else None
        whole = {str(value) for value in fact.args.values()} <= told
        if listed is not None and _is_out_of(call, fact):
            # What somebody else has booked does not say what is meant.
            return None
        if listed is not None and whole and (fact.done or fact.status == "not_found"):
            return _over(fact, listed, wish)
    return None


def _is_out_of(call: Call, fact: Fact) -> bool:
    """Whether a call takes an argument out of what a look-up found."""
    values = (v for s in call.args.values() for v in (s.value, *s.many) if isinstance(v, Mapping))
    return any(re.split(r"[.\[]", str(v.get("$ref")))[0] == fact.step for v in values)


def bookings_of_then(scene: Scene, call: Call, condition: Clause) -> Call | None:
    """Return the look-up of what is taken that day, where a condition asks that."""
    if not _asks_whether_free(condition) or _time_of(scene, call) is None:
        return None
    ids = {field.name: "" for field in call.meaning.takes if field.kind == "id"}
    listing = [m for m in scene.meanings if m.reads and _listed(m, ids) is not None]
    if any(fact.tool in {m.name for m in listing} for fact in scene.facts):
        return None
    days = [s for f in call.meaning.takes if f.kind == "date" and (s := call.args.get(f.path))]
    for meaning in listing:
        args = {field.path: days[0] for field in meaning.takes if field.kind == "date"}
        if args and all(field.path in args for field in meaning.takes if field.required):
            return Call(meaning, args)
    return None


def _asks_whether_free(condition: Clause) -> bool:
    opener = _OPENER.match(condition.text)
    said = _TAKEN if says_unless(condition) else _FREE
    found = said.match(condition.text, opener.end()) if opener else None
    return found is not None and _THEN.match(condition.text, found.end()) is not None


def _wish(scene: Scene, call: Call) -> _Wish | None:
    ids = [field for field in call.meaning.takes if field.kind == "id"]
    things = {field.name: told for field in ids if (told := _value(scene, call, field))}
    time = _time_of(scene, call)
    return _Wish(things, *time) if time is not None and things else None


def _time_of(scene: Scene, call: Call) -> tuple[str, str, str] | None:
    """The day, the start and the end that a change takes, where they are known."""
    given = [(field, _value(scene, call, field)) for field in call.meaning.takes]
    days = [value for _, value in given if _DAY.match(value)]
    starts = [v for field, v in given if _STARTS & {*field.words} and _TIME.match(v)]
    ends = [v for field, v in given if _ENDS & {*field.words} and _TIME.match(v)]
    one_each = all(len(found) == 1 for found in (days, starts, ends))
    return (days[0], starts[0], ends[0]) if one_each and starts[0] < ends[0] else None


def _value(scene: Scene, call: Call, field: Field) -> str:
    source = call.args.get(field.path)
    if source is None or source.many or source.each or source.call is not None:
        return ""
    target = source.value.get("$ref") if isinstance(source.value, Mapping) else None
    if target is None:
        return str(source.value)
    step = re.split(r"[.\[]", str(target), maxsplit=1)[0]
    fact = next((f for f in scene.facts if f.step == step and f.done), None)
    found = outputs_at(fact.output, str(target)[len(step) :].lstrip(".")) if fact else None
    return str(found) if isinstance(found, str | int) else ""


@dataclass(frozen=True)
class _Columns:
    """The members of a list of bookings: of what, on which day, from when to when."""

    thing: str
    day: str
    start: str
    end: str


def _listed(meaning: ToolMeaning, ids: Mapping[str, str]) -> _Columns | None:
    """The members of a look-up's list that tell what is taken when, where it lists that."""
    fields = [field for field in meaning.gives if field.listed]
    things = [f.name for f in fields if f.name in ids]
    days = [f.name for f in fields if f.kind == "date"]
    starts = [f.name for f in fields if _STARTS & {*f.words} and f.kind != "date"]
    ends = [f.name for f in fields if _ENDS & {*f.words} and f.kind != "date"]
    one_each = all(len(set(names)) == 1 for names in (things, days, starts, ends))
    return _Columns(things[0], days[0], starts[0], ends[0]) if one_each else None


def _over(fact: Fact, listed: _Columns, wish: _Wish) -> Verdict:
    lists = list(row_lists(fact.output))[:1]
    if not lists or not lists[0][1]:
        nothing: Condition = {"ref": empty_list(fact), "op": "missing"}
        return Verdict(True, "nothing was found for that time", (nothing,))
    path, rows = lists[0]
    when: list[Condition] = []
    for at, row in enumerate(rows):
        apart = _apart(row, listed, wish)
        if apart is None:
            return Verdict(False, _taken(row, listed))
        name, condition = apart
        place = f"{reference(fact.step, path.lstrip('.'))}[{at}].{name}"
        when.append({"ref": place, "op": condition["op"], "value": condition.get("value")})
    return Verdict(True, "nothing lies across that time", tuple(when))


def _apart(row: Row, listed: _Columns, wish: _Wish) -> tuple[str, Condition] | None:
    """The member of a booking that shows that it is in nobody's way, and how."""
    thing, day = str(row.get(listed.thing)), str(row.get(listed.day))
    start, end = str(row.get(listed.start)), str(row.get(listed.end))
    if thing != wish.things[listed.thing] and row.get(listed.thing):
        return listed.thing, {"ref": "", "op": "ne", "value": wish.things[listed.thing]}
    if day != wish.day and _DAY.match(day):
        return listed.day, {"ref": "", "op": "ne", "value": wish.day}
    over = called_over(row)
    if over is not None:
        return over, {"ref": "", "op": "eq", "value": row[over]}
    if _TIME.match(end) and end <= wish.start:
        return listed.end, {"ref": "", "op": "le", "value": wish.start}
    if _TIME.match(start) and start >= wish.end:
        return listed.start, {"ref": "", "op": "ge", "value": wish.end}
    return None


def _taken(row: Row, listed: _Columns) -> str:
    return f"taken from {row.get(listed.start)} to {row.get(listed.end)}"
