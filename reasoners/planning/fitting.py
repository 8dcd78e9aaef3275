"""How well a value of the prompt fits an argument, and the form the argument takes it in."""

from __future__ import annotations

import re
from collections.abc import Mapping

from core.json_values import Json
from reasoners.meaning.fields import Field
from reasoners.meaning.lexicon import lexicon
from reasoners.meaning.words import (
    EMPTY_WORDS,
    stem,
)
from reasoners.reading.hosts import is_host
from reasoners.reading.values import CODE, Value

_BASE: dict[str, dict[str, float]] = {
    "email": {"email": 0.9},
    "phone": {"phone": 0.9, "id": 0.2, "number": 0.3},
    "url": {"url": 0.9},
    "date": {"date": 0.85},
    "datetime": {"date": 0.75},
    "time": {"time": 0.9},
    "month": {"month": 0.9, "date": 0.2},
    "week": {"week": 0.9, "number": 0.2},
    "duration": {"duration": 0.9},
    "amount": {"amount": 0.9, "number": 0.6, "percent": 0.3},
    "count": {"number": 0.5, "duration": 0.5, "percent": 0.4, "amount": 0.2},
    "id": {"id": 0.62, "number": 0.35, "name": 0.15, "quoted": 0.3, "phone": 0.1},
    "name": {"name": 0.7, "quoted": 0.6},
    "place": {"address": 0.35, "name": 0.55, "quoted": 0.5},
    "address": {"address": 0.9, "quoted": 0.6, "name": 0.3},
    "query": {"address": 0.5, "name": 0.5, "quoted": 0.7, "id": 0.35, "email": 0.35, "phone": 0.3},
    "text": {"quoted": 0.75},
    "any": {
        "id": 0.42,
        "address": 0.42,
        "quoted": 0.6,
        "name": 0.42,
        "email": 0.25,
        "number": 0.25,
        "month": 0.2,
        "date": 0.2,
        "time": 0.2,
    },
    "enum": {},
}
_EXAMPLE = re.compile(
    r"(?:e\.g\.?,?|for example,?|such as|like|example:?|looks? like"
    r"|format:?)\s*[`'\"]?([A-Za-z]*[-_/]?\d[\w/-]*|[A-Z]{1,5}[-_][\w-]+)",
    re.I,
)
STAFF = frozenset({"=employee", "=technician", "=doctor", "=teacher", "=driver", "=manager"})
_PEOPLE = frozenset(
    f"={concept}"
    for concept in "customer member patient guest tenant owner student user applicant person "
    "child".split()
)
PEOPLE = STAFF | _PEOPLE
_UNITS = {
    "second": 1 / 60,
    "minute": 1.0,
    "hour": 60.0,
    "day": 1440.0,
    "night": 1440.0,
    "week": 10080.0,
    "fortnight": 20160.0,
    "month": 43200.0,
    "year": 525600.0,
}
ENOUGH = 0.5
HOST = 0.9
LONG_NUMBER = 0.17  # what three digits or more say for an identifier


def fit(value: Value, field: Field, rivals: frozenset[str]) -> float:
    """Return how well a value fits, 0 to about 1.3. `rivals` are entities of other identifiers."""
    base = _BASE.get(field.kind if field.kind != "list" else field.item, {}).get(value.kind, 0.0)
    if value.kind == "name" and field.kind == "id":
        base = 0.0 if is_numbered(field) else 0.45
    if value.kind == "id" and is_host(value.text):
        base = HOST if takes_hosts(field) else base
    if base == 0 or adapt(value, field) is None or _is_no_code(value, field):
        return 0.0
    shaped = _shape_fit(value, field)
    if shaped < 0:
        return 0.0
    if value.kind == "number" and field.kind == "id" and not value.text.lstrip("#").isdigit():
        return 0.0
    if value.kind == "number" and value.unit and not _takes_measure(value, field):
        return 0.0
    if value.counts and _counts_no_such(value, field):
        return 0.0
    if value.kind == "duration" and field.kind == "count" and not _unit_named(field):
        return 0.0
    if value.kind == "number" and field.kind == "id" and not value.role & rivals:
        base += LONG_NUMBER * (len(value.text.lstrip("#")) >= 3)
    measured = 0.4 if value.kind == "duration" and field.kind == "count" else 0.0
    return base + shaped + measured + _role_fit(value, field, rivals) + _title_fit(value, field)


def _counts_no_such(value: Value, field: Field) -> bool:
    """Whether "two boxes" says nothing there: no sum of money, and nobody's number."""
    named = stem(value.counts) in field.stems
    return field.kind in ("id", "any", "query") or (field.kind == "amount" and not named)


def _is_no_code(value: Value, field: Field) -> bool:
    """Whether a machine's name cannot stand there: nobody is called so, no number looks so."""
    if CODE not in value.role:
        return False
    shaped = "pattern" in field.schema or bool(_examples(field))
    told = field.required or shaped or bool(value.role & (field.stems | field.entity) - EMPTY_WORDS)
    return bool(field.entity & PEOPLE) or not told or (not shaped and is_numbered(field))


def _takes_measure(value: Value, field: Field) -> bool:
    """Whether "600 km" may stand there: no money and no identifier is counted in anything."""
    counts = field.kind == "count" or field.schema.get("type") in ("integer", "number")
    return counts and "amount_money" not in field.concepts and field.kind not in ("id", "amount")


