"""Which model to ask, and where: flags first, then a gateway's variables, then OpenAI's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from core.errors import InputError

DEFAULT_MODEL = "gpt-4o-mini"
DEFAULT_URL = "https://api.openai.com/v1"
NO_KEY = "no-key"  # the client library insists on one; local servers want none
# What the client library takes from the environment by itself, and sends as headers.
_SENT_ALONG: Final = ("OPENAI_ORG_ID", "OPENAI_ORGANIZATION", "OPENAI_PROJECT_ID")
_HEADER_LINES: Final = "OPENAI_CUSTOM_HEADERS"


@dataclass(frozen=True)
class ModelFlags:
    """What the command line said; `price` is "input,output" in USD per million tokens."""

    model: str | None = None
    price: str | None = None


@dataclass(frozen=True)
class ModelSettings:
    """An endpoint and a model. The key is never shown; `timeout_s` is one request's total time."""

    base_url: str
    model: str
    api_key: str = field(repr=False)
    price: str | None = None
    timeout_s: float = 60.0


def settings_from(flags: ModelFlags, environ: Mapping[str, str]) -> ModelSettings | None:
    """Return the model's settings, None where neither a key nor an address is set.

    A key is only ever sent to the address of its own pair of variables. Raises InputError, naming
    the variable and never its value, for an address that is not a plain http(s) one, for what
    cannot be sent, and for a gateway's key without the gateway's address.
    """
    address, key = _endpoint(environ)
    url, secret = environ.get(address, "").strip(), environ.get(key, "").strip()
    if not url and not secret:
        return None
    base_url = _checked_address(url or DEFAULT_URL, address)
    for variable in (key, *_SENT_ALONG):
        _check_sendable([environ.get(variable, "").strip()], variable)
    _check_sendable(environ.get(_HEADER_LINES, "").split("\n"), _HEADER_LINES)
    model = flags.model or environ.get("CHAT_MODEL", "").strip() or DEFAULT_MODEL
    return ModelSettings(base_url, model, secret or NO_KEY, flags.price)


def _endpoint(environ: Mapping[str, str]) -> tuple[str, str]:
    """Return the variables of the address and of the key that go with each other."""
    if environ.get("MODEL_GATEWAY_URL", "").strip():
        return "MODEL_GATEWAY_URL", "MODEL_GATEWAY_KEY"
    if environ.get("MODEL_GATEWAY_KEY", "").strip():
        raise InputError("MODEL_GATEWAY_KEY is set but MODEL_GATEWAY_URL is not: set both")
    return "OPENAI_BASE_URL", "OPENAI_API_KEY"


def _checked_address(url: str, variable: str) -> str:
    """Return the address without a closing slash. It is shown and kept: no secret may be in it."""
    if any(mark in url for mark in "@?#"):
        raise InputError(
            f"{variable} must hold no user name, password, query or fragment; "
            "a key has a variable of its own"
        )
    if not _is_http(url):
        raise InputError(f"{variable} must be an http or https address")
    return url.rstrip("/")


def _is_http(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(host) and url.isprintable() and " " not in url


def _check_sendable(lines: Sequence[str], variable: str) -> None:
    if not all(line.isascii() and line.isprintable() for line in lines):
        raise InputError(f"the environment variable {variable} holds what a header cannot carry")
