"""The gateway of a rehearsal: it takes calls on sockets that it is given, until its input ends."""

from __future__ import annotations

import json
import socket
import sys
import threading
from pathlib import Path
from typing import Any

from core.clock import SystemClock
from core.errors import SurefootError
from gateway.keys import KEYS_FILE, KeyFile
from gateway.serving import build_server
from gateway.settings import GatewaySettings, checked_upstream


def main() -> int:
    """Serve what the first line of standard input asks for."""
    told = json.loads(sys.stdin.readline())
    try:
        settings = _settings(told)
        server = build_server(settings, SystemClock(), KeyFile(settings.data / KEYS_FILE))
    except SurefootError as problem:
        print(problem, file=sys.stderr)
        return 4

    def end_with_input() -> None:
        sys.stdin.read()
        server.should_exit = True

    threading.Thread(target=end_with_input, daemon=True).start()
    print("ready", flush=True)
    server.run(sockets=[socket.socket(fileno=fd) for fd in told["listeners"]])
    return 0


def _settings(told: dict[str, Any]) -> GatewaySettings:
    return GatewaySettings(
        upstream=checked_upstream(told["upstream"]),
        data=Path(told["data"]),
        budget=told["budget"],
        upstream_key=told["upstream_key"],
    )


if __name__ == "__main__":
    sys.exit(main())
