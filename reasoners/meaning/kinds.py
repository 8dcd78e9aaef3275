"""What kind of value an argument or a returned field holds: by format, description and name."""

from __future__ import annotations

import re
from collections.abc import Mapping

from core.json_values import Json
from reasoners.meaning.lexicon import lexicon
from reasoners.meaning.words import stem, tokens

Schema = Mapping[str, Json]

_FORMATS = {
    "email": "email",
    "date": "date",
    "date-time": "datetime",
    "time": "time",
    "uuid": "id",
    "uri": "url",
    "phone": "phone",
    "duration": "duration",
}

_WRITTEN_AS = (
    (
        re.compile(r"YYYY-MM-DD.{0,4}HH|date[- ]?time|timestamp|ISO 8601 date and time", re.I),
        "datetime",
    ),
    (re.compile(r"YYYY-MM-DD|ISO date\b|\bISO 8601 date\b", re.I), "date"),
    (re.compile(r"YYYY-MM\b", re.I), "month"),
    (re.compile(r"HH:MM", re.I), "time"),
    (re.compile(r"^(?:the )?full name of\b", re.I), "name"),
    (re.compile(r"\be-?mail address(?:es)?\b", re.I), "email"),
    (re.compile(r"\b(?:tele)?phone number\b", re.I), "phone"),
)


def kind_of(
    schema: Schema, words: tuple[str, ...], described: str, choices: tuple[str, ...]
) -> str:
    """Return the kind of value: by type and format, then by how it is written, then by its name."""
    shape = schema.get("type")
    shape = (
        next((s for s in shape if s != "null"), None) if isinstance(shape, list | tuple) else shape
    )
    if choices:
        return "enum"
    if shape in ("boolean", "array", "object"):
        return {"boolean": "boolean", "array": "list", "object": "object"}[str(shape)]
    if schema.get("format") in _FORMATS:
        return _FORMATS[str(schema["format"])]
    by_name = _kind_by_name(words)
    if shape == "integer":
        return by_name if by_name in ("id", "amount", "count") else "count"
    if shape == "number":
        return by_name if by_name in ("amount", "count") else "amount"
    if by_name == "query":
        return by_name
    written = next((kind for form, kind in _WRITTEN_AS if form.search(described)), None)
    return written or by_name or _kind_by_text(described) or "any"


_COUNTED = frozenset("days weeks months years hours minutes nights".split())

_PLACED = frozenset("on at from until since valid when no".split())


def _kind_by_name(words: tuple[str, ...]) -> str | None:
    known = lexicon()
    if words and words[-1] in _COUNTED:
        return "count"
    telling = [word for at, word in enumerate(words, 1) if at == len(words) or word not in _PLACED]
    kinds = [
        sense.concept.removeprefix("kind_")
        for word in reversed(telling)
        for sense in known.senses((stem(word),))
        if sense.kind == "kind"
    ]
    if kinds[:1] in (["address"], ["id"]):
        # A mail address is no street, a telephone number no identifier.
        return next((kind for kind in kinds[1:2] if kind in ("email", "phone")), kinds[0])
    if kinds:
        return kinds[0]
    if words and any(s.kind == "thing" for s in known.senses((stem(words[-1]),))):
        return "id"
    return None


def _kind_by_text(described: str) -> str | None:
    first = re.split(r"[.;,(]", described)[0]
    return _kind_by_name(tuple(token.lower for token in tokens(first))[-3:]) if first else None
