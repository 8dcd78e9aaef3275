"""Who may call, and who may see what."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from urllib.parse import urlsplit

from gateway.headers import header
from gateway.keys import Key, KeyFile
from gateway.refusal import INVALID, Refusal
from gateway.settings import GatewaySettings, is_loopback

# The account of callers without a key; key ids are hexadecimal, so none can have this one.
LOCAL = "local"


def local_key(settings: GatewaySettings) -> Key:
    """Return what holds for everybody on this machine while there are no keys."""
    return Key(
        id=LOCAL,
        name=LOCAL,
        sha256="",
        budget=settings.budget,
        models=settings.models,
        rate_per_minute=settings.rate_per_minute,
        operator=True,
        created_at=0.0,
    )


def caller(headers: Iterable[tuple[bytes, bytes]], keys: KeyFile, settings: GatewaySettings) -> Key:
    """Return the key a call is made with. Refusal 401, or 403 for a web page on loopback."""
    headers = list(headers)
    if not keys.all() and settings.loopback:
        _refuse_web_pages(headers)
        return local_key(settings)
    # No password: a browser sends one along for any page that asks it to, and that would spend.
    return _known(keys.find(_bearer(header(headers, b"authorization"))), "Bearer")


def viewer(headers: Iterable[tuple[bytes, bytes]], keys: KeyFile, settings: GatewaySettings) -> Key:
    """Return the key whose figures may be seen: every key's where it is an operator's."""
    headers = list(headers)
    if settings.loopback:
        _refuse_web_pages(headers)
        return local_key(settings)
    given = header(headers, b"authorization")
    return _known(keys.find(_bearer(given) or _password(given)), 'Basic realm="gateway"')


def _known(key: Key | None, scheme: str) -> Key:
    if key is None:
        raise Refusal(
            401,
            "invalid_api_key",
            "The gateway does not know this key: send one made with 'gateway keys add' as "
            "'Authorization: Bearer KEY'.",
            type=INVALID,
            headers={"WWW-Authenticate": scheme},
        )
    return key


def _bearer(authorization: str) -> str:
    scheme, _, value = authorization.partition(" ")
    return value.strip() if scheme.lower() == "bearer" else ""


def _password(authorization: str) -> str:
    """Return the password that a browser asked for."""
    scheme, _, value = authorization.partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(value, validate=True).decode("utf-8").partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _refuse_web_pages(headers: list[tuple[bytes, bytes]]) -> None:
    """A page in this machine's browser can reach loopback, under a name of its own or from afar."""
    if not _from_here(header(headers, b"host"), header(headers, b"origin")):
        raise Refusal(403, "foreign_origin", "Without keys only programs of this machine may call.")


def _from_here(host: str, origin: str) -> bool:
    try:
        own = is_loopback(urlsplit(f"//{host}").hostname or "") if host else True
        return own and (not origin or urlsplit(origin).netloc == host)
    except ValueError:
        return False
