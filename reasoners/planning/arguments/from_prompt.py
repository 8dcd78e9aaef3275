"""Arguments from the values of the prompt: the best pair first, each value once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from core.json_values import Json
from reasoners.meaning.fields import Field
from reasoners.meaning.tools import ToolMeaning
from reasoners.meaning.words import stem, tokens
from reasoners.planning.arguments.adapting import adapt
from reasoners.planning.arguments.bearers import misdirected
from reasoners.planning.arguments.fitting import ENOUGH, fit
from reasoners.planning.arguments.given_names import given_names, is_given_name
from reasoners.planning.arguments.identified import bare_stems
from reasoners.planning.arguments.shapes import is_numbered
from reasoners.planning.arguments.tried import in_vain
from reasoners.planning.calls import Scene, Source
from reasoners.reading.clauses import Clause
from reasoners.reading.messages import worded_from
from reasoners.reading.name_sorts import FIRM, PERSON
from reasoners.reading.values import Value

SURE_ENOUGH_TO_FILL = 0.75
PASSED_ON = 0.3  # who is named in words to be passed on only, against those named elsewhere
FORMER = 0.2  # what something is moved from is not where it goes
MOVES = frozenset({"reschedule", "move", "update"})
SEARCHED_BY = 0.3  # what a search says that it looks for
GIVES_TO = frozenset({"assign", "move", "update", "escalate"})
SECOND = "(second form)"
# Two of these in one request mean a span, or several: none of them alone fills an optional place.
SPANS = frozenset({"date", "month", "time"})
IDENTIFYING = frozenset({"name", "email", "phone", "id", "query", "address"})


def from_prompt(scene: Scene, meaning: ToolMeaning, clause: Clause) -> dict[str, Source]:
    """Match the prompt's values to arguments: the best pair first, each value once."""
    pairs = sorted(_pairs(scene, meaning, clause), key=lambda pair: -pair[0])
    taken: set[int] = set()
    args: dict[str, Source] = {}
    for score, wanted, value in pairs:
        searched_by = wanted.kind in IDENTIFYING and meaning.reads and not meaning.tool.required
        needed = ENOUGH if wanted.required or searched_by else SURE_ENOUGH_TO_FILL
        if score < needed or wanted.path in args or value.start in taken:
            continue
        rivals = [
            p
            for p in pairs
            if p[1] is wanted
            and p[2].start != value.start
            and (p[2].kind, p[2].value) != (value.kind, value.value)
            and (p[0] > score - 0.1 or p[2].kind == value.kind in SPANS)
            and p[2].start not in taken
        ]
        several = bool(rivals) and wanted.kind not in IDENTIFYING | {"list"}
        if not wanted.required and (several or not value.whole):
            continue
        args[wanted.path] = _whole_list(wanted, value, rivals) or Source(
            adapt(value, wanted),
            0.2 * (1 - min(score, 1.0)),
            f"{wanted.label} is {value.text!r} in the request",
            many=_each_of(scene, meaning, wanted, value, rivals, clause),
        )
        taken.add(value.start)
    return args | given_names(meaning, args, scene.request.values_of("name"))


def _each_of(
    scene: Scene,
    meaning: ToolMeaning,
    wanted: Field,
    value: Value,
    rivals: list[tuple[float, Field, Value]],
    clause: Clause,
) -> tuple[Json, ...]:
    """Several values that one clause names side by side: the look-up is made for each."""
    place = next((c for c in scene.request.clauses if c.start <= value.start < c.end), clause)
    near = [v for _, _, v in rivals if v.kind == value.kind and place.start <= v.start < place.end]
    near = list({v.start: v for v in reversed(near)}.values())
    if not near or not meaning.reads or not wanted.required or wanted.kind == "text":
        return ()
    return tuple(adapt(v, wanted) for v in sorted([value, *near], key=lambda v: v.start))


def _whole_list(
    wanted: Field, value: Value, rivals: list[tuple[float, Field, Value]]
) -> Source | None:
    if wanted.kind != "list":
        return None
    values = sorted([value, *(v for _, _, v in rivals)], key=lambda v: v.start)
    return Source(
        [adapt(v, wanted) for v in values], 0.0, f"{wanted.label} as the request lists them"
    )


