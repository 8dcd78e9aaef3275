"""The callers: whole calls one after the other, and streams side by side; times in milliseconds."""

from __future__ import annotations

import asyncio
import json
import re
import time
from dataclasses import dataclass, field

_SENT = re.compile(rb'"sent":(\d+)')


@dataclass
class Times:
    """What was measured: calls, first chunks, and every chunk's way from upstream.

    A stream's own time is left out: what counts is before its first chunk and after its last.
    """

    calls: list[float] = field(default_factory=list)
    first_chunks: list[float] = field(default_factory=list)
    chunks: list[float] = field(default_factory=list)


def request(port: int, chunks: int = 0, pause: float = 0.0) -> bytes:
    """Return a call's bytes: whole, or a stream of so many chunks with pauses between them."""
    body: dict[str, object] = {
        "model": "gpt-4o-mini",
        "messages": [{"role": "user", "content": "Where is order A-1? " * 20}],
        "max_tokens": 100,
    }
    if chunks:
        body |= {"stream": True, "user": f"{chunks}/{pause}"}
    data = json.dumps(body).encode()
    head = f"POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\n"
    head += f"content-type: application/json\r\ncontent-length: {len(data)}\r\n\r\n"
    return head.encode() + data


async def whole_calls(ports: tuple[int, ...], count: int) -> list[Times]:
    """Make calls one after the other, each port in turn, on a connection each."""
    open_ = [await asyncio.open_connection("127.0.0.1", port) for port in ports]
    times = [Times() for _ in ports]
    for _ in range(count):
        for port, (reader, writer), measured in zip(ports, open_, times, strict=True):
            started = time.perf_counter()
            writer.write(request(port))
            await _whole_answer(reader)
            measured.calls.append((time.perf_counter() - started) * 1000)
    for _, writer in open_:
        writer.close()
    return times


async def _whole_answer(reader: asyncio.StreamReader) -> None:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    if not head.startswith(b"http/1.1 200"):
        raise RuntimeError(head.decode())
    found = re.search(rb"content-length: (\d+)", head)
    if found:
        await reader.readexactly(int(found[1]))
    else:
        await reader.readuntil(b"0\r\n\r\n")


async def streams(port: int, at_once: int, each: int, chunks: int, pause: float) -> Times:
    """Open `at_once` streams side by side, `each` one after the other per caller.

    They begin over half of their own length, so that all are open in the other half.
    """
    begin_within, times = chunks * pause / 2, Times()

    async def caller(number: int) -> None:
        await asyncio.sleep(number * begin_within / at_once)
        for _ in range(each):
            await _stream(port, request(port, chunks, pause), chunks, times)

    await asyncio.gather(*(caller(number) for number in range(at_once)))
    return times


async def _stream(port: int, data: bytes, chunks: int, times: Times) -> None:
    started = time.monotonic_ns()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(data)
    received, first_sent, last_sent, tail = 0, 0, 0, b""
    while b"data: [DONE]\n\n" not in tail:
        piece = await reader.read(65536)
        now = time.monotonic_ns()
        if not piece:
            raise RuntimeError("a stream broke off")
        for sent in _SENT.findall(piece):
            last_sent = int(sent)
            if not received:
                first_sent = last_sent
                times.first_chunks.append((now - started) / 1e6)
            received += 1
            times.chunks.append((now - last_sent) / 1e6)
        tail = (tail + piece)[-64:]
    times.calls.append((time.monotonic_ns() - started - (last_sent - first_sent)) / 1e6)
    writer.close()
    if received != chunks:
        raise RuntimeError(f"{received} chunks instead of {chunks}")
