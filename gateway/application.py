"""The gateway as a FastAPI application: the model's API, and the operator's views."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.routing import Route

from core.errors import StoreError
from gateway.access import LOCAL, local_key, viewer
from gateway.keys import Key
from gateway.metrics import CONTENT_TYPE, metrics_text
from gateway.refusal import Refusal, ledger_failed
from gateway.relay import Parts, Relay
from gateway.report import Report, read_report, usage_json

_LOG = logging.getLogger("gateway")
_PAGE = Path(__file__).with_name("page")
_PAGE_FILES = ("index.html", "page.js", "page.css")
_NOT_STORED = {"Cache-Control": "no-store"}
_PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def build_application(parts: Parts, on_close: Callable[[], Awaitable[None]]) -> FastAPI:
    """Wire every path. `on_close` runs when the last call has ended."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await parts.ledger.expire(parts.clock.now())
        yield
        await on_close()

    application = FastAPI(
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        # A redirect would name the address under which a TLS proxy knows the gateway.
        redirect_slashes=False,
    )
    _add_relays(application, parts)
    _add_views(application, parts)
    _add_errors(application)
    return application


def _add_relays(application: FastAPI, parts: Parts) -> None:
    chat, embeddings, models = (
        Relay("chat", parts),
        Relay("embeddings", parts),
        Relay("models", parts),
    )
    for base in ("/v1", ""):
        application.router.routes += [
            Route(f"{base}/chat/completions", chat, methods=["POST"]),
            Route(f"{base}/embeddings", embeddings, methods=["POST"]),
            Route(f"{base}/models", models, methods=["GET"]),
            Route(f"{base}/models/{{model:path}}", models, methods=["GET"]),
        ]


def _add_views(application: FastAPI, parts: Parts) -> None:
    @application.get("/usage")
    async def usage(request: Request) -> Response:
        found, keys, refused = await _figures(parts, request)
        return JSONResponse(usage_json(found, keys, refused), headers=_NOT_STORED)

    @application.get("/metrics")
    async def metrics(request: Request) -> Response:
        found, keys, refused = await _figures(parts, request)
        return Response(metrics_text(found, keys, refused), headers={"content-type": CONTENT_TYPE})

    @application.get("/")
    @application.get("/page/{name}")
    async def page(request: Request, name: str = "index.html") -> Response:
        viewer(request.headers.raw, parts.keys, parts.settings)
        if name not in _PAGE_FILES:
            raise HTTPException(404)
        return FileResponse(_PAGE / name, headers=_PAGE_HEADERS)


async def _figures(
    parts: Parts, request: Request
) -> tuple[Report, Mapping[str, Key], Mapping[str, int]]:
    """Return what the viewer may see: everything, or what its own key did."""
    key = viewer(request.headers.raw, parts.keys, parts.settings)
    now, only = parts.clock.now(), None if key.operator else key.id
    await parts.ledger.expire(now)
    found = await parts.ledger.ask(lambda connection: read_report(connection, only))
    if only:
        return found, {key.id: key}, {}
    keys = parts.keys.all()
    shown = {} if keys and LOCAL not in found.accounts else {LOCAL: local_key(parts.settings)}
    return found, {**shown, **keys}, parts.refused


def _add_errors(application: FastAPI) -> None:
    @application.exception_handler(Refusal)
    async def refused(_: Request, refusal: Refusal) -> Response:
        headers = {"content-type": "application/json", **refusal.headers}
        return Response(refusal.body(), refusal.status, headers)

    @application.exception_handler(StoreError)
    async def broken(request: Request, _: StoreError) -> Response:
        return await refused(request, ledger_failed())

    @application.exception_handler(Exception)
    async def defective(request: Request, problem: Exception) -> Response:
        _LOG.error("a defect of the gateway's own: %s: %s", type(problem).__name__, problem)
        message = "The gateway failed; its operator finds the reason in its log."
        return await refused(request, Refusal(500, "gateway_failed", message, "server_error"))

    @application.exception_handler(HTTPException)
    async def unknown(request: Request, problem: HTTPException) -> Response:
        passed_on = "POST /v1/chat/completions, POST /v1/embeddings and GET /v1/models"
        code = "method_not_allowed" if problem.status_code == 405 else "not_found"
        message = f"The gateway passes on {passed_on}."
        return await refused(
            request, Refusal(problem.status_code, code, message, headers=problem.headers or {})
        )
