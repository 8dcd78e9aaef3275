"""The planner: goals of the request, the cheapest calls for them, and what must wait or be asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from core.json_values import Json
from core.plan import Plan
from reasoners.meaning.tools import ToolMeaning
from reasoners.planning.build import Builder, references
from reasoners.planning.conditions import judge
from reasoners.planning.facts import Fact
from reasoners.planning.goals import Candidate, Goal, find_goals, read_goal
from reasoners.planning.rules import guarded, rule_sentences, rule_tool, unmet
from reasoners.planning.supply import Call, Scene, plan_call, uses
from reasoners.reading.request import Request
from reasoners.wording.questions import ask_for, cannot_do, condition_unclear, refuse

READ_ENOUGH = 0.3
WRITE_ENOUGH = 0.42
PER_CALL = 0.05
SPEAKS_FOR = 0.15


@dataclass(frozen=True)
class Chosen:
    """A goal with the tool picked for it, how sure that is, and what else was considered."""

    goal: Goal
    candidate: Candidate
    call: Call
    sure: float
    others: tuple[str, ...]


@dataclass
class _Draft:
    """A plan in the making."""

    scene: Scene
    builder: Builder
    goals: list[dict[str, Json]] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    sureness: list[float] = field(default_factory=list)
    waits: bool = False


def make_plan(
    request: Request, meanings: tuple[ToolMeaning, ...], facts: tuple[Fact, ...], found: str
) -> Plan:
    """Return the steps that can be taken now; `notes.continue` asks to plan again with what they find."""
    scene = Scene(request, meanings, facts, found)
    draft = _Draft(scene, Builder(facts))
    goals = find_goals(request, meanings)
    for goal in (g for g in goals if g.kind == "read"):
        _add_read(draft, goal)
    for goal in (g for g in goals if g.kind == "write"):
        _add_write(draft, goal, goals)
    return _finish(draft)


def _best(draft: _Draft, goal: Goal) -> Chosen | None:
    """The candidate with the best balance of meaning and cost."""
    scene, rated = draft.scene, []
    made = {f.tool for f in scene.facts} | {step["tool"] for step in draft.builder.steps}
    for candidate in goal.candidates:
        if scene.failed(candidate.meaning.name) and candidate.meaning.reads:
            continue
        call = plan_call(scene, candidate.meaning, goal.clause)
        known = candidate.meaning.name in made
        burden = -0.1 if known else PER_CALL * min(call.cost, 6.0)
        burden += 0.35 if call.blocked else -SPEAKS_FOR * uses(call, goal.clause, scene.request)
        rated.append((candidate.score - burden, candidate, call))
    rated.sort(key=lambda entry: -entry[0])
    if not rated:
        return None
    score, candidate, call = rated[0]
    return Chosen(goal, candidate, call, score, tuple(c.meaning.name for _, c, _ in rated[1:3]))


def _add_read(draft: _Draft, goal: Goal) -> None:
    chosen = _best(draft, goal)
    if chosen is None or chosen.candidate.score < READ_ENOUGH:
        draft.goals.append(_noted(goal, None))
        return
    _emit(draft, chosen)


def _emit(draft: _Draft, chosen: Chosen) -> None:
    draft.goals.append(_noted(chosen.goal, chosen))
    draft.sureness.append(chosen.sure)
    if chosen.call.blocked:
        if not _nothing_found(draft.scene):
            draft.questions.append(
                ask_for(chosen.call.lacking, chosen.call.doubtful, chosen.goal.clause)
            )
        return
    if draft.builder.add(chosen.call) is None:
        draft.waits = True
    elif chosen.others:
        draft.builder.evidence.setdefault(
            f"instead of {chosen.candidate.meaning.name}", "considered " + ", ".join(chosen.others)
        )


def _nothing_found(scene: Scene) -> bool:
    """A look-up found nothing: that is the answer, not a question."""
    return any(
        f.status == "not_found" or (f.done and f.output in ([], {}, None)) for f in scene.facts
    )


def _add_write(draft: _Draft, goal: Goal, goals: Sequence[Goal]) -> None:
    chosen = _best(draft, goal)
    if chosen is None or chosen.candidate.score < WRITE_ENOUGH:
        draft.goals.append(_noted(goal, None))
        if not any(g.kind == "write" and g.candidates and g is not goal for g in goals):
            draft.refusals.append(cannot_do(goal.clause))
        return
    if _pending_reads(draft):
        draft.goals.append(_noted(goal, chosen))
        _prepare(draft, chosen)
        return
    if goal.condition is not None:
        verdict = judge(goal.condition, draft.scene.request, draft.scene.facts)
        if verdict.holds is not True:
            draft.goals.append(_noted(goal, None))
            known = verdict.holds is False
            draft.refusals.append(
                condition_unclear(goal.clause, goal.condition, verdict.shown, known=known)
            )
            return
    if guarded(chosen.candidate.meaning) and not _rules_allow(draft, chosen):
        return
    _emit(draft, chosen)


def _pending_reads(draft: _Draft) -> bool:
    return bool(draft.builder.steps) or draft.waits


def _prepare(draft: _Draft, chosen: Chosen) -> None:
    """Let the write wait for the look-ups under way; take its own look-ups along."""
    draft.waits = True
    for source in chosen.call.args.values():
        if source.call is not None and not source.call.blocked:
            draft.builder.add(source.call, only_reads=True)
    if guarded(chosen.candidate.meaning):
        _read_rules(draft, chosen)


def _read_rules(draft: _Draft, chosen: Chosen) -> str | None:
    tool = rule_tool(chosen.candidate.meaning, chosen.goal.clause, draft.scene.meanings)
    if tool is None:
        return None
    call = plan_call(draft.scene, tool, chosen.goal.clause)
    draft.builder.add(call)
    return tool.name


def _rules_allow(draft: _Draft, chosen: Chosen) -> bool:
    """Read the rules and the record first; then say what they still require."""
    before = len(draft.builder.steps)
    tool = _read_rules(draft, chosen)
    _prepare_lookups(draft, chosen)
    _check_claims(draft, chosen)
    if len(draft.builder.steps) > before:
        draft.waits = True
        draft.goals.append(_noted(chosen.goal, chosen))
        return False
    sentences = rule_sentences(
        draft.scene.facts, [tool] if tool else [], chosen.candidate.meaning, chosen.goal.clause
    )
    owed = unmet(sentences, draft.scene.request)
    if not owed and (tool is None or sentences):
        return True
    draft.goals.append(_noted(chosen.goal, None))
    draft.refusals.append(refuse(chosen.goal.clause, sentences or owed))
    return False


def _prepare_lookups(draft: _Draft, chosen: Chosen) -> None:
    for source in chosen.call.args.values():
        if source.call is not None and not source.call.blocked:
            draft.builder.add(source.call, only_reads=True)


def _check_claims(draft: _Draft, chosen: Chosen) -> None:
    """Look up what the prompt claims in favour of the act, where that can be looked up."""
    readers = [m for m in draft.scene.meanings if m.reads and not m.rules]
    for clause in draft.scene.request.clauses:
        if clause is chosen.goal.clause or clause.mood not in ("tell", "do"):
            continue
        goal = read_goal(clause, draft.scene.request, readers)
        claim = _best(draft, goal)
        if claim and claim.candidate.score >= READ_ENOUGH and not claim.call.blocked:
            if draft.builder.add(claim.call) is None:
                draft.waits = True
            draft.goals.append(_noted(goal, claim))


def _noted(goal: Goal, chosen: Chosen | None) -> dict[str, Json]:
    return {
        "kind": goal.kind,
        "start": goal.clause.start,
        "clause": goal.clause.text,
        "tool": chosen.candidate.meaning.name if chosen else None,
        "if": goal.condition.text if goal.condition else None,
    }


def _finish(draft: _Draft) -> Plan:
    steps = draft.builder.steps
    ready = bool(steps)
    again = ready and draft.waits
    if ready and not again:
        draft.builder.think()
    question = None
    if draft.questions and not again:
        question = " ".join(dict.fromkeys(draft.questions))
    if not ready and not draft.scene.facts and question is None and not draft.refusals:
        question = cannot_do(None)
    sure = min(draft.sureness, default=0.0)
    return {
        "steps": steps,
        "answer_needs": references(steps),
        "question": question,
        "by": "symbolic",
        "confidence": round(max(0.0, min(1.0, sure)), 3),
        "evidence": draft.builder.evidence,
        "notes": {
            "continue": again,
            "goals": list(draft.goals),
            "refusals": [] if again else list(dict.fromkeys(draft.refusals)),
            "tools": {m.name: _about(m) for m in draft.scene.meanings if _used(draft, m)},
        },
    }


def _used(draft: _Draft, meaning: ToolMeaning) -> bool:
    names = {step["tool"] for step in draft.builder.steps} | {f.tool for f in draft.scene.facts}
    return meaning.name in names or any(goal["tool"] == meaning.name for goal in draft.goals)


def _about(meaning: ToolMeaning) -> dict[str, Json]:
    """What the answer needs to know of a tool."""
    return {
        "does": meaning.tool.description.split(". ")[0].rstrip("."),
        "reads": meaning.reads,
        "rules": meaning.rules,
    }
