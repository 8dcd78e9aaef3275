"""What the gateway was asked for, parsed once."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from core.errors import InputError
from gateway.terms import Terms


@dataclass(frozen=True)
class GatewaySettings:
    """One gateway. Money in picodollars, None for no limit; times in seconds; sizes in bytes.

    `budget`, `models` and `rate_per_minute` hold for callers without a key of their own.
    `timeout_s` is the longest that one upstream call may take from first to last byte.
    `upstream_key` is never printed, logged, stored or sent downstream.
    """

    upstream: str
    data: Path
    budget: int | None
    host: str = "127.0.0.1"
    port: int = 8080
    upstream_key: str = field(default="", repr=False)
    prices: Mapping[str, Terms] = field(default_factory=dict)
    models: tuple[str, ...] | None = None
    rate_per_minute: float | None = None
    longest_answer: int | None = None
    max_request_bytes: int = 8 << 20
    timeout_s: float = 600.0

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach the gateway."""
        return is_loopback(self.host)


def is_loopback(host: str) -> bool:
    """Whether a host name or address means this machine only."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def checked_upstream(url: str) -> str:
    """Return the upstream's base address without a closing slash; InputError where unusable."""
    if any(mark in url for mark in "@?#"):
        # Not repeated: what follows or precedes these may be a secret.
        raise InputError(
            "must hold no password, query or fragment; keys come from the environment",
            field="--upstream",
        )
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname)
        parts.port  # noqa: B018 - reading it is what checks it
    except ValueError:
        usable = False
    if not usable:
        raise InputError(f"{url!r} is not an http(s) address", field="--upstream")
    return url.rstrip("/")
