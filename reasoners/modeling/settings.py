"""Which model to ask, and where: flags first, then a gateway's variables, then OpenAI's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.errors import InputError

DEFAULT_MODEL = "gpt-4o-mini"
DEFAULT_URL = "https://api.openai.com/v1"
NO_KEY = "no-key"  # the client library insists on one; local servers want none


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

    A key is only ever sent to the address of its own pair of variables. Raises InputError for an
    address that is not http(s), and for a gateway's key without the gateway's address.
    """
    gateway, key, variable = _endpoint(environ)
    if not gateway and not key:
        return None
    base_url = (gateway or DEFAULT_URL).rstrip("/")
    if not base_url.startswith(("http://", "https://")):
        raise InputError(f"{variable} must be an http or https address, not {base_url!r}")
    model = flags.model or environ.get("CHAT_MODEL", "").strip() or DEFAULT_MODEL
    return ModelSettings(base_url, model, key or NO_KEY, flags.price)


def _endpoint(environ: Mapping[str, str]) -> tuple[str, str, str]:
    gateway = environ.get("MODEL_GATEWAY_URL", "").strip()
    gateway_key = environ.get("MODEL_GATEWAY_KEY", "").strip()
    if gateway:
        return gateway, gateway_key, "MODEL_GATEWAY_URL"
    if gateway_key:
        raise InputError("MODEL_GATEWAY_KEY is set but MODEL_GATEWAY_URL is not: set both")
    address = environ.get("OPENAI_BASE_URL", "").strip()
    return address, environ.get("OPENAI_API_KEY", "").strip(), "OPENAI_BASE_URL"
