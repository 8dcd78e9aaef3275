"""Conditions of a request ("if it has not been paid"), judged over what look-ups found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from core.conditions import holds as bears_out
from core.plan import Condition
from reasoners.found.choice import subjects
from reasoners.found.facts import Fact, cells, outputs_of, row_lists
from reasoners.found.readings import LIKELY, NAMED, Reading, Row, Words
from reasoners.found.row_tests import condition_on, known_words, read_row
from reasoners.meaning.lexicon import lexicon
from reasoners.meaning.tools import ToolMeaning
from reasoners.meaning.words import EMPTY_WORDS, split_words, stems_of, tokens
from reasoners.planning.arguments.from_facts import reference
from reasoners.planning.calls import Scene
from reasoners.reading.clauses import Clause
from reasoners.reading.cutting import find_clauses
from reasoners.reading.denied import affirmed
from reasoners.reading.phrases import Phrase, phrases_of, says_unless
from reasoners.reading.request import Request
from reasoners.reading.values import Value

OWN_ROW = 0.5  # the record that is to be changed is likelier meant than another


@dataclass(frozen=True)
class Verdict:
    """Whether a condition holds, and what shows it; `holds` is None where nothing tells.

    `when` are the comparisons that hold just now: a plan's step may rest on them.
    """

    holds: bool | None
    shown: str
    when: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Place:
    """A record among what was found, and the reference to it."""

    ref: str
    row: Row


@dataclass(frozen=True)
class _Scope:
    """Records that a condition may be about; `listed` refers to the list that they are all of."""

    places: tuple[Place, ...]
    meaning: ToolMeaning | None
    listed: str = ""
    own: bool = False


def judge(scene: Scene, condition: Clause, own: Sequence[Sequence[Place]]) -> Verdict:
    """Judge a condition over the records of each change that hangs on it, and all others found."""
    conjoined = phrases_of(condition, scene.request)
    parts = [
        _either([_judged(scene, condition, phrase, own) for phrase in phrases])
        for phrases in conjoined
    ]
    if not parts or any(part.holds is None for part in parts):
        return Verdict(None, next((part.shown for part in parts if part.shown), ""))
    failed = [part for part in parts if not part.holds]
    wanted = says_unless(condition)
    shown = "; ".join(part.shown for part in (failed or parts))
    if wanted:
        return Verdict(bool(failed), shown, failed[0].when if failed else ())
    return Verdict(not failed, shown, tuple(c for part in parts for c in part.when))


def _either(verdicts: Sequence[Verdict]) -> Verdict:
    """Return the verdict where one of several is enough."""
    borne_out = [verdict for verdict in verdicts if verdict.holds]
    if borne_out or len(verdicts) == 1:
        return (borne_out or verdicts)[0]
    if any(verdict.holds is None for verdict in verdicts):
        return Verdict(None, "")
    shown = "; ".join(dict.fromkeys(verdict.shown for verdict in verdicts))
    return Verdict(False, shown, tuple(c for verdict in verdicts for c in verdict.when))


def negated(verdict: Verdict) -> Verdict:
    """Return the verdict on the opposite of a condition."""
    return verdict if verdict.holds is None else replace(verdict, holds=not verdict.holds)


def _judged(
    scene: Scene, condition: Clause, phrase: Phrase, own: Sequence[Sequence[Place]]
) -> Verdict:
    words = known_words(scene.meanings, [f.output for f in scene.facts if f.done])
    rated: list[tuple[float, Verdict]] = []
    for scope in _scopes(scene, condition, own):
        if not scope.places and _lists_others(scope, phrase, scene.meanings):
            continue
        weight, verdict = _over(scope, phrase, scene.request, words)
        if verdict.holds is not None and _rests(verdict, scene.facts):
            rated.append((weight + OWN_ROW * scope.own, verdict))
    rated.sort(key=lambda pair: -pair[0])
    if not rated or rated[0][0] < LIKELY:
        return _by_listing(scene, condition) or Verdict(None, "")
    return rated[0][1]


def _lists_others(scope: _Scope, phrase: Phrase, meanings: Sequence[ToolMeaning]) -> bool:
    """Whether a word of a phrase is of another list alone: no job done tells of no job planned."""
    if scope.meaning is None:
        return False
    own, telling = _words_of(scope.meaning), phrase.stems - _noun(scope, phrase)
    nouns = scope.meaning.about & _terms(phrase)
    alike = (m for m in meanings if m.reads and not m.rules and m.about & nouns)
    return any(telling & _words_of(m) - own for m in alike if m is not scope.meaning)


def _terms(phrase: Phrase) -> frozenset[str]:
    return phrase.stems | {f"={concept}" for concept in phrase.concepts("thing")}


def _words_of(meaning: ToolMeaning) -> frozenset[str]:
    return frozenset(term for _, terms in meaning.parts for term in terms)


def _by_listing(scene: Scene, condition: Clause) -> Verdict | None:
    """Whether anything stands in the list of all that is so: "lists what was not returned"."""
    wanted = affirmed(condition).concepts("state")
    for scope in _scopes(scene, condition, ()):
        if scope.meaning is None or not scope.listed:
            continue
        if _states_listed(scope.meaning) & wanted:
            there = bool(scope.places)
            listed: Condition = {"ref": scope.listed, "op": "exists" if there else "missing"}
            return Verdict(there, "this is listed" if there else "nothing is listed", (listed,))
    return None


def _states_listed(meaning: ToolMeaning) -> frozenset[str]:
    """The states that a description says all its records are in."""
    clauses = find_clauses(meaning.tool.description.partition(". ")[0], (), ())
    return frozenset(state for c in clauses for state in affirmed(c).concepts("state"))


def _rests(verdict: Verdict, facts: Sequence[Fact]) -> bool:
    """Whether the comparisons of a verdict are borne out by what was found."""
    outputs = outputs_of(facts)
    return all(bears_out(condition, outputs) for condition in verdict.when)


def _scopes(scene: Scene, condition: Clause, own: Sequence[Sequence[Place]]) -> Iterator[_Scope]:
    yield from (_Scope(tuple(rows), None, own=True) for rows in own if rows)
    for fact in reversed(scene.facts):
        if fact.item or not (fact.done or fact.status == "not_found"):
            continue
        meaning = scene.meaning(fact.tool)
        if meaning is None or meaning.rules or not meaning.reads:
            continue
        lists = list(row_lists(fact.output))[:1]
        for path, rows in lists:
            head = reference(fact.step, path.lstrip("."))
            places = tuple(Place(f"{head}[{at}]", row) for at, row in enumerate(rows))
            spoken = _spoken_of(rows, condition, scene.request)
            yield _Scope(places, meaning, head)
            yield _Scope(tuple(places[at] for at in spoken), meaning)
        if not lists and isinstance(fact.output, Mapping) and not _only_empty_lists(fact.output):
            yield _Scope((Place(fact.step, fact.output),), meaning)
        elif not lists:
            yield _Scope((), meaning, empty_list(fact))


def _only_empty_lists(output: Row) -> bool:
    return all(isinstance(v, list | tuple) and not v for v in output.values())


def empty_list(fact: Fact) -> str:
    """Return the reference to the list that a look-up found empty."""
    names = (
        [str(n) for n, v in fact.output.items() if v == []]
        if isinstance(fact.output, Mapping)
        else []
    )
    return reference(fact.step, names[0]) if names else fact.step


def _spoken_of(rows: Sequence[Row], condition: Clause, request: Request) -> list[int]:
    """The rows that a condition is about: by names and by words, not by the state it asks for."""
    named = request.values_of("name", "id", "quoted", "address")
    called = (v for v in request.inside(condition) if _is_called_by_time(v, request))
    return subjects(rows, condition, replace(request, values=(*named, *called)))


_THE = re.compile(r"\b(?:the|that|this|those)\s+$", re.I)


def _is_called_by_time(value: Value, request: Request) -> bool:
    """Whether a time stands for what is at that time: "if the 09:30 has room"."""
    return value.kind == "time" and _THE.search(request.text[: value.start]) is not None


def _over(scope: _Scope, phrase: Phrase, request: Request, words: Words) -> tuple[float, Verdict]:
    """How much speaks for judging a phrase over some records, and the verdict."""
    noun = _noun(scope, phrase)
    if phrase.amount != "the" and noun and scope.listed:
        return _counted(scope, _without(phrase, noun), request, words)
    if not scope.places or phrase.amount == "any" and noun:
        return 0.0, Verdict(None, "")
    found = [read_row(place.row, phrase, request, words) for place in scope.places]
    readings = [reading for reading in found if reading is not None]
    if len(readings) < len(found) or len({r.holds for r in readings}) > 1:
        return 0.0, Verdict(None, "")
    weakest = min(readings, key=lambda reading: reading.weight)
    if weakest.weight < NAMED and _unexplained(scope, phrase, readings):
        return 0.0, Verdict(None, "")
    holds = readings[0].holds
    when = [
        condition_on(p.ref, r if holds else r.unlike)
        for p, r in zip(scope.places, readings, strict=True)
    ]
    return weakest.weight - 0.2 * (len(found) > 1), Verdict(holds, weakest.shown, tuple(when))


def _noun(scope: _Scope, phrase: Phrase) -> frozenset[str]:
    """The stems by which a phrase names what the records are: "fines"."""
    if scope.meaning is None:
        return frozenset()
    meant = {term[1:] for term in scope.meaning.about if term[0] == "="}
    found = set()
    for token in phrase.tokens:
        things = {s.concept for s in lexicon().senses((token.stem,)) if s.kind == "thing"}
        if token.stem in scope.meaning.about or things & meant:
            found.add(token.stem)
    return frozenset(found)


def _without(phrase: Phrase, stems: frozenset[str]) -> Phrase:
    return replace(phrase, tokens=tuple(t for t in phrase.tokens if t.stem not in stems))


def _counted(
    scope: _Scope, phrase: Phrase, request: Request, words: Words
) -> tuple[float, Verdict]:
    """Whether any record, or every one, bears a phrase out; denied, whether none or not all do."""
    plain = replace(phrase, denied=False)
    bare = not plain.tokens and plain.limit is None
    found = [None if bare else read_row(place.row, plain, request, words) for place in scope.places]
    readings = [reading for reading in found if reading is not None]
    if not bare and len(readings) < len(found):
        return 0.0, Verdict(None, "")
    if bare or not readings:
        there = bool(scope.places) and phrase.amount != "every"
        listed: Condition = {"ref": scope.listed, "op": "exists" if there else "missing"}
        told = f"{len(scope.places)} found" if scope.places else "nothing was found"
        return NAMED, Verdict(there != phrase.denied, told, (listed,) if scope.listed else ())
    fits = [reading.holds for reading in readings]
    holds = any(fits) if phrase.amount == "any" else all(fits)
    decisive = (
        [r for r in readings if r.holds == holds] if holds == (phrase.amount == "any") else readings
    )
    when = [
        condition_on(p.ref, r if r.holds else r.unlike)
        for p, r in zip(scope.places, readings, strict=True)
        if r in decisive
    ]
    shown = (
        f"{sum(fits)} of {len(fits)}: {decisive[0].shown}" if len(fits) > 1 else decisive[0].shown
    )
    return NAMED, Verdict(holds != phrase.denied, shown, tuple(when))


def _unexplained(scope: _Scope, phrase: Phrase, readings: Sequence[Reading]) -> bool:
    """Whether a phrase names a thing that nothing found is about: "a valid excuse"."""
    known = set(stems_of(w for r in readings for w in split_words(r.path + " " + r.shown)))
    about: frozenset[str] = frozenset()
    if scope.meaning is not None:
        about = scope.meaning.about
        known |= {t.stem for t in tokens(scope.meaning.tool.description)}
    for place in scope.places:
        for cell in cells(place.row):
            known |= cell.stems | (
                {t.stem for t in tokens(cell.value)} if isinstance(cell.value, str) else set()
            )
    return any(
        _is_strange(t.stem, known | about) for t in phrase.tokens if t.lower not in EMPTY_WORDS
    )


def _is_strange(stem: str, known: set[str] | frozenset[str]) -> bool:
    senses = lexicon().senses((stem,))
    if stem in known or any(f"={s.concept}" in known for s in senses):
        return False
    return all(s.kind in ("thing", "rule") for s in senses)
