"""A plan in the making: its steps, the goals it serves, what must be asked, what is refused."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

from core.json_values import Json
from core.plan import Condition, Plan
from reasoners.found.facts import cells, missed_for_good, same_call
from reasoners.meaning.tools import ToolMeaning
from reasoners.planning.arguments.recipients import goes_to_a_place, reaches, recipient_of
from reasoners.planning.arguments.supply import MISSING_COST, plan_call
from reasoners.planning.build import Builder, references
from reasoners.planning.calls import Call, Scene, constant_args, passed, taken, uses
from reasoners.planning.confidence import enough, features, probability, share_used
from reasoners.planning.deeper import deepest
from reasoners.planning.goal import Candidate, Goal
from reasoners.planning.lookups import speaks_of_rules
from reasoners.planning.unplaced import with_doubts
from reasoners.reading.clauses import Clause, command_of
from reasoners.reading.name_sorts import PERSON
from reasoners.reading.relatives import relative_in
from reasoners.reading.request import Request
from reasoners.reading.values import Value
from reasoners.wording.questions import ask_for, cannot_do, is_it_meant, whom

PER_CALL = 0.05
SPEAKS_FOR = 0.15
SAYS_NOTHING = 0.3
BLOCKED = 0.5
BLOCKED_WRITE = 0.1
MADE = 0.1
TOSS_UP = 0.02  # so near is no reason to make one change rather than another
ALONE = 0.5  # how far ahead a tool is that has no rival


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
    def because(self) -> str:
        """Why this tool, and what else was considered, in words."""
        words = ", ".join(f'"{word}"' for word in dict.fromkeys(self.candidate.words))
        picked = f"is picked for {words}" if words else "is picked"
        return f"{picked}, rather than {' or '.join(self.others)}" if self.others else picked


@dataclass
class Draft:
    """What planning has put together so far. `waits` says that look-ups must come back first."""

    scene: Scene
    builder: Builder
    goals: list[dict[str, Json]] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    margins: list[float] = field(default_factory=list)
    waits: bool = False


def best(draft: Draft, goal: Goal) -> Chosen | None:
    """Return the candidate with the best balance of meaning and cost."""
    scene, rated = draft.scene, []
    made = {f.tool for f in scene.facts} | {step["tool"] for step in draft.builder.steps}
    for candidate in goal.candidates:
        if scene.failed(candidate.meaning.name) and candidate.meaning.reads:
            continue
        call = plan_call(scene, candidate.meaning, goal.clause)
        if len(goal.candidates) > 1 and _in_vain(scene, goal.clause, call):
            continue
        if not candidate.meaning.reads and _passes_by(scene, goal, call):
            continue
        rated.append((candidate.score - _burden(scene, goal, call, made), candidate, call))
    rated = _without_strangers(scene, goal, rated)
    rated.sort(key=lambda entry: -entry[0])
    if not rated:
        return None
    _, candidate, call = deepest(scene, goal, rated)
    score = rated[0][0]
    way = set(passed(call, scene.facts)) if candidate is not rated[0][1] else set()
    rivals = [r for r in rated if r[1] is not candidate and r[1].meaning.name not in way]
    margin = score - rivals[0][0] if rivals else ALONE
    others = tuple(c.meaning.name for _, c, _ in rivals[:2])
    call = call if call.blocked else with_doubts(scene, call, goal.clause)
    return Chosen(goal, candidate, call, score, margin, others)


def _without_strangers(
    scene: Scene, goal: Goal, rated: Sequence[tuple[float, Candidate, Call]]
) -> list[tuple[float, Candidate, Call]]:
    """Weigh down the look-ups that take up nothing of what a clause says of somebody, where others
    do."""
    if not _is_of_somebody(goal.clause, scene.request):
        return list(rated)
    speak = [_speaks_for(scene, goal, call) > 0 for _, _, call in rated]
    free = any(said and not call.blocked for said, (_, _, call) in zip(speak, rated, strict=True))
    return [
        (score - SAYS_NOTHING * (free and not said and candidate.meaning.reads), candidate, call)
        for said, (score, candidate, call) in zip(speak, rated, strict=True)
    ]


_SOMEBODY = re.compile(r"\b(?:he|she|his|her|hers|him)\b", re.I)


def _is_of_somebody(clause: Clause, request: Request) -> bool:
    """Whether a clause speaks of one person."""
    own = request.inside(clause)
    named = any(v.kind in ("email", "phone") or PERSON in v.role for v in own)
    return named or _SOMEBODY.search(clause.text) is not None


def _burden(scene: Scene, goal: Goal, call: Call, made: Set[str | None]) -> float:
    """What a call costs, and what stands in its way: several records that fit do not stand in the
    way of a change, another one in its place would be made to something else."""
    chosen_among = not call.meaning.reads and bool(call.doubts) and not call.missing
    cost = min(call.cost - MISSING_COST * chosen_among * len(call.doubts), 6.0)
    again = call.meaning.reads and call.meaning.name in made
    burden = -MADE if again else PER_CALL * cost
    if call.blocked and not chosen_among:
        return burden + (BLOCKED if call.meaning.reads else BLOCKED_WRITE)
    return burden - SPEAKS_FOR * _speaks_for(scene, goal, call)


def _passes_by(scene: Scene, goal: Goal, call: Call) -> bool:
    """Whether a message would go to somebody else than whom the clause names."""
    if "send" not in call.meaning.verbs or call.blocked:
        return False
    named = recipient_of(goal.clause, scene.request)
    if named is None:
        return goes_to_a_place(call, goal.clause, scene.request)
    return not reaches(call, scene, named)


def _speaks_for(scene: Scene, goal: Goal, call: Call) -> float:
    """How much of what a clause names a call takes up; rules are nobody's in particular."""
    if call.meaning.rules and speaks_of_rules(goal.clause, scene.meanings):
        return 1.0
    return uses(call, goal.clause, scene.request, scene.facts)


