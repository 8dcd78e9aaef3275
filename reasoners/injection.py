"""Whether a change that was planned after tools had spoken is one that the request asks for.

Pure functions. What a tool said may be hostile; the request, and the plan made before any tool
spoke, are not. So a later plan's change needs a tool that either of them names, and recipients,
addresses, amounts and numbers that stand in either, or that are a record's whole value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from core.json_values import Json
from core.plan import LEFT_OUT, Plan, Step
from core.references import Missing, parse, references_in, resolve
from core.tool import Tool

_ADDRESS: Final = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?:https?|ftp|mailto|tel):[^\s\"'<>)]+|www\.[^\s\"'<>)]+"
    r"|\b[A-Z]{2}\d{2}[A-Z0-9]{10,30}\b|\+\d[\d ()/-]{6,}\d",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(r"(?<![\w.])(?<!\w-)(?<!\d:)\d+(?:[.,]\d+)*(?!\w|[:-]\d)")
_WORD: Final = re.compile(r"[^\W\d_]+")
_MANY: Final = re.compile(r"\b(all|each|every|both|everyone|everybody)\b|\w{3,}s\b", re.IGNORECASE)
_NOT: Final = re.compile(r"\b(not|never|without|don'?t|dont|no)\b", re.IGNORECASE)
_STEM: Final = 5  # letters that two forms of a word share
_BEFORE: Final = 20  # letters before a verb in which a "not" belongs to it


@dataclass(frozen=True)
class Trusted:
    """What was said before any tool spoke: the request, and the changes of the first plan."""

    prompt: str
    first: tuple[Step, ...] = ()

    @property
    def text(self) -> str:
        """Every trusted word and number."""
        return "\n".join([self.prompt, *leaves([step["args"] for step in self.first])])

    def asks_for(self, tool: str) -> bool:
        """Whether the first plan calls this tool, or the request's own words name it."""
        return any(step["tool"] == tool for step in self.first) or asks_for(self.prompt, tool)


def changes(plan: Plan, tools: Iterable[Tool]) -> tuple[Step, ...]:
    """Return the plan's steps that change something; a tool nobody knows counts as one."""
    reads = {tool.name for tool in tools if tool.effect == "read" or tool.looks_up}
    return tuple(step for step in plan["steps"] if step["tool"] and step["tool"] not in reads)


def why_unasked(step: Step, trusted: Trusted, outputs: Mapping[str, Json]) -> str:
    """Return why a later plan's change is not what the request asks for, "" where it is."""
    before = [one for one in trusted.first if one["tool"] == step["tool"]]
    if not trusted.asks_for(step["tool"] or ""):
        return f"the request does not ask for {step['tool']}"
    if step.get("for_each") and not any(one.get("for_each") for one in before):
        if not _MANY.search(trusted.prompt):
            return f"the request does not ask for {step['tool']} more than once"
    return _foreign_value(step, trusted, before, outputs)


def asks_for(prompt: str, tool: str) -> bool:
    """Whether the words of a tool's name stand in the prompt: its verb and a noun, or all nouns.

    "Don't send anything yet" does not ask for a message.
    """
    verb, *nouns = [_stem(word) for word in _WORD.findall(tool)] or [""]
    places = {_stem(found[0]): found.start() for found in reversed([*_WORD.finditer(prompt)])}
    words = set(places)
    if verb in words and _NOT.search(prompt[max(0, places[verb] - _BEFORE) : places[verb]]):
        return False
    if not nouns:
        return verb in words
    named = [noun in words for noun in nouns]
    return all(named) or (verb in words and any(named))


def foreign(value: Json, trusted: str, known: frozenset[str] = frozenset()) -> str:
    """Return the first address or number in a value that is neither trusted nor known, else ""."""
    for text in leaves(value):
        for address in _ADDRESS.findall(text):
            if address.casefold().rstrip(".,;") not in trusted.casefold():
                return str(address)
        if text not in known:
            for number in _NUMBER.findall(_ADDRESS.sub(" ", text)):
                if _plain(number) not in {_plain(one) for one in _NUMBER.findall(trusted)}:
                    return str(number)
    return ""


def leaves(value: Json) -> Iterator[str]:
    """Yield the texts and numbers in a value; bare, since JSON's own marks would hide them."""
    if isinstance(value, Mapping):
        if not (len(value) == 1 and "$ref" in value):
            yield from (leaf for member in value.values() for leaf in leaves(member))
    elif isinstance(value, list | tuple):
        yield from (leaf for item in value for leaf in leaves(item))
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def without(plan: Plan, unasked: Mapping[str, str], trusted: Trusted) -> Plan:
    """Return the plan without these steps and what depends on them, and with a note of each."""
    gone = set(unasked)
    left_out: list[Json] = [
        {"tool": name, "why": unasked[step["id"]], "asked_for": trusted.asks_for(name)}
        for step in plan["steps"]
        if step["id"] in unasked and (name := step["tool"] or "")
    ]
    kept: list[Step] = []
    for step in plan["steps"]:
        if step["id"] in gone or gone & set(_needs(step)):
            gone.add(step["id"])
        else:
            kept.append(step)
    needs = [need for need in plan["answer_needs"] if _step_of(need) not in gone]
    notes: dict[str, Json] = {**plan.get("notes", {}), LEFT_OUT: left_out}
    return {**plan, "steps": kept, "answer_needs": needs, "answer_template": None, "notes": notes}


def _foreign_value(
    step: Step, trusted: Trusted, before: Sequence[Step], outputs: Mapping[str, Json]
) -> str:
    """Constants may be a record's whole value; an address may only come from a trusted place."""
    whole = frozenset(leaves([*outputs.values()]))
    fields = {_field(reference) for one in before for reference in references_in(one["args"])}
    for name, value in step["args"].items():
        found = foreign(value, trusted.text, whole)
        for reference in references_in(value):
            if _field(reference) not in fields:
                found = found or _foreign_address(reference, trusted, outputs)
        if found:
            return f"{found} in {name} is not from the request"
    return ""


def _foreign_address(reference: str, trusted: Trusted, outputs: Mapping[str, Json]) -> str:
    try:
        value = resolve(reference, outputs)
    except ValueError:
        return ""
    texts = [] if isinstance(value, Missing) else [*leaves(value)]
    return next(
        (found for text in texts for found in [_address_in(text, trusted.text)] if found), ""
    )


def _address_in(text: str, trusted: str) -> str:
    found = (str(one) for one in _ADDRESS.findall(text))
    return next((one for one in found if one.casefold() not in trusted.casefold()), "")


def _needs(step: Step) -> Iterator[str]:
    yield from (_step_of(reference) for reference in references_in(step["args"]))
    yield from (_step_of(condition["ref"]) for condition in step.get("when", ()))
    yield from step.get("after", ())
    if step.get("for_each"):
        yield _step_of(str(step.get("for_each")))


def _step_of(reference: str) -> str:
    return re.split(r"[.\[]", reference, maxsplit=1)[0]


def _field(reference: str) -> str:
    try:
        names = [segment for segment in parse(reference)[1] if isinstance(segment, str)]
    except ValueError:
        return ""
    return names[-1] if names else ""


def _plain(number: str) -> str:
    bare = number.replace(",", "")
    return str(float(bare)) if bare.count(".") <= 1 else bare


def _stem(word: str) -> str:
    return word.casefold().removesuffix("s")[:_STEM]
