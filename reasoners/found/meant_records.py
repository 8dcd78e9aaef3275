"""Which of several records read in full is the one with the thing that the request names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from reasoners.found.facts import Fact, cells
from reasoners.meaning.words import Token, tokens
from reasoners.reading.request import Request
from reasoners.reading.things_named import things_named

FEWEST = 3


def those_meant(facts: Sequence[Fact], request: Request) -> list[Fact]:
    """Look-ups without records that were read only to tell that they are not the ones meant."""
    tools = dict.fromkeys(fact.tool for fact in facts)
    others = [
        f for tool in tools for f in _not_meant([g for g in facts if g.tool == tool], request)
    ]
    return [fact for fact in facts if not any(fact is other for other in others)]


def _tells_one(fact: Fact) -> bool:
    """Whether a look-up was made for one record, and tells of it rather than lists what it has."""
    output = fact.output if isinstance(fact.output, Mapping) else {}
    plain = sum(isinstance(value, str | int | float) for value in output.values())
    return len(fact.args) == 1 and plain >= FEWEST


def _not_meant(facts: Sequence[Fact], request: Request) -> list[Fact]:
    """Of records that the request does not name itself those without the thing that it names."""
    named = {str(value.value).casefold() for value in request.values}
    given = {str(value).casefold() for fact in facts for value in fact.args.values()}
    if len(facts) < 2 or named & given or not all(_tells_one(fact) for fact in facts):
        return []
    said = [{token.stem for token in told_in(fact)} for fact in facts]
    for phrase in phrases_of(request):
        holds = [not stems.isdisjoint(word.stem for word in phrase) for stems in said]
        if any(holds) and not all(holds):
            return [fact for fact, held in zip(facts, holds, strict=True) if not held]
    return []


def phrases_of(request: Request) -> Iterator[tuple[Token, ...]]:
    for clause in request.clauses:
        yield from things_named(clause)


def told_in(fact: Fact) -> Iterator[Token]:
    for cell in cells(fact.output):
        if isinstance(cell.value, str):
            yield from tokens(cell.value)
