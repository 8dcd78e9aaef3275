"""Goals: for each clause that asks or wants something, the tools that may serve it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from reasoners.meaning.lexicon import lexicon
from reasoners.meaning.matching import COMMON_WORDS
from reasoners.meaning.tools import ACTS, ToolMeaning
from reasoners.meaning.words import EMPTY_WORDS, stems_of, tokens
from reasoners.planning.calls import Scene
from reasoners.planning.changes import TAKES_ALL, changes, leads_with_reading
from reasoners.planning.goal import Candidate, Goal
from reasoners.planning.lookups import read_goal, speaks_of_rules
from reasoners.planning.ruling.permission import left_to_rules, rules_to_keep
from reasoners.planning.signature import signature
from reasoners.reading.clauses import Clause
from reasoners.reading.depending import condition_of
from reasoners.reading.moods import leads_with_verb, message_in, not_wanted, strip_polite
from reasoners.reading.request import Request


def find_goals(scene: Scene) -> tuple[Goal, ...]:
    """Return the goals of a request in its order; clauses that only tell give context."""
    request = scene.request
    readers = [m for m in scene.meanings if m.reads]
    writers = [m for m in scene.meanings if not m.reads]
    forbidden = _forbidden(scene, writers)
    writers = [m for m in writers if m.name not in forbidden and not request.hold]
    found: list[Goal] = []
    for clause in request.clauses:
        if clause.mood == "if":
            ruled = left_to_rules(clause, request, scene.meanings)
            told = [m for m in readers if m.rules] if ruled else readers
            goal = read_goal(clause, request, told)
            found += [goal] if goal.candidates and says_something(clause) else []
        elif clause.mood in ("ask", "do"):
            goal = _goal(scene, clause, readers, writers)
            condition, negated = condition_of(clause, request)
            if condition is None and goal.kind == "write":
                condition = rules_to_keep(goal, request, scene.meanings)
            found.append(replace(goal, condition=condition, negated=negated))
            found += _told_on(goal, request, readers) + _against_rules(goal, request, readers)
    found = _with_loose_ends(_without_wishes(_without_reasons(found), request), request)
    if any(clause.mood in ("ask", "do") for clause in request.clauses):
        return tuple(found) or _whole(scene, readers, writers)
    return (*found, *_whole(scene, readers, writers))


def _without_reasons(goals: Sequence[Goal]) -> list[Goal]:
    """A wish beside a command is its reason, and asks nothing itself: "Bo would like to swim, put
    him on the list"."""
    commanded = {g.clause.sentence for g in goals if g.kind == "write" and g.candidates}
    return [
        goal
        for goal in goals
        if goal.kind == "write"
        or goal.clause.mood != "do"
        or goal.clause.sentence not in commanded
        or goal.clause.concepts("read")
        or leads_with_verb(goal.clause.text)
    ]


def _without_wishes(goals: Sequence[Goal], request: Request) -> list[Goal]:
    """Whoever wishes for just what is then commanded wants it done once: "she asks for a refund.
    Refund the order if she may have one"."""
    led = [g for g in goals if g.kind == "write" and leads_with_verb(g.clause.text)]
    return [goal for goal in goals if goal in led or not _is_commanded(goal, led, request)]


def _is_commanded(wish: Goal, led: Sequence[Goal], request: Request) -> bool:
    named = {str(value.value) for value in request.inside(wish.clause)}
    return wish.kind == "write" and any(
        command.clause.start > wish.clause.start
        and (wish.condition is None or command.condition is not None)
        and command.candidates[:1]
        and command.candidates[0].meaning in [c.meaning for c in wish.candidates[:1]]
        and {str(v.value) for v in request.inside(command.clause)} <= named
        for command in led
    )


def _with_loose_ends(goals: Sequence[Goal], request: Request) -> list[Goal]:
    """A condition that no deed was found for is one of the deed before it."""
    bound = [goal.condition.start for goal in goals if goal.condition is not None]
    found = list(goals)
    for clause in request.clauses:
        if clause.mood == "if" and clause.start not in bound:
            places = [at for at, goal in enumerate(found) if _is_free(goal, clause)]
            for place in places[-1:]:
                found[place] = replace(found[place], condition=clause)
    return found


def _is_free(goal: Goal, clause: Clause) -> bool:
    before = goal.clause.start < clause.start
    return goal.kind == "write" and goal.condition is None and before


_EMBEDDED = re.compile(r"\b(?:what|when|where|why|how|whether|which|who|if)\b", re.I)


def _told_on(goal: Goal, request: Request, readers: Sequence[ToolMeaning]) -> list[Goal]:
    """Somebody is to be told something that must be looked up first."""
    tells = goal.kind == "write" and bool(goal.clause.concepts("send"))
    if not tells or message_in(goal.clause.text) or not _EMBEDDED.search(goal.clause.text):
        return []
    asked = read_goal(goal.clause, request, readers)
    return [asked] if asked.candidates else []


