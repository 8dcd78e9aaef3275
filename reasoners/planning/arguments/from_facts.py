"""Arguments from what look-ups have found: a field, or the field of the row that is meant."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from reasoners.found.choice import (
    Row,
    choose,
    choose_person,
    named_rows,
    speaks_of_many,
)
from reasoners.found.facts import Fact, outputs_at, row_lists
from reasoners.found.live_rows import live_rows, speaks_of_before
from reasoners.found.restrictions import Picked, picked_rows
from reasoners.meaning.fields import Field
from reasoners.meaning.tools import ToolMeaning
from reasoners.planning.arguments.changed_rows import means_several, rows_to_change
from reasoners.planning.arguments.fitting import ENOUGH, PEOPLE
from reasoners.planning.arguments.from_prompt import from_prompt
from reasoners.planning.arguments.in_full import in_full
from reasoners.planning.arguments.namesakes import has_the_name
from reasoners.planning.arguments.new_values import new_values, not_so_yet
from reasoners.planning.arguments.own_kind import of_another_kind
from reasoners.planning.arguments.producers import names_given, observed_fields, supplies
from reasoners.planning.arguments.shapes import may_stand_for
from reasoners.planning.calls import Doubt, Scene, Source
from reasoners.reading.among import among_several
from reasoners.reading.clauses import Clause
from reasoners.reading.figures import figure_in
from reasoners.reading.restricting import speaks_of_each
from reasoners.reading.values import Value

MOST_EACH = 12
NAMED_HERE = 0.05
MOST_COMPARED = 6
OWN_RECORD = 0.2  # what a look-up says of the very thing that it is about


def from_facts(
    scene: Scene, wanted: Field, clause: Clause, change: ToolMeaning | None = None
) -> Source | Doubt | None:
    """What an earlier look-up already gave; `change` is the tool that is to use it.

    The record itself comes before another that only mentions it: a driver before a trip's driver.
    """
    best: tuple[float, Source | Doubt] | None = None
    came_from: Fact | None = None
    namesakes = names_given(scene.meanings) if scene.facts else frozenset()
    for fact in scene.facts:
        meaning = scene.meaning(fact.tool)
        if not fact.done or fact.item:
            continue
        if meaning is not None and meaning.rules and wanted.kind != "id":
            continue
        for given in observed_fields(fact, meaning):
            match = supplies(given, wanted, namesakes)
            if meaning and of_another_kind(change, wanted, meaning, given, scene.meanings):
                continue
            if match >= ENOUGH:
                match += OWN_RECORD * _is_of(wanted, meaning)
                match += NAMED_HERE * _asked_about(fact, clause, scene)
            if match >= ENOUGH and (best is None or match > best[0] + 0.01):
                source = _pick(scene, fact, given, wanted, clause, change)
                if source is not None:
                    best, came_from = (match, source), fact
    if best is None or came_from is None or change is not None:
        return best[1] if best else None
    return _with_siblings(scene, came_from, best[1], wanted, clause)


def _with_siblings(
    scene: Scene, fact: Fact, source: Source | Doubt, wanted: Field, clause: Clause
) -> Source | Doubt:
    """The same look-up made for each of several that a clause names gives a value for each."""
    clause = _naming_several(scene, clause)
    if (
        isinstance(source, Doubt)
        or source.many
        or source.each
        or _named_in(scene, fact, clause) < 0
    ):
        return source
    place = str(source.value.get("$ref", "")) if isinstance(source.value, Mapping) else ""
    path = place.removeprefix(fact.step)
    others = [f for f in scene.facts if f.tool == fact.tool and f.done and not f.empty]
    places = {_named_in(scene, f, clause): f for f in others}
    places.pop(-1, None)
    if len(places) < 2 or not place:
        return source
    many = tuple({"$ref": f"{f.step}{path}"} for _, f in sorted(places.items()))
    return replace(source, many=many)


_AGAINST_EACH_OTHER = re.compile(
    r"\b(?:more|less|most|least|higher|lower|older|younger|earlier|later|sooner|both|each|either"
    r"|together|which of|who of|of (?:them|the two))\b",
    re.I,
)


def _naming_several(scene: Scene, clause: Clause) -> Clause:
    """The clause that names those whom a question that names nobody sets against each other."""
    if clause.mood != "ask" or _names(scene, clause) or not _AGAINST_EACH_OTHER.search(clause.text):
        return clause
    before = [c for c in scene.request.clauses if c.start < clause.start and _names(scene, c)]
    return before[-1] if before and len(_names(scene, before[-1])) > 1 else clause


def _names(scene: Scene, clause: Clause) -> list[Value]:
    return [v for v in scene.request.inside(clause) if v.kind in _NAMING]


def _named_in(scene: Scene, fact: Fact, clause: Clause) -> int:
    """Where the name stands that a look-up was made with, -1 for nowhere: in a clause, or in the
    request where the clause names nobody."""
    given = {str(value).casefold() for value in fact.args.values()}
    here = [v for v in scene.request.inside(clause) if v.kind in _NAMING]
    said = here or scene.request.values_of(*_NAMING)
    return next((v.start for v in said if str(v.value).casefold() in given), -1)


_NAMING = frozenset({"name", "email", "phone", "id"})


def _is_of(wanted: Field, meaning: ToolMeaning | None) -> bool:
    return meaning is not None and bool(wanted.entity & meaning.about)


def _asked_about(fact: Fact, clause: Clause, scene: Scene) -> bool:
    """Whether a look-up was made for the first that a clause names."""
    named = [v for v in scene.request.inside(clause) if v.kind in ("name", "email", "id")][:1]
    given = {str(value).casefold() for value in fact.args.values()}
    return any(str(v.value).casefold() in given for v in named)


def _pick(
    scene: Scene,
    fact: Fact,
    given: Field,
    wanted: Field,
    clause: Clause,
    change: ToolMeaning | None,
) -> Source | Doubt | None:
    """A reference into an output; of a list, into the row that the request means."""
    why = f"{wanted.label} from {fact.tool}"
    if not given.listed:
        if not may_stand_for(outputs_at(fact.output, given.path), wanted):
            return None
        return Source({"$ref": reference(fact.step, given.path)}, 0.0, why)
    head, _, rest = given.path.partition("[*]")
    rows = next((rows for path, rows in row_lists(fact.output) if path.lstrip(".") == head), [])
    if not rows or "[*]" in rest:
        return None
    picked = picked_rows(rows, clause, scene.request, scene.meanings) if change else None
    if picked is not None and not picked.kept:
        fits = rows if picked.kept is None else ()
        return Doubt(wanted, tuple(describe_row(row) for row in fits[:6]))
    fitting = picked.kept if picked is not None else None
    kept = _meant(scene, fact, in_full(scene.facts, rows), wanted, clause, change, fitting)
    found = [rows[at].get(rest.lstrip(".")) for at in kept]
    values = {str(value) for value in found}
    if not kept or not all(may_stand_for(value, wanted) for value in found):
        return None
    if clause.mood == "do" and _found_by_name(fact, scene):
        names = scene.request.values_of("name")
        whole = [at for at in kept if has_the_name(rows[at], names)]
        if not whole:
            return Doubt(wanted, tuple(describe_row(rows[at]) for at in kept[:6]))
        kept = whole
    if len(values) == 1:
        place = f"{head}[{kept[0]}]"
        when = picked.guards(kept[0], reference(fact.step, place)) if picked else ()
        return Source({"$ref": reference(fact.step, place + rest)}, 0.05, why, when=when)
    plural = change is not None and len(kept) < len(rows) and means_several(clause, change)
    if (
        plural
        or speaks_of_each(clause)
        or wanted.kind == "list"
        or among_several(clause, len(kept))
        or (
            change is None and (_adds_up(clause) or _one_for_each(scene, [rows[at] for at in kept]))
        )
    ):
        return _each_row(fact, head, rest, kept, len(rows), why, picked)
    refs = tuple({"$ref": reference(fact.step, f"{head}[{at}]{rest}")} for at in kept)
    return Doubt(wanted, tuple(describe_row(rows[at]) for at in kept[:6]), refs)


def _one_for_each(scene: Scene, rows: Sequence[Row]) -> bool:
    """Whether there are as many rows as months, days or years that a request names."""
    counts = [len({str(v.value) for v in scene.request.values_of(kind)}) for kind in _PERIODS]
    return len(rows) > 1 and len(rows) in counts


_PERIODS = ("month", "date", "year")


def _meant(
    scene: Scene,
    fact: Fact,
    rows: Sequence[Row],
    wanted: Field,
    clause: Clause,
    change: ToolMeaning | None,
    fits: Sequence[int] | None,
) -> list[int]:
    """The positions of the rows that the request means."""
    if wanted.entity & PEOPLE and _found_by_name(fact, scene):
        return choose_person(rows, clause, scene.request, change)
    if change is not None:
        fresh = new_values(change, from_prompt(scene, change, clause))
        open_to = [at for at in not_so_yet(rows, fresh) if fits is None or at in fits]
        if fits is None and scene.closely and _is_for_what_is_to_come(change, clause):
            open_to = live_rows(rows, open_to, clause, scene.request)
        left = [rows[at] for at in open_to]
        here = None if fits is None else tuple(range(len(left)))
        kept = rows_to_change(left, clause, scene.request, change, scene.meanings, here)
        return [open_to[at] for at in kept]
    if clause.mood == "ask" and "compare" in clause.concepts("read"):
        near = named_rows(rows, scene.request)
        if 1 < len(near) <= MOST_COMPARED:
            return near
    kept = choose(rows, clause, scene.request)
    if len(kept) < 2 or not scene.closely or speaks_of_before(clause):
        return kept
    if _means_many(scene, rows, kept, wanted, clause):
        return kept
    return live_rows(rows, kept, clause, scene.request)


# A stay that is over is refunded or complained of; it is the next one that is moved.
OF_WHAT_IS_TO_COME = frozenset(
    "reschedule move update cancel extend comment apply release upgrade assign".split()
)


def _is_for_what_is_to_come(change: ToolMeaning, clause: Clause) -> bool:
    """Whether a command is for one record that is not over yet."""
    many = speaks_of_each(clause) or means_several(clause, change)
    return bool(change.verbs & OF_WHAT_IS_TO_COME) and not many and not speaks_of_before(clause)


def _means_many(
    scene: Scene, rows: Sequence[Row], kept: Sequence[int], wanted: Field, clause: Clause
) -> bool:
    """Whether a question may be about all of the rows that fit."""
    each = speaks_of_each(clause) or wanted.kind == "list" or _adds_up(clause)
    several = speaks_of_many(rows[kept[0]], clause) or among_several(clause, len(kept))
    return each or several or _one_for_each(scene, [rows[at] for at in kept])


def _adds_up(clause: Clause) -> bool:
    """Whether a question wants one figure over all the records it speaks of."""
    figure = figure_in(clause) if clause.mood == "ask" else None
    return figure is not None and figure.kind in ("sum", "mean")


def _found_by_name(fact: Fact, scene: Scene) -> bool:
    given = {str(value).casefold() for value in fact.args.values()}
    names = scene.request.values_of("name")
    return any(str(n.value).casefold() in given or given & {*_parts(n)} for n in names)


def _parts(name: Value) -> list[str]:
    return str(name.value).casefold().split()


def _each_row(
    fact: Fact, head: str, rest: str, kept: list[int], count: int, why: str, picked: Picked | None
) -> Source:
    """All rows by one step, and those that the same comparison picks; other rows by a step each."""
    when = picked.uniform if picked is not None and picked.kept == kept else ()
    if when or len(kept) == count:
        each = reference(fact.step, head)
        return Source({"$ref": f"item{rest}"}, 0.1, why, each=each, when=when)
    many = tuple({"$ref": reference(fact.step, f"{head}[{at}]{rest}")} for at in kept[:MOST_EACH])
    return Source(many[0], 0.1, why, many=many)


def describe_row(row: Row) -> str:
    """Return the telling short values of a row, for a question."""
    short = [
        str(v)
        for v in row.values()
        if isinstance(v, str | int | float) and not isinstance(v, bool) and len(str(v)) <= 40
    ]
    return ", ".join(short[:4])


def reference(step: str, path: str) -> str:
    return f"{step}{path}" if path.startswith("[") or not path else f"{step}.{path}"
