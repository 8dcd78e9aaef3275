"""Reads tools.json and the bindings: what can be called, and how."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from catalog.bindings import NO_BINDINGS, Bindings, Layer, Place, Settings, load_bindings, merged
from catalog.bound_tool import bound_tool, remarks
from catalog.entry import Entry, duplicate, read_entry
from catalog.json_file import kind_of, read_json
from catalog.reconcile import read_reconcile
from core.errors import InputError
from core.json_values import Json, digest
from core.tool import Tool


@dataclass(frozen=True)
class LoadedCatalog:
    """The tools in the order of the file, one-line warnings, and the identity of the content."""

    tools: tuple[Tool, ...]
    warnings: tuple[str, ...]
    digest: str


def load_catalog(
    tools_path: Path,
    bindings_path: Path | None = None,
    *,
    samples_path: Path | None = None,
    environ: Mapping[str, str] = os.environ,
) -> LoadedCatalog:
    """Return the catalog with its bindings. Raises InputError naming file, entry and field.

    Bindings written for another catalog, the samples, serve those tools alone that have name and
    arguments of a sample and no adapter of their own; what else they name is no matter.
    """
    content = _array(tools_path)
    entries = _entries(content, tools_path)
    bindings = load_bindings(bindings_path, entries) if bindings_path else NO_BINDINGS
    samples = _entries(_array(samples_path), samples_path) if samples_path else None
    settings = {
        name: merged(_layers(entry, bindings, _serves(entry, samples)))
        for name, entry in entries.items()
    }
    tools = {name: bound_tool(entry, settings[name], environ) for name, entry in entries.items()}
    reconciled = {
        name: _with_reconcile(tool, settings[name], tools) for name, tool in tools.items()
    }
    warnings = list(_absent(bindings)) if samples is None else []
    for name, tool in reconciled.items():
        warnings.extend(remarks(tool, settings[name]))
    return LoadedCatalog(tuple(reconciled.values()), tuple(warnings), digest(content))


def _array(path: Path) -> Sequence[Json]:
    content = read_json(path)
    if not isinstance(content, list):
        raise InputError(f"holds {kind_of(content)}; write an array of tools", file=str(path))
    return content


def _entries(content: Sequence[Json], path: Path) -> Mapping[str, Entry]:
    entries: dict[str, Entry] = {}
    for position, written in enumerate(content, start=1):
        entry = read_entry(written, Place(path, f"entry {position}"))
        if entry.name in entries:
            raise duplicate(entry, entries[entry.name])
        entries[entry.name] = entry
    return entries


def _serves(entry: Entry, samples: Mapping[str, Entry] | None) -> bool:
    """Whether bindings that were written for `samples` fit; None: they were written for us."""
    if samples is None:
        return True
    sample = samples.get(entry.name)
    own = "adapter" in entry.layer.values
    return sample is not None and not own and _arguments(entry) == _arguments(sample)


def _arguments(entry: Entry) -> frozenset[str]:
    return frozenset(cast("Mapping[str, object]", entry.args_schema.get("properties", {})))


def _layers(entry: Entry, bindings: Bindings, serve: bool) -> tuple[Layer, ...]:
    if not serve:
        return (entry.layer,)
    bound = bindings.tools.get(entry.name)
    return (*([bound] if bound else []), entry.layer, bindings.defaults)


def _with_reconcile(tool: Tool, settings: Settings, tools: Mapping[str, Tool]) -> Tool:
    setting = settings.get("reconcile")
    if tool.effect == "read":
        return tool
    if setting is not None:
        return replace(tool, reconcile=read_reconcile(setting, tool, tools))
    if tool.idempotency == "reconcile":
        raise settings["idempotency"].wrong(
            "is reconcile, which needs the key reconcile; add it", "idempotency"
        )
    return tool


def _absent(bindings: Bindings) -> Iterator[str]:
    for name in bindings.passed_over:
        yield f"{bindings.file}, tools.{name}: the catalog has no such tool; passed over"
