"""What became of calls: what was done with which values, and what could not be had."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from core.json_values import Json
from reasoners.found.facts import Fact
from reasoners.found.formats import is_long, label, quoted, said_of, sentence
from reasoners.wording.deeds import in_the_past
from reasoners.wording.records import record


def given_in_words(fact: Fact) -> str:
    """Return what a call was given: "order id O-1, month 2025-05"."""
    return (
        ", ".join(
            f"{label(name)} {said_of(name, value, fact.args)}" for name, value in fact.args.items()
        )
        or "this request"
    )


def done(fact: Fact, about: Mapping[str, Json]) -> str:
    """Say what was done, with its reference and the values it was done with."""
    does = re.split("[:;]", str(about.get("does") or label(fact.tool)))[0].rstrip(".")
    result = (
        record(fact.output, None)
        if isinstance(fact.output, Mapping)
        else ""
        if fact.output is None
        else str(fact.output)
    )
    given = "; ".join(
        f"{label(n)} {quoted(str(v)) if is_long(v) else said_of(n, v, fact.args)}"
        for n, v in fact.args.items()
    )
    return sentence(f"Done: {in_the_past(does)}" + (f" ({given})" if given else "")) + (
        f" Result: {sentence(result)}" if result else ""
    )


_REFUSED = re.compile(r'(Not done(?: yet)?: )("[^"]*")(\. .*)', re.S)


def merged(refusals: Sequence[str]) -> list[str]:
    """Name what was refused for the same reason together, and the reason once."""
    acts: dict[tuple[str, str], list[str]] = {}
    for text in refusals:
        found = _REFUSED.fullmatch(text)
        lead, act, reason = found.groups() if found else (text, "", "")
        acts.setdefault((lead, reason), []).append(act)
    return [f"{lead}{' and '.join(named)}{reason}" for (lead, reason), named in acts.items()]


def not_had(
    facts: Sequence[Fact], missed: Sequence[Fact], tools: Mapping[str, Json], notes: Sequence[str]
) -> list[str]:
    """Say which records are not there, and which calls failed as far as no note tells of it."""
    told = []
    for fact in facts:
        if fact in missed:
            told.append(sentence(f"No record was found for {given_in_words(fact)}"))
        elif fact.status in ("broken", "rejected", "busy") and not _noted(fact, notes):
            does = str(_does(tools.get(fact.tool)) or label(fact.tool))
            told.append(
                sentence(
                    f"Could not be done: {does[:1].lower()}{does[1:]}"
                    + (f" ({fact.message})" if fact.message else "")
                )
            )
    return told


def _noted(fact: Fact, notes: Sequence[str]) -> bool:
    return any(fact.tool in note and fact.message in note for note in notes)


def _does(about: Json) -> Json:
    return about.get("does") if isinstance(about, Mapping) else None
