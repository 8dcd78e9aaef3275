"""A reverse proxy of the gateway's own stack, its pool included, that does nothing but pass on.

Run as `python -m bench.gateway_stand.bare_proxy UPSTREAM`; prints its port.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import httpx
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse

from gateway.lanes import Lanes

_JSON = {"content-type": "application/json"}


def build(upstream: str) -> FastAPI:
    """Return the proxy of one address."""
    application = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    certificates = httpx.create_ssl_context()
    lanes = Lanes(lambda: httpx.AsyncClient(verify=certificates, limits=limits, timeout=600))

    @application.post("/v1/chat/completions")
    async def chat(request: Request) -> StreamingResponse:
        body, stack = await request.body(), AsyncExitStack()
        client = await stack.enter_async_context(lanes.client())
        call = client.stream("POST", f"{upstream}/chat/completions", headers=_JSON, content=body)
        response = await stack.enter_async_context(call)

        async def pieces() -> AsyncIterator[bytes]:
            async with stack:
                async for piece in response.aiter_raw():
                    yield piece

        return StreamingResponse(
            pieces(), response.status_code, {"content-type": response.headers["content-type"]}
        )

    return application


def main() -> None:
    """Serve until killed, with the gateway's server settings."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=2048)
    config = uvicorn.Config(
        build(sys.argv[1]), http="h11", log_config=None, access_log=False, server_header=False
    )
    print(listener.getsockname()[1], flush=True)
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
