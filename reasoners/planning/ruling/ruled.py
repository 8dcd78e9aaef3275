"""Changes that rules decide: the rules are read, what they speak of is looked up and judged."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reasoners.meaning.tools import ToolMeaning
from reasoners.meaning.words import EMPTY_WORDS, name_words, stem
from reasoners.planning.arguments.supply import plan_call
from reasoners.planning.calls import Call, Source
from reasoners.planning.conditions import Verdict
from reasoners.planning.draft import Chosen, Draft, best, note
from reasoners.planning.goal import Goal
from reasoners.planning.lookups import read_goal
from reasoners.planning.ruling.case import known_of, tellers, told_in
from reasoners.planning.ruling.meeting import UNSURE, Finding, Known, another_kind, met
from reasoners.planning.ruling.permission import asks_more, left_to_rules, wants_leave
from reasoners.planning.ruling.requirements import requirements
from reasoners.planning.ruling.rules import conditions, guarded, rule_sentences, rule_tool, unmet
from reasoners.reading.clauses import Clause
from reasoners.reading.cutting import find_clauses
from reasoners.wording.questions import condition_held, refuse, rules_say

CLAIM_ENOUGH = 0.3
MOST_LOOKED_UP = 4


def is_ruled(draft: Draft, chosen: Chosen) -> bool:
    """Whether the request leaves a deed to the rules."""
    condition, scene = chosen.goal.condition, draft.scene
    return condition is not None and left_to_rules(condition, scene.request, scene.meanings)


def may_be_judged(draft: Draft, chosen: Chosen) -> bool:
    """Whether the rules decide, and it is known on what: no more than how it is done is lacking."""
    return is_ruled(draft, chosen) and not chosen.call.doubtful and bool(chosen.call.args)


def lacks_only_how(call: Call) -> bool:
    """Whether it is known what a call is made to, and only a figure or a text is lacking."""
    taken = {field.path for field in call.meaning.takes if field.kind == "id"}
    ids = [source for path, source in call.args.items() if path in taken]
    known = any(source.call is None or not source.call.blocked for source in ids)
    lacking = call.lacking
    return known and bool(lacking) and not call.doubtful and all(f.kind != "id" for f in lacking)


def leave_given(draft: Draft, chosen: Chosen) -> Verdict:
    """Return whether a deed that is left to the rules may be done; what is not sure is asked."""
    goal, rules = chosen.goal, _rules_for(draft, chosen)
    assert goal.condition is not None
    found = _judged(draft, chosen, goal.condition, rules)
    allowed = found.holds is not None and found.holds == (
        wants_leave(goal.condition) != goal.negated
    )
    if chosen.call.blocked and (allowed or found.holds is None):
        return Verdict(True, "")
    if allowed:
        draft.held.append(condition_held(goal.clause, goal.condition, found.shown))
        return Verdict(True, found.shown)
    note(draft, goal, None)
    draft.refusals.append(rules_say(goal.clause, rules, found.shown, known=found.holds is not None))
    return Verdict(None, "")


def look_up_for_rules(draft: Draft, chosen: Chosen) -> None:
    """Look up what the rules for a deed speak of, or the record that it is done to."""
    rules, room = _rules_for(draft, chosen), MOST_LOOKED_UP - len(draft.builder.steps)
    if rules:
        made = tellers(draft.scene, chosen.call, chosen.goal.clause, requirements(rules))
        for call in made[: max(room, 0)]:
            draft.waits |= draft.builder.add(call, _of_rules(chosen), only_reads=True) is None


def _judged(draft: Draft, chosen: Chosen, condition: Clause, rules: Sequence[str]) -> Finding:
    known = known_of(draft.scene, chosen.call)
    deed = chosen.goal.clause.stems | {stem(word) for word in name_words(chosen.meaning.name)}
    more = asks_more(condition, deed, draft.scene.request)
    answer = _answered(known, condition, chosen.goal.clause)
    found = requirements(rules)
    if answer is not None and not more:
        return Finding(answer)
    if not found:
        return UNSURE
    told = told_in(draft.scene, chosen.meaning, known)
    permitted = [one.cases for one in found if one.phrase and one.wanted]
    verdicts = [
        met(one, known, told, draft.scene.request.today)
        for one in found
        if one.phrase or not one.cases or not another_kind(one.cases, permitted, told)
    ]
    holds = [verdict.holds for verdict in verdicts]
    all_of_it = False if False in holds else None if more or None in holds else True
    shown = [v.shown for v in verdicts if v.shown and v.holds == all_of_it]
    return Finding(all_of_it, "; ".join(dict.fromkeys(shown)))


def _answered(known: Sequence[Known], condition: Clause, clause: Clause) -> bool | None:
    """What a record says itself in just the words of the condition: "eligible: yes"."""
    flags = [one for one in known if isinstance(one.cell.value, bool)]
    answers = set()
    for one in flags:
        own = {stem(word) for word in one.cell.words if word not in EMPTY_WORDS}
        if own & condition.stems and own <= condition.stems | clause.stems | one.about:
            answers.add(bool(one.cell.value))
    return answers.pop() if len(answers) == 1 else None


def _rules_for(draft: Draft, chosen: Chosen) -> list[str]:
    return _owed(draft, chosen)[0]


def rules_allow(draft: Draft, chosen: Chosen) -> bool:
    """Say what the rules still require of something that cannot be taken back."""
    if not guarded(chosen.meaning) or is_ruled(draft, chosen):
        return True
    if chosen.call.blocked and not lacks_only_how(chosen.call):
        return True
    sentences, owed = _owed(draft, chosen)
    no_rules = rule_tool(chosen.meaning, chosen.goal.clause, draft.scene.meanings) is None
    if not owed and (chosen.call.blocked or no_rules or conditions(sentences)):
        return True
    note(draft, chosen.goal, None)
    draft.refusals.append(refuse(chosen.goal.clause, sentences))
    return False


def read_rules(draft: Draft, chosen: Chosen) -> None:
    """Look up the rules for a change, with the catalog's words for it where the request's fail."""
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


def _ask_rules_again(draft: Draft, tool: ToolMeaning, chosen: Chosen) -> None:
    """The request's words found no rule: search with the words that the catalog has for the act."""
    words = re.split(r"[.;:]", chosen.meaning.tool.description)[0]
    queries = [field.path for field in tool.takes if field.kind == "query"]
    if queries:
        source = Source(words, 0.0, f"{queries[0]}: what {chosen.meaning.name} does")
        draft.builder.add(Call(tool, {queries[0]: source}), _ruling(chosen))


def check_rules(draft: Draft, chosen: Chosen) -> None:
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
