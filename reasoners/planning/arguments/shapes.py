"""What identifiers look like: patterns, examples, and the letters that stand for a word."""

from __future__ import annotations

import re
from collections.abc import Mapping

from core.json_values import Json
from reasoners.meaning.fields import Field
from reasoners.meaning.lexicon import lexicon
from reasoners.meaning.words import stem
from reasoners.reading.hosts import is_host
from reasoners.reading.values import Value

_EXAMPLE = re.compile(
    r"(?:e\.g\.?,?|for example,?|such as|like|example:?|looks? like"
    r"|format:?)\s*[`'\"]?([A-Za-z]*[-_/]?\d[\w/-]*|[A-Z]{1,5}[-_][\w-]+)",
    re.I,
)

_HOSTS = frozenset("domain host hostname fqdn website".split())

LONGEST_NUMBER = 3  # words that an identifier may have


def shape_fit(value: Value, field: Field) -> float:
    """Pattern and examples: what identifiers of this field look like."""
    text = str(value.value)
    pattern = field.schema.get("pattern")
    if isinstance(pattern, str):
        try:
            return 0.45 if re.search(pattern, text) else -1.0
        except re.error:
            return 0.0
    if takes_hosts(field):
        return 0.45 if is_host(text) else -1.0 if examples(field) else 0.0
    shapes = [shape(found) for found in (*_EXAMPLE.findall(field.described), *examples(field))]
    if shapes and value.kind == "name" and all("9" in one for one in shapes):
        return 0.0 if "9" in shape(text) else -1.0
    if value.kind == "name" and examples(field) and all(map(is_code, examples(field))):
        return 0.0 if is_code(text) else -1.0
    if shapes and value.kind in ("id", "number"):
        return (
            0.45
            if shape(text) in shapes
            else (
                0.35
                if prefix(text) in {s.rstrip("9-_/") for s in shapes} and prefix(text)
                else -1.0
                if value.kind == "id"
                else 0.0
            )
        )
    if value.kind == "id" and field.kind in ("id", "any") and prefix(text):
        return 0.25 if any(_abbreviates(prefix(text), word) for word in field_nouns(field)) else 0.0
    return 0.0


def takes_hosts(field: Field) -> bool:
    """Whether a field takes the name of a host: by its examples, else by its own name."""
    shown = examples(field)
    return all(map(is_host, shown)) if shown else bool(_HOSTS & {*field.words[-1:]})


def is_numbered(field: Field) -> bool:
    """Whether an identifier is a number or code by its name, not a thing called by its name."""
    last = field.words[-1] if field.words else ""
    return "kind_id" in lexicon().concepts((stem(last),)) or "pattern" in field.schema


def may_stand_for(content: Json, field: Field) -> bool:
    """Whether what a look-up returned has the form that an argument takes."""
    text, pattern = str(content), field.schema.get("pattern")
    if field.kind == "id" and is_numbered(field) and _is_in_words(text):
        return False
    if not isinstance(pattern, str) or isinstance(content, list | Mapping):
        return True
    try:
        return re.search(pattern, text) is not None
    except re.error:
        return True


def _is_in_words(text: str) -> bool:
    """Whether a text can be no number or code: several words without a digit, or too many."""
    words = text.split()
    return len(words) > LONGEST_NUMBER or (len(words) > 1 and not re.search(r"\d", text))


def examples(field: Field) -> list[str]:
    given = field.schema.get("examples")
    return [str(example) for example in given] if isinstance(given, list | tuple) else []


def is_code(text: str) -> bool:
    """Whether something is written as machines are named, in one piece with marks inside."""
    return re.fullmatch(r"[a-z0-9]+(?:[._/-][a-z0-9]+)+", text) is not None


def shape(text: str) -> str:
    """The form of an identifier: runs of digits become 9."""
    return re.sub(r"\d+", "9", text.lower())


def prefix(text: str) -> str:
    """The leading letters of an identifier, in lower case."""
    found = re.match(r"[a-z]+", text.lower())
    return found[0] if found else ""


def field_nouns(field: Field) -> set[str]:
    """The plain words that name whose identifier a field is."""
    return {term for term in (*field.entity, *field.stems) if term[0] != "="}


def _abbreviates(short: str, word: str) -> bool:
    """Whether letters stand for a word: its beginning, or its first letter and some others."""
    if not word or short[0] != word[0]:
        return False
    rest = iter(word)
    return (
        word.startswith(short)
        or short.startswith(word)
        or (len(short) > 1 and all(letter in rest for letter in short))
    )
