"""Which headers pass, in either direction."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeAlias

Headers: TypeAlias = list[tuple[bytes, bytes]]

_HOP_BY_HOP = {
    b"connection",
    b"keep-alive",
    b"proxy-authenticate",
    b"proxy-authorization",
    b"proxy-connection",
    b"te",
    b"trailer",
    b"transfer-encoding",
    b"upgrade",
}
# Credentials, accounts and what the gateway says for itself.
_NOT_UPSTREAM = _HOP_BY_HOP | {
    b"accept-encoding",
    b"api-key",
    b"authorization",
    b"content-length",
    b"cookie",
    b"expect",
    b"forwarded",
    b"host",
    b"openai-organization",
    b"openai-project",
    b"x-api-key",
    b"x-task-id",
}
_NOT_DOWNSTREAM = _HOP_BY_HOP | {b"content-length", b"set-cookie"}
# Codings that are taken off, because usage must be read. Any other passes as it is.
_READ_CODINGS = {"", "identity", "gzip", "deflate"}
_CONTROL = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")


def upstream_headers(received: Iterable[tuple[bytes, bytes]], key: str) -> Headers:
    """Return a caller's headers with the operator's credentials in place of its own.

    Answers are asked for uncompressed, because their usage must be read.
    """
    received = list(received)
    dropped = _NOT_UPSTREAM | _named_by_connection(received)
    headers = [(name, value) for name, value in received if name.lower() not in dropped]
    headers.append((b"accept-encoding", b"identity"))
    if key:
        headers.append((b"authorization", b"Bearer " + key.encode("ascii")))
    return headers


def downstream_headers(received: Iterable[tuple[bytes, bytes]]) -> Headers:
    """Return upstream's headers without those of its own connection, and those that are no text."""
    received = list(received)
    dropped = _NOT_DOWNSTREAM | _named_by_connection(received)
    if is_read(received):
        dropped.add(b"content-encoding")
    return [
        (name, value)
        for name, value in received
        if name.lower() not in dropped and not _CONTROL.search(value)
    ]


def is_read(received: Iterable[tuple[bytes, bytes]]) -> bool:
    """Whether an answer with these headers is passed on as it reads, in no coding."""
    return header(received, b"content-encoding").strip().lower() in _READ_CODINGS


def _named_by_connection(headers: Headers) -> set[bytes]:
    values = [value for name, value in headers if name.lower() == b"connection"]
    return {token.strip().lower() for value in values for token in value.split(b",")}


def header(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> str:
    """Return a header's first value as text, "" where it is absent."""
    found = (value for key, value in headers if key.lower() == name)
    return next(found, b"").decode("utf-8", "replace")
