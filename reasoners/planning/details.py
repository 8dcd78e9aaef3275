"""Records that a list does not tell apart are told apart by what their own look-up says of them.

Of two orders only the one holds a rug: where few fit and the request names a thing that no row
shows, each is read in full before anything is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reasoners.found.meant_records import FEWEST, phrases_of, told_in
from reasoners.meaning.lexicon import lexicon
from reasoners.meaning.tools import ToolMeaning
from reasoners.meaning.words import Token, stem, tokens
from reasoners.planning.arguments.supply import plan_call
from reasoners.planning.calls import Call, Doubt, Scene, Source
from reasoners.planning.draft import Draft
from reasoners.planning.goal import Goal

MOST = 4
BEST = 2  # how many tools of a goal are looked at for a record in doubt


def look_closer(draft: Draft, goals: Sequence[Goal]) -> bool:
    """Add the look-ups of the records that a goal leaves open; return whether there are any."""
    for goal in goals:
        for candidate in goal.candidates[:BEST]:
            call = plan_call(draft.scene, candidate.meaning, goal.clause)
            for doubt in call.doubts if not call.missing else ():
                if _add_each(draft, candidate.meaning, doubt):
                    return True
    return False


def _add_each(draft: Draft, meaning: ToolMeaning, doubt: Doubt) -> bool:
    scene = draft.scene
    teller = _teller(scene, doubt)
    if teller is None or not 1 < len(doubt.refs) <= MOST:
        return False
    if not _names_more(scene, doubt, meaning):
        return False
    for ref in doubt.refs:
        source = Source(ref, 0.05, f"{doubt.field.label} of each record that fits")
        draft.builder.add(Call(teller, {_taking(teller, doubt): source}), _WHY)
    return bool(draft.builder.steps)


_WHY = "tells which of several records the request means"


def _teller(scene: Scene, doubt: Doubt) -> ToolMeaning | None:
    """The look-up that takes nothing but such an identifier, and says most of its record."""
    found = [
        m
        for m in scene.meanings
        if m.reads and not m.rules and _taking(m, doubt) and not scene.failed(m.name)
        if len(m.tool.required) == 1 and m.about & doubt.field.entity and _is_record(m)
    ]
    return max(found, key=lambda m: len(m.gives), default=None)


def _is_record(meaning: ToolMeaning) -> bool:
    """Whether a look-up tells of one record, rather than lists what belongs to it."""
    return sum(not field.listed and not field.holds_rows for field in meaning.gives) >= FEWEST


def _taking(meaning: ToolMeaning, doubt: Doubt) -> str:
    fits = (f for f in meaning.takes if f.required and f.stems == doubt.field.stems)
    return next((field.path for field in fits), "")


def _names_more(scene: Scene, doubt: Doubt, meaning: ToolMeaning) -> bool:
    """Whether the request names a thing that neither the records nor the catalog's word for them
    account for."""
    known = {term for term in meaning.about if term[0] != "="}
    known |= {stem(word) for word in doubt.field.words}
    known |= {t.stem for option in doubt.options for t in tokens(option)}
    known |= {t.stem for fact in scene.facts for t in told_in(fact)}
    about = {term[1:] for term in meaning.about if term[0] == "="}
    return any(
        not known & {word.stem for word in phrase} and not about & _concepts(phrase)
        for phrase in phrases_of(scene.request)
    )


def _concepts(words: Iterable[Token]) -> set[str]:
    return {s.concept for w in words for s in lexicon().senses((w.stem,)) if s.kind == "thing"}
