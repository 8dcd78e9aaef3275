"""Which of the words that an argument may take a clause means."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reasoners.meaning.fields import Field
from reasoners.meaning.lexicon import lexicon
from reasoners.meaning.told_choices import glosses, named_in
from reasoners.meaning.tools import ToolMeaning
from reasoners.meaning.words import EMPTY_WORDS, likeness, split_words, stem, stems_of, tokens
from reasoners.planning.arguments.fitting import ENOUGH
from reasoners.reading.clauses import Clause
from reasoners.reading.denied import affirmed, denied_places

NAMED = 1.1
CALLED = 1.15  # by the proper name that a choice stands for


def pick_choice(
    field: Field, clause: Clause, others: tuple[Clause, ...]
) -> tuple[str, float] | None:
    """Return the allowed word that the clause means, and how sure that is."""
    numbered = _by_number(field, (clause, *others))
    if numbered is not None:
        return numbered
    clause, others = affirmed(clause), tuple(affirmed(other) for other in others)
    # A choice that another clause names word for word comes before one that this clause may mean.
    named, meant = (NAMED, 0.9, 0.7), (ENOUGH, 0.9, 0.55)
    for needed, here, elsewhere in (named, meant):
        for place, sureness in ((clause, here), *((other, elsewhere) for other in others)):
            found = _best_choice(field, place)
            if found is not None and found[1] >= needed:
                return found[0], sureness * min(found[1], 1.0)
    return None


def several_named(field: Field, clause: Clause) -> bool:
    """Whether a clause says two of the allowed words: "open or settled" narrows nothing down."""
    clause = affirmed(clause)
    named = [c for c in field.choices if _named_fit(c, clause, field) >= NAMED]
    apart = [c for c in named if not any(c != other and c in other for other in named)]
    return len(apart) > 1


def several_meant(field: Field, clause: Clause) -> bool:
    """Whether what is said of two choices, and not all, bears out the one state that is spoken of.

    "Unpaid" is what is open ("not paid, in time") as well as what is late ("not paid, too late").
    """
    clause = affirmed(clause)
    states = {f"={state}" for state in clause.concepts("state")}
    if any(_named_fit(choice, clause, field) >= NAMED for choice in field.choices):
        return False
    glosses = {choice: _gloss(choice, field) for choice in field.choices}
    counts = [sum(state in gloss for gloss in glosses.values()) for state in states]
    return any(1 < count < len(field.choices) for count in counts)


def _by_number(field: Field, places: tuple[Clause, ...]) -> tuple[str, float] | None:
    """Of priorities that are numbered the first is the highest: "P1" for what is most urgent."""
    marked = [re.fullmatch(r"([A-Za-z]{0,3})(\d)", choice) for choice in field.choices]
    numbers = [int(match[2]) for match in marked if match is not None]
    if "priority" not in field.concepts or len(numbers) < max(2, len(field.choices)):
        return None
    ordered = [choice for _, choice in sorted(zip(numbers, field.choices, strict=True))]
    for place in places:
        if any(re.search(rf"\b{re.escape(choice)}\b", place.text, re.I) for choice in ordered):
            return None
        meant = place.concepts("state")
        if "high_level" in meant:
            return ordered[0], 0.9
        if "low_level" in meant:
            return ordered[-1], 0.9
    return None


def _best_choice(field: Field, place: Clause) -> tuple[str, float] | None:
    """Return the choice that fits a clause best, None where two fit alike."""
    scored = sorted(
        ((_choice_fit(c, place, field), c) for c in field.choices), key=lambda pair: -pair[0]
    )
    if not scored or (len(scored) > 1 and scored[0][0] == scored[1][0]):
        return None
    return scored[0][1], scored[0][0]


def _joined_pairs(clause: Clause) -> set[str]:
    """Neighbouring words written as one: "sign up" and "signup"."""
    pairs = zip(clause.tokens, clause.tokens[1:], strict=False)
    return {stem(first.stem + second.stem) for first, second in pairs}


def _in_other_choice(word: str, choice: str, field: Field) -> bool:
    return any(word in stems_of(split_words(c)) for c in field.choices if c != choice)


def _gloss(choice: str, field: Field) -> frozenset[str]:
    """What a description says a choice means: "`sent` means that it waits for approval"."""
    found = re.search(
        rf"[`'\"]?\b{re.escape(choice)}\b[`'\"]?\s*(?:means|is for|stands for|=|:|is|\()"
        r"\s*([^.;,)`]+)",
        field.described,
        re.I,
    )
    listed = glosses(field).get(choice, "")
    words = tokens(found[1] if found else " ".join(w for w in listed.split() if _own(w, field)))
    stems, denied = tuple(word.stem for word in words), denied_places(words)
    telling = {
        w.stem for at, w in enumerate(words) if w.lower not in EMPTY_WORDS and at not in denied
    }
    return frozenset(telling | {f"={c}" for c in lexicon().concepts(stems)})


def _own(word: str, field: Field) -> bool:
    """Whether a word tells a choice from the others: "room" does not among types of room."""
    return stem(word.lower()) not in field.stems


def meaning_of(value: str, name: str, meanings: Sequence[ToolMeaning]) -> frozenset[str]:
    """Return the stems of what the catalog says of a word that stands under a name in a row."""
    for field in (f for meaning in meanings for f in meaning.takes if f.name == name):
        if value in field.choices:
            return frozenset(term for term in _gloss(value, field) if term[0] != "=")
    return frozenset()


def _explained(choice: str, clause: Clause, field: Field) -> float:
    """How well what is said of a choice fits a clause."""
    gloss = _gloss(choice, field)
    said = len(gloss & clause.stems)
    meant = {g for g in gloss if g[0] == "="} & {f"={c}" for c in clause.concepts(*_MEANT)}
    states = {g for g in meant if lexicon().kinds[g[1:]] == "state"}
    return min(0.9, 0.35 * said + 0.3 * len(meant) + 0.3 * bool(states))


EXPLAINED = 0.05  # of two choices named alike, that of which more is said is meant
_MEANT = ("change", "state", "thing", "field", "send", "final")


def _choice_fit(choice: str, clause: Clause, field: Field) -> float:
    named, told = _named_fit(choice, clause, field), _explained(choice, clause, field)
    return max(named, told) + EXPLAINED * min(named, told)


_LINKS = frozenset("for on by from to with".split())
_REACH = 4  # words between a preposition and what belongs to it


def _not_turned_round(choice: str, words: tuple[str, ...], clause: Clause) -> tuple[str, ...]:
    """The words of a choice, what follows its preposition unsaid where it stands elsewhere.

    "Customers wait for us" does not name `waiting_for_customer`.
    """
    plain = split_words(choice)
    at = next((place for place, word in enumerate(plain) if word in _LINKS and place), None)
    if at is None or len(plain) != len(words) or at + 1 >= len(words):
        return words
    after, said = words[at + 1], [t.stem for t in clause.tokens]
    links = [place for place, t in enumerate(clause.tokens) if t.lower == plain[at]]
    if after not in said or any(after in said[p + 1 : p + 1 + _REACH] for p in links):
        return words
    return (*words[: at + 1], f"no {after}", *words[at + 2 :])


def _named_fit(choice: str, clause: Clause, field: Field) -> float:
    words = stems_of(split_words(choice)) or (choice.lower(),)
    if re.search(rf"(?<!\w){re.escape(choice)}(?!\w)", clause.text, re.I):
        return 1.2 + 0.01 * len(choice)
    if named_in(field, choice, clause.text):
        return CALLED
    words = _not_turned_round(choice, words, clause)
    said = sum(1 for word in words if word in clause.stems)
    if said == len(words) or "".join(words) in _joined_pairs(clause):
        return NAMED
    telling = [w for w in words if w in clause.stems and w not in EMPTY_WORDS]
    rare = [w for w in telling if not _in_other_choice(w, choice, field)]
    if rare:
        return 0.55 + 0.3 * said / len(words)
    known = lexicon()
    meant = {s.concept for s in known.senses(words) if s.kind != "kind"}
    shared = meant & clause.concepts()
    if shared:
        places = {p for sense in clause.senses if sense.concept in shared for p in sense.places}
        times = sum(1 for sense in clause.senses if sense.concept in shared)
        state = 0.1 * any(known.kinds[concept] == "state" for concept in shared)
        return 0.55 + 0.15 * said / len(words) + state + 0.01 * (len(places) + times)
    alike = max(
        (likeness(choice.lower(), t.lower) for t in clause.tokens if len(t.lower) > 3), default=0.0
    )
    return 0.5 * said / len(words) + (0.3 if alike > 0.6 else 0.0) + (0.25 if alike > 0.75 else 0.0)
