"""The members of a JSON object with their places in the text, to change one and no other byte."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.json_values import Json

_BLANKS = re.compile(r"[ \t\n\r]*")
_DECODER = json.JSONDecoder()


class NotAnObject(ValueError):
    """The text is not one JSON object."""


@dataclass(frozen=True)
class Member:
    """One member: text[start:end] is name, colon and value; the value begins at `value_start`."""

    name: str
    value: Json
    start: int
    value_start: int
    end: int


def members(text: str) -> list[Member]:
    """Return the top-level members in order, repeated names included."""
    try:
        return list(_scan(text))
    except (ValueError, IndexError, RecursionError) as problem:
        raise NotAnObject(str(problem)) from None


def _scan(text: str) -> Iterator[Member]:
    place = _expect(text, _skip(text, 0), "{")
    while text[place] != "}":
        start = place
        name, place = _DECODER.raw_decode(text, start)
        if not isinstance(name, str):
            raise NotAnObject("a name that is not text")
        value_start = _skip(text, _expect(text, _skip(text, place), ":"))
        value, end = _DECODER.raw_decode(text, value_start)
        yield Member(name, value, start, value_start, end)
        place = _skip(text, end)
        if text[place] == ",":
            place = _skip(text, place + 1)
            if text[place] == "}":
                raise NotAnObject("a comma before the closing brace")
        elif text[place] != "}":
            raise NotAnObject("no comma between two members")
    if _skip(text, place + 1) != len(text):
        raise NotAnObject("text after the object")


def _skip(text: str, place: int) -> int:
    found = _BLANKS.match(text, place)
    return found.end() if found else place


def _expect(text: str, place: int, character: str) -> int:
    if text[place] != character:
        raise NotAnObject(f"expected {character!r}")
    return _skip(text, place + 1)


def with_member(text: str, name: str, value: Json) -> str:
    """Return the text with one member set, everything else byte for byte as it was."""
    found = members(text)
    written = json.dumps(value, separators=(",", ":"))
    for member in found:
        if member.name == name:
            return text[: member.value_start] + written + text[member.end :]
    place = found[-1].end if found else text.index("{") + 1
    comma = "," if found else ""
    return f'{text[:place]}{comma}"{name}":{written}{text[place:]}'


def without_member(text: str, found: list[Member], name: str) -> str:
    """Return the text without one of its members and that member's comma."""
    for position, member in enumerate(found):
        if member.name != name:
            continue
        if position:
            return text[: found[position - 1].end] + text[member.end :]
        end = found[1].start if len(found) > 1 else member.end
        return text[: member.start] + text[end:]
    return text
