"""A reverse proxy of the gateway's own stack that does nothing but pass on.

Run as `python -m bench.gateway_stand.bare_proxy UPSTREAM`; prints its port.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import AsyncIterator

import httpx
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse


def build(upstream: str) -> FastAPI:
    """Return the proxy of one address."""
    application = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    client = httpx.AsyncClient(
        limits=httpx.Limits(max_connections=None, max_keepalive_connections=256), timeout=600
    )

    @application.post("/v1/chat/completions")
    async def chat(request: Request) -> StreamingResponse:
        sent = client.build_request(
            "POST",
            f"{upstream}/chat/completions",
            headers={"content-type": "application/json"},
            content=await request.body(),
        )
        response = await client.send(sent, stream=True)

        async def pieces() -> AsyncIterator[bytes]:
            async for piece in response.aiter_raw():
                yield piece
            await response.aclose()

        return StreamingResponse(
            pieces(), response.status_code, {"content-type": response.headers["content-type"]}
        )

    return application


def main() -> None:
    """Serve until killed, with the gateway's server settings."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=2048)
    config = uvicorn.Config(
        build(sys.argv[1]), log_config=None, access_log=False, server_header=False
    )
    print(listener.getsockname()[1], flush=True)
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
