"""One field of a record against another one of it: below its minimum, later than promised."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from core.conditions import compare
from reasoners.found.facts import Cell
from reasoners.found.readings import LIKELY, Reading, concepts_of, reading
from reasoners.meaning.lexicon import lexicon
from reasoners.meaning.words import EMPTY_WORDS, Token, stems_of
from reasoners.reading.phrases import Phrase, first_comparison, says_what_is_set

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_SET = frozenset(
    stems_of(
        """target minimum min maximum max limit budget budgeted plan planned goal aim quota capacity
        threshold par allowed allowance promised due agreed expected scheduled estimate estimated
        deadline norm quoted required needed reorder forecast intended permitted""".split()
    )
)


def against_another(plain: Sequence[Cell], phrase: Phrase) -> Iterator[Reading]:
    """What a record has against what was set for it, or against another field that is named."""
    found = first_comparison(phrase.text)
    if found is None:
        return
    start, end, operator = found
    behind = _Words(phrase, phrase.text[end:])
    before = _Words(phrase, phrase.text[:start])
    fits = [cell for cell in plain if _kind(cell)]
    limit = _limit(fits, behind)
    if limit is None:
        return
    cell = _measured(
        [c for c in fits if c is not limit and _kind(c) == _kind(limit)], limit, before
    )
    if cell is not None:
        holds = compare(_bare(cell), operator, _bare(limit))
        yield reading(cell, holds, operator, limit.value, LIKELY + 1)


class _Words:
    """The telling words of one side of a comparison."""

    def __init__(self, phrase: Phrase, text: str) -> None:
        self.text = text
        words = {word.lower() for word in re.findall(r"[\w-]+", text)}
        said: list[Token] = [t for t in phrase.tokens if t.lower in words]
        self.stems = frozenset(t.stem for t in said)
        self.concepts = lexicon().concepts(tuple(t.stem for t in said))

    def speaks_of(self, cell: Cell) -> float:
        own = {s for s in cell.stems if s not in EMPTY_WORDS} & self.stems
        meant = {c for c in concepts_of(cell) if not c.startswith("kind_")} & self.concepts
        return len(own) + 0.5 * len(meant)


def _limit(fits: Sequence[Cell], behind: _Words) -> Cell | None:
    """What is compared with: what the words behind name, else the only thing that was set."""
    was_set = [cell for cell in fits if cell.stems & _SET]
    named = {cell.path: behind.speaks_of(cell) + 0.4 * (cell in was_set) for cell in fits}
    best = max(named.values(), default=0.0)
    first = [cell for cell in fits if named[cell.path] == best]
    if best >= 1 and len(first) == 1:
        return first[0]
    if says_what_is_set(behind.text) and len(was_set) == 1:
        return was_set[0]
    return None


def _measured(fits: Sequence[Cell], limit: Cell, before: _Words) -> Cell | None:
    """What is compared: what shares its name with the limit, or the words before it name."""
    free = [cell for cell in fits if not cell.stems & _SET]
    rated = [
        (before.speaks_of(c) + len((c.stems & limit.stems) - EMPTY_WORDS), -at, c)
        for at, c in enumerate(free)
    ]
    best = max((rate for rate, _, _ in rated), default=0.0)
    first = [cell for rate, _, cell in rated if rate == best]
    return first[0] if first and (best > 0 or len(first) == 1) and len(first) == 1 else None


def _kind(cell: Cell) -> str:
    if isinstance(cell.value, bool) or "kind_id" in concepts_of(cell):
        return ""
    if isinstance(cell.value, int | float):
        return "number"
    return "day" if isinstance(cell.value, str) and _DAY.match(cell.value) else ""


def _bare(cell: Cell) -> int | float | str:
    return cell.value[:10] if isinstance(cell.value, str) else cell.value  # type: ignore[return-value]
