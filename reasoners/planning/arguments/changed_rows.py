"""Which rows a change is meant for: not those it was made to, nor those it says it is not for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reasoners.found.choice import Row, choose, named_rows, speaks_of
from reasoners.found.facts import cells
from reasoners.found.row_values import same_value
from reasoners.meaning.lexicon import lexicon
from reasoners.meaning.tools import ToolMeaning, own_verbs
from reasoners.meaning.words import EMPTY_WORDS, name_words, split_words, stems_of, tokens
from reasoners.planning.arguments.choices import meaning_of, pick_choice
from reasoners.planning.arguments.fitting import ENOUGH
from reasoners.reading.clauses import Clause
from reasoners.reading.denied import without_command, without_words
from reasoners.reading.request import Request
from reasoners.reading.restricting import speaks_of_each

SHORT = 20
_NEVER = re.compile(
    r"\b(?:not (?:possible|allowed) (?:once|if|when|after|while|for)|cannot|must not|may not|not"
    r"|never|unless|except)\b([^.;:,]*)",
    re.I,
)


def rows_to_change(
    rows: Sequence[Row],
    clause: Clause,
    request: Request,
    change: ToolMeaning,
    meanings: Sequence[ToolMeaning],
    fits: Sequence[int] | None = None,
) -> list[int]:
    """Return the positions of the rows that a clause wants changed, several where it is open.

    `fits` are those that bear out what it says of them, where that is known.
    """
    open_to = _open_to(rows, change, meanings)
    open_to = _identified(rows, clause, request) or open_to
    if fits is not None:
        open_to = [at for at in open_to if at in fits]
    left = [rows[at] for at in open_to]
    if fits is not None and (speaks_of_each(clause) or means_several(clause, change)):
        near = named_rows(left, request)
        return [open_to[at] for at in near]
    if len(left) < 2:
        return open_to
    said = without_words(without_command(clause), change.about)
    kept = choose(left, said, request)
    told = speaks_of(left, kept, said, request, change.about)
    told = told or _of_one_sort(left, kept, request, meanings)
    if len(kept) < len(left) and not told:
        kept = list(range(len(left)))
    return [open_to[at] for at in kept]


_ONE_OF = re.compile(r"\b(?:one|any|some|either|which|two|three|several|few|most)\b", re.I)
_RELATIVE = re.compile(r"(?<=\w) (?:that|which|who)\b", re.I)
_DEFINITE = frozenset("the his her their its our my your those these".split())
REACH = 4


def means_several(clause: Clause, change: ToolMeaning) -> bool:
    """Whether a clause wants a change made to all of a kind: "her open orders", not "one of"."""
    if _ONE_OF.search(_RELATIVE.split(clause.text)[0]):
        return False
    words = clause.tokens
    return any(
        word.stem in change.about
        and word.lower.endswith("s")
        and word.lower != word.stem
        and any(w.lower in _DEFINITE for w in words[max(0, at - REACH) : at])
        for at, word in enumerate(words)
    )


def _identified(rows: Sequence[Row], clause: Clause, request: Request) -> list[int]:
    """The rows that hold an identifier of the clause: no state counts against them."""
    named = [v for v in request.inside(clause) if v.kind in ("id", "email", "phone", "address")]
    return [
        at
        for at, row in enumerate(rows)
        if any(same_value(value, cell.value) for value in named for cell in cells(row))
    ]


def _of_one_sort(
    rows: Sequence[Row], kept: Sequence[int], request: Request, meanings: Sequence[ToolMeaning]
) -> bool:
    """Whether the rows kept are those of the one sort that the request speaks of.

    A sort is a word out of a list that the catalog knows; the request may mean it in other words.
    """
    sorts = {f.name: f for m in meanings for f in m.takes if f.choices and f.name in rows[0]}
    clauses = [c for c in request.clauses if c.mood in ("tell", "do")]
    for name, field in sorts.items():
        found = [pick for c in clauses for pick in [pick_choice(field, c, ())] if pick]
        meant = {choice for choice, sure in found if sure >= ENOUGH}
        of_it = [at for at, row in enumerate(rows) if str(row.get(name)) in meant]
        if len(meant) == 1 and of_it == list(kept):
            return True
    return False


def _open_to(
    rows: Sequence[Row], change: ToolMeaning, meanings: Sequence[ToolMeaning]
) -> list[int]:
    """The rows in a state that the change is for, as far as its description tells."""
    deed = own_verbs(change)
    every = range(len(rows))
    undone = [at for at in every if not _is_done(rows[at], deed)] or list(every)
    said = change.tool.description
    barred = _stems(" ".join(found[1] for found in _NEVER.finditer(said)))
    wanted = _stems(re.split(r"[.;:]", _NEVER.sub(" ", said))[0]) - deed - change.about
    free = [at for at in undone if not any(_is_of(s, barred) for s in _states(rows[at], meanings))]
    fit = [at for at in free if any(s[0] and s[0] <= wanted for s in _states(rows[at], meanings))]
    return fit or free


def _is_done(row: Row, deed: frozenset[str]) -> bool:
    """Whether a row says that the change was made already: "approved", where it is to approve."""
    words = (split_words(v) for v in row.values() if isinstance(v, str) and len(v) <= SHORT)
    return any(len(told) == 1 and set(stems_of(told)) <= deed for told in words)


def _states(
    row: Row, meanings: Sequence[ToolMeaning]
) -> list[tuple[frozenset[str], frozenset[str]]]:
    """The states of a row: the stems of each, and of what the catalog says that it means."""
    return [
        (_stems(value), meaning_of(value, name, meanings))
        for name, value in row.items()
        if isinstance(value, str) and len(value) <= SHORT and _tells_state(name)
    ]


def _tells_state(name: str) -> bool:
    return "status" in lexicon().concepts(stems_of(name_words(name)))


def _is_of(state: tuple[frozenset[str], frozenset[str]], words: frozenset[str]) -> bool:
    said, meant = state
    return bool(said and said <= words) or (len(meant) > 1 and meant <= words)


def _stems(text: str) -> frozenset[str]:
    return frozenset(t.stem for t in tokens(text.replace("_", " ")) if t.lower not in EMPTY_WORDS)