def _pairs(scene: Scene, meaning: ToolMeaning, clause: Clause) -> list[tuple[float, Field, Value]]:
    found = []
    dates = sorted({str(v.value) for v in scene.request.values_of("date", "time", "month")})
    for wanted in meaning.takes:
        if wanted.kind in ("boolean", "enum", "object") or is_given_name(wanted, meaning):
            continue
        rivals = _rivals(scene, meaning, wanted)
        for value in _forms(scene.request.values, wanted):
            score = fit(value, wanted, rivals)
            if wanted.kind == "query" and meaning.rules:
                score = 0.0
            score += SEARCHED_BY * _is_searched_by(meaning, wanted, value) if score > 0 else 0.0
            if score > 0 and misdirected(scene, meaning, wanted, value):
                score = 0.0
            score += _direction(meaning, wanted, value) if score > 0 else 0.0
            score *= _way(wanted, value)
            score -= 0.05 if SECOND in value.role else 0.0
            score -= PASSED_ON * (clause.mood == "do" and _beside_another(scene, clause, value))
            vain = in_vain(scene, meaning, wanted, value.value) or _of_another(scene, wanted, value)
            vain = vain or (meaning.reads and _comes_new(value))
            vain = vain or (wanted.kind not in COUNTING and _only_counts(scene.request.text, value))
            vain = vain or _counts_something(scene, wanted, value)
            vain = vain or (not meaning.reads and _only_mentioned(clause, value))
            vain = vain or (not wanted.required and _asked_of_another(scene, clause, value))
            if score > 0 and not vain:
                near = 0.1 if clause.start <= value.start < clause.end else 0.0
                found.append(
                    (
                        score
                        + near
                        + _span_end(
                            wanted, value, dates, not meaning.reads and bool(meaning.verbs & MOVES)
                        ),
                        wanted,
                        value,
                    )
                )
    return found


_COUNTS = re.compile(
    r"\b(?:than|top|bottom|which|over|above|under|below|exceeding|at least|at most|up to"
    r"|first|last|best)\s+(?:the\s+)?$",
    re.I,
)
COUNTING = frozenset({"count", "amount", "duration", "time", "date", "week"})


def _only_counts(text: str, value: Value) -> bool:
    """Whether a number says how many are wanted or sets a limit: "the top 3", "more than 20"."""
    return value.kind == "number" and _COUNTS.search(text[: value.start]) is not None


def _direction(meaning: ToolMeaning, wanted: Field, value: Value) -> float:
    """Of two names the one after "to" is what a change sets, one after "of" tells the record."""
    sets = not meaning.reads and meaning.verbs & GIVES_TO
    if not sets or value.kind != "name" or is_numbered(wanted):
        return 0.0
    if value.role & {"of", "from", "by"}:
        return -2 * FORMER
    return FORMER if "to" in value.role else 0.0


_WAYS = {"destination_field": ("to", "from"), "origin_field": ("from", "to")}
ON_ITS_WAY = 1.5  # "to Oslo" is for where something goes, and never for where it comes from


def _way(wanted: Field, value: Value) -> float:
    """What "to" and "from" before a name say for where something goes, and comes from."""
    ways = [_WAYS[concept] for concept in wanted.concepts if concept in _WAYS]
    if value.kind != "name" or wanted.kind != "place" or len(ways) != 1 or PERSON in value.role:
        return 1.0
    towards, away = ways[0]
    if (towards in value.role) == (away in value.role):
        return 1.0
    return ON_ITS_WAY if towards in value.role else 0.0


def _only_mentioned(clause: Clause, value: Value) -> bool:
    """Whether a name stands in the words to be passed on: it says not where they go."""
    start = worded_from(clause.text) if value.kind == "name" else None
    return start is not None and clause.start + start <= value.start < clause.end


def _beside_another(scene: Scene, clause: Clause, value: Value) -> bool:
    """Whether a name stands in words to be passed on, and another one elsewhere."""
    names = (other for other in scene.request.values_of("name") if other is not value)
    return _only_mentioned(clause, value) and any(not _only_mentioned(clause, v) for v in names)


