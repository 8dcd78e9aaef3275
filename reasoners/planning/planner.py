"""The planner: what is asked is looked up; what is wanted is done once all it needs is known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from core.plan import Plan
from reasoners.found.facts import Fact
from reasoners.meaning.tools import ToolMeaning
from reasoners.planning.arguments.identified import with_things
from reasoners.planning.build import Builder
from reasoners.planning.calls import Scene
from reasoners.planning.commands import with_commands
from reasoners.planning.counterparts import add_counterpart, add_differences, is_answered
from reasoners.planning.details import look_closer
from reasoners.planning.draft import Chosen, Draft, best, emit, finish, note
from reasoners.planning.figures import add_figures
from reasoners.planning.goal import Goal
from reasoners.planning.goals import find_goals
from reasoners.planning.on_the_way import on_the_way
from reasoners.planning.writes import add_writes
from reasoners.reading.request import Request
from reasoners.reading.things_named import things_named
from reasoners.wording.answer import findings
from reasoners.wording.questions import whom

READ_ENOUGH = 0.3


def make_plan(request: Request, meanings: tuple[ToolMeaning, ...], facts: tuple[Fact, ...]) -> Plan:
    """Return the steps that can be taken now."""
    request = with_commands(with_things(request, meanings), meanings)
    draft = Draft(Scene(request, meanings, facts), Builder(facts))
    goals = on_the_way(draft, find_goals(draft.scene))
    if look_closer(draft, goals):
        draft.waits = True
        return finish(draft)
    draft.scene = replace(draft.scene, closely=True, memo={})
    for goal in goals:
        if goal.kind == "read" and not is_answered(draft, goal):
            _add_read(draft, goal)
    add_figures(draft)
    add_differences(draft)
    draft.scene = replace(draft.scene, found=_found(draft), memo={})
    add_writes(draft, [goal for goal in goals if goal.kind == "write"])
    draft.questions += _whose(draft, goals)
    return finish(draft)


def _add_read(draft: Draft, goal: Goal) -> None:
    chosen = best(draft, goal)
    if chosen is None or max(chosen.candidate.score, chosen.sure) < READ_ENOUGH:
        note(draft, goal, None)
    elif _about_nobody(draft, chosen):
        note(draft, goal, None)
        draft.questions.append(whom(goal.clause))
    else:
        emit(draft, chosen)
        add_counterpart(draft, chosen)


_SOMEBODYS = re.compile(r"\b(?:his|her|hers|their|theirs|him|them|she|he|they)\b", re.I)
_SOMETHING = frozenset({"it", "that one", "this one"})
_ONE_PERSON = re.compile(r"\b(?:his|her|hers|him|she|he)\b", re.I)
_SOMEBODY = re.compile(r"\b(?:he|she|him|her|his|hers|it|that one|this one)\b", re.I)


def _whose(draft: Draft, goals: Sequence[Goal]) -> list[str]:
    """Whose "their bill" is, where a change is asked about and nobody was ever named."""
    if not draft.questions or draft.scene.facts or _names_anything(draft.scene.request):
        return []
    about = (goal.clause for goal in goals if goal.kind == "write")
    return [whom(clause) for clause in about if _SOMEBODYS.search(clause.text)][:1]


def _names_anything(request: Request) -> bool:
    return bool(request.values_of("id", "name", "email", "phone", "quoted", "address"))


def _about_nobody(draft: Draft, chosen: Chosen) -> bool:
    """Whether a clause is about somebody never named, and the tool would not ask whom."""
    request = draft.scene.request
    named = request.values_of(
        "id", "name", "email", "phone", "number", "quoted", "date", "month", "address"
    )
    if named or chosen.meaning.rules or draft.scene.facts:
        return False
    if _says_what(chosen) and not _SOMEBODYS.search(request.text):
        return False
    if _found_by_words(draft, chosen) and not _ONE_PERSON.search(request.text):
        return False
    return _points_to_nobody(request) and not chosen.call.blocked


def _points_to_nobody(request: Request) -> bool:
    """Whether "she" or "it" stands for what no words before it name: "the van ... it"."""
    found = _SOMEBODY.search(request.text)
    if found is None or found[0].lower() not in _SOMETHING:
        return found is not None
    return not any(
        phrase[-1].end <= found.start() for c in request.clauses for phrase in things_named(c)
    )


THING_SAID = 3  # words that tell a thing looked for


def _says_what(chosen: Chosen) -> bool:
    """Whether "it" goes back to what the request says itself: a service, words to search for."""
    kinds = {field.path: field.kind for field in chosen.meaning.takes}
    said = {n: s.value for n, s in chosen.call.args.items() if s.call is None}
    return any(
        kinds[name] == "enum" or len(str(value).split()) >= THING_SAID
        for name, value in said.items()
    )


def _found_by_words(draft: Draft, chosen: Chosen) -> bool:
    """Whether "it" is something that the request describes, and it is looked for by that."""
    clause = chosen.goal.clause
    if _SOMEBODYS.search(clause.text) or not (chosen.call.waits or _says_what(chosen)):
        return False
    before = any(other.start < clause.start for other in draft.scene.request.clauses)
    return before or any(True for _ in things_named(clause))


def _found(draft: Draft) -> str:
    """What the look-ups asked for have found, in words, for a message that passes it on."""
    asked = {goal["tool"] for goal in draft.goals}
    return findings(draft.scene.request, [f for f in draft.scene.facts if f.tool in asked])
