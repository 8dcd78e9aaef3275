"""How well a value of the prompt fits an argument, and the form the argument takes it in."""

from __future__ import annotations

from reasoners.meaning.fields import Field
from reasoners.meaning.words import (
    EMPTY_WORDS,
    stem,
)
from reasoners.planning.arguments.adapting import adapt, unit_named
from reasoners.planning.arguments.shapes import examples, is_numbered, shape_fit, takes_hosts
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
STAFF = frozenset({"=employee", "=technician", "=doctor", "=teacher", "=driver", "=manager"})
_PEOPLE = frozenset(
    f"={concept}"
    for concept in "customer member patient guest tenant owner student user applicant person "
    "child relative_party beneficiary_party volunteer_party donor_party citizen_party "
    "athlete_party performer_party writer_party".split()
)
PEOPLE = STAFF | _PEOPLE
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
    shaped = shape_fit(value, field)
    if shaped < 0:
        return 0.0
    if value.kind == "number" and field.kind == "id" and not value.text.lstrip("#").isdigit():
        return 0.0
    if value.kind == "number" and value.unit and not _takes_measure(value, field):
        return 0.0
    if _counts_no_such(value, field) or value.has in field.stems | field.entity:
        return 0.0
    if value.kind == "duration" and field.kind == "count" and not unit_named(field):
        return 0.0
    if value.kind == "number" and field.kind == "id" and not value.role & rivals:
        base += LONG_NUMBER * (len(value.text.lstrip("#")) >= 3)
    measured = 0.4 if value.kind == "duration" and field.kind == "count" else 0.0
    return base + shaped + measured + _role_fit(value, field, rivals) + _title_fit(value, field)


def _counts_no_such(value: Value, field: Field) -> bool:
    """Whether "two boxes" says nothing there: no sum of money, and nobody's number."""
    if not value.counts:
        return False
    named = stem(value.counts) in field.stems
    return field.kind in ("id", "any", "query") or (field.kind == "amount" and not named)


def _is_no_code(value: Value, field: Field) -> bool:
    """Whether a machine's name cannot stand there: nobody is called so, no number looks so."""
    if CODE not in value.role:
        return False
    shaped = "pattern" in field.schema or bool(examples(field))
    told = field.required or shaped or bool(value.role & (field.stems | field.entity) - EMPTY_WORDS)
    return bool(field.entity & PEOPLE) or not told or (not shaped and is_numbered(field))


def _takes_measure(value: Value, field: Field) -> bool:
    """Whether "600 km" may stand there: no money and no identifier is counted in anything."""
    counts = field.kind == "count" or field.schema.get("type") in ("integer", "number")
    return counts and "amount_money" not in field.concepts and field.kind not in ("id", "amount")


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
