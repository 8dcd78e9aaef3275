"""What something new is made with is found among things of its own kind: the van that is to be
booked stands in the list of vans, not among the bookings that somebody has."""

from __future__ import annotations

from collections.abc import Sequence

from reasoners.meaning.fields import Field
from reasoners.meaning.tools import ToolMeaning
from reasoners.meaning.words import name_words, stems_of
from reasoners.planning.arguments.fitting import PEOPLE

_MAKES = frozenset("create book order enrol reschedule move checkout".split())


def of_another_kind(
    change: ToolMeaning | None,
    wanted: Field,
    teller: ToolMeaning,
    given: Field,
    meanings: Sequence[ToolMeaning],
) -> bool:
    """Whether a look-up only mentions what a change makes something new with, and another one
    tells of it."""
    if change is None or change.reads or not change.verbs & _MAKES or wanted.kind != "id":
        return False
    if wanted.entity & PEOPLE or _is_own(wanted, teller, given) or _narrows(change, teller):
        return False
    return any(
        field.kind == "id" and field.stems == wanted.stems and _is_own(wanted, meaning, field)
        for meaning in meanings
        if meaning.reads and meaning is not teller
        for field in meaning.gives
    )


def _is_own(wanted: Field, teller: ToolMeaning, given: Field) -> bool:
    """Whether a look-up is about the very thing, or lists it under its own name."""
    listed = stems_of(name_words(given.listed.replace("[*]", "_"))) if given.listed else ()
    plain = {term for term in wanted.entity if term[0] != "="} or wanted.entity
    return bool(plain & (teller.about | {*listed}))


def _narrows(change: ToolMeaning, teller: ToolMeaning) -> bool:
    """Whether a look-up starts from another thing that the change takes: an order's lines."""
    taken = {f.stems for f in change.takes if f.kind == "id" and not f.entity & PEOPLE}
    return any(field.required and field.stems in taken for field in teller.takes)
