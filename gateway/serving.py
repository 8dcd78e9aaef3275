"""Starts the gateway: everything is opened and checked before the first call is taken."""

from __future__ import annotations

import logging
import socket

import uvicorn

from core.clock import SystemClock
from core.errors import InputError
from core.seams import Clock
from gateway.application import build_application
from gateway.connection import LARGEST_HEAD, Connection
from gateway.keys import KEYS_FILE, KeyFile
from gateway.ledger import Ledger
from gateway.money import amount_text
from gateway.rate_limit import RateLimiter
from gateway.relay import Parts
from gateway.settings import GatewaySettings
from gateway.terms import TermsBook
from gateway.upstream import Upstream
from gateway.writer import Writer

LEDGER_FILE = "ledger.db"
# How long calls under way may go on after the operator has asked for the end.
_LAST_CALLS_S = 10
# Above what clients keep, so that none meets a connection that is just being closed.
_KEEP_IDLE_S = 75


def serve(settings: GatewaySettings) -> int:
    """Serve until a signal; 130 after Ctrl-C. InputError or StoreError where it cannot start."""
    logging.basicConfig(level=logging.WARNING, format="gateway: %(message)s")
    keys = KeyFile(settings.data / KEYS_FILE)
    _check_exposure(settings, keys)
    with _listening(settings) as listener:
        server = build_server(settings, SystemClock(), keys)
        print(_greeting(settings, keys, listener.getsockname()[1]), flush=True)
        try:
            server.run(sockets=[listener])
        except KeyboardInterrupt:
            return 130
    return 0


def build_server(settings: GatewaySettings, clock: Clock, keys: KeyFile) -> uvicorn.Server:
    """Open the ledger and return a server that closes it at its end."""
    writer = Writer(settings.data / LEDGER_FILE)
    upstream = Upstream(settings)

    async def close() -> None:
        await upstream.close()
        writer.close()

    parts = Parts(
        settings=settings,
        clock=clock,
        keys=keys,
        limiter=RateLimiter(clock),
        terms=TermsBook(settings.prices, settings.upstream, clock),
        ledger=Ledger(writer),
        upstream=upstream,
    )
    config = uvicorn.Config(
        build_application(parts, close),
        http=Connection,
        ws="none",
        h11_max_incomplete_event_size=LARGEST_HEAD,
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        date_header=False,
        timeout_keep_alive=_KEEP_IDLE_S,
        timeout_graceful_shutdown=_LAST_CALLS_S,
    )
    return uvicorn.Server(config)


def _check_exposure(settings: GatewaySettings, keys: KeyFile) -> None:
    in_force = [key for key in keys.all().values() if key.revoked_at is None]
    if not settings.loopback and not in_force:
        raise InputError(
            f"{settings.host} can be reached from other machines, and there are no keys; "
            "make one with 'gateway keys add NAME', or leave --host away",
            field="--host",
        )


def _listening(settings: GatewaySettings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=2048)
    except OSError as problem:
        raise InputError(
            f"cannot listen on {settings.host}, port {settings.port}: {problem.strerror}",
            field="--port",
        ) from None


def _greeting(settings: GatewaySettings, keys: KeyFile, port: int) -> str:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    budget = "none" if settings.budget is None else f"{amount_text(settings.budget)} USD"
    who = f"{len(keys.all())} keys" if keys.all() else f"no keys, budget {budget}"
    return f"gateway: http://{host}:{port}/v1 -> {settings.upstream} ({who})"