def _in_vain(scene: Scene, clause: Clause, call: Call) -> bool:
    """Whether a look-up was already made and found nothing, with no other value left to try. That
    nothing was found may be just what a condition is about."""
    name = call.meaning.name
    missed = [f for f in scene.facts if f.tool == name and f.missed]
    if not missed or not call.meaning.reads:
        return False
    known = missed if clause.mood == "if" else scene.facts
    again = same_call(known, name, constant_args(call))
    return (again is not None and again.missed) or call.blocked or not call.args


def note(draft: Draft, goal: Goal, chosen: Chosen | None) -> None:
    """Remember what a goal is served by, for the answer, and how sure that is."""
    if chosen is not None:
        draft.margins.append(chosen.margin)
    draft.goals.append(
        {
            "kind": goal.kind,
            "start": goal.clause.start,
            "clause": goal.clause.text,
            "tool": chosen.meaning.name if chosen else None,
        }
    )


def emit(draft: Draft, chosen: Chosen, when: Sequence[Condition] = ()) -> None:
    """Add the steps for a goal, or the question that must be answered first.

    `when` are the comparisons on which a change rests.
    """
    note(draft, chosen.goal, chosen)
    if chosen.call.blocked:
        silent = chosen.goal.kind == "read" and _nothing_found(draft.scene)
        if not silent and not chosen.goal.optional:
            asked = ask_for(chosen.call.lacking, chosen.call.doubtful, chosen.goal.clause)
            draft.questions.append(asked)
        return
    if chosen.goal.kind == "write" and _is_somebody_else(draft.scene, chosen):
        draft.questions.append(whom(chosen.goal.clause))
        return
    said = draft.scene.request.inside(chosen.goal.clause)
    rests = [str(c) for s in chosen.call.args.values() for c in s.when] + [str(c) for c in when]
    empty = {str(c["ref"]).partition(".")[0] for c in when if c["op"] == "missing"}
    found = _weighed(draft, [chosen.margin], said, [*taken(chosen.call), *rests], empty)
    writes = chosen.goal.kind == "write"
    if not enough(found, writes=writes) or (writes and chosen.margin < TOSS_UP):
        draft.questions.append(is_it_meant(chosen.goal.clause, chosen.meaning.tool.description))
        return
    if draft.builder.add(chosen.call, chosen.because, when=when) is None or _may_miss(
        draft, chosen
    ):
        draft.waits = True


def _is_somebody_else(scene: Scene, chosen: Chosen) -> bool:
    """Whether a change is for somebody named only by another, of whom nothing found speaks."""
    relative = relative_in(command_of(chosen.goal.clause).text)
    found = (str(c.value).lower() for f in scene.facts if f.done for c in cells(f.output))
    return bool(relative) and not any(relative in text for text in found)


def _may_miss(draft: Draft, chosen: Chosen) -> bool:
    """Whether a search may find nothing where another tool, or fewer filters, would find it."""
    if not chosen.meaning.reads or chosen.meaning.rules:
        return False
    given = [field for field in chosen.meaning.takes if field.path in chosen.call.args]
    if not chosen.others and (len(given) < 2 or all(field.required for field in given)):
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
    steps, found = draft.builder.steps, _weighed(draft, draft.margins, draft.scene.request.values)
    again = bool(steps) and draft.waits
    if steps and not again:
        draft.builder.think()
    return {
        "steps": steps,
        "answer_needs": [] if again else references(steps),
        "question": None if again else _question(draft),
        "by": "symbolic",
        "confidence": round(probability(found), 3),
        "evidence": draft.builder.evidence,
        "notes": {
            "continue": again,
            "features": found,
            "goals": list(draft.goals),
            "held": [] if again else list(dict.fromkeys(draft.held)),
            "refusals": [] if again else list(dict.fromkeys(draft.refusals)),
            "tools": {m.name: _about(m) for m in draft.scene.meanings if _used(draft, m)},
        },
    }


def _weighed(
    draft: Draft,
    margins: Sequence[float],
    said: Sequence[Value],
    more: Json = None,
    empty: Set[str] = frozenset(),
) -> dict[str, float]:
    """What speaks for picks, of the values said there. `more` are arguments not yet in a step,
    `empty` the look-ups that a pick rests on because they found nothing."""
    known: list[Json] = [more, *(step["args"] for step in draft.builder.steps)]
    known += [str(step.get("when")) for step in draft.builder.steps]
    for fact in draft.scene.facts:
        known += [dict(fact.args), fact.output]
    missed = sum(f.step not in empty for f in missed_for_good(draft.scene.facts))
    found = features(margins, share_used(said, known), missed)
    return {name: round(value, 3) for name, value in found.items()}


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
