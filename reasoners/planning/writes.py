"""Changes: each once, only when wanted, after its look-ups, its condition and the rules for it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from reasoners.meaning.tools import ToolMeaning
from reasoners.planning.build import needed_by
from reasoners.planning.calls import Call, Source
from reasoners.planning.conditions import Place, Verdict, judge, negated
from reasoners.planning.draft import Chosen, Draft, best, emit, note
from reasoners.planning.facts import outputs_at
from reasoners.planning.goal import Goal
from reasoners.planning.lookups import read_goal
from reasoners.planning.rules import (
    conditions,
    guarded,
    rests_on_rules,
    rule_sentences,
    rule_tool,
    unmet,
)
from reasoners.planning.supply import plan_call
from reasoners.planning.texts import passes_on
from reasoners.reading.cutting import find_clauses
from reasoners.reading.moods import leads_with_verb
from reasoners.wording.questions import (
    cannot_do,
    condition_held,
    condition_unclear,
    refuse,
    rules_first,
)

ENOUGH = 0.42
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
        verdict = _condition_holds(draft, one)
        if verdict.holds and _rules_allow(draft, one):
            emit(draft, one, verdict.when)


def _unserved(draft: Draft, goal: Goal, chosen: Chosen | None, goals: Sequence[Goal]) -> bool:
    """Say so where no tool does what a clause wants, unless another clause says it better."""
    if chosen is not None and chosen.candidate.score >= ENOUGH:
        return False
    note(draft, goal, None)
    served = any(other.candidates for other in goals if other is not goal)
    if not served and not _only_context(draft, goal):
        draft.refusals.append(cannot_do(goal.clause))
    return True


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
    if chosen.call.blocked:
        return
    if chosen.call.waits or chosen.goal.condition is not None or _is_guarded(chosen):
        for source in chosen.call.args.values():
            if source.call is not None and not source.call.blocked:
                because = needed_by(chosen.meaning.name, source)
                draft.builder.add(source.call, because, only_reads=True)
    if _is_guarded(chosen):
        _read_rules(draft, chosen)
        _check_claims(draft, chosen)
        _check_rules(draft, chosen)


def _is_guarded(chosen: Chosen) -> bool:
    """Whether the rules decide: on what cannot be taken back, and where the request says so."""
    condition = chosen.goal.condition
    return guarded(chosen.meaning) or (condition is not None and rests_on_rules(condition))


def _must_wait(draft: Draft, chosen: Chosen) -> bool:
    """Whether a change depends on look-ups of which nothing is known yet."""
    if chosen.call.blocked:
        return False
    before = [g["start"] for g in draft.goals if g["kind"] == "read"]
    sent_on = chosen.goal.clause.start in before or (bool(before) and passes_on(chosen.goal.clause))
    return (
        chosen.call.waits
        or chosen.goal.condition is not None
        or _is_guarded(chosen)
        or (sent_on and not draft.scene.found)
    )


def _condition_holds(draft: Draft, chosen: Chosen) -> Verdict:
    goal = chosen.goal
    if goal.condition is None or chosen.call.blocked or rests_on_rules(goal.condition):
        return Verdict(True, "")
    verdict = judge(draft.scene, goal.condition, _own_rows(draft, chosen))
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


def _rules_allow(draft: Draft, chosen: Chosen) -> bool:
    """Say what the rules still require of something on which they decide."""
    if not _is_guarded(chosen) or chosen.call.blocked:
        return True
    sentences, owed = _owed(draft, chosen)
    no_rules = rule_tool(chosen.meaning, chosen.goal.clause, draft.scene.meanings) is None
    if not owed and ((no_rules and guarded(chosen.meaning)) or conditions(sentences)):
        return True
    note(draft, chosen.goal, None)
    refusal = refuse if guarded(chosen.meaning) else rules_first
    draft.refusals.append(refusal(chosen.goal.clause, sentences))
    return False


def _read_rules(draft: Draft, chosen: Chosen) -> None:
    tool = rule_tool(chosen.meaning, chosen.goal.clause, draft.scene.meanings)
    if tool is None:
        return
    asked = [f for f in draft.scene.facts if f.tool == tool.name]
    if any(step["tool"] == tool.name for step in draft.builder.steps):
        return
    if not asked:
        draft.builder.add(plan_call(draft.scene, tool, chosen.goal.clause), _ruling(chosen))
    elif len(asked) == 1 and not conditions(_owed(draft, chosen)[0]):
        _ask_rules_again(draft, tool, chosen)


def _ruling(chosen: Chosen) -> str:
    return f"comes before {chosen.meaning.name}, which rules may stand against"


def _of_rules(chosen: Chosen) -> str:
    return f"comes before {chosen.meaning.name}, because the rules for it speak of this"


_CLAIMED = "tells whether what the request claims is so"


def _ask_rules_again(draft: Draft, tool: ToolMeaning, chosen: Chosen) -> None:
    """The request's words found no rule: search with the words that the catalog has for the act."""
    words = re.split(r"[.;:]", chosen.meaning.tool.description)[0]
    queries = [field.path for field in tool.takes if field.kind == "query"]
    if queries:
        source = Source(words, 0.0, f"{queries[0]}: what {chosen.meaning.name} does")
        draft.builder.add(Call(tool, {queries[0]: source}), _ruling(chosen))


def _check_rules(draft: Draft, chosen: Chosen) -> None:
    """Look up what the rules found speak of: an unpaid invoice, an open loan."""
    readers = [m for m in draft.scene.meanings if m.reads and not m.rules]
    for sentence in _owed(draft, chosen)[1]:
        for clause in find_clauses(sentence, (), ()):
            goal = read_goal(clause, draft.scene.request, readers)
            told = best(draft, goal)
            if told and told.candidate.score >= CLAIM_ENOUGH and not told.call.blocked:
                draft.waits |= draft.builder.add(told.call, _of_rules(chosen)) is None
                note(draft, Goal("read", chosen.goal.clause, goal.candidates), told)


def _owed(draft: Draft, chosen: Chosen) -> tuple[list[str], list[str]]:
    """Return the sentences of the rules for an act, and those that the prompt leaves open."""
    tool = rule_tool(chosen.meaning, chosen.goal.clause, draft.scene.meanings)
    names = [tool.name] if tool else []
    found = rule_sentences(draft.scene.facts, names, chosen.meaning, chosen.goal.clause)
    return found, unmet(found, draft.scene.request)


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
