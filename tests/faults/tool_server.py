"""A tool server that fails on command: a process of its own, and the only judge of what was done.

    python -m tests.faults.tool_server --port 0 --ledger FILE --port-file FILE

Tools are called with `POST /tools/NAME` (PUT and DELETE as well) and a JSON object. `POST /control`
takes `{"faults": [...], "flaky": {...} | null, "down": bool}` and the fields of
tool_world.Settings; what is left out stays as it is.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import socketserver
import struct
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from core.clock import SystemClock
from tests.faults.fault_script import DONE_BEFORE_FAULT, Fault, FaultScript
from tests.faults.tool_world import Refused, Settings, World


class ToolServer(ThreadingHTTPServer):
    """The tools of a World, with the faults of a FaultScript."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, port: int, world: World) -> None:
        self.world = world
        self.faults = FaultScript()
        self.down = False
        super().__init__(("127.0.0.1", port), Handler)

    def server_bind(self) -> None:
        socketserver.TCPServer.server_bind(self)  # HTTPServer would look up its name
        self.server_name, self.server_port = self.socket.getsockname()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that is killed is what this server is for."""

    def control(self, settings: dict[str, Any]) -> None:
        """Change what the server does from now on."""
        if "faults" in settings:
            self.faults.replace([Fault.read(entry) for entry in settings.pop("faults")])
        if "flaky" in settings:
            self.faults.be_flaky(settings.pop("flaky"))
        self.down = settings.pop("down", self.down)
        for name, value in settings.items():
            if not hasattr(self.world.settings, name):
                raise TypeError(f"there is nothing called {name} to set")
            setattr(self.world.settings, name, value)


class Handler(BaseHTTPRequestHandler):
    """One request: fault before, work, fault after, answer."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # one packet per answer
    server: ToolServer

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(length)
        if len(body) < length:  # its sender died: no request
            self._reset()
            return
        args = json.loads(body) if body else {}
        if self.path == "/control":
            self._control(args)
        elif self.server.down:
            self._reset()
        else:
            self._call(self.path.rsplit("/", 1)[-1], args, self.headers.get("Idempotency-Key"))

    do_PUT = do_POST
    do_DELETE = do_POST

    def _control(self, settings: dict[str, Any]) -> None:
        try:
            self.server.control(settings)
        except (TypeError, KeyError) as error:
            self._answer(400, {"error": str(error)})
        else:
            self._answer(200, None)

    def _call(self, tool: str, args: dict[str, Any], key: str | None) -> None:
        world = self.server.world
        world.note("request", tool, args, key)
        fault = self.server.faults.next(tool)
        if fault is not None:
            world.note("fault", tool, args, key, kind=fault.kind)
        if fault is None or fault.kind in DONE_BEFORE_FAULT or fault.kind == "late":
            status, output = self._perform(tool, args, key, fault)
        else:
            status, output = fault.status, {"error": "failed before anything was done"}
        self._answer_with(fault, status, output)

    def _perform(
        self, tool: str, args: dict[str, Any], key: str | None, fault: Fault | None
    ) -> tuple[int, Any]:
        world = self.server.world
        try:
            world.begin(tool, key)
        except Refused as refused:
            return refused.status, {"error": refused.message}
        try:
            if fault is not None and fault.kind == "late":
                threading.Event().wait(fault.seconds)
            return 200, world.perform(tool, args, key)
        except Refused as refused:
            return refused.status, {"error": refused.message}
        finally:
            world.end(key)

    def _answer_with(self, fault: Fault | None, status: int, output: Any) -> None:
        match fault.kind if fault is not None else None:
            case None | "late":
                self._answer(status, output)
            case "fail_before" | "fail_after":
                assert fault is not None
                self._answer(fault.status, {"error": "scripted failure"}, fault.retry_after)
            case "drop_before" | "drop_after":
                self._reset()
            case "hang_before" | "hang_after":
                assert fault is not None
                threading.Event().wait(fault.seconds)
                self._reset()
            case "garbage":
                assert fault is not None
                self._send(200, fault.body.encode("utf-8"), None)

    def _answer(self, status: int, output: Any, retry_after: str | None = None) -> None:
        self._send(status, json.dumps(output).encode("utf-8"), retry_after)

    def _send(self, status: int, body: bytes, retry_after: str | None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if retry_after is not None:
            self.send_header("Retry-After", retry_after)
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def _reset(self) -> None:
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.rfile.close()
        self.wfile.close()
        self.connection.close()

    def log_message(self, format: str, *args: Any) -> None:
        """The ledger is the log."""


def main() -> None:
    """Serve until killed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--ledger", type=Path, required=True)
    parser.add_argument("--port-file", type=Path, required=True)
    options = parser.parse_args()
    world = World(options.ledger, SystemClock().now, Settings())
    server = ToolServer(options.port, world)
    draft = options.port_file.with_suffix(".draft")
    draft.write_text(str(server.server_port), encoding="utf-8")
    os.replace(draft, options.port_file)
    server.serve_forever(poll_interval=3600)


if __name__ == "__main__":
    main()
