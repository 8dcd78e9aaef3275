"""Makes a tool of a catalog entry and the settings in force for it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, cast

from catalog.binding_keys import KEYS, PATHS, placeholders_in, variables_in
from catalog.bindings import Setting, Settings
from catalog.entry import Entry, output_schema, returns_schema
from catalog.json_file import shown
from catalog.nearest import nearest
from catalog.returns_text import returns_of
from catalog.shorthand import Schema
from catalog.understanding import Understanding, understand
from core.json_values import Json
from core.tool import Tool

_NEEDS: Final[Mapping[str, tuple[str, ...]]] = {
    "http": ("url", "base_url"),
    "python": ("target",),
    "mock": ("fixture",),
}
_OF_THE_TOOL: Final = (
    "idempotency", "key_arg", "approve", "key_retention_s", "retry_window_s", "timeout_s",
)  # fmt: skip


def bound_tool(entry: Entry, settings: Settings, environ: Mapping[str, str]) -> Tool:
    """Return the tool, all but its `reconcile`. Raises InputError for settings that cannot work."""
    returns = _returns(entry, settings)
    understood = _understood(entry, settings, returns)
    adapter = _adapter(settings, understood.effect)
    given = {
        name: setting.value
        for name, setting in settings.items()
        if name in _OF_THE_TOOL and not (KEYS[name].writes and understood.effect == "read")
    }
    return Tool(
        name=entry.name,
        description=entry.description,
        args_schema=_without_key(entry.args_schema, given.get("key_arg")),
        returns=returns,
        output_schema=output_schema(settings["returns"].value) if "returns" in settings else None,
        effect=understood.effect,
        effect_origin=understood.origin,
        looks_up=understood.looks_up,
        adapter=adapter,
        binding=_binding(entry, settings, adapter, environ),
        **cast(Any, given),
    )


def remarks(tool: Tool, settings: Settings) -> Iterator[str]:
    """Yield a warning for each setting of the tool's own that nothing will read."""
    for name, setting in settings.items():
        key = KEYS[name]
        if setting.is_default:
            if name == "adapter" and tool.adapter is None:
                needed = " or ".join(_NEEDS[str(setting.value)])
                yield f"{_where(tool, setting)}: no {needed} is set, so the tool is not bound"
        elif key.adapter and key.adapter != tool.adapter:
            yield f"{_where(tool, setting)}: {name} means nothing to adapter {tool.adapter}"
        elif key.writes and tool.effect == "read":
            yield f"{_where(tool, setting)}: {name} means nothing for a read"


def _where(tool: Tool, setting: Setting) -> str:
    return f"{setting.place.file}, {tool.name}"


def _returns(entry: Entry, settings: Settings) -> Schema | None:
    if "returns" in settings:
        setting = settings["returns"]
        return returns_schema(setting.value, setting.place)
    return returns_of(entry.description)


def _understood(entry: Entry, settings: Settings, returns: Schema | None) -> Understanding:
    if "effect" in settings:
        reads = settings["effect"].value == "read"
        return Understanding("read" if reads else "write", "declared", reads)
    if any(_says_write(name, settings) for name in ("idempotency", "reconcile", "approve")):
        return Understanding("write", "declared", False)
    method = settings["method"].value if "method" in settings else None
    return understand(
        entry.name,
        entry.description,
        str(method).upper() if method else None,
        returns,
    )


def _says_write(name: str, settings: Settings) -> bool:
    """Whoever says how a change may be repeated says that there is one."""
    return name in settings and settings[name].value not in ("none", False)


def _adapter(settings: Settings, effect: str) -> str | None:
    if "adapter" not in settings:
        _check_nothing_else_is_bound(settings)
        return None
    chosen = settings["adapter"]
    adapter = str(chosen.value)
    needed = _NEEDS[adapter]
    if any(name in settings for name in needed) or (adapter == "mock" and effect == "write"):
        return adapter
    if chosen.is_default:
        return None
    raise chosen.wrong(f"is {adapter}, which needs {' or '.join(needed)}; add it", "adapter")


def _check_nothing_else_is_bound(settings: Settings) -> None:
    for name, setting in settings.items():
        adapter = KEYS[name].adapter
        if adapter and not setting.is_default:
            raise setting.wrong(f'is given without an adapter; add "adapter": "{adapter}"', name)


def _without_key(args_schema: Schema, key_arg: Json) -> Schema:
    """The key is filled in where the call is made: nobody who plans needs to supply it."""
    required = args_schema.get("required")
    if key_arg is None or not isinstance(required, list):
        return args_schema
    return {**args_schema, "required": [name for name in required if name != key_arg]}


def _binding(
    entry: Entry, settings: Settings, adapter: str | None, environ: Mapping[str, str]
) -> Mapping[str, Json]:
    own = {name: setting for name, setting in settings.items() if KEYS[name].adapter == adapter}
    if adapter is None:
        return {}
    if "headers" in own:
        _check_variables(own["headers"], environ)
    if "url" in own:
        _check_placeholders(own["url"], entry)
    return {name: _value(name, setting) for name, setting in own.items()}


def _value(name: str, setting: Setting) -> Json:
    if name == "method":
        return str(setting.value).upper()
    if name not in PATHS:
        return setting.value
    path = Path(os.path.abspath(setting.place.file.parent / str(setting.value)))
    if name == "fixture" and not path.is_file():
        raise setting.wrong(f"there is no file {path}; a path is relative to this file", name)
    return str(path)


def _check_variables(headers: Setting, environ: Mapping[str, str]) -> None:
    for name in variables_in(headers.value):
        if name not in environ:
            raise headers.wrong(f"needs the environment variable {name}; set it", "headers")


def _check_placeholders(url: Setting, entry: Entry) -> None:
    arguments = entry.args_schema.get("properties", {})
    known = arguments if isinstance(arguments, Mapping) else {}
    for name in placeholders_in(str(url.value)):
        if name not in known:
            raise url.wrong(
                f"takes {{{name}}}, which is no argument of {entry.name};"
                f" did you mean {shown(nearest(name, known))}?",
                "url",
            )
