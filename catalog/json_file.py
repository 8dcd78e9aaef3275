"""Reads a JSON file strictly; whatever is wrong with it is one InputError."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from pathlib import Path
from typing import Any, NoReturn

from core.errors import InputError
from core.json_values import NESTING_LIMIT, Json

_MIB = 1024 * 1024
_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_LONGEST_NUMBER = 400


class _Refused(ValueError):
    """Valid for Python's parser, not for us."""


def read_json(path: Path, limit_mib: int = 64) -> Json:
    """Return the value a file holds.

    Refused, naming file, place and remedy: what cannot be opened, over `limit_mib`, other
    encodings than UTF-8 (a byte order mark is fine), invalid JSON, a key twice in one object, NaN
    and infinities, nesting beyond NESTING_LIMIT.
    """
    text = _decoded(_bytes_of(path, limit_mib), path)
    if not text.strip():
        raise InputError("is empty; write a JSON value, at least []", file=str(path))
    try:
        value: Json = json.loads(
            text,
            object_pairs_hook=_Objects(text),
            parse_constant=_refuse_constant,
            parse_float=_finite,
            parse_int=_integer,
        )
    except json.JSONDecodeError as problem:
        raise InputError(
            f"line {problem.lineno} column {problem.colno} is not valid JSON: {problem.msg}",
            file=str(path),
        ) from None
    except _Refused as problem:
        raise InputError(str(problem), file=str(path)) from None
    except RecursionError:
        raise _too_deep(path) from None
    if _depth(text) > NESTING_LIMIT:
        raise _too_deep(path)
    return value


def _bytes_of(path: Path, limit_mib: int) -> bytes:
    try:
        with path.open("rb") as file:
            chunks = [file.read(_MIB)]
            while chunks[-1] and len(chunks) <= limit_mib:
                chunks.append(file.read(_MIB))
    except FileNotFoundError:
        raise InputError("no such file; check the path", file=str(path)) from None
    except IsADirectoryError:
        raise InputError("is a folder; name the file in it", file=str(path)) from None
    except PermissionError:
        raise InputError("may not be read; check its permissions", file=str(path)) from None
    except (OSError, ValueError) as problem:
        raise InputError(f"cannot be read: {problem}", file=str(path)) from None
    if chunks[-1]:
        raise InputError(f"is larger than {limit_mib} MiB; split it", file=str(path))
    return b"".join(chunks)


def _decoded(data: bytes, path: Path) -> str:
    written_in = json.detect_encoding(data)
    if not written_in.startswith("utf-8"):
        raise InputError(
            f"is written in {written_in[:6].upper()}; save it as UTF-8", file=str(path)
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        raise InputError(
            f"line {line} is not UTF-8 (byte 0x{data[problem.start]:02X}), perhaps Latin-1;"
            " save the file as UTF-8",
            file=str(path),
        ) from None


class _Objects:
    """Builds the objects of a text and refuses a key that one of them has twice."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._ended = 0

    def __call__(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        self._ended += 1
        members = dict(pairs)
        if len(members) < len(pairs):
            twice, _ = Counter(name for name, _ in pairs).most_common(1)[0]
            raise _Refused(
                f"the object that ends in line {self._line_of_last()} has the key"
                f" {shown(twice)} twice; keep one"
            )
        return members

    def _line_of_last(self) -> int:
        """Objects are built in the order of their closing braces."""
        bare = _without_strings(self._text)
        place = -1
        for _ in range(self._ended):
            place = bare.index("}", place + 1)
        return bare.count("\n", 0, place) + 1


def _without_strings(text: str) -> str:
    return _STRING.sub('""', text)


def _depth(text: str) -> int:
    depth = deepest = 0
    for bracket in re.findall(r"[\[\]{}]", _without_strings(text)):
        depth += 1 if bracket in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _refuse_constant(word: str) -> NoReturn:
    raise _Refused(f"{word} is not a JSON number; write null or a finite number")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise _Refused(f"the number {digits[:20]} is out of range; write a smaller one")
    return number


def _integer(digits: str) -> int:
    if len(digits) > _LONGEST_NUMBER:
        raise _Refused(f"the number {digits[:20]}... is out of range; write a smaller one")
    return int(digits)


def _too_deep(path: Path) -> InputError:
    return InputError(f"is nested deeper than {NESTING_LIMIT} levels; flatten it", file=str(path))


CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
SURROGATE = re.compile(r"[\ud800-\udfff]")


def shown(value: Json) -> str:
    """Return a value as an error line may show it: JSON, at most 60 characters."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:57]}..."


def kind_of(value: Json) -> str:
    """Return the JSON type of a value in words, for error lines."""
    if value is None:
        return "null"
    names = {bool: "a boolean", int: "a number", float: "a number", str: "a string"}
    return names.get(type(value), "an array" if isinstance(value, list) else "an object")
