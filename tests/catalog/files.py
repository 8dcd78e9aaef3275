"""Writes the files that tests of the loaders read, and reads their complaints."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from catalog import LoadedCatalog, load_catalog
from core.errors import InputError
from core.tool import Tool


def written(folder: Path, name: str, content: object) -> Path:
    """Write bytes as they are, text as UTF-8 and anything else as JSON."""
    path = folder / name
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        text = content if isinstance(content, str) else json.dumps(content)
        path.write_text(text, encoding="utf-8")
    return path


def tool_entry(name: str = "lookup_account", **keys: Any) -> dict[str, Any]:
    """Return an entry of tools.json."""
    entry = {"name": name, "description": "Look up an account.", "args_schema": {"email": "string"}}
    return {**entry, **keys}


def loaded(
    folder: Path,
    tools: object,
    bindings: object = None,
    environ: Mapping[str, str] | None = None,
) -> LoadedCatalog:
    """Load a catalog written to a folder."""
    tools_path = written(folder, "tools.json", tools)
    bindings_path = None if bindings is None else written(folder, "bindings.json", bindings)
    return load_catalog(tools_path, bindings_path, environ=environ or {})


def one_tool(folder: Path, entry: dict[str, Any], bindings: object = None) -> Tool:
    """Load a catalog of one tool."""
    return loaded(folder, [entry], bindings).tools[0]


def complaint(folder: Path, tools: object, bindings: object = None) -> str:
    """Return what is said about a catalog that cannot be used, the folder left out."""
    with pytest.raises(InputError) as caught:
        loaded(folder, tools, bindings)
    message = str(caught.value)
    assert message.isprintable()
    return message.replace(f"{folder}/", "")
