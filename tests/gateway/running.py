"""A gateway that listens on a real port, in this process or in one of its own."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.seams import Clock
from gateway.keys import KEYS_FILE, KeyFile
from gateway.serving import build_server
from gateway.settings import GatewaySettings

ROOT = Path(__file__).parents[2]
PATIENCE_S = 20.0


@dataclass(frozen=True)
class Answer:
    """What came back, byte for byte."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    @property
    def error(self) -> Any:
        """The `error` object of a refusal."""
        return self.json["error"]

    def header(self, name: str) -> str | None:
        """The first header of that name."""
        return next((v for n, v in self.headers if n.lower() == name.lower()), None)


def send(
    base: str,
    method: str,
    path: str,
    body: object = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """Make one call with nothing between it and the socket. Bodies that are not bytes are JSON."""
    host = base.removeprefix("http://").split("/", 1)[0]
    connection = http.client.HTTPConnection(host, timeout=PATIENCE_S)
    try:
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        sent = {"Content-Type": "application/json", **(headers or {})}
        connection.request(method, path, data, sent)
        response = connection.getresponse()
        return Answer(response.status, response.getheaders(), response.read())
    finally:
        connection.close()


class LocalGateway:
    """A gateway on a thread of this process, with a clock of the test's choice."""

    def __init__(self, settings: GatewaySettings, clock: Clock) -> None:
        self.settings = settings
        self.keys = KeyFile(settings.data / KEYS_FILE)
        self._server = build_server(settings, clock, self.keys)
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self._thread = threading.Thread(target=self._server.run, args=([self._listener],))
        self._thread.start()

    @property
    def base(self) -> str:
        """Its address without a path."""
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def call(self, body: object, path: str = "/v1/chat/completions", **headers: str) -> Answer:
        """POST to the model's API. Header names are given with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return send(self.base, "POST", path, body, named)

    def get(self, path: str, **headers: str) -> Answer:
        """GET a path."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return send(self.base, "GET", path, headers=named)

    def usage(self) -> Any:
        """What /usage says."""
        return self.get("/usage").json

    def ask_to_end(self) -> None:
        """Begin to end as on a signal."""
        self._server.should_exit = True

    def stop(self) -> None:
        """End, and wait for it."""
        self.ask_to_end()
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive()
        self._listener.close()


class GatewayProcess:
    """A gateway as an operator starts it, to be killed."""

    def __init__(self, *args: str, env: Mapping[str, str] | None = None) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "gateway", *args],
            cwd=ROOT,
            env={**os.environ, **(env or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        self.greeting = self._process.stdout.readline()
        self.base = self.greeting.partition("gateway: ")[2].partition("/v1")[0]

    @property
    def pid(self) -> int:
        """Its process."""
        return self._process.pid

    def kill(self) -> None:
        """End it as a crash does: nothing of its own runs any more."""
        self._process.kill()
        self._process.communicate()

    def end(self, how: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """Ask it to end; return its exit code and what it wrote to stderr."""
        self._process.send_signal(how)
        _, errors = self._process.communicate(timeout=PATIENCE_S)
        return self._process.returncode, errors