def _against_rules(goal: Goal, request: Request, readers: Sequence[ToolMeaning]) -> list[Goal]:
    """A question that measures something against what is promised needs the promise too."""
    others = {c.meaning.rules for c in goal.candidates[:1]}
    if goal.kind != "read" or not speaks_of_rules(goal.clause, readers) or others != {False}:
        return []
    asked = read_goal(goal.clause, request, [m for m in readers if m.rules])
    return [replace(asked, optional=True)] if asked.candidates else []


def _whole(
    scene: Scene, readers: Sequence[ToolMeaning], writers: Sequence[ToolMeaning]
) -> tuple[Goal, ...]:
    """A prompt that only tells something: it may imply a wish, else what is known may help."""
    request = scene.request
    tellers = [clause for clause in request.clauses if clause.mood == "tell"]
    for clause in tellers:
        implied = _implied(scene, clause, writers)
        if implied:
            goal = Goal("write", clause, implied)
            condition = next((c for c in request.clauses if c.mood == "if"), None)
            condition = condition or rules_to_keep(goal, request, scene.meanings)
            return (replace(goal, condition=condition),)
    goals = [read_goal(c, request, readers) for c in tellers]
    goals.sort(key=lambda goal: -max((c.score for c in goal.candidates), default=0.0))
    return tuple(goal for goal in goals[:1] if goal.candidates)


def says_something(clause: Clause) -> bool:
    """Whether a clause names anything itself, rather than "it" or "the last one"."""
    ordering = {p for s in clause.senses if s.kind in ("order", "all") for p in s.places}
    empty = EMPTY_WORDS | COMMON_WORDS | {"unless", "provided", "it's"}
    return any(t.lower not in empty and p not in ordering for p, t in enumerate(clause.tokens))


def _implied(scene: Scene, clause: Clause, writers: Sequence[ToolMeaning]) -> tuple[Candidate, ...]:
    """The changes that a plain statement calls for: it says what is to happen in a phrase, or
    gives just the values that one change takes."""
    if not_wanted(clause.text):
        return ()
    if _implies(clause):
        return changes(scene, clause, writers)
    if _TOLD_BY_OTHERS.search(clause.text):
        return ()
    fits = [(signature(scene, m, clause), m) for m in writers]
    full = [m for fit, m in fits if fit >= TAKES_ALL and _speaks_of(clause, m)]
    return changes(scene, clause, full) if full else ()


_NAMING = ("thing", "field", "state")


def _speaks_of(clause: Clause, meaning: ToolMeaning) -> bool:
    """Whether a statement names what a change is about, or what it sets."""
    said = {t.stem for t in clause.tokens if t.lower not in EMPTY_WORDS | COMMON_WORDS}
    said |= {f"={s.concept}" for s in clause.senses if s.kind in _NAMING}
    given = (field for field in meaning.takes if field.kind != "id")
    return any(said & (f.stems | {f"={c}" for c in f.concepts}) for f in given) or bool(
        said & meaning.about
    )


_TOLD_BY_OTHERS = re.compile(
    r"\b(?:says?|said|claims?|claimed|reckons?|thinks?|told|complains?|asks?|asked|was|were|did"
    r"|not|n't|never|no)\b",
    re.I,
)


def _implies(clause: Clause) -> bool:
    """Whether a plain statement says what is to happen, in a phrase rather than a past form."""
    return any(s.kind in ACTS and len(s.places) > 1 for s in clause.senses)


def _goal(
    scene: Scene, clause: Clause, readers: Sequence[ToolMeaning], writers: Sequence[ToolMeaning]
) -> Goal:
    if clause.mood == "do":
        writes = changes(scene, clause, writers)
        reads = leads_with_reading(clause)
        if writes and not (reads and writes[0].score < 0.9):
            return Goal("write", clause, writes)
        acts = _acts_wanted(clause)
        if acts and not reads and (_leads_with_act(clause) or not clause.concepts("read")):
            return Goal("write", clause, ())
    return read_goal(clause, scene.request, readers)


_WISHING = frozenset(stems_of(("ask", "request", "want", "need", "like", "wish")))


def _acts_wanted(clause: Clause) -> frozenset[str]:
    """What a clause wants done, besides that somebody "asks for" or "requests" something."""
    return frozenset(
        sense.concept
        for sense in clause.senses
        if sense.kind in ACTS
        and sense.concept != "light"
        and (clause.tokens[sense.places[0]].stem not in _WISHING or sense.places[0] == 0)
    )


def _leads_with_act(clause: Clause) -> bool:
    """Whether the clause's first verb can only be one of changing."""
    stems = tuple(token.stem for token in tokens(strip_polite(clause.text)))[:4]
    first = [sense for sense in lexicon().senses(stems) if sense.places[0] == 0]
    kinds = {s.kind for s in first if s.concept != "light"}
    return bool(kinds & ACTS) and "read" not in kinds


def _forbidden(scene: Scene, writers: Sequence[ToolMeaning]) -> set[str]:
    names = set()
    for clause in scene.request.clauses:
        if clause.mood == "forbid":
            names |= {c.meaning.name for c in changes(scene, clause, writers)[:1]}
    return names
