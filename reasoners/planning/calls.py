"""Planned calls: where each argument comes from, what is missing, what is in doubt."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from dataclasses import field as dataclass_field

from core.json_values import Json
from core.plan import Condition
from reasoners.found.facts import Fact, cells
from reasoners.meaning.fields import Field
from reasoners.meaning.tools import ToolMeaning
from reasoners.reading.clauses import Clause
from reasoners.reading.headings import is_heading
from reasoners.reading.messages import worded_from
from reasoners.reading.name_sorts import THING
from reasoners.reading.request import Request
from reasoners.reading.values import Value


@dataclass(frozen=True)
class Source:
    """Where an argument comes from: a constant or reference, or a field of a planned call.

    `when` are the comparisons by which its record was picked, `quote` the rule that gives it,
    `shift` by how far the day meant lies from the one found.
    """

    value: Json
    cost: float
    why: str
    call: Call | None = None
    path: str = ""
    waits: bool = False
    each: str = ""
    many: tuple[Json, ...] = ()
    when: tuple[Condition, ...] = ()
    quote: str = ""
    shift: tuple[int, str] | None = None


@dataclass(frozen=True)
class Doubt:
    """An argument for which several values would do: the question names them.

    `refs` refer to the values, where look-ups have found them.
    """

    field: Field
    options: tuple[str, ...]
    refs: tuple[Json, ...] = ()


@dataclass(frozen=True)
class Call:
    """A planned call with the sources of its arguments, and what stands in its way."""

    meaning: ToolMeaning
    args: Mapping[str, Source]
    missing: tuple[Field, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    cost: float = 0.0

    @property
    def waits(self) -> bool:
        """Whether some argument can be chosen only after a look-up has come back."""
        return any(s.waits or (s.call is not None and s.call.waits) for s in self.args.values())

    @property
    def blocked(self) -> bool:
        """Whether the prompt must say more first."""
        upstream = any(s.call is not None and s.call.blocked for s in self.args.values())
        return bool(self.missing or self.doubts) or upstream

    @property
    def lacking(self) -> tuple[Field, ...]:
        """The missing arguments of this call and of those before it."""
        return self.missing + tuple(f for s in self.args.values() if s.call for f in s.call.lacking)

    @property
    def doubtful(self) -> tuple[Doubt, ...]:
        """The doubts of this call and of those before it."""
        return self.doubts + tuple(d for s in self.args.values() if s.call for d in s.call.doubtful)


@dataclass(frozen=True)
class Scene:
    """What planning looks at. `found` is what look-ups have found so far, in words, `closely`
    whether nothing is left to read of records of which several fit."""

    request: Request
    meanings: tuple[ToolMeaning, ...]
    facts: tuple[Fact, ...]
    found: str = ""
    closely: bool = False
    memo: dict[tuple[str, int], Call] = dataclass_field(default_factory=dict)

    def meaning(self, name: str) -> ToolMeaning | None:
        """The tool with this name."""
        return next((m for m in self.meanings if m.name == name), None)

    def failed(self, name: str) -> bool:
        """Whether a tool was found broken, or refused us."""
        return any(
            f.tool == name and f.status in ("broken", "rejected", "in_doubt") for f in self.facts
        )


def uses(call: Call, clause: Clause, request: Request, facts: tuple[Fact, ...] = ()) -> float:
    """Return the share of a clause's values that a call and those before it take up, and those
    that led to the facts it goes on from."""
    if _searches_for_its_own(call, clause, request):
        return 1.0
    whole = [v for v in request.values if v.kind in _SPECIFIC]
    values = [v for v in request.inside(clause) if v.kind in _SPECIFIC] or whole
    if _SOMEBODY.search(clause.text):
        values += [v for v in whole if v.kind in _IDENTIFYING and v not in values]
    used = set(taken(call))
    if any("$ref" in one for one in used):
        # What was looked up before was looked up for the values of the request.
        used |= {str(value) for fact in facts for value in fact.args.values()}
    return sum(_is_used(v, used, request) for v in values) / len(values) if values else 0.0


def _is_used(value: Value, used: Set[str], request: Request) -> bool:
    """Whether a value is taken up, a name also where only part of it is: the last name alone, or
    the word that stands for it in one of the catalog's lists."""
    if value.kind != "name":
        return str(value.value) in used
    if request.listed.get(value.text, frozenset()) & used:
        return True
    words = str(value.value).casefold().split()
    parts = {" ".join(words[a:b]) for a in range(len(words)) for b in range(a + 1, len(words) + 1)}
    return not parts.isdisjoint(one.casefold() for one in used)


