"""What a command says of its deed that a plan for it would not heed: then the deed is asked about.

Each check is over the words of one command, and what the plan would do for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from reasoners.found.choice import Row
from reasoners.found.facts import Fact, cells
from reasoners.found.readings import concepts_of
from reasoners.found.row_values import same_value
from reasoners.meaning.lexicon import lexicon
from reasoners.meaning.tools import ToolMeaning, bag, own_verbs
from reasoners.meaning.words import EMPTY_WORDS, Token, split_words, stems_of, tokens
from reasoners.planning.arguments.from_prompt import MOVES
from reasoners.planning.arguments.values_to_set import sets_no_such_value
from reasoners.planning.calls import Call, Scene, passed, taken
from reasoners.planning.goal import Goal
from reasoners.planning.moved_instead import has_fallen_through
from reasoners.planning.own_records import rows_of
from reasoners.reading.again import AGAIN
from reasoners.reading.clauses import Clause, command_of
from reasoners.reading.corrected import is_corrected, means_either
from reasoners.reading.left_out import leaves_out, spares
from reasoners.reading.moods import ACTING, strip_polite
from reasoners.reading.name_sorts import FIRM, THING
from reasoners.reading.pointing import pointed_at
from reasoners.reading.refused import is_dealt_with_after
from reasoners.reading.request import Request
from reasoners.reading.restricting import restriction_of, speaks_of_each
from reasoners.reading.things_named import things_named
from reasoners.reading.values import Value

NEAR = 3  # how far behind its verb the last word of an act stands: "take him right off"


def unheeded(scene: Scene, goal: Goal, call: Call) -> bool:
    """Whether the command of a goal says something that a call for it passes over."""
    clause = command_of(goal.clause)
    return (
        leaves_out(clause.text)
        or is_corrected(goal.clause, scene.request)
        or means_either(clause, scene.request)
        or _is_spared(scene, clause, call)
        or _means_the_other(scene, clause, call)
        or _says_more_of_all(scene, clause, call)
        or is_dealt_with_after(goal.clause, scene.request)
        or _undoes(clause, call.meaning)
        or _led_by_another(scene, clause, call.meaning)
        or _led_by_a_phrase(scene, clause, call.meaning)
        or _of_another_thing(scene, clause, call)
        or _of_two_people(scene.request, clause)
        or _of_another(scene, goal, call)
        or sets_no_such_value(scene, clause, call)
    )


def _is_spared(scene: Scene, clause: Clause, call: Call) -> bool:
    """Whether a call goes by somebody, or is for many, where another clause says whom to spare."""
    request = scene.request
    sparing = [c for c in request.clauses if c.start != clause.start and spares(c)]
    if _BACK.search(clause.text):
        sparing = [c for c in sparing if c.start > clause.start]
    named = [v for c in sparing for v in request.inside(c) if v.kind in _NAMED]
    others = {str(v.value) for v in request.values if v not in named}
    used = set(taken(call)) | {str(a) for f in _led_by(scene, call) for a in f.args.values()}
    only = {str(v.value) for v in named} - others
    same = any(c.sentence == clause.sentence for c in sparing if any(request.inside(c)))
    return bool(only & used) or (same and _is_for_many(clause, call))


def _led_by(scene: Scene, call: Call) -> list[Fact]:
    tools = set(passed(call, scene.facts))
    return [fact for fact in scene.facts if fact.tool in tools]


def _is_for_many(clause: Clause, call: Call) -> bool:
    many = any(source.each or len(source.many) > 1 for source in call.args.values())
    return many or speaks_of_each(clause)


# "Do not cancel T4, move it": what is spared the one deed is meant for the other.
_BACK = re.compile(r"\b(?:it|this|that|him|her|them|instead)\b", re.I)
_NAMED = frozenset({"name", "id", "email"})
_OTHER = re.compile(r"\bthe other\b(?! (?:day|hand|way)\b)", re.I)


def _means_the_other(scene: Scene, clause: Clause, call: Call) -> bool:
    """Whether "the other one" would be the one that the request names."""
    named = {str(v.value) for v in scene.request.values if v.kind == "id"}
    told = {str(c.value) for row in rows_of(scene, call) for c in cells(row)}
    return _OTHER.search(clause.text) is not None and bool(named & (told | set(taken(call))))


def _says_more_of_all(scene: Scene, clause: Clause, call: Call) -> bool:
    """Whether a command for all of a kind says something of them that nothing bears out."""
    if not _is_for_many(clause, call):
        return False
    if _are_in_other_states(clause, list(rows_of(scene, call))):
        return True
    if any(source.when for source in call.args.values()):
        return False
    shown = {
        t.stem for row in rows_of(scene, call) for c in cells(row) for t in tokens(str(c.value))
    }
    shown |= {t.stem for value in taken(call) for t in tokens(value)}
    shown |= call.meaning.about | {stem for field in call.meaning.takes for stem in field.stems}
    shown |= {t.stem for t in tokens(call.meaning.tool.description)}
    senses = [s for s in clause.senses if s.kind in {*ACTING, "all", "state", "order", "thing"}]
    told = {place for sense in senses for place in sense.places}
    values = scene.request.inside(clause)
    said = restriction_of(clause, scene.request)
    parts = said.parts if said is not None and said.firm else ()
    judged = {t.lower for part in parts for phrase in part for t in tokens(phrase.text)}
    return any(
        token.lower not in judged
        and token.lower not in EMPTY_WORDS - _TELLING
        and place not in told
        and token.stem not in shown
        and not any(v.start <= token.start < v.end for v in values)
        for place, token in enumerate(clause.tokens)
    )


def _are_in_other_states(clause: Clause, rows: Sequence[Row]) -> bool:
    """Whether a command says the state of some of the records it is made to, not of others."""
    states = {str(c.value) for r in rows for c in cells(r) if "status" in concepts_of(c)}
    said = {one for one in states if set(stems_of(split_words(one))) <= clause.stems}
    return bool(said) and said != states


_TELLING = frozenset("without no not never nobody none whose".split())
_UNDO = frozenset(stems_of("undo revert reverse rescind annul retract nullify unwind".split()))


def _undoes(clause: Clause, meaning: ToolMeaning) -> bool:
    """Whether a command is to take back a deed, and the change would make it again."""
    first = _first_stem(clause)
    if first in own_verbs(meaning) or _led(clause) & meaning.verbs:
        return False
    return first in _UNDO or _OF_A_DEED.match(strip_polite(clause.text)) is not None


_OF_A_DEED = re.compile(
    r"(?:cancel|withdraw|revoke|remove|stop|delete|call off|take back|drop|lift|void)\s+"
    r"(?:(?:the|his|her|their|my|our|this|that)\s+)?(?:\w+\s+)?\w*(?:al|sion|tion|ment|ance|ing|line|ck)"
    r" (?:of|for|on)\b",
    re.I,
)


def _led_by_another(scene: Scene, clause: Clause, meaning: ToolMeaning) -> bool:
    """Whether the very verb of another change leads a command: "pay what was approved"."""
    first = _first_stem(clause)
    if first in own_verbs(meaning) or _led(clause) & meaning.verbs:
        return False
    return any(not m.reads and first in own_verbs(m) - {"set"} for m in scene.meanings)


def _led_by_a_phrase(scene: Scene, clause: Clause, meaning: ToolMeaning) -> bool:
    """Whether what leads a command is an act of several words, and the change is not that act:
    "take him off the books" is no booking."""
    first = _first_stem(clause)
    if first in own_verbs(meaning) or _led(clause) & meaning.verbs:
        return False
    if meaning.verbs & MOVES and has_fallen_through(scene.request, meaning):
        return False
    stems = tuple(token.stem for token in tokens(strip_polite(clause.text)))
    described = {token.stem for token in tokens(meaning.tool.description)}
    led = (s for s in lexicon().senses(stems) if s.places[0] == 0 and s.places[-1] <= NEAR)
    return any(
        s.kind in ACTING and s.places[1:] and not described & {stems[p] for p in s.places[1:]}
        for s in led
    )


def _of_another_thing(scene: Scene, clause: Clause, call: Call) -> bool:
    """Whether a command names a thing that no record it would be done to bears, nor the tool."""
    rows = list(rows_of(scene, call))
    if not rows or _is_for_many(clause, call):
        return False
    texts = [str(c.value) for row in rows for c in cells(row)] + list(taken(call))
    shown = bag([token.lower for text in texts for token in tokens(text)])
    spoken = shown | set(call.meaning.weights)
    named = (phrase for phrase in things_named(clause) if len(phrase) > 1)
    return any(not spoken & _words_for(phrase) for phrase in named)


def _words_for(phrase: Sequence[Token]) -> set[str]:
    """The words of a phrase, and what else the thing that it names is called."""
    senses = lexicon().senses((phrase[-1].stem,))
    return {word.stem for word in phrase} | {f"={s.concept}" for s in senses if len(s.places) == 1}


def _first_stem(clause: Clause) -> str:
    return next((token.stem for token in tokens(strip_polite(clause.text))), "")


def _led(clause: Clause) -> frozenset[str]:
    """The acts that the first verb of a command may stand for."""
    stems = tuple(token.stem for token in tokens(strip_polite(clause.text)))
    found = lexicon().senses(stems)
    return frozenset(s.concept for s in found if s.places[0] == 0 and s.kind in ACTING)


_PERSON = re.compile(r"\b(?:he|she|him|her|hers|his)\b", re.I)


def _of_two_people(request: Request, clause: Clause) -> bool:
    """Whether "her" may be either of two people whom the sentence before names."""
    if not _PERSON.search(clause.text) or any(_people(request, clause)):
        return False
    before = [c for c in request.clauses if c.start < clause.start and any(_people(request, c))]
    near = [c for c in before if c.sentence == before[-1].sentence]
    return len({str(v.value) for c in near for v in _people(request, c)}) > 1


def _people(request: Request, clause: Clause) -> Iterator[Value]:
    named = (v for v in request.inside(clause) if v.kind == "name")
    people = (v for v in named if not v.role & {FIRM, THING})
    return (v for v in people if not _CALLED.search(request.text[: v.start]))


_CALLED = re.compile(r"\b(?:on|called|titled|named|at|in)\s+$", re.I)


def _of_another(scene: Scene, goal: Goal, call: Call) -> bool:
    """Whether a deed goes back to a clause that names somebody, and its record is not theirs."""
    request, condition = scene.request, goal.condition
    back = pointed_at(goal.clause, request)
    again = [c for c in request.clauses if c.sentence == goal.clause.sentence]
    if back is None and condition is not None and any(AGAIN.match(c.text) for c in again):
        back = condition
    if back is None or any(_people(request, goal.clause)):
        return False
    named, rows = list(_people(request, back)), list(rows_of(scene, call))
    used = {str(a) for f in scene.facts for a in f.args.values()} | set(taken(call))
    if not named or not rows or any(_is_among(v, used) for v in named):
        return False
    return not any(same_value(v, c.value) for v in named for row in rows for c in cells(row))


def _is_among(value: Value, used: set[str]) -> bool:
    words = set(str(value.value).casefold().split())
    return any(words & set(one.casefold().split()) for one in used)
