"""Whether a request withdraws at its end what it wanted: "on second thoughts, leave it all"."""

from __future__ import annotations

from collections.abc import Sequence

from reasoners.reading.clauses import Clause
from reasoners.reading.patterns import any_of

_WITHDRAWS = any_of("all withdrawn", end="")
_WONDERS = any_of("still wondering", end="")


def is_withdrawn(clauses: Sequence[Clause]) -> bool:
    """Whether nothing is to be done after all, or nobody has decided that anything should be."""
    spoken = [_sentence(clauses, number) for number in sorted({c.sentence for c in clauses})]
    return any(
        _WONDERS.search(_text(said)) is not None
        or (not _is_open(said) and _withdraws(said, spoken[at + 1 :]))
        for at, said in enumerate(spoken)
    )


def _withdraws(said: Sequence[Clause], after: Sequence[Sequence[Clause]]) -> bool:
    commanded = any(clause.mood == "do" for later in after for clause in later)
    return _WITHDRAWS.search(_text(said)) is not None and not commanded


def _sentence(clauses: Sequence[Clause], number: int) -> list[Clause]:
    return [clause for clause in clauses if clause.sentence == number]


def _text(said: Sequence[Clause]) -> str:
    return " ".join(clause.text for clause in said)


def _is_open(said: Sequence[Clause]) -> bool:
    """Whether a sentence says it under a condition, or asks: "has that been done already?"."""
    return any(c.mood == "if" for c in said) or said[-1].text.endswith("?")
