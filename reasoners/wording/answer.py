"""The answer: what was found, what was done, what was not, and what is asked back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set

from core.functions import FUNCTIONS
from core.json_values import Json
from core.plan import Plan
from reasoners.found.facts import Fact, is_empty, row_lists
from reasoners.found.formats import is_long, quoted, sentence
from reasoners.found.meant_records import those_meant
from reasoners.found.meant_rows import meant_rows
from reasoners.found.ordering import is_order_alone, order_beside, singles_out
from reasoners.found.relevance import NAMED, asked_members, named_members, relevance
from reasoners.reading.clauses import Clause, joined
from reasoners.reading.measured import asks_by_how_much
from reasoners.reading.request import Request
from reasoners.wording.figures import clauses_told_apart, told_figures
from reasoners.wording.groups import compared_parts
from reasoners.wording.others import asks_for_others, others_than_done
from reasoners.wording.outcomes import done, given_in_words, merged, not_had
from reasoners.wording.records import heading, line, member, record
from reasoners.wording.repeats import without_repeats
from reasoners.wording.rows import compares, told_rows
from reasoners.wording.set_against import told_against
from reasoners.wording.texts import told_texts
from reasoners.wording.vain import misses_to_tell


def make_answer(request: Request, plan: Plan, facts: Sequence[Fact], notes: Sequence[str]) -> str:
    """Return the whole answer."""
    noted = plan.get("notes") or {}
    tools = _mapping(noted.get("tools"))
    apart = clauses_told_apart(_goals(noted))
    goals = [goal for goal in _goals(noted) if goal.get("kind") != "figure"]
    looked_up = those_meant([f for f in facts if f.tool not in FUNCTIONS], request)
    figures = told_figures(_goals(noted), facts, request)
    parts = [
        *figures,
        *without_repeats(
            [
                _without_lines(part, figures)
                for part in _told(request, looked_up, tools, goals, apart)
            ]
        ),
        *not_had(facts, misses_to_tell(facts, goals, request), tools, notes),
        *_texts(noted.get("held")),
        *merged(_texts(noted.get("refusals"))),
    ]
    question = plan.get("question")
    parts += [question] if question else []
    said = "\n".join(part for part in dict.fromkeys(parts) if part)
    rest = [note for note in notes if note not in said]
    return "\n".join([*([said] if said else []), *rest]) or "Nothing was found for this request."


def _without_lines(part: str, told: Sequence[str]) -> str:
    """A part without the lines that say the same figure again."""
    heads = {head for line in told for head in (line.partition(":")[0], line.partition(" by ")[0])}
    lines = part.split("\n")
    kept = (line for line in lines if line.partition(":")[0] not in heads)
    return "\n".join(line for line in kept if not (told and _COUNT.fullmatch(line)))


_COUNT = re.compile(r"\d+ in all:")


def findings(request: Request, facts: Sequence[Fact]) -> str:
    """Say what look-ups have found so far: no more than was asked for, where that is clear."""
    clause = _nearest(request)
    told = (_asked_of(f, clause, request) or _told(request, [f], {}, []) for f in facts if f.done)
    return "\n".join(without_repeats([part for parts in told for part in parts]))


def _asked_of(fact: Fact, clause: Clause | None, request: Request) -> list[str]:
    """The members of rows that a clause names, [] where it names none."""
    rows = next((rows for _, rows in row_lists(fact.output)), [])
    if clause is None or not rows or compares(clause):
        return []
    kept = [rows[at] for at in meant_rows(rows, clause, request)]
    asked = [[n for n in row if relevance(n, clause) >= NAMED] for row in kept]
    if not all(asked):
        return []
    return [
        sentence(f"{heading(row)}: {'; '.join(member(n, row) for n in names)}")
        for row, names in zip(kept, asked, strict=True)
    ]


def _goals(noted: Mapping[str, Json]) -> list[Mapping[str, Json]]:
    goals = noted.get("goals")
    return (
        [goal for goal in goals if isinstance(goal, Mapping)]
        if isinstance(goals, list | tuple)
        else []
    )


def _mapping(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, Mapping) else {}


def _texts(value: Json) -> list[str]:
    return [str(text) for text in value] if isinstance(value, list | tuple) else []


def _told(
    request: Request,
    facts: Sequence[Fact],
    tools: Mapping[str, Json],
    goals: Sequence[Mapping[str, Json]],
    apart: Set[Json] = frozenset(),
) -> list[str]:
    parts: list[str] = []
    used: set[int] = set()
    clauses = _with_distances([_clause_of(goal, request) for goal in goals])
    found = [_answering(goal, facts, tools) for goal in goals]
    parts += told_against(clauses, found, request)
    for goal, clause, own in zip(goals, clauses, found, strict=True):
        before = set(used)
        used |= {id(fact) for fact in own}
        if goal.get("start") in apart or _leaves_to_others(clause, goal, goals, request):
            continue
        names = [_subject(f, facts) or given_in_words(f) for f in own]
        together = compared_parts(own, names, clause, request) if clause and len(own) > 1 else ""
        told = [f for f in own if _is_deed(f, tools) or not _told_by_another(f, clause, clauses)]
        told = [f for f in told if not (id(f) in before and _goes_on(f, clause))]
        parts += [together] if together else [_fact(f, clause, request, tools, facts) for f in told]
    for fact in facts:
        if (
            fact.done
            and id(fact) not in used
            and not (goals and _only_step_between(fact, facts, used))
        ):
            parts.append(_fact(fact, _nearest(request), request, tools, facts))
    return [part for part in parts if part]


def _answering(
    goal: Mapping[str, Json], facts: Sequence[Fact], tools: Mapping[str, Json]
) -> list[Fact]:
    """The look-ups of a goal, else those on the way to it that may answer instead."""
    own = [f for f in facts if f.tool == goal.get("tool") and f.done and not is_empty(f.output)]
    return own or [f for f in facts if _may_answer_instead(f, goal, tools)]


def _clause_of(goal: Mapping[str, Json], request: Request) -> Clause | None:
    return next((c for c in request.clauses if c.start == goal.get("start")), None)


def _with_distances(clauses: Sequence[Clause | None]) -> list[Clause | None]:
    """ "By how much?" is asked of what the question before it compares: together they are one."""
    return [
        joined(before, clause) if before and clause and asks_by_how_much(clause) else clause
        for before, clause in zip([None, *clauses], clauses, strict=False)
    ]


def _is_deed(fact: Fact, tools: Mapping[str, Json]) -> bool:
    return _mapping(tools.get(fact.tool)).get("reads") is False


def _told_by_another(fact: Fact, clause: Clause | None, clauses: Sequence[Clause | None]) -> bool:
    """Whether another clause asks for members of this record, and this one for none."""
    row = fact.output
    if not isinstance(row, Mapping) or list(row_lists(row)) or _asks(row, clause):
        return False
    return any(_asks(row, other) for other in clauses)


_IT = re.compile(
    r"\b(?:it|its|they|them|their|that one|this one|(?:would|will|is|does) that)\b", re.I
)


def _goes_on(fact: Fact, clause: Clause | None) -> bool:
    """Whether a clause asks more of the rows that another one chose: "and who sent it"."""
    rows = any(True for _ in row_lists(fact.output))
    if not rows or clause is None or singles_out(clause) or asks_for_others(clause):
        return False
    return _IT.search(clause.text) is not None


def _leaves_to_others(
    clause: Clause | None,
    goal: Mapping[str, Json],
    goals: Sequence[Mapping[str, Json]],
    request: Request,
) -> bool:
    """Whether a clause only says of what another one asks, or in which order it is wanted."""
    if clause is None:
        return False
    others = {o.get("start") for o in goals if o is not goal and o.get("tool") == goal.get("tool")}
    asking = [c for c in request.clauses if c.start in others]
    later = (c for c in asking if c.start > clause.start)
    if asks_by_how_much(next(later, None)):
        return True
    topic = request.text[clause.end : clause.end + 1] == ":"
    if topic and any(c.start > clause.start for c in asking):
        return True
    earlier = (c for c in asking if c.start < clause.start)
    return is_order_alone(clause) and any(order_beside(c, request) is clause for c in earlier)


def _asks(row: Mapping[str, Json], clause: Clause | None) -> bool:
    return clause is not None and bool(asked_members(row, clause))


def _may_answer_instead(fact: Fact, goal: Mapping[str, Json], tools: Mapping[str, Json]) -> bool:
    """Whether a look-up on the way to one that found nothing may hold the answer all the same."""
    about = _mapping(tools.get(fact.tool))
    found = fact.done and not is_empty(fact.output) and about.get("reads") is not False
    return found and fact.tool != goal.get("tool")


def _only_step_between(fact: Fact, facts: Sequence[Fact], used: set[int]) -> bool:
    """A look-up made only to reach another one is not part of the answer when that one answered."""
    return bool(used) and any(id(other) in used for other in facts)


def _nearest(request: Request) -> Clause | None:
    return next(
        (c for c in request.clauses if c.mood in ("ask", "do")),
        request.clauses[0] if request.clauses else None,
    )


def _fact(
    fact: Fact,
    clause: Clause | None,
    request: Request,
    tools: Mapping[str, Json],
    facts: Sequence[Fact],
) -> str:
    if _is_deed(fact, tools):
        return done(fact, _mapping(tools.get(fact.tool)))
    output = fact.output
    subject = _subject(fact, facts)
    lists = list(row_lists(output))
    if lists and clause is not None:
        deeds = [f for f in facts if f.done and _is_deed(f, tools)]
        rows = others_than_done(lists[0][1], clause, request, deeds)
        if any(is_long(v) for row in rows for v in row.values()):
            return told_texts(rows, clause, request)
        told = "\n".join(filter(None, (_beside(output, clause), told_rows(rows, clause, request))))
        return f"For {subject}:\n{told}" if subject else told
    if isinstance(output, Mapping):
        if not output:
            return _nothing(fact)
        return sentence(record(output, clause, subject, named_members(output, request)))
    if isinstance(output, list | tuple):
        return sentence(", ".join(str(item) for item in output)) if output else _nothing(fact)
    if output is None:
        return ""
    return quoted(str(output)) if is_long(output) else sentence(str(output))


def _beside(output: Json, clause: Clause) -> str:
    """What an output says beside its list: a balance over entries."""
    if not isinstance(output, Mapping):
        return ""
    plain = {n: v for n, v in output.items() if isinstance(v, str | int | float) and v != ""}
    return sentence(line(plain)) if plain else ""


def _subject(fact: Fact, facts: Sequence[Fact]) -> str:
    """The name of the record that an earlier look-up found and this one went on from."""
    for other in facts:
        for row in _records(other) if other is not fact and other.done else ():
            if {str(v) for v in fact.args.values()} & {
                str(v) for v in row.values() if v is not None
            }:
                return heading(row)
    return ""


def _records(fact: Fact) -> list[Mapping[str, Json]]:
    """The rows of an output, or the output itself where it is one record."""
    rows = [row for _, rows in row_lists(fact.output) for row in rows]
    return rows or ([fact.output] if isinstance(fact.output, Mapping) else [])


def _nothing(fact: Fact) -> str:
    return sentence(f"Nothing was found for {given_in_words(fact)}")