def _asked_of_another(scene: Scene, clause: Clause, value: Value) -> bool:
    """Whether a value stands in a question beside a command that names its own: "call Bo back, and
    when does the Hull shop close?" is not about Bo in Hull."""
    if clause.mood != "do" or clause.start <= value.start < clause.end:
        return False
    own = any(v.kind in IDENTIFYING for v in scene.request.inside(clause))
    asked = (c for c in scene.request.clauses if c.mood == "ask" and c.start > clause.start)
    return own and any(c.start <= value.start < c.end for c in asked)


_COUNTED = re.compile(r"\s+(?:\w+\s)?([a-z]{2,}s)\b")


def _counts_something(scene: Scene, wanted: Field, value: Value) -> bool:
    """Whether a bare number counts other things than an amount is of: "in two boxes"."""
    if value.kind != "number" or wanted.kind != "amount":
        return False
    counted = _COUNTED.match(scene.request.text, value.end)
    units = wanted.stems | {token.stem for token in tokens(wanted.described)}
    return counted is not None and stem(counted[1]) not in units


def _of_another(scene: Scene, wanted: Field, value: Value) -> bool:
    """Whether an identifier looks like those of other things: a ticket's is no customer's."""
    if "id" != value.kind != "number":
        return False
    names = scene.request.looks_like.get(value.text)
    if not names or wanted.kind == "query" or bare_stems(wanted) in names:
        return False
    return wanted.kind == "id" or not scene.request.things[value.text] & wanted.entity


def _comes_new(value: Value) -> bool:
    """Whether a value is the one that something changes to: nothing is found by it yet."""
    return value.kind in ("email", "phone", "address") and "new" in value.role


def _is_searched_by(meaning: ToolMeaning, wanted: Field, value: Value) -> bool:
    """Whether a search is for what a value is: it says so, or it finds records that hold one."""
    if wanted.kind != "query" or meaning.rules or value.kind not in _SAID_AS:
        return False
    told = _SAID_AS[value.kind].search(wanted.described) is not None
    return told or any(field.kind == value.kind for field in meaning.gives)


_SAID_AS = {
    "email": re.compile(r"\be-?mail", re.I),
    "phone": re.compile(r"\b(?:tele)?phone", re.I),
}


def _forms(values: tuple[Value, ...], wanted: Field) -> Iterator[Value]:
    """Yield the values, names also by their last and first word and with their title."""
    for value in values:
        words = str(value.value).split()
        if value.kind == "address":
            yield value
            yield replace(value, value=" ".join(words[:-1]), role=value.role | {SECOND})
            continue
        if value.kind != "name" or wanted.kind not in ("name", "any", "query", "id"):
            yield value
            continue
        own = set(wanted.words) | set(wanted.described.lower().split()[:4])
        if len(words) > 1 and own & {"surname", "last", "family"}:
            yield replace(value, value=words[-1])
            continue
        yield value
        if FIRM in value.role:
            yield replace(value, value=words[0], role=value.role | {SECOND})
            continue
        if len(words) == 1 and words[0].endswith("s"):
            yield replace(value, value=words[0][:-1], role=value.role | {SECOND})
        if len(words) > 1:
            yield replace(value, value=words[-1], role=value.role | {SECOND})
        if value.unit not in ("", "mr", "mrs", "ms", "miss"):
            yield replace(value, value=value.text, role=value.role | {SECOND})


def _span_end(wanted: Field, value: Value, dates: list[str], moves: bool) -> float:
    """Of two dates the first begins and the last ends a span; "from" is what a move leaves."""
    if value.kind not in ("date", "time", "month") or len(dates) < 2:
        return 0.0
    words = set(wanted.words)
    opens = words & {
        "start",
        "from",
        "begin",
        "since",
        "checkin",
        "old",
        "pickup",
        "departure",
        "after",
    }
    ends = words & {"end", "to", "until", "till", "through", "checkout", "new", "return", "before"}
    if opens and not ends:
        return 0.15 if str(value.value) == dates[0] else -0.2
    if not ends and not opens:
        return -FORMER * bool(moves and value.role & {"from"})
    return (0.15 if str(value.value) == dates[-1] else -0.2) if ends else 0.0


def _rivals(scene: Scene, meaning: ToolMeaning, wanted: Field) -> frozenset[str]:
    """The things that other identifiers name, so that "order 12" is not taken for a customer."""
    others = {t for m in scene.meanings for f in m.takes if f.kind == "id" for t in f.entity}
    return frozenset(others) - wanted.entity
