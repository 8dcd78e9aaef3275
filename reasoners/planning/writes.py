"""Changes: each once, only when wanted, after its look-ups, its condition and the rules for it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from reasoners.found.facts import outputs_at
from reasoners.planning.arguments.texts import passes_on
from reasoners.planning.build import needed_by
from reasoners.planning.conditions import Place, Verdict, judge, negated
from reasoners.planning.described import is_only_described
from reasoners.planning.draft import Chosen, Draft, best, emit, note
from reasoners.planning.free_then import bookings_of_then, free_then
from reasoners.planning.goal import Goal
from reasoners.planning.lookups import read_goal
from reasoners.planning.ruling.ruled import (
    check_rules,
    is_ruled,
    lacks_only_how,
    leave_given,
    look_up_for_rules,
    may_be_judged,
    read_rules,
    rules_allow,
)
from reasoners.planning.ruling.rules import guarded
from reasoners.planning.unheeded import unheeded
from reasoners.reading.moods import leads_with_verb
from reasoners.wording.questions import (
    cannot_do,
    condition_held,
    condition_unclear,
    is_it_meant,
    rule_says,
    whom,
)

ENOUGH = 0.42
ENOUGH_TO_ASK = 0.3
CLAIM_ENOUGH = 0.3


def add_writes(draft: Draft, goals: Sequence[Goal]) -> None:
    """Add the changes that are due, or the look-ups that must come before any of them."""
    chosen = [
        pair for pair in ((g, best(draft, g)) for g in goals) if not _unserved(draft, *pair, goals)
    ]
    due = [c for c in (c for _, c in chosen if c is not None) if not _already_tried(draft, c)]
    for one in due:
        _prepare(draft, one)
    if draft.builder.steps and any(_must_wait(draft, one) for one in due):
        draft.waits = True
        for one in due:
            note(draft, one.goal, one)
        return
    for one in due:
        verdict = _condition_holds(draft, one, due)
        if not verdict.holds or not rules_allow(draft, one):
            continue
        if is_only_described(draft.scene, one.goal.clause, one.meaning):
            note(draft, one.goal, one)
            draft.questions.append(whom(one.goal.clause))
            continue
        if not one.call.blocked and unheeded(draft.scene, one.goal, one.call):
            note(draft, one.goal, one)
            draft.questions.append(is_it_meant(one.goal.clause, one.meaning.tool.description))
        else:
            emit(draft, one, verdict.when)
            draft.held += [rule_says(s.quote) for s in one.call.args.values() if s.quote]


def _unserved(draft: Draft, goal: Goal, chosen: Chosen | None, goals: Sequence[Goal]) -> bool:
    """Say so where no tool does what a clause wants, unless another clause says it better."""
    if chosen is not None:
        near = ENOUGH_TO_ASK if chosen.call.blocked else ENOUGH
        if chosen.candidate.score >= near:
            return False
    note(draft, goal, None)
    served = any(other.candidates for other in goals if other is not goal)
    if not served and not goal.candidates and _points_to_nothing(draft, goal):
        draft.questions.append(whom(goal.clause))
        return True
    if not served and not _only_context(draft, goal):
        draft.refusals.append(cannot_do(goal.clause))
    return True


_POINTS = re.compile(r"\b(?:it|them|that one|this one)\b", re.I)


def _points_to_nothing(draft: Draft, goal: Goal) -> bool:
    """Whether a command only says "it", and the request names nothing that it may be."""
    named = [v for v in draft.scene.request.values if v.kind not in ("number", "duration")]
    return not named and not draft.scene.facts and _POINTS.search(goal.clause.text) is not None


_OURS = re.compile(r"\b(?:please|kindly|we|i|you|somebody|someone|let)\b", re.I)


def _only_context(draft: Draft, goal: Goal) -> bool:
    """Whether a clause only says what somebody or something needs, and others say what to do."""
    if leads_with_verb(goal.clause.text) or _OURS.search(goal.clause.text):
        return False
    others = (c for c in draft.scene.request.clauses if c is not goal.clause)
    return any(c.mood in ("ask", "do") for c in others)


def _already_tried(draft: Draft, chosen: Chosen) -> bool:
    """Whether as many calls of this tool were made as goals before this one and itself want."""
    name = chosen.meaning.name
    wanted = sum(1 for goal in draft.goals if goal["tool"] == name and goal["kind"] == "write") + 1
    steps = {f.step for f in draft.scene.facts if f.tool == name and f.status != "skipped"}
    if len(steps) < wanted:
        return False
    note(draft, chosen.goal, chosen)
    return True


def _prepare(draft: Draft, chosen: Chosen) -> None:
    """Add the look-ups that the arguments, the rules and the prompt's claims need."""
    if chosen.call.blocked and not _may_be_prepared(draft, chosen):
        return
    if chosen.call.waits or chosen.goal.condition is not None or guarded(chosen.meaning):
        for source in chosen.call.args.values():
            if source.call is not None and not source.call.blocked:
                because = needed_by(chosen.meaning.name, source)
                draft.builder.add(source.call, because, only_reads=True)
    if chosen.goal.condition is not None:
        taken = bookings_of_then(draft.scene, chosen.call, chosen.goal.condition)
        if taken is not None:
            draft.builder.add(taken, _TAKEN_THEN, only_reads=True)
    if is_ruled(draft, chosen):
        read_rules(draft, chosen)
        look_up_for_rules(draft, chosen)
    elif guarded(chosen.meaning):
        read_rules(draft, chosen)
        _check_claims(draft, chosen)
        check_rules(draft, chosen)


