"""Whether a record bears out what is said of it, and the comparison of a plan that shows it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from core.json_values import Json
from core.plan import Condition
from reasoners.found.comparisons import compared, equal
from reasoners.found.facts import Cell, cells
from reasoners.found.formats import label, said_of
from reasoners.found.had import had
from reasoners.found.holders import of_holder
from reasoners.found.live_rows import is_called_over
from reasoners.found.readings import Reading, Row, Words, concepts_of
from reasoners.found.room_for import asks_for_room, room_told
from reasoners.found.row_values import same_value
from reasoners.found.states import of_cell
from reasoners.found.two_fields import against_another
from reasoners.meaning.lexicon import lexicon
from reasoners.meaning.tools import ToolMeaning
from reasoners.meaning.words import name_words, split_words, stems_of
from reasoners.reading.phrases import Phrase
from reasoners.reading.request import Request

_WORDS = re.compile(r"[A-Za-z]+(?:[ _-][A-Za-z]+)?")


def condition_on(ref: str, reading: Reading) -> Condition:
    """Return the comparison of a plan that holds where a reading of the record at `ref` does."""
    made: Condition = {"ref": f"{ref}{reading.path}", "op": reading.operator}
    if reading.operator not in ("exists", "missing"):
        made["value"] = reading.value
    return made


def known_words(meanings: Sequence[ToolMeaning], outputs: Sequence[Json]) -> Words:
    """The words known to stand in a field of each name: those it may take, and those found."""
    known: dict[str, set[str]] = {}
    for meaning in meanings:
        for field in (*meaning.takes, *meaning.gives):
            if field.choices:
                known.setdefault(field.name, set()).update(field.choices)
    for cell in (c for output in outputs for c in cells(output)):
        if isinstance(cell.value, str) and _WORDS.fullmatch(cell.value):
            known.setdefault(cell.path.rpartition(".")[2], set()).add(cell.value)
    return {name: frozenset(words) for name, words in known.items()}


def read_row(row: Row, phrase: Phrase, request: Request, words: Words) -> Reading | None:
    """Return the reading that most speaks for, None where nothing does or two contradict.

    `words` are those known to stand in a field of each name, here and elsewhere.
    """
    plain = [c for c in cells(row) if "[" not in c.path and not _repeats(c, request)]
    if phrase.operator is None and asks_for_room(phrase):
        found = [] if is_called_over(row) else list(room_told(plain, phrase))
    elif phrase.limit is not None and phrase.operator is not None:
        found = list(compared(plain, phrase, request.today))
    elif phrase.limit is not None:
        found = list(equal(plain, phrase))
    else:
        found = list(against_another(plain, phrase))
        found = found or [r for c in plain for r in of_holder(c, phrase)]
        found = found or [r for c in plain for r in had(c, phrase)]
        found = found or [r for c in plain for r in of_cell(c, phrase, request.today, words)]
        found = _of_the_state(found, plain, phrase, words)
    best = max((r.weight for r in found), default=0.0)
    near = [r for r in found if r.weight > best - 0.1]
    if not near or len({r.holds for r in near}) > 1:
        return None
    reading = _told(near[0], row)
    return reading.unlike if phrase.denied else reading


def _of_the_state(
    found: list[Reading], plain: Sequence[Cell], phrase: Phrase, words: Words
) -> list[Reading]:
    """Where a phrase says a state that things can be in, what they are called shows nothing."""
    states = {c.path for c in plain if "status" in concepts_of(c)}
    said = any(
        set(stems_of(split_words(word))) <= phrase.stems
        for name, known in words.items()
        if "status" in lexicon().concepts(stems_of(name_words(name)))
        for word in known
    )
    told = (r for r in found if r.path in states or not isinstance(r.value, str))
    return list(told) if said else found


def _repeats(cell: Cell, request: Request) -> bool:
    """Whether a cell only repeats a name of the prompt, or a part of one."""
    named = request.values_of("name", "email", "id", "phone", "address")
    if any(same_value(value, cell.value) for value in named):
        return True
    text = str(cell.value).casefold()
    return isinstance(cell.value, str) and any(
        text in str(v.value).casefold().split() for v in named
    )


def _told(reading: Reading, row: Row) -> Reading:
    name = reading.path.rpartition(".")[2]
    value = next((c.value for c in cells(row) if c.path == reading.path), None)
    holder = next((c for c in (row,) if name in c), row)
    return replace(reading, shown=f"{label(name)} is {said_of(name, value, holder)}")