def _searches_for_its_own(call: Call, clause: Clause, request: Request) -> bool:
    """Whether a search is for words of a clause that points to nobody named elsewhere."""
    points = _SOMEBODY.search(clause.text) is not None
    named = any(v.kind in _SPECIFIC for v in request.inside(clause))
    return not points and not named and _searches_in_words(call, clause)


def _searches_in_words(call: Call, clause: Clause) -> bool:
    kinds = {field.path: field.kind for field in call.meaning.takes}
    searched = [str(s.value) for n, s in call.args.items() if kinds[n] == "query" and not s.call]
    own = {token.lower for token in clause.tokens}
    return any(own & set(words.lower().split()) for words in searched)


_SOMEBODY = re.compile(r"\b(?:he|she|they|his|her|him|their|them|it|its)\b", re.I)
_IDENTIFYING = frozenset({"id", "email", "phone", "name", "address"})
_SPECIFIC = _IDENTIFYING | {"date", "month", "time", "amount", "quoted"}


def takes_named(call: Call, clause: Clause, request: Request) -> bool:
    """Whether a call asks about somebody or something named, where the request names any."""
    every = [v for v in request.values if v.kind in _IDENTIFYING]
    known = [v for v in every if THING not in v.role] or every
    passed_on = clause.start + (worded_from(clause.text) or len(clause.text))
    here = {v.start for v in request.inside(clause) if v.start < passed_on}
    headed = {v.start for c in request.clauses if is_heading(c.text) for v in request.inside(c)}
    named = [v for v in known if v.start in here] or [v for v in known if v.start in headed]
    named = named or known
    given = set(taken(call))
    words = {word for text in given for word in text.casefold().split()}
    return (
        not named
        or _searches_in_words(call, clause)
        or any(words & set(str(v.value).casefold().split()) for v in named)
        or any(given & request.listed.get(v.text, frozenset()) for v in named)
    )


def taken(call: Call) -> Iterator[str]:
    """Yield the values that a call and those before it take up."""
    for source in call.args.values():
        if source.call is not None:
            yield from taken(source.call)
        for value in source.many or (source.value,):
            yield str(value)


def constant_args(call: Call) -> dict[str, Json]:
    """The arguments of a call that are already values or references."""
    return {name: source.value for name, source in call.args.items() if source.call is None}


def passed(call: Call, facts: tuple[Fact, ...]) -> Iterator[str]:
    """Yield the look-ups that give a call what it is made to, those already made as well."""
    for source in call.args.values():
        if source.call is not None:
            yield source.call.meaning.name
            yield from passed(source.call, facts)
        for fact in facts:
            if fact.step in _steps(source):
                yield fact.tool
                yield from (other.tool for other in facts if _led_to(other, fact))


def _led_to(other: Fact, fact: Fact) -> bool:
    """Whether a look-up was made with what another one found."""
    given = {str(value) for value in fact.args.values()}
    return other is not fact and any(str(cell.value) in given for cell in cells(other.output))


def _steps(source: Source) -> set[str]:
    """The steps already made that an argument refers to."""
    refs = (
        value.get("$ref") for value in (source.value, *source.many) if isinstance(value, Mapping)
    )
    found = {str(ref).partition(".")[0].partition("[")[0] for ref in refs}
    return found | {source.each.partition(".")[0].partition("[")[0]} - {""}
