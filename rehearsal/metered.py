"""The gateway as the rehearsal sees it: where to call, with which key, and what was used."""

from __future__ import annotations

import contextlib
import http.client
import json
import secrets
import socket
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.clock import SystemClock
from core.seams import Clock
from rehearsal.attended import attended
from rehearsal.errors import RehearsalFailed
from rehearsal.upstream import Upstream

# How long calls that a caller left may take to be booked.
_BOOKING_S = 5.0


@dataclass(frozen=True)
class Measured:
    """What the model really cost. Money in picodollars, latencies are means in milliseconds.

    `statuses` counts ended calls by HTTP status, "0" for no answer; `refused` those that the
    gateway turned away, by reason; `estimated` those whose usage upstream did not say.
    """

    calls: int = 0
    statuses: Mapping[str, int] = field(default_factory=dict)
    refused: Mapping[str, int] = field(default_factory=dict)
    prompt_tokens: int = 0
    cached_tokens: int = 0
    completion_tokens: int = 0
    cost: int = 0
    estimated: int = 0
    latency_ms: float = 0.0

    @property
    def tokens(self) -> int:
        """All that is billed."""
        return self.prompt_tokens + self.completion_tokens


@dataclass(frozen=True)
class Meter:
    """A running gateway. `port` is where the command finds it, `own_port` where we do."""

    port: int
    own_port: int
    key: str = field(repr=False)
    data: Path = field(repr=False)

    @property
    def url(self) -> str:
        """The base URL for the command."""
        return f"http://127.0.0.1:{self.port}/v1"

    def refused(self) -> Mapping[str, int]:
        """Return how many calls were turned away, once none is under way any more."""
        clock = SystemClock()
        until = clock.monotonic() + _BOOKING_S
        usage = _usage(self.own_port)
        while usage["total"]["open_calls"] and clock.monotonic() < until:
            clock.sleep(0.05)
            usage = _usage(self.own_port)
        return {str(reason): int(count) for reason, count in usage["refused"].items()}


@contextlib.contextmanager
def metering(
    upstream: Upstream, data: Path, budget: int | None, listener: socket.socket | None
) -> Iterator[Meter]:
    """Run a gateway in front of upstream, with one fresh key that has the budget.

    It takes calls on `listener` too.
    """
    key = _fresh_key(data, budget, SystemClock())
    with socket.create_server(("127.0.0.1", 0), backlog=512) as own:
        listeners = [own, *([listener] if listener else [])]
        fds = [each.fileno() for each in listeners]
        told = {
            "upstream": upstream.url,
            "upstream_key": upstream.key,
            "data": str(data),
            "budget": budget,
            "listeners": fds,
        }
        with attended("rehearsal.gateway_process", told, fds):
            ports = [each.getsockname()[1] for each in listeners]
            yield Meter(ports[-1], ports[0], key, data)


def measured(data: Path, refused: Mapping[str, int]) -> Measured:
    """Return what the ledger of a gateway that has ended says."""
    from gateway.report import read_report
    from gateway.serving import LEDGER_FILE
    from gateway.totals import Totals

    with contextlib.closing(sqlite3.connect(data / LEDGER_FILE)) as connection:
        report = read_report(connection, None)
    total = sum(report.keys.values(), Totals())
    statuses: Counter[str] = Counter()
    for (_, _, status), totals in report.statuses.items():
        statuses[status] += totals.calls
    return Measured(
        calls=total.calls,
        statuses=dict(sorted(statuses.items())),
        refused=refused,
        prompt_tokens=total.prompt_tokens,
        cached_tokens=total.cached_tokens,
        completion_tokens=total.completion_tokens,
        cost=total.cost,
        estimated=total.estimated,
        latency_ms=total.total_ms / total.calls if total.calls else 0.0,
    )


def _fresh_key(data: Path, budget: int | None, clock: Clock) -> str:
    from gateway.keys import KEYS_FILE, Key, KeyFile, hashed, new_secret

    key_id = secrets.token_hex(4)
    secret = new_secret(key_id)
    KeyFile(data / KEYS_FILE).add(
        Key(
            id=key_id,
            name="rehearsal",
            sha256=hashed(secret),
            budget=budget,
            models=None,
            rate_per_minute=None,
            operator=False,
            created_at=clock.now(),
        )
    )
    return secret


def _usage(port: int) -> Any:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_BOOKING_S)
    try:
        connection.request("GET", "/usage")
        return json.loads(connection.getresponse().read())
    except (OSError, http.client.HTTPException, ValueError):
        raise RehearsalFailed(
            "the gateway of the rehearsal has ended before it was asked"
        ) from None
    finally:
        connection.close()
