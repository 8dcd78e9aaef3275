"""An upstream that costs next to nothing: plain asyncio, chunks on a timetable, each with its time.

Run as `python -m bench.gateway_stand.upstream`; prints its port.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import time

USAGE = {"prompt_tokens": 20, "completion_tokens": 20, "total_tokens": 40}
_FILLER = "x" * 120


def main() -> None:
    """Serve until killed."""
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve())


async def _serve() -> None:
    server = await asyncio.start_server(_connection, "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


async def _connection(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            request = json.loads(await reader.readexactly(_length(head)))
            if request.get("stream"):
                await _stream(writer, request)
            else:
                _answer(writer)
    writer.close()


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


def _answer(writer: asyncio.StreamWriter) -> None:
    body = json.dumps({"choices": [], "filler": _FILLER, "usage": USAGE}).encode()
    head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}"
    writer.write(head.encode() + b"\r\n\r\n" + body)


async def _stream(writer: asyncio.StreamWriter, request: dict[str, object]) -> None:
    """Send the chunks that `user` asks for: "COUNT/SECONDS between them"."""
    count, _, pause = str(request["user"]).partition("/")
    asked = isinstance(request.get("stream_options"), dict)
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n")
    writer.write(b"transfer-encoding: chunked\r\n\r\n")
    loop = asyncio.get_running_loop()
    started = loop.time()
    for number in range(int(count)):
        await asyncio.sleep(max(0.0, started + number * float(pause) - loop.time()))
        _send(writer, {"choices": [{"delta": {"content": _FILLER}}]}, asked)
    if asked:
        _write(writer, b"data: " + json.dumps({"choices": [], "usage": USAGE}).encode() + b"\n\n")
    _write(writer, b"data: [DONE]\n\n")
    writer.write(b"0\r\n\r\n")
    await writer.drain()


def _send(writer: asyncio.StreamWriter, chunk: dict[str, object], asked: bool) -> None:
    empty = {"usage": None} if asked else {}
    stamped = {**chunk, **empty, "sent": time.monotonic_ns()}
    _write(writer, b"data: " + json.dumps(stamped, separators=(",", ":")).encode() + b"\n\n")


def _write(writer: asyncio.StreamWriter, event: bytes) -> None:
    writer.write(f"{len(event):x}\r\n".encode() + event + b"\r\n")


if __name__ == "__main__":
    main()
