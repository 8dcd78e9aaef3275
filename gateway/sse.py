"""Server-Sent Events as bytes: cut into events without changing or delaying any of them."""

from __future__ import annotations

import re

_BOUNDARY = re.compile(rb"\r?\n\r?\n|\r\r")
# An upstream that never ends an event is not speaking this protocol; its bytes pass on.
_LONGEST_EVENT = 1 << 20


class EventSplitter:
    """Collects bytes and gives back whole events, each with the blank line that ends it."""

    def __init__(self) -> None:
        self._held = b""

    def feed(self, data: bytes) -> list[bytes]:
        """Return the events that are complete now."""
        data = self._held + data
        events, start = [], 0
        for boundary in _BOUNDARY.finditer(data):
            events.append(data[start : boundary.end()])
            start = boundary.end()
        self._held = data[start:]
        if len(self._held) > _LONGEST_EVENT:
            events.append(self.rest())
        return events

    def rest(self) -> bytes:
        """Return the bytes of an event that has not ended."""
        held, self._held = self._held, b""
        return held


def data_of(event: bytes) -> bytes:
    """Return the payload of an event with one data line, b"" for any other event."""
    lines = [line for line in event.splitlines() if line.startswith(b"data:")]
    return lines[0][5:].strip() if len(lines) == 1 else b""
