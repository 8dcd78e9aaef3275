"""Reads what a tool returns from a sentence of its description.

"Returns a, b, c." - "Returns a list of a, b" - "Returns rows, a list with a, b of each" and what
people write like these. A sentence that does not list names says nothing that could be relied on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from catalog.shorthand import Schema
from core.json_values import Json

_SENTENCE = re.compile(
    r"(?:^|[.;!?]\s+|\n\s*|[,(]\s*|\b(?:and|it|which|that|then|tool|function)\s+)"
    r"(?:returns?|gives(?: back)?|yields|outputs?|responds with|answers with|returned fields"
    r"|(?:the )?(?:response|result|reply|output) (?:contains|includes|holds|has))\b:?\s+"
    r"(.+?)(?=[.;!?](?:\s|$)|\n|$)",
    re.IGNORECASE,
)
_LIST = r"(?:(?:an?|the)\s+)?(?:\w+\s+){0,2}?(?:lists?|arrays?)"
_EACH = r"(?:with|containing|holding|each with|each having|of)"
_NAMED_LIST = re.compile(
    rf"(?P<before>.*?)(?P<name>[A-Za-z_]\w*)\s*(?:,|:|-|\(|\bas\b|\bis\b|\bare\b)\s*{_LIST}\s+"
    rf"(?:of\s+(?:\w+\s+){{0,2}}?\w+,?\s+)?{_EACH}\s+(?P<members>[^()]+?)"
    r"(?:\s+(?:of|for|per|in)\s+(?:each|every)\b(?:\s+\w+)?|\s+each\b|\)|$)(?P<after>.*)",
    re.IGNORECASE,
)
_BARE_LIST = re.compile(
    rf"{_LIST}\s+(?:of\s+(?:[A-Za-z]+\s+){{0,2}}?[A-Za-z]+\s*,?\s*(?:,|\beach\b)?\s*"
    rf"(?:with|containing|having|\()|with|of|containing)\s*(?P<members>.+)",
    re.IGNORECASE,
)
_EACH_WITH = re.compile(
    r"[\w\s]+?,?\s*each\s+(?:one\s+)?(?:with|having|containing)\s+(?P<members>.+)", re.IGNORECASE
)
_OBJECT_WITH = re.compile(
    r"(?:(?:an?|the|its|their)\s+)?(?:[A-Za-z]+\s+){0,3}?[A-Za-z]+\s*,?\s*"
    r"(?P<how>with|containing|including|such as|:|having)\s+(?P<members>.+)",
    re.IGNORECASE,
)
_OPEN = re.compile(r"\b(?:including|such as|e\.g|among|etc|and more|and others?)\b", re.IGNORECASE)
_AFTERTHOUGHT = re.compile(
    r",?\s+(?:if|when|unless|where|as soon as|or (?:null|none|nothing|an? \w+)"
    r"|(?:of|for|in|on|from|about) (?:the|an?|that|this|your|its|each|every|all))\b.*$",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"\s*,\s*(?:and\s+|or\s+)?|\s+and\s+|\s*&\s*")
_NAME = re.compile(r"[`'\"]?([A-Za-z_][A-Za-z0-9_-]*)[`'\"]?\s*(?:\([^()]*\))?")
_SAYS_NOTHING = frozenset(
    """nothing none null json data result results response output text string object true false
    success ok details information everything number boolean value it them this""".split()
)


def returns_of(description: str) -> Schema | None:
    """Return the JSON Schema of an output, None where the description lists no names."""
    for found in _SENTENCE.finditer(description):
        schema = _listed(found[1].strip())
        if schema is not None:
            return schema
    return None


def _listed(text: str) -> Schema | None:
    return _with_named_list(text) or _with_bare_list(text) or _with_each(text) or _plain(text)


def _with_named_list(text: str) -> Schema | None:
    """Read "total, rows, a list with a, b of each"."""
    found = _NAMED_LIST.fullmatch(text)
    if not found:
        return None
    introduced = re.sub(r"(?:^|[\s,])and\s*$", "", found["before"]).strip(" ,")
    before = _names(introduced) if introduced else ()
    members = _names(found["members"])
    if before is None or not members:
        return None
    after = _names(found["after"].strip(" ,)")) or ()
    rows: Schema = {"type": "array", "items": _object(members)}
    closed = not _OPEN.search(found["members"])
    return _object((*before, *after), {found["name"]: rows}, closed=closed)


def _with_bare_list(text: str) -> Schema | None:
    """Read "a list of a, b" and "a list of orders with a, b"."""
    found = _BARE_LIST.fullmatch(text)
    if not found:
        return {"type": "array"} if re.fullmatch(rf"{_LIST}\s+of\s+\w+", text, re.I) else None
    members = _names(re.sub(r"\s+(?:of|for)\s+(?:each|every)\b.*|\)$", "", found["members"]))
    if members is None:
        return None
    if len(members) == 1 and "_" not in members[0]:
        return {"type": "array"}
    return {"type": "array", "items": _object(members, closed=not _OPEN.search(text))}


def _with_each(text: str) -> Schema | None:
    """Read "matching orders, each with a, b": a list, though under which name is not said."""
    found = _EACH_WITH.fullmatch(text)
    members = _names(found["members"]) if found else None
    return {"type": "array", "items": _object(members)} if members else None


def _plain(text: str) -> Schema | None:
    if re.fullmatch(r"(?:the|an?|its|their|all|some)\s+[a-z]+", text, re.IGNORECASE):
        return None  # "the weather" is no name of a field
    names = _names(text) or _names(_AFTERTHOUGHT.sub("", text))
    if names is None:
        found = _OBJECT_WITH.fullmatch(text)
        names = _names(found["members"]) if found else None
    if names is None or (len(names) == 1 and names[0].casefold() in _SAYS_NOTHING):
        return None
    return _object(names, closed=not _OPEN.search(text))


def _object(names: Sequence[str], further: Schema | None = None, *, closed: bool = True) -> Schema:
    properties: dict[str, Json] = {name: {} for name in names}
    return {
        "type": "object",
        "properties": {**properties, **(further or {})},
        "additionalProperties": not closed,
    }


def _names(text: str) -> tuple[str, ...] | None:
    """Return the names in a list of names, None when it is anything else."""
    listed = re.sub(r"^(?:its|their|the|both)\s+", "", text.strip(" ,"), flags=re.IGNORECASE)
    listed = re.sub(r",?\s*(?:etc\.?|and more|and others?)$", "", listed)
    found = [_NAME.fullmatch(part) for part in _SEPARATOR.split(listed)]
    names = tuple(match[1] for match in found if match)
    return names if names and len(names) == len(found) else None
