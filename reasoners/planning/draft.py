"""A plan in the making: its steps, the goals it serves, what must be asked, what is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.json_values import Json
from core.plan import Plan
from reasoners.meaning.tools import ToolMeaning
from reasoners.planning.build import Builder, references
from reasoners.planning.calls import Call, Scene, constant_args, uses
from reasoners.planning.confidence import Evidence, features, probability
from reasoners.planning.facts import missed_for_good, same_call
from reasoners.planning.goal import Candidate, Goal
from reasoners.planning.supply import plan_call
from reasoners.wording.questions import ask_for, cannot_do

PER_CALL = 0.05
SPEAKS_FOR = 0.15
BLOCKED = 0.5
BLOCKED_WRITE = 0.1
MADE = 0.1


@dataclass(frozen=True)
class Chosen:
    """A goal with the tool picked for it, how sure that is, and what else was considered."""

    goal: Goal
    candidate: Candidate
    call: Call
    sure: float
    margin: float
    others: tuple[str, ...]

    @property
    def meaning(self) -> ToolMeaning:
        """The tool picked."""
        return self.candidate.meaning

    @property
    def evidence(self) -> Evidence:
        """What speaks for the pick."""
        return Evidence(self.sure, self.margin, self.goal.kind == "write")


@dataclass
class Draft:
    """What planning has put together so far. `waits` says that look-ups must come back first."""

    scene: Scene
    builder: Builder
    goals: list[dict[str, Json]] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    certainty: list[Evidence] = field(default_factory=list)
    chosen: list = field(default_factory=list)
    waits: bool = False


def best(draft: Draft, goal: Goal) -> Chosen | None:
    """Return the candidate with the best balance of meaning and cost."""
    scene, rated = draft.scene, []
    made = {f.tool for f in scene.facts} | {step["tool"] for step in draft.builder.steps}
    for candidate in goal.candidates:
        if scene.failed(candidate.meaning.name) and candidate.meaning.reads:
            continue
        call = plan_call(scene, candidate.meaning, goal.clause)
        if len(goal.candidates) > 1 and _in_vain(scene, candidate.meaning, call):
            continue
        burden = -MADE if candidate.meaning.name in made else PER_CALL * min(call.cost, 6.0)
        blocked = BLOCKED if candidate.meaning.reads else BLOCKED_WRITE
        burden += blocked if call.blocked else -SPEAKS_FOR * uses(call, goal.clause, scene.request)
        rated.append((candidate.score - burden, candidate, call))
    rated.sort(key=lambda entry: -entry[0])
    if not rated:
        return None
    score, candidate, call = rated[0]
    margin = score - rated[1][0] if len(rated) > 1 else 1.0
    others = tuple(c.meaning.name for _, c, _ in rated[1:3])
    return Chosen(goal, candidate, call, score, margin, others)


def _in_vain(scene: Scene, meaning: ToolMeaning, call: Call) -> bool:
    """Whether a look-up was already made and found nothing, with no other value left to try."""
    missed = [f for f in scene.facts if f.tool == meaning.name and f.missed]
    if not missed or not meaning.reads:
        return False
    again = same_call(missed, meaning.name, constant_args(call)) is not None
    return again or call.blocked or not call.args


def note(draft: Draft, goal: Goal, chosen: Chosen | None) -> None:
    """Remember what a goal is served by, for the answer, and how sure that is."""
    missing = Evidence(0.0, 0.0, goal.kind == "write", served=False)
    draft.certainty.append(chosen.evidence if chosen else missing)
    if chosen: draft.chosen.append(chosen)
    draft.goals.append(
        {
            "kind": goal.kind,
            "start": goal.clause.start,
            "clause": goal.clause.text,
            "tool": chosen.meaning.name if chosen else None,
        }
    )


def emit(draft: Draft, chosen: Chosen) -> None:
    """Add the steps for a goal, or the question that must be answered first."""
    note(draft, chosen.goal, chosen)
    if chosen.call.blocked:
        silent = chosen.goal.kind == "read" and _nothing_found(draft.scene)
        if not silent and not chosen.goal.optional:
            asked = ask_for(chosen.call.lacking, chosen.call.doubtful, chosen.goal.clause)
            draft.questions.append(asked)
        return
    if draft.builder.add(chosen.call) is None or _may_miss(draft, chosen):
        draft.waits = True
    elif chosen.others:
        considered = "considered " + ", ".join(chosen.others)
        draft.builder.evidence.setdefault(f"instead of {chosen.meaning.name}", considered)


def _may_miss(draft: Draft, chosen: Chosen) -> bool:
    """Whether a search by words of the prompt may find nothing where another tool would."""
    if not chosen.meaning.reads or not chosen.others or chosen.meaning.rules:
        return False
    if any(f.tool == chosen.meaning.name and f.done and not f.empty for f in draft.scene.facts):
        return False
    kinds = {f.path: f.kind for f in chosen.meaning.takes}
    searched = ("name", "query", "any", "place")
    return any(s.call is None and kinds[name] in searched for name, s in chosen.call.args.items())


def _nothing_found(scene: Scene) -> bool:
    """A look-up found nothing: that is the answer, not a question."""
    return bool(missed_for_good(scene.facts))


def finish(draft: Draft) -> Plan:
    """Return the plan; `notes.continue` asks to plan again with what its look-ups find."""
    steps = draft.builder.steps
    again = bool(steps) and draft.waits
    if steps and not again:
        draft.builder.think()
    return {
        "steps": steps,
        "answer_needs": [] if again else references(steps),
        "question": None if again else _question(draft),
        "by": "symbolic",
        "confidence": round(probability(draft.certainty), 3),
        "evidence": draft.builder.evidence,
        "notes": {
            "continue": again,
            "evidence": {name: round(v, 3) for name, v in {**features(draft.certainty), **_extra(draft)}.items()},
            "goals": list(draft.goals),
            "refusals": [] if again else list(dict.fromkeys(draft.refusals)),
            "tools": {m.name: _about(m) for m in draft.scene.meanings if _used(draft, m)},
        },
    }


def _question(draft: Draft) -> str | None:
    if draft.questions:
        return " ".join(dict.fromkeys(draft.questions))
    idle = not draft.builder.steps and not draft.scene.facts
    if idle and draft.refusals:
        return "\n".join(dict.fromkeys(draft.refusals))
    return cannot_do(None) if idle else None


def _used(draft: Draft, meaning: ToolMeaning) -> bool:
    names = {step["tool"] for step in draft.builder.steps} | {f.tool for f in draft.scene.facts}
    return meaning.name in names or any(goal["tool"] == meaning.name for goal in draft.goals)


def _about(meaning: ToolMeaning) -> Mapping[str, Json]:
    """What the answer needs to know of a tool."""
    does = meaning.tool.description.split(". ")[0].rstrip(".")
    return {"does": does, "reads": meaning.reads, "rules": meaning.rules}


def _extra(draft):
    from core.json_values import canonical
    from reasoners.meaning.words import EMPTY_WORDS
    req = draft.scene.request
    kinds = {"id", "email", "phone", "name", "date", "month", "time", "amount", "quoted", "number", "duration"}
    vals = [v for v in req.values if v.kind in kinds]
    used = (canonical([dict(s["args"]) for s in draft.builder.steps]) + canonical([dict(f.args) for f in draft.scene.facts])+canonical([f.output for f in draft.scene.facts])).lower()
    hit = [str(v.value).lower() in used or str(v.value).split()[-1].lower() in used for v in vals]
    ch = draft.chosen
    def cover(c):
        tw = [t for t in c.goal.clause.tokens if t.lower not in EMPTY_WORDS and not t.lower.isdigit() and not any(v.start <= t.start < v.end for v in req.values)]
        if not tw: return 1.0
        return sum(any(t.lower in w.split() for w in c.candidate.words) for t in tw) / len(tw)
    covers = [cover(c) for c in ch]
    return {"values": sum(hit)/len(hit) if hit else 1.0, "words": min(covers, default=0.0), "words_mean": sum(covers)/len(covers) if covers else 0.0,
      "score": min((c.candidate.score for c in ch), default=0.0), "nclauses": len([c for c in req.clauses if c.mood in ("ask","do","if")]), "length": len(req.text)/100, "steps": len(draft.builder.steps), "facts": len(draft.scene.facts), "uses": min((uses(c.call, c.goal.clause, req) for c in ch), default=0.0),
      "nwords": min((len(c.candidate.words) for c in ch), default=0), "again": float(draft.waits), "reqargs": sum(len(c.call.args) for c in ch), "notreads": 0.0}
