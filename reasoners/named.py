"""The identifiers and addresses that a request names, and what was looked up from all of them."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from core.json_values import Json
from reasoners.foreign import stands_in
from reasoners.provenance import Calls
from reasoners.reading.request import read_request

_NAMED: Final = ("id", "email", "phone", "url")


@lru_cache(maxsize=256)
def named_in(prompt: str) -> tuple[str, ...]:
    """Return the identifiers and addresses that a request names."""
    return tuple(one.text.casefold() for one in read_request(prompt, 0.0).values_of(*_NAMED))


def reached_from_all(value: Json, now: Calls, prompt: str) -> bool:
    """Whether a value was looked up from everything that the request names: nobody else's record
    can stand in its place."""
    roots = now.roots(value)
    named = named_in(prompt)
    return (
        roots is not None
        and bool(named)
        and all(any(stands_in(one, root) for root in roots) for one in named)
    )
