"""Which of the words that an argument may take a request says, above all of a look-up's records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from core.json_values import Json
from reasoners.meaning.fields import Field
from reasoners.meaning.tools import ACTS, ToolMeaning
from reasoners.meaning.words import split_words, stems_of
from reasoners.planning.arguments.choices import pick_choice, several_meant, several_named
from reasoners.planning.arguments.tried import in_vain
from reasoners.planning.calls import Scene, Source
from reasoners.reading.clauses import Clause
from reasoners.reading.denied import without_command
from reasoners.reading.states_of_now import of_now

NEEDED, OPTIONAL = 0.3, 0.55  # how sure a word must be that fills an argument


def choice_said(
    scene: Scene, meaning: ToolMeaning, wanted: Field, clause: Clause, others: Sequence[Clause]
) -> Source | None:
    """Return the word that the request means, None where it says none or several."""
    filters = meaning.reads and not wanted.required
    if meaning.reads and not meaning.rules:
        wanted = _without_deeds(wanted, clause) if clause.mood == "do" else wanted
        wanted = _without_intents(wanted, (clause, *others))
        wanted = _without_things(wanted, meaning, (clause, *others))
    if filters and (several_named(wanted, clause) or several_meant(wanted, clause)):
        return None
    if meaning.reads and not meaning.rules:
        clause, *others = (without_command(c) for c in (clause, *others))
    if filters:
        left = (c for c in wanted.choices if not in_vain(scene, meaning, wanted, c))
        wanted = replace(wanted, choices=tuple(left))
        clause, *others = (of_now(c) for c in (clause, *others))
    picked = pick_choice(wanted, clause, tuple(others))
    if picked is None or picked[1] < (NEEDED if wanted.required else OPTIONAL):
        return None
    if not wanted.required and _only_describes(picked[0], meaning, clause):
        return None
    why = f"{wanted.label} {picked[0]} fits the request's words"
    return Source(_typed_choice(wanted, picked[0]), 0.3 * (1 - picked[1]), why)


def _only_describes(choice: str, meaning: ToolMeaning, clause: Clause) -> bool:
    """Whether a choice says which one a change is made to: "pass her open claim on to Bo"."""
    said = set(stems_of(split_words(choice)))
    pairs = pairwise(clause.tokens)
    return not meaning.reads and any(
        word.stem in said and after.stem in meaning.about for word, after in pairs
    )


def _without_deeds(wanted: Field, clause: Clause) -> Field:
    """What is to be closed is not looked for among the closed."""
    acting = {p for sense in clause.senses if sense.kind in ACTS for p in sense.places}
    deeds = {clause.tokens[p].stem for p in acting if not _is_said_of_now(clause, p)}
    left = (c for c in wanted.choices if not set(stems_of(split_words(c))) <= deeds)
    return replace(wanted, choices=tuple(left))


def _without_intents(wanted: Field, clauses: Sequence[Clause]) -> Field:
    """What somebody thinks of to end has not ended."""
    pairs = [pair for clause in clauses for pair in pairwise(clause.tokens)]
    meant = {word.stem for before, word in pairs if before.lower == "to"}
    said = {token.lower for clause in clauses for token in clause.tokens}
    left = (
        c for c in wanted.choices if c.lower() in said or not {*stems_of(split_words(c))} <= meant
    )
    return replace(wanted, choices=tuple(left))


def _without_things(wanted: Field, meaning: ToolMeaning, clauses: Sequence[Clause]) -> Field:
    """What the records are called is no state of theirs: a "booking" need not be "booked"."""
    said = {token.lower for clause in clauses for token in clause.tokens}
    left = (
        choice
        for choice in wanted.choices
        if {*split_words(choice)} <= said or not {*stems_of(split_words(choice))} <= meaning.about
    )
    return replace(wanted, choices=tuple(left))


_NOW = frozenset("is are was were still already remain remains stays has have not".split())


def _is_said_of_now(clause: Clause, place: int) -> bool:
    """Whether a word tells how things are: "is still open", not "can be opened"."""
    return place > 0 and clause.tokens[place - 1].lower in _NOW


def _typed_choice(wanted: Field, choice: str) -> Json:
    given = wanted.schema.get("enum")
    return (
        next((c for c in given if str(c) == choice), choice)
        if isinstance(given, list | tuple)
        else choice
    )
