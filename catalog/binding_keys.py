"""The keys that say how a tool is called: what each may hold, and where it may stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from catalog.json_file import kind_of, shown
from catalog.nearest import near_enough, nearest
from core.json_values import Json

ADAPTERS: Final = ("mock", "python", "http")
OWN_PACKAGES: Final = frozenset(
    "run app bench catalog checkpoints core evaluation gateway graph nodes reasoners rehearsal"
    " tests tool_adapters".split()
)
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_VARIABLE = re.compile(r"\$\{([^}]*)(\}?)")
_TARGET = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*:[^\W\d]\w*(\.[^\W\d]\w*)*")
_SECRET = re.compile(
    r"(?:(?:api|access|auth|client|private)[-_.]?)?"
    r"(?:key|token|secret|password|passwd|signature|sig)",
    re.I,
)
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")

Check = Callable[[Json], str | None]


@dataclass(frozen=True)
class Key:
    """One key: a check that returns what is wrong, and whom the key is for.

    `adapter` is "" for every adapter; `writes` marks keys that mean nothing for a read.
    """

    check: Check
    adapter: str = ""
    writes: bool = False
    default: bool = True


def _word(words: Iterable[str]) -> Check:
    known = tuple(words)

    def check(value: Json) -> str | None:
        if value in known and isinstance(value, str):
            return None
        meant = near_enough(value, known) if isinstance(value, str) else None
        hint = f"did you mean {shown(meant)}? It" if meant else "it"
        return f"{shown(value)} is unknown; {hint} is one of {', '.join(known)}"

    return check


def _text(value: Json) -> str | None:
    if not isinstance(value, str):
        return f"is {kind_of(value)}; write it as a string"
    return None if value.strip() else "is empty; fill it in or leave the key out"


def _boolean(value: Json) -> str | None:
    return None if isinstance(value, bool) else f"is {kind_of(value)}; write true or false"


def _seconds(least: float, most: float) -> Check:
    def check(value: Json) -> str | None:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return f"is {kind_of(value)}; write a number of seconds"
        if least <= value <= most:
            return None
        return f"is {shown(value)}; write seconds between {least:g} and {most:g}"

    return check


def _url(value: Json) -> str | None:
    if not isinstance(value, str):
        return _text(value)
    if any(mark.isspace() or not mark.isprintable() for mark in value):
        return f"{shown(value)} has a space or control character; percent-encode it"
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname, parts.port
    except ValueError as problem:
        return f"{shown(value)} is not a URL: {problem}"
    if parts.scheme not in ("http", "https") or not host:
        return f"{shown(value)} is not a URL; write it like https://api.example.com/tools"
    if parts.username or parts.password:
        return "carries a user name or password; send them in headers as ${NAME}"
    if "{" in parts.netloc:
        return f"{shown(value)} takes its host from an argument; write the host out"
    secret = next((n for n, v in parse_qsl(parts.query) if _is_secret(n) and v[:1] != "{"), None)
    return f"carries {shown(secret)}; send it in headers as ${{NAME}}" if secret else None


def _is_secret(parameter: str) -> bool:
    return _SECRET.fullmatch(parameter) is not None


def _base_url(value: Json) -> str | None:
    if isinstance(value, str) and _PLACEHOLDER.search(value):
        return f"{shown(value)} has a placeholder; only url takes {{argument}}"
    return _url(value)


def _headers(value: Json) -> str | None:
    if not isinstance(value, Mapping):
        return f"is {kind_of(value)}; write an object of header names and values"
    for name, text in value.items():
        if not _HEADER_NAME.fullmatch(name):
            return f"{shown(name)} is not a header name"
        if not isinstance(text, str) or not (text.isascii() and text.isprintable()):
            return f"the value of {shown(name)} must be one line of ASCII text"
        for variable, end in _VARIABLE.findall(text):
            if not end or not variable.isidentifier():
                written = shown("${" + variable + end)
                return f"the value of {shown(name)} has {written}; write ${{NAME}}"
    return None


def _flaky(value: Json) -> str | None:
    if not isinstance(value, Mapping) or not set(value) <= {"rate", "seed"} or "rate" not in value:
        return 'must be an object like {"rate": 0.3, "seed": 7}'
    rate, seed = value["rate"], value.get("seed", 0)
    if isinstance(rate, bool) or not isinstance(rate, int | float) or not 0 <= rate <= 1:
        return f"has rate {shown(rate)}; write a number between 0 and 1"
    if isinstance(seed, bool) or not isinstance(seed, int):
        return f"has seed {shown(seed)}; write an integer"
    return None


def _target(value: Json) -> str | None:
    if not isinstance(value, str) or not _TARGET.fullmatch(value):
        return f"{shown(value)} must be written module:function, as mytools.finance:forecast"
    package = value.partition(":")[0].partition(".")[0]
    if package in OWN_PACKAGES:
        return (
            f"{shown(value)} lies in {package}, a package of this project; use a module of your own"
        )
    return None


def _object(value: Json) -> str | None:
    return None if isinstance(value, Mapping) else f"is {kind_of(value)}; write an object"


def _method(value: Json) -> str | None:
    return _word(_METHODS)(value.upper() if isinstance(value, str) else value)


def _anything(value: Json) -> str | None:
    return None


_YEAR = 366 * 86_400.0
KEYS: Final[Mapping[str, Key]] = {
    "adapter": Key(_word(ADAPTERS)),
    "effect": Key(_word(("read", "write")), default=False),
    "idempotency": Key(_word(("key", "natural", "reconcile", "none")), writes=True, default=False),
    "idempotency_header": Key(
        lambda value: (
            None
            if isinstance(value, str) and _HEADER_NAME.fullmatch(value)
            else f"{shown(value)} is not a header name"
        ),
        adapter="http",
        writes=True,
    ),
    "key_arg": Key(_text),
    "key_retention_s": Key(_seconds(0, 100 * _YEAR), writes=True),
    "retry_window_s": Key(_seconds(0, 100 * _YEAR), writes=True),
    "reconcile": Key(_object, writes=True, default=False),
    "approve": Key(_boolean, writes=True, default=False),
    "timeout_s": Key(_seconds(0.001, 86_400)),
    "base_url": Key(_base_url, adapter="http"),
    "url": Key(_url, adapter="http"),
    "method": Key(_method, adapter="http"),
    "headers": Key(_headers, adapter="http"),
    "fixture": Key(_text, adapter="mock"),
    "flaky": Key(_flaky, adapter="mock"),
    "latency_s": Key(_seconds(0, 3600), adapter="mock"),
    "ledger": Key(_text, adapter="mock"),
    "target": Key(_target, adapter="python"),
    "returns": Key(_anything, default=False),
}
PATHS: Final = ("fixture", "ledger")


def wrong_with_key(name: str, value: Json, known: Iterable[str], is_default: bool) -> str | None:
    """Return what is wrong with one key, None when it is fine."""
    key = KEYS.get(name)
    if key is None:
        return f"is not a key; did you mean {shown(nearest(name, known))}?"
    if is_default and not key.default:
        return "cannot be a default; set it for each tool under tools"
    return key.check(value)


def variables_in(headers: Json) -> Iterable[str]:
    """Yield the names of the environment variables that header values take."""
    for text in headers.values() if isinstance(headers, Mapping) else ():
        yield from (name for name, _ in _VARIABLE.findall(str(text)))


def placeholders_in(url: str) -> tuple[str, ...]:
    """Return the argument names that a URL takes."""
    return tuple(_PLACEHOLDER.findall(url))