_TAKEN_THEN = "tells what is taken at that time"


def _may_be_prepared(draft: Draft, chosen: Chosen) -> bool:
    """Whether rules are to be read for a change that lacks no more than how it is made."""
    guards = guarded(chosen.meaning) and lacks_only_how(chosen.call)
    return guards or may_be_judged(draft, chosen)


def _must_wait(draft: Draft, chosen: Chosen) -> bool:
    """Whether a change depends on look-ups of which nothing is known yet."""
    if chosen.call.blocked:
        return _may_be_prepared(draft, chosen)
    before = [g["start"] for g in draft.goals if g["kind"] == "read"]
    sent_on = chosen.goal.clause.start in before or (bool(before) and passes_on(chosen.goal.clause))
    return (
        chosen.call.waits
        or chosen.goal.condition is not None
        or guarded(chosen.meaning)
        or (sent_on and not draft.scene.found)
    )


def _condition_holds(draft: Draft, chosen: Chosen, due: Sequence[Chosen]) -> Verdict:
    goal = chosen.goal
    if may_be_judged(draft, chosen):
        return leave_given(draft, chosen)
    if goal.condition is None or chosen.call.blocked:
        return Verdict(True, "")
    alike = [one for one in due if one.goal.condition is goal.condition and one is not chosen]
    own = [_own_rows(draft, one) for one in (chosen, *alike)]
    free = free_then(draft.scene, chosen.call, goal.condition)
    verdict = free or judge(draft.scene, goal.condition, own)
    verdict = negated(verdict) if goal.negated else verdict
    if verdict.holds:
        draft.held.append(condition_held(goal.clause, goal.condition, verdict.shown))
        return verdict
    note(draft, goal, None)
    known = verdict.holds is False
    draft.refusals.append(
        condition_unclear(goal.clause, goal.condition, verdict.shown, known=known)
    )
    return verdict


def _own_rows(draft: Draft, chosen: Chosen) -> tuple[Place, ...]:
    """The records out of which a change takes its arguments."""
    found = {}
    for source in chosen.call.args.values():
        for value in source.many or (source.value,):
            target = value.get("$ref") if isinstance(value, Mapping) else None
            place = str(target or "").rpartition(".")[0]
            step, _, path = re.sub(r"^([^.\[]+)\.?", r"\1 ", place).partition(" ")
            fact = next((f for f in draft.scene.facts if f.step == step and f.done), None)
            row = outputs_at(fact.output, path) if fact is not None and path else None
            if isinstance(row, Mapping):
                found[place] = Place(place, row)
    return tuple(found.values())


_CLAIMED = "tells whether what the request claims is so"


def _check_claims(draft: Draft, chosen: Chosen) -> None:
    """Look up what the prompt claims in favour of the act, where that can be looked up."""
    readers = [m for m in draft.scene.meanings if m.reads and not m.rules]
    for clause in draft.scene.request.clauses:
        if clause is chosen.goal.clause or clause.mood not in ("tell", "do"):
            continue
        goal = read_goal(clause, draft.scene.request, readers)
        claim = best(draft, goal)
        if claim and claim.candidate.score >= CLAIM_ENOUGH and not claim.call.blocked:
            draft.waits |= draft.builder.add(claim.call, _CLAIMED) is None
            note(draft, goal, claim)
