"""First names: told apart from family names, and of the same person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reasoners.meaning.fields import Field
from reasoners.meaning.tools import ToolMeaning
from reasoners.planning.calls import Source
from reasoners.reading.values import Value

GIVEN = frozenset({"first", "given", "forename"})
FAMILY = frozenset({"last", "family", "surname"})


def is_given_name(wanted: Field, meaning: ToolMeaning) -> bool:
    """Whether an argument is the first name of whom another one gives the family name of."""
    both = any(FAMILY & {*field.words} for field in meaning.takes)
    return wanted.kind == "name" and both and bool(GIVEN & {*wanted.words})


def tells_names(meaning: ToolMeaning) -> bool:
    """Whether a tool takes or returns first or family names: it is about people."""
    fields = (*meaning.takes, *meaning.gives)
    return any(field.kind == "name" and (GIVEN | FAMILY) & {*field.words} for field in fields)


def given_names(
    meaning: ToolMeaning, args: Mapping[str, Source], names: Sequence[Value]
) -> dict[str, Source]:
    """The first name, where it must be told, of whoever is called by the family name there."""
    wanted = [f for f in meaning.takes if f.required and is_given_name(f, meaning)]
    family = next((f for f in meaning.takes if FAMILY & {*f.words} and f.path in args), None)
    said = str(args[family.path].value) if wanted and family else ""
    whole = (str(name.value).split() for name in names)
    found = next((words for words in whole if len(words) > 1 and words[-1] == said), None)
    why = f"{wanted[0].label} of {' '.join(found)} in the request" if found else ""
    return {wanted[0].path: Source(found[0], 0.05, why)} if found else {}