def is_numbered(field: Field) -> bool:
    """Whether an identifier is a number or code by its name, not a thing called by its name."""
    last = field.words[-1] if field.words else ""
    return "kind_id" in lexicon().concepts((stem(last),)) or "pattern" in field.schema


def _title_fit(value: Value, field: Field) -> float:
    """Doctors work somewhere; Mr and Mrs are whom it works for."""
    if value.kind != "name" or not value.unit:
        return 0.0
    staff, people = field.entity & STAFF, field.entity & _PEOPLE
    if not staff and not people and "who" in field.described.lower().split():
        return 0.0
    if value.unit in ("mr", "mrs", "ms", "miss"):
        return 0.1 if people else -0.25 if staff else -0.35
    return 0.1 if staff else 0.0 if "=person" in field.entity else -0.4


def _shape_fit(value: Value, field: Field) -> float:
    """Pattern and examples: what identifiers of this field look like."""
    text = str(value.value)
    pattern = field.schema.get("pattern")
    if isinstance(pattern, str):
        try:
            return 0.45 if re.search(pattern, text) else -1.0
        except re.error:
            return 0.0
    if takes_hosts(field):
        return 0.45 if is_host(text) else -1.0 if _examples(field) else 0.0
    shapes = [shape(found) for found in (*_EXAMPLE.findall(field.described), *_examples(field))]
    if shapes and value.kind == "name" and all("9" in one for one in shapes):
        return 0.0 if "9" in shape(text) else -1.0
    if value.kind == "name" and _examples(field) and all(map(_is_code, _examples(field))):
        return 0.0 if _is_code(text) else -1.0
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


_HOSTS = frozenset("domain host hostname fqdn website".split())


def takes_hosts(field: Field) -> bool:
    """Whether a field takes the name of a host: by its examples, else by its own name."""
    shown = _examples(field)
    return all(map(is_host, shown)) if shown else bool(_HOSTS & {*field.words[-1:]})


LONGEST_NUMBER = 3  # words that an identifier may have


def may_stand_for(content: Json, field: Field) -> bool:
    """Whether what a look-up returned has the form that an argument takes."""
    text, pattern = str(content), field.schema.get("pattern")
    if field.kind == "id" and len(text.split()) > LONGEST_NUMBER and is_numbered(field):
        return False
    if not isinstance(pattern, str) or isinstance(content, list | Mapping):
        return True
    try:
        return re.search(pattern, text) is not None
    except re.error:
        return True


def _examples(field: Field) -> list[str]:
    given = field.schema.get("examples")
    return [str(example) for example in given] if isinstance(given, list | tuple) else []


def _is_code(text: str) -> bool:
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


def _role_fit(value: Value, field: Field, rivals: frozenset[str]) -> float:
    terms = (
        field.stems | {f"={c}" for c in field.concepts if not c.startswith("kind_")} | field.entity
    )
    said = {r for r in value.role if r not in EMPTY_WORDS}
    if value.kind in ("date", "month", "time"):
        return 0.2 if said & terms or value.role & field.stems else 0.0
    own = {r for r in said & terms if not r.startswith("=kind_")}
    if own:
        return 0.35 if any(r[0] != "=" for r in own) else 0.25
    if field.kind in ("id", "any") and value.kind in ("id", "number") and said & rivals:
        return -0.4
    return 0.0


def adapt(value: Value, field: Field) -> Json:
    """Return the value as the argument takes it, None where it cannot."""
    kind, wanted = field.schema.get("type"), field.kind if field.kind != "list" else field.item
    kinds = kind if isinstance(kind, list | tuple) else (kind,)
    content = value.value
    if value.kind == "duration" and wanted in ("count", "duration"):
        content = _in_unit(value, field)
    if value.kind == "date" and wanted == "month":
        content = str(content)[:7]
    if content is None:
        return None
    if "integer" in kinds:
        number = content if isinstance(content, int | float) else _whole(content)
        return int(number) if number is not None and float(number).is_integer() else None
    if "number" in kinds:
        return content if isinstance(content, int | float) else _whole(content)
    if "string" in kinds and isinstance(content, int | float):
        return value.text.lstrip("#") if value.kind == "number" else str(content)
    return content


def _whole(content: Json) -> int | None:
    return int(content) if isinstance(content, str) and content.isdigit() else None


def _unit_named(field: Field) -> bool:
    known = f"{field.label} {field.described}".lower()
    return any(unit in known for unit in _UNITS)


def _in_unit(value: Value, field: Field) -> Json:
    known = f"{field.label} {field.described}".lower()
    unit = next(
        (
            u
            for u in ("second", "minute", "hour", "night", "day", "week", "month", "year")
            if u in known
        ),
        None,
    )
    if unit is None or not isinstance(value.value, int | float):
        return value.text if field.schema.get("type") == "string" else None
    if unit == value.unit or {unit, value.unit} == {"day", "night"}:
        return value.value
    if {unit, value.unit} == {"month", "year"}:
        return value.value * 12 if unit == "month" else value.value / 12
    return _tidy(value.value * _UNITS[value.unit] / _UNITS[unit])


def _tidy(number: float) -> int | float | None:
    return int(number) if float(number).is_integer() else None
