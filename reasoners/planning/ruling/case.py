"""What is known of the case that a deed is for, and the look-ups that tell more of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from core.json_values import Json
from core.references import Missing, fill
from reasoners.found.facts import Cell, Fact, cells, outputs_of, row_lists
from reasoners.found.states import state_concepts
from reasoners.meaning.tools import ToolMeaning
from reasoners.meaning.words import name_words, split_words, tokens
from reasoners.planning.arguments.supply import plan_call
from reasoners.planning.calls import Call, Scene
from reasoners.planning.ruling.meeting import Known, content, covered, parts_of, root
from reasoners.planning.ruling.requirements import Requirement
from reasoners.reading.clauses import Clause

_NAMES = frozenset({"id", "any", "name", "email"})
_LONGEST = 30


def tellers(scene: Scene, call: Call, clause: Clause, found: Sequence[Requirement]) -> list[Call]:
    """Return the look-ups that tell of what rules require, else those of the record itself."""
    readers = [m for m in scene.meanings if m.reads and not m.rules]
    parts = [part for one in found for part in parts_of(one)]
    telling = [m for m in readers if any(_tells(m, part) for part in parts)]
    wanted = {f.stems for f in call.meaning.takes if f.required and f.path in call.args}
    records = [m for m in readers if any(f.required and f.stems in wanted for f in m.takes)]
    made = (plan_call(scene, meaning, clause) for meaning in telling or records)
    return [one for one in made if one.args and not one.blocked]


def _tells(meaning: ToolMeaning, part: str) -> bool:
    """Whether a look-up has a field for what a part of a rule speaks of, or a state for it."""
    if any(covered(part, field.words, _about(meaning)) for field in meaning.gives):
        return True
    about = {root(word) for word in _about(meaning)}
    left = content(part) - about
    states = any("status" in field.concepts for field in meaning.gives)
    told = state_concepts(tuple(left))
    return states and bool(left) and bool(content(part) & about) and len(left) == 1 and bool(told)


def _about(meaning: ToolMeaning) -> frozenset[str]:
    return frozenset(term for term in meaning.about if term[0] != "=")


def known_of(scene: Scene, call: Call) -> list[Known]:
    """Return what was looked up of the things that a deed is done to, and of what led there."""
    direct = _given_ids(scene, call)
    ids = direct | {
        value
        for fact in scene.facts
        if fact.done and any(_holds(row, direct) for row in _rows(fact))
        for value in _names_in(scene, fact)
    }
    found = [
        Known(Cell(f".{name}", f".{name}", value), frozenset())
        for name, value in _given(scene, call)
    ]
    for fact in scene.facts:
        meaning = scene.meaning(fact.tool)
        if meaning is None or not meaning.reads or meaning.rules or not fact.done:
            continue
        for row in _own_rows(scene, fact, direct, ids):
            about, kinds = _about(meaning), _kinds_in(row)
            about |= _about(call.meaning) if _holds(row, direct) else frozenset()
            found += [Known(cell, about, kinds) for cell in cells(row)]
    return found


def told_in(scene: Scene, deed: ToolMeaning, known: Sequence[Known]) -> frozenset[str]:
    """Return the roots of the words that the request, and what was looked up, tell the case in."""
    words = [*name_words(deed.name), *deed.about]
    words += [token.lower for clause in scene.request.clauses for token in clause.tokens]
    for one in known:
        words += [*one.about, *name_words(one.cell.words[-1] if one.cell.words else "")]
        words += split_words(str(one.cell.value))
    return frozenset(root(word) for word in words)


def _kinds_in(row: Mapping[str, Json]) -> frozenset[str]:
    """The words by which a record says itself of what kind it is."""
    texts = [v for v in row.values() if isinstance(v, str) and len(v) <= _LONGEST]
    return frozenset(
        t.stem for text in texts if not any(c.isdigit() for c in text) for t in tokens(text)
    )


def _own_rows(
    scene: Scene, fact: Fact, direct: frozenset[str], ids: frozenset[str]
) -> list[Mapping[str, Json]]:
    """The records found that are those of a deed; of what is looked up for them, all."""
    rows = _rows(fact)
    own = [row for row in rows if _holds(row, direct)] or [row for row in rows if _holds(row, ids)]
    return own or (rows if ids & _names_in(scene, fact) else [])


def _rows(fact: Fact) -> list[Mapping[str, Json]]:
    listed = [row for _, rows in row_lists(fact.output) for row in rows]
    return listed or ([fact.output] if isinstance(fact.output, Mapping) else [])


def _holds(row: Mapping[str, Json], ids: frozenset[str]) -> bool:
    return any(str(value) in ids for value in row.values() if isinstance(value, str | int))


def _names_in(scene: Scene, fact: Fact) -> frozenset[str]:
    """The arguments of a call that name something."""
    meaning = scene.meaning(fact.tool)
    takes = meaning.takes if meaning is not None else ()
    named = {field.path for field in takes if field.kind in _NAMES}
    return frozenset(str(value) for name, value in fact.args.items() if name in named)


def _given_ids(scene: Scene, call: Call) -> frozenset[str]:
    named = {field.path for field in call.meaning.takes if field.kind in _NAMES}
    return frozenset(
        str(value) for name, value in _given(scene, call) if name in named and value is not None
    )


def _given(scene: Scene, call: Call) -> Iterator[tuple[str, Json]]:
    """Yield what a deed is given, references read from what is known."""
    outputs = outputs_of(scene.facts)
    for name, source in call.args.items():
        value = fill(source.value, outputs) if source.call is None else None
        if isinstance(value, str | int | float) and not isinstance(value, Missing | bool):
            yield name, value
