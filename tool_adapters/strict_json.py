"""Reads JSON that others wrote, and refuses what would change or break on its way through us."""

from __future__ import annotations

import json
from typing import NoReturn

from core.json_values import Json, storable


class UnreadableJson(ValueError):
    """Text that is not strict JSON; the message says what is wrong and, where known, where."""


def parse_json(data: bytes) -> Json:
    """Return the value of UTF-8 JSON text, a byte order mark allowed. Raises UnreadableJson.

    Refused: duplicate keys, NaN and infinities, integers beyond 64 bits, lone surrogates, other
    encodings, nesting beyond the storable depth.
    """
    try:
        value: Json = json.loads(
            data.decode("utf-8-sig"), object_pairs_hook=_members, parse_constant=_refuse_constant
        )
        return storable(value)
    except RecursionError:
        raise UnreadableJson("nested too deeply") from None
    except UnicodeDecodeError as error:
        raise UnreadableJson(f"not UTF-8 text (byte {error.start})") from None
    except ValueError as error:
        raise UnreadableJson(str(error)) from None


def _members(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    members = dict(pairs)
    if len(members) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise UnreadableJson(f"the key {twice!r} stands twice in one object")
    return members


def _refuse_constant(name: str) -> NoReturn:
    raise UnreadableJson(f"{name} is not JSON")
