"""The form in which an argument takes a value: its unit, its type."""

from __future__ import annotations

from core.json_values import Json
from reasoners.meaning.fields import Field
from reasoners.reading.values import Value

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


def unit_named(field: Field) -> bool:
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
