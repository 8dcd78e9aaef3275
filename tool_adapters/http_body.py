"""The body of an answer, within a limit that compression cannot get round."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterable, Callable

BODY_LIMIT = 1024 * 1024  # bytes, decompressed


class UnusableBody(Exception):
    """The body is longer than the limit, or compressed in a way that was not asked for."""


async def read_body(chunks: AsyncIterable[bytes], encoding: str) -> bytes:
    """Return the decompressed body. Raises UnusableBody, having read no more than needed."""
    unpack = _unpacker(encoding)
    body = bytearray()
    async for chunk in chunks:
        body += unpack(chunk, BODY_LIMIT + 1 - len(body))
        if len(body) > BODY_LIMIT:
            raise UnusableBody(f"the answer is longer than {BODY_LIMIT} bytes")
    return bytes(body)


class _Gzip:
    def __init__(self) -> None:
        self._stream = zlib.decompressobj(zlib.MAX_WBITS | 16)

    def __call__(self, chunk: bytes, limit: int) -> bytes:
        try:
            return self._stream.decompress(chunk, limit)
        except zlib.error:
            raise UnusableBody("the answer is not the gzip it claims to be") from None


def _plain(chunk: bytes, limit: int) -> bytes:
    return chunk[:limit]


def _unpacker(encoding: str) -> Callable[[bytes, int], bytes]:
    match encoding.strip().lower():
        case "" | "identity":
            return _plain
        case "gzip" | "x-gzip":
            return _Gzip()
    raise UnusableBody(f"the answer has the encoding {encoding!r}")
