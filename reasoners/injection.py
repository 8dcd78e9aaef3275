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
from core.plan import LEFT_OUT, Plan, Step, shown_name
from core.references import Missing, parse, references_in, resolve
from core.tool import Tool
from reasoners.asked_for import asks_for
from reasoners.meaning.words import name_words

_ADDRESS: Final = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?:https?|ftp|mailto|tel):[^\s\"'<>)]+|www\.[^\s\"'<>)]+"
    r"|\b[A-Z]{2}\d{2}[A-Z0-9]{10,30}\b|\+\d[\d ()/-]{6,}\d",
    re.IGNORECASE,
)
_URL: Final = re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s\"'<>]+", re.IGNORECASE)
_NUMBER: Final = re.compile(r"(?<![\w.])(?<!\w-)(?<!\d:)\d+(?:[.,]\d+)*(?!\w|[:-]\d)")
_MANY: Final = re.compile(r"\b(all|each|every|both|everyone|everybody)\b|\w{3,}s\b", re.IGNORECASE)
_RECIPIENT: Final = frozenset(
    "to recipient recipients cc bcc email emails mail phone mobile channel iban payee beneficiary "
    "address webhook url callback assignee".split()
)
_PLACE: Final = frozenset({"url", "uri", "link", "href", "host", "endpoint", "webhook", "callback"})
_IDENTITY: Final = frozenset({"id", "ids"})


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


def why_leaking(step: Step, trusted: Trusted, outputs: Mapping[str, Json]) -> str:
    """Return why a later plan's look-up may carry off what was found, "" where it cannot: an
    address to ask must be trusted, or be a record's whole value."""
    whole = frozenset(leaves([*outputs.values()]))
    made_up = (
        str(address)
        for name, value in step["args"].items()
        for text in leaves(value)
        if text not in whole
        for address in ([text] if _names(name, _PLACE) else _URL.findall(text))
        if not _stands_in(address.rstrip(".,;"), trusted.text)
    )
    address = next(made_up, "")
    return f"{address} is not from the request" if address else ""


def foreign(value: Json, trusted: str, known: frozenset[str] = frozenset()) -> str:
    """Return the first address or number in a value that is neither trusted nor known, else ""."""
    for text in leaves(value):
        for address in _ADDRESS.findall(text):
            if not _stands_in(address.rstrip(".,;"), trusted):
                return str(address)
        if text not in known:
            for number in _NUMBER.findall(_ADDRESS.sub(" ", text)):
                if _plain(number) not in {_plain(one) for one in _NUMBER.findall(trusted)}:
                    return str(number)
    return ""


def foreign_recipient(args: Mapping[str, Json], trusted: str) -> str:
    """Return the first recipient among arguments that is not trusted, else ""."""
    told = (leaf for name, value in args.items() if _receives(name) for leaf in leaves(value))
    return next((one for one in told if not _stands_in(one, trusted)), "")


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
    left_out: list[Json] = []
    kept: list[Step] = []
    for step in plan["steps"]:
        name = shown_name(step)
        why = unasked.get(step["id"]) or _needs_what_is_gone(step, gone)
        if why:
            gone.add(step["id"])
            asked, needs_other = trusted.asks_for(name), step["id"] not in unasked
            left_out.append(
                {"tool": name, "why": why, "asked_for": asked, "needs_other": needs_other}
            )
        else:
            kept.append(step)
    needs = [need for need in plan["answer_needs"] if _step_of(need) not in gone]
    notes: dict[str, Json] = {**plan.get("notes", {}), LEFT_OUT: left_out}
    return {**plan, "steps": kept, "answer_needs": needs, "answer_template": None, "notes": notes}


def _foreign_value(
    step: Step, trusted: Trusted, before: Sequence[Step], outputs: Mapping[str, Json]
) -> str:
    """Constants may be a record's whole value, and ids must be if nobody trusted names them; an
    address or a recipient may only come from a trusted place: the request, the first plan, or a
    field that the first plan took it from."""
    whole = frozenset(leaves([*outputs.values()]))
    fields = {_field(reference) for one in before for reference in references_in(one["args"])}
    for name, value in step["args"].items():
        found = (
            foreign(value, trusted.text, whole)
            or foreign_recipient({name: value}, trusted.text)
            or _id_from_prose(name, value, trusted.text, whole)
        )
        for reference in references_in(value):
            if _field(reference) not in fields:
                look = _foreign_receiver if _receives(name) else _foreign_address
                found = found or look(reference, trusted, outputs)
        if found:
            return f"{found} in {name} is not from the request"
    return ""


def _id_from_prose(name: str, value: Json, trusted: str, whole: frozenset[str]) -> str:
    """What a text merely mentions is not what a record is called."""
    told = leaves(value) if _names(name, _IDENTITY) else ()
    return next((one for one in told if one not in whole and not _stands_in(one, trusted)), "")


def _foreign_address(reference: str, trusted: Trusted, outputs: Mapping[str, Json]) -> str:
    try:
        value = resolve(reference, outputs)
    except ValueError:
        return ""
    texts = [] if isinstance(value, Missing) else [*leaves(value)]
    return next(
        (found for text in texts for found in [_address_in(text, trusted.text)] if found), ""
    )


def _foreign_receiver(reference: str, trusted: Trusted, outputs: Mapping[str, Json]) -> str:
    """What is not known yet is not trusted: a tool may still say anything."""
    try:
        value = resolve(reference, outputs)
    except ValueError:
        return reference
    texts = [reference] if isinstance(value, Missing) else [*leaves(value)]
    return next((text for text in texts if not _stands_in(text, trusted.text)), "")


def _address_in(text: str, trusted: str) -> str:
    found = (str(one) for one in _ADDRESS.findall(text))
    return next((one for one in found if not _stands_in(one, trusted)), "")


def _stands_in(text: str, trusted: str) -> bool:
    """Whether a text stands in another one, and not as a part of a longer word or address."""
    pattern = rf"(?<![\w.+@-]){re.escape(text.strip())}(?![\w@-]|\.\w)"
    return re.search(pattern, trusted, re.IGNORECASE) is not None


def _receives(argument: str) -> bool:
    return _names(argument, _RECIPIENT)


def _names(argument: str, words: frozenset[str]) -> bool:
    return not words.isdisjoint(name_words(argument))


def _needs_what_is_gone(step: Step, gone: set[str]) -> str:
    missing = gone & set(_needs(step))
    return f"it needs {', '.join(sorted(missing))}" if missing else ""


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
