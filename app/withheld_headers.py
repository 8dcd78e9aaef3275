"""Header values written out in the bindings may be secrets: a run does not keep them.

A value that names its secret as ${NAME} is kept as it is. One that is written out stays in the
files, and is read from there again when a run is gone on with from its journal alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from app.inputs import read_catalog
from app.settings import BatchSettings
from core.errors import InputError
from core.tool import Tool

_NO_SECRETS: Final = frozenset({"accept", "accept-language", "content-type", "user-agent"})


def withheld(tool: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a tool's members with null for header values that must not be kept."""
    headers = tool["binding"].get("headers")
    if not headers:
        return tool
    kept = {name: value if _may_be_kept(name, value) else None for name, value in headers.items()}
    return {**tool, "binding": {**tool["binding"], "headers": kept}}


def filled_from_files(tools: Iterable[Tool], settings: BatchSettings) -> tuple[Tool, ...]:
    """Return the tools with the header values that were not kept. Raises InputError."""
    tools = tuple(tools)
    if not any(None in _headers(tool).values() for tool in tools):
        return tools
    try:
        loaded = read_catalog(settings)
    except InputError as problem:
        raise _lacking(tools, str(problem)) from None
    written = {tool.name: _headers(tool) for tool in loaded.tools}
    filled = tuple(_filled(tool, written.get(tool.name, {})) for tool in tools)
    if any(None in _headers(tool).values() for tool in filled):
        raise _lacking(filled, "the bindings no longer have it")
    return filled


def _may_be_kept(name: str, value: str) -> bool:
    return "${" in value or name.lower() in _NO_SECRETS


def _headers(tool: Tool) -> Mapping[str, Any]:
    headers = tool.binding.get("headers")
    return headers if isinstance(headers, Mapping) else {}


def _filled(tool: Tool, written: Mapping[str, Any]) -> Tool:
    headers = _headers(tool)
    if not headers:
        return tool
    filled = {
        name: written.get(name) if value is None else value for name, value in headers.items()
    }
    return replace(tool, binding={**tool.binding, "headers": filled})


def _lacking(tools: Iterable[Tool], why: str) -> InputError:
    name = next(tool.name for tool in tools if None in _headers(tool).values())
    return InputError(
        f"a header value written out in the bindings is not kept in the run ({why}); write it as "
        "${NAME}, give the batch command once more, and then this one",
        entry=name,
        field="headers",
    )
