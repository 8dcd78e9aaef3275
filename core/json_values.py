"""Strict JSON: what may be stored, sent and hashed, and the one way it is written down."""

from __future__ import annotations

import base64
import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

Json: TypeAlias = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]
Args: TypeAlias = Mapping[str, Json]

# Built once: json.dumps builds one per call, and every step of every task digests its arguments.
_CANONICAL = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
)
INTEGER_LIMIT = 2**63
NESTING_LIMIT = 64


class UnstorableValue(ValueError):
    """A value that JSON, SQLite or UTF-8 would change or refuse; says where in the value."""


def storable(value: Json, where: str = "value") -> Json:
    """Return `value` if it survives storage unchanged, else raise UnstorableValue naming the place.

    Refused: NaN and infinities, integers outside signed 64 bits, lone surrogates, keys that are
    not strings, nesting beyond NESTING_LIMIT, and every type JSON does not know.
    """
    if not _plain(value, 0):
        _check(value, where, 0)
    return value


def _plain(value: Any, depth: int) -> bool:
    """Say yes quickly to what is common; what gets a no is looked at again by `_check`."""
    kind = type(value)
    if kind is str:
        return value.isascii() or _encodes(value)
    if kind is dict or kind is list:
        if depth >= NESTING_LIMIT or (kind is dict and not all(map(_plain_key, value))):
            return False
        for member in value.values() if kind is dict else value:
            if not _plain(member, depth + 1):
                return False
        return True
    if kind is int:
        number: int = value
        return -INTEGER_LIMIT <= number < INTEGER_LIMIT
    return value is None or kind is bool or (kind is float and math.isfinite(value))


def _plain_key(key: Any) -> bool:
    return type(key) is str and (key.isascii() or _encodes(key))


def _encodes(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _check(value: Json, where: str, depth: int) -> None:
    if depth > NESTING_LIMIT:
        raise UnstorableValue(f"{where} is nested deeper than {NESTING_LIMIT} levels")
    if isinstance(value, Mapping):
        _check_members(value, where, depth)
    elif isinstance(value, list | tuple):
        for position, item in enumerate(value):
            _check(item, f"{where}[{position}]", depth + 1)
    else:
        _check_scalar(value, where)


def _check_scalar(value: Json, where: str) -> None:
    if isinstance(value, str):
        _check_text(value, where)
    elif isinstance(value, float):
        if not math.isfinite(value):
            raise UnstorableValue(f"{where} is not a finite number")
    elif isinstance(value, int):
        if not -INTEGER_LIMIT <= value < INTEGER_LIMIT:
            raise UnstorableValue(f"{where} is an integer beyond 64 bits")
    elif value is not None:
        raise UnstorableValue(f"{where} is a {type(value).__name__}, not a JSON value")


def _check_members(value: Mapping[str, Json], where: str, depth: int) -> None:
    for key, member in value.items():
        if not isinstance(key, str):
            raise UnstorableValue(f"{where} has a key that is not a string")
        _check_text(key, f"a key of {where}")
        _check(member, f"{where}.{key}", depth + 1)


def _check_text(text: str, where: str) -> None:
    if not _encodes(text):
        raise UnstorableValue(f"{where} has a lone surrogate (broken text encoding)")


def canonical(value: Json) -> str:
    """Return the one JSON text of a value: sorted keys, no spaces, no NaN."""
    return _CANONICAL.encode(value)


def digest(value: Json) -> str:
    """Return a value's identity: 43 characters, base64url of the SHA-256 of its canonical JSON."""
    raw = hashlib.sha256(canonical(value).encode("utf-8")).digest()
    return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")
