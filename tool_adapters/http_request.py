"""What is sent for a call over HTTP: address, headers, and arguments in path, query or body."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import quote, urlencode

from core.errors import InputError, ToolRejected
from core.json_values import Json, canonical
from core.seams import ToolCall
from core.tool import Tool
from tool_adapters.key_argument import sent_args

URL_LIMIT = 16_384  # characters; servers refuse longer ones in words of their own
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_VARIABLE = re.compile(r"\$\{([^}]*)\}")
_SEPARATOR = re.compile(r"[/\\]")


@dataclass(frozen=True)
class HttpBinding:
    """A tool's binding with its header values filled in. `secrets` must never be shown."""

    method: str
    url: str
    headers: Mapping[str, str]
    key_header: str
    secrets: tuple[str, ...]


@dataclass(frozen=True)
class HttpRequest:
    """One request, ready to be sent."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes | None


def http_binding(tool: Tool) -> HttpBinding:
    """Read a tool's binding. Raises InputError where an environment variable is of no use."""
    binding = cast("Mapping[str, Any]", tool.binding)
    if "url" not in binding and "base_url" not in binding:
        raise InputError("needs url or base_url", entry=tool.name, field="url")
    address = binding.get("url") or f"{binding['base_url'].rstrip('/')}/{quote(tool.name, safe='')}"
    variables = _variables(tool, binding.get("headers", {}))
    return HttpBinding(
        method=binding.get("method", "POST"),
        url=address,
        headers={
            name: _VARIABLE.sub(lambda found: variables[found[1]], text)
            for name, text in binding.get("headers", {}).items()
        },
        key_header=binding.get("idempotency_header", "Idempotency-Key"),
        secrets=tuple(variables.values()),
    )


def _variables(tool: Tool, headers: Mapping[str, str]) -> dict[str, str]:
    names = [name for text in headers.values() for name in _VARIABLE.findall(text)]
    for name in names:
        value = os.environ.get(name)
        if value is None:
            problem = f"needs the environment variable {name}; set it"
        elif not (value.isascii() and value.isprintable()):
            problem = f"the environment variable {name} holds what a header cannot carry"
        else:
            continue
        raise InputError(problem, entry=tool.name, field="headers")
    return {name: os.environ[name] for name in names}


def request_of(binding: HttpBinding, call: ToolCall) -> HttpRequest:
    """Return the request for a call. Raises ToolRejected for arguments that fit no address."""
    args = sent_args(call)
    url = _PLACEHOLDER.sub(lambda found: _segment(found[1], args.pop(found[1], None)), binding.url)
    headers = {"Accept": "application/json", "Accept-Encoding": "gzip", "User-Agent": "surefoot"}
    body = None
    if binding.method in ("GET", "DELETE"):
        url = _with_query(url, args)
    else:
        body = canonical(args).encode("utf-8")
        headers["Content-Type"] = "application/json"
    if len(url) > URL_LIMIT:
        raise ToolRejected(f"not sent: the arguments make an address of {len(url)} characters")
    headers.update(binding.headers)
    if call.tool.effect == "write":
        headers[binding.key_header] = call.idempotency_key
    return HttpRequest(binding.method, url, headers, body)


def _segment(name: str, value: Json) -> str:
    """Return an argument as part of a path, from which it must not lead elsewhere."""
    if value is None or value == "":
        raise ToolRejected(f"not sent: the address needs the argument {name!r}")
    if isinstance(value, list | tuple | Mapping):
        raise ToolRejected(f"not sent: the argument {name!r} must be one value")
    text = _plain(value)
    if {".", ".."} & set(_SEPARATOR.split(text)):
        raise ToolRejected(
            f"not sent: the argument {name!r} must not hold the path segment . or .."
        )
    return quote(text, safe="")


def _with_query(url: str, args: Mapping[str, Json]) -> str:
    pairs = [
        (name, _plain(item))
        for name, value in args.items()
        for item in (value if isinstance(value, list | tuple) else [value])
        if item is not None
    ]
    if not pairs:
        return url
    return f"{url}{'&' if '?' in url else '?'}{urlencode(pairs)}"


def _plain(value: Json) -> str:
    return value if isinstance(value, str) else canonical(value)
