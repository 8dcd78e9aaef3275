"""What the sentences of a rule require of a deed, and what they bar it for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reasoners.planning.ruling.elapsed import speaks_of_time
from reasoners.planning.ruling.rule_forms import form_of, lines_of
from reasoners.reading.quantities import number_in

_READ = tuple(
    (kind == "requires", re.compile(form, re.I))
    for kind, _, form in (line.partition(" ") for line in lines_of("sentences"))
)
_PERMITTED, _RULED_OUT = form_of("permits"), form_of("rules out")
_OF_THE_REST, _BINDS = form_of("of the rest"), form_of("binds")


@dataclass(frozen=True)
class Requirement:
    """One thing that a rule requires (`wanted`) or bars a deed for, in the rule's own words.

    `phrase` is "" where the sentence binds but cannot be read; `cases` says what it is for.
    """

    sentence: str
    phrase: str
    wanted: bool
    cases: str = ""


def requirements(sentences: Sequence[str]) -> tuple[Requirement, ...]:
    """Return what the sentences of a rule require; what binds nobody is left out."""
    parts = [part for sentence in sentences for part in re.split(r"[;:]\s+", sentence)]
    plain = [re.sub(r"\s+", " ", part).strip().rstrip(".!") for part in parts]
    pairs = zip(["", *plain], plain, strict=False)
    return tuple(one for before, part in pairs if not _rests(before, part) for one in _read(part))


def _rests(before: str, sentence: str) -> bool:
    """Whether a sentence only says what becomes of those that the one before leaves out."""
    found = _OF_THE_REST.match(sentence)
    if found is None or not any(_read(before)):
        return False
    return found["n"] is None or re.search(rf"\b{found['n']} ", before, re.I) is not None


def _read(sentence: str) -> Iterator[Requirement]:
    for wanted, form in _READ:
        found = form.search(sentence)
        if found and ("c" in found.groupdict() or not _measured(_rest(found))):
            yield Requirement(sentence, found["p"], wanted, _rest(found))
            return
    barred, allowed = _RULED_OUT.match(sentence), _PERMITTED.match(sentence)
    if barred:
        yield Requirement(sentence, "", False, barred["s"])
    elif allowed and not _BINDS.search(allowed["m"]):
        yield Requirement(sentence, allowed["p"], True, _rest(allowed))
    elif _BINDS.search(sentence):
        yield Requirement(sentence, "", True)


def _rest(found: re.Match[str]) -> str:
    """What a sentence says besides what it requires; where it names its cases, only those."""
    cases = found.groupdict().get("c")
    return cases or f"{found.string[: found.start('p')]} {found.string[found.end('p') :]}"


def _measured(rest: str) -> bool:
    return number_in(rest) is not None or speaks_of_time(rest)
