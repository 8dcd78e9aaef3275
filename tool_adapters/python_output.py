"""Turns what functions like to return into JSON."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import asdict, is_dataclass
from datetime import date, time
from decimal import Decimal
from enum import Enum
from pathlib import PurePath
from typing import Any
from uuid import UUID

from core.json_values import NESTING_LIMIT


def as_json(value: Any, depth: int = 0) -> Any:
    """Return a value with its dates, decimals, dataclasses, tuples and the like as JSON has them.

    What has no JSON form is left as it is, for the result cap to refuse by name.
    """
    if depth > NESTING_LIMIT:
        return value
    match value:
        case Enum():
            return as_json(value.value, depth + 1)
        case Mapping():
            return {_key(key): as_json(member, depth + 1) for key, member in value.items()}
        case list() | tuple():
            return [as_json(item, depth + 1) for item in value]
        case Set():
            return sorted((as_json(item, depth + 1) for item in value), key=repr)
        case date() | time():
            return value.isoformat()
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case UUID() | PurePath():
            return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return as_json(asdict(value), depth + 1)
    return value


def _key(key: Any) -> Any:
    return str(key) if isinstance(key, int) and not isinstance(key, bool) else key
