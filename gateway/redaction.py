"""Keeps the operator's key out of what goes downstream, should upstream repeat it."""

from __future__ import annotations


class Redaction:
    """Blanks a secret in a stream of bytes, also where it is cut in two; keeps the length."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode("ascii")
        self._held = b""

    def feed(self, data: bytes) -> bytes:
        """Return what can be passed on; only bytes that may begin the secret are held back."""
        if not self._secret:
            return data
        data = (self._held + data).replace(self._secret, b"*" * len(self._secret))
        kept = self._beginning_at_end(data)
        self._held = data[len(data) - kept :]
        return data[: len(data) - kept]

    def rest(self) -> bytes:
        """Return the held bytes: nothing followed that would make them the secret."""
        held, self._held = self._held, b""
        return held

    def _beginning_at_end(self, data: bytes) -> int:
        first = self._secret[:1]
        place = data.find(first, max(0, len(data) - len(self._secret) + 1))
        while place >= 0 and not self._secret.startswith(data[place:]):
            place = data.find(first, place + 1)
        return len(data) - place if place >= 0 else 0
