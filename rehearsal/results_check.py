"""Holds a results file against the contract."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from catalog.json_file import kind_of, read_json, shown
from core.errors import InputError
from core.json_values import Json

_KEYS: Final = (
    *("id", "plan", "tool_calls", "final_answer"),
    *("latency_ms", "tokens_used", "tool_calls_count"),
)
_LIMIT_MIB: Final = 256


@dataclass(frozen=True)
class Given:
    """What the command was given: the tasks' ids in order, and the names of the tools."""

    tasks: tuple[str, ...]
    tools: frozenset[str]


@dataclass(frozen=True)
class Reported:
    """What a results file says about itself, and what is wrong with it."""

    results: int = 0
    tool_calls: int = 0
    tokens: int = 0
    latency_ms: int = 0
    problems: tuple[str, ...] = ()


def read_results(path: Path, given: Given) -> Reported:
    """Read and check a results file."""
    try:
        entries = read_json(path, _LIMIT_MIB)
    except InputError as problem:
        return Reported(problems=(f"results: {problem.problem}",))
    if not isinstance(entries, list):
        return Reported(problems=(f"results: {kind_of(entries)} instead of an array",))
    return Reported(
        results=len(entries),
        tool_calls=sum(len(_list(entry, "tool_calls")) for entry in entries),
        tokens=sum(_count(entry, "tokens_used") for entry in entries),
        latency_ms=sum(_count(entry, "latency_ms") for entry in entries),
        problems=tuple(_problems(entries, given)),
    )


def _problems(entries: Sequence[Json], given: Given) -> Iterator[str]:
    yield from _wrong_order([_id(entry) for entry in entries], given.tasks)
    for position, entry in enumerate(entries):
        place = f"results, entry {position + 1}"
        if not isinstance(entry, Mapping):
            yield f"{place}: {kind_of(entry)} instead of an object"
            continue
        if isinstance(entry.get("id"), str):
            place += f" ({shown(entry['id'])})"
        for problem in _wrong_entry(entry, given.tools):
            yield f"{place}: {problem}"


def _wrong_order(ids: Sequence[object], wanted: Sequence[str]) -> Iterator[str]:
    if tuple(ids) == tuple(wanted):
        return
    missing = [task for task in wanted if task not in ids]
    unknown = [one for one in ids if one not in wanted]
    if missing:
        yield f"results: no entry for {_listed(missing)}"
    if unknown:
        yield f"results: no task is called {_listed(unknown)}"
    if len(ids) != len(wanted):
        yield f"results: {len(ids)} entries for {len(wanted)} tasks"
    elif not missing and not unknown:
        yield "results: the entries are not in the order of the tasks"


def _wrong_entry(entry: Mapping[str, Json], tools: frozenset[str]) -> Iterator[str]:
    for key in _KEYS:
        if key not in entry:
            yield f"{key} is missing"
    for key in entry:
        if key not in _KEYS:
            yield f"{shown(key)} is not a key of a result"
    yield from _wrong_values(entry)
    if "tool_calls" in entry:
        yield from _wrong_calls(entry["tool_calls"], entry.get("tool_calls_count"), tools)


def _wrong_values(entry: Mapping[str, Json]) -> Iterator[str]:
    for key in ("id", "final_answer"):
        if key in entry and not _is_text(entry[key]):
            yield f"{key} is {_kind(entry[key])} instead of a text"
    for key in ("latency_ms", "tokens_used", "tool_calls_count"):
        if key in entry and not _is_count(entry[key]):
            yield f"{key} is {shown(entry[key])} instead of a whole number from 0 on"
    if "plan" in entry and not _is_list_of_texts(entry["plan"]):
        yield f"plan is {shown(entry['plan'])} instead of an array of names"


def _wrong_calls(calls: Json, count: Json, tools: frozenset[str]) -> Iterator[str]:
    if not isinstance(calls, list):
        yield f"tool_calls is {kind_of(calls)} instead of an array"
        return
    if _is_count(count) and count != len(calls):
        yield f"tool_calls_count is {count}, tool_calls has {len(calls)}"
    for position, call in enumerate(calls):
        place = f"tool_calls[{position}]"
        if not isinstance(call, Mapping) or set(call) != {"tool", "args"}:
            yield f"{place} is {shown(call)}; its keys must be tool and args"
        elif not isinstance(call["tool"], str) or call["tool"] not in tools:
            yield f"{place} calls {shown(call['tool'])}, which is not in the catalog"
        elif not isinstance(call["args"], Mapping):
            yield f"{place}: args is {kind_of(call['args'])} instead of an object"


def _id(entry: Json) -> object:
    return entry.get("id") if isinstance(entry, Mapping) else None


def _list(entry: Json, key: str) -> Sequence[Any]:
    value = entry.get(key) if isinstance(entry, Mapping) else None
    return value if isinstance(value, list) else ()


def _count(entry: Json, key: str) -> int:
    value = entry.get(key) if isinstance(entry, Mapping) else None
    return value if isinstance(value, int) and _is_count(value) else 0


def _is_text(value: Json) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _kind(value: Json) -> str:
    return "empty" if isinstance(value, str) else kind_of(value)


def _is_count(value: Json) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_list_of_texts(value: Json) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _listed(names: Iterable[object]) -> str:
    first, *others = [shown(str(name)) for name in names]
    return f"{first} and {len(others)} more" if others else first
