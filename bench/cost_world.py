"""The world of the cost bench: tools as a catalog file, records as fixtures, tasks, solutions.

Tasks need one to eight calls, each needing the one before ("chain") or none another ("side by
side"). Half of the answers are plain read-outs, which a plan may hold as a template; the other
half has to be worded afterwards.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.json_values import digest
from tests.model_server.competent import Call, Solution

LENGTHS = range(1, 9)
PEOPLE = 24

# (tool, what it takes, what it says it does, what it gives: the first leads on)
CHAIN = (
    ("find_customer", "email", "Find a customer by email.", "customer_id name city segment"),
    ("latest_order", "customer_id", "The latest order of a customer.", "order_id placed_on total"),
    ("order_shipment", "order_id", "The shipment of an order.", "shipment_id carrier weight_kg"),
    ("shipment_depot", "shipment_id", "The depot that holds a shipment.", "depot_id dock zone"),
    ("depot_manager", "depot_id", "Who manages a depot.", "employee_id name since"),
    ("employee_team", "employee_id", "The team of an employee.", "team_id name floor"),
    ("team_channel", "team_id", "The chat channel of a team.", "channel_id name members"),
    ("channel_topic", "channel_id", "The topic of a chat channel.", "topic set_by set_on"),
)
LINKS = (
    "customer",
    "their latest order",
    "its shipment",
    "the depot that holds it",
    "who manages that depot",
    "the manager's team",
    "the team's chat channel",
    "the channel's topic",
)
_VERBS = ("list", "search", "describe", "export", "count", "compare", "archive", "rename")
_NOUNS = (
    "warehouse supplier contract campaign budget license vehicle meeting room device survey "
    "voucher shift certificate incident backup"
).split()


@dataclass(frozen=True)
class BenchTask:
    """A task with its solution and what a right answer says."""

    id: str
    kind: str
    length: int
    prompt: str
    solution: Solution
    facts: tuple[str, ...]


def write_world(folder: Path, tools: int, flaky: float = 0.0) -> tuple[BenchTask, ...]:
    """Write tools.json, bindings.json, fixtures and tasks.json; return the tasks."""
    (folder / "fixtures").mkdir(parents=True)
    tasks = (*_chains(), *_side_by_side())
    _write(folder / "tools.json", [*_chain_tools(), *_others(tools - len(CHAIN))])
    bindings: dict[str, Any] = {}
    for position, (name, *_) in enumerate(CHAIN):
        rows = [_record(person, position) for person in range(PEOPLE)]
        _write(folder / f"fixtures/{name}.json", {"returns": "one", "rows": rows})
        bindings[name] = {"effect": "read", "fixture": f"fixtures/{name}.json"}
        if flaky:
            bindings[name]["flaky"] = {"rate": flaky, "seed": position}
    _write(folder / "bindings.json", {"defaults": {"adapter": "mock"}, "tools": bindings})
    write_tasks(folder / "tasks.json", tasks)
    return tasks


def write_tasks(path: Path, tasks: tuple[BenchTask, ...]) -> None:
    """Write the tasks that an agent reads."""
    _write(path, [{"id": task.id, "domain": "ops", "prompt": task.prompt} for task in tasks])


def write_others(path: Path, count: int) -> Path:
    """Write a catalog of tools that no task needs; return its path."""
    _write(path, [*_others(count)])
    return path


def _write(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")


def _chain_tools() -> Iterator[dict[str, Any]]:
    for name, takes, does, gives in CHAIN:
        returns = ", ".join(gives.split())
        yield {
            "name": name,
            "description": f"{does} Returns {returns}.",
            "args_schema": {takes: "string"},
        }


def _others(count: int) -> Iterator[dict[str, Any]]:
    """Tools that no task needs, as every real catalog is full of."""
    names = [(verb, noun) for verb in _VERBS for noun in _NOUNS]
    for verb, noun in names[:count]:
        yield {
            "name": f"{verb}_{noun}s",
            "description": f"{verb.capitalize()} {noun}s of one site, optionally only those with a "
            f"status, changed since a date. Returns {noun}_id, label, status, changed_on.",
            "args_schema": {"site_id": "string", "status": "string?", "since": "date?"},
        }


def _record(person: int, position: int) -> dict[str, Any]:
    _, takes, _, gives = CHAIN[position]
    record: dict[str, Any] = {takes: _value(person, position - 1)}
    for name in gives.split():
        record[name] = f"{name}-{digest([person, position, name])[:6]}"
    record[gives.split()[0]] = _value(person, position)
    return record


def _value(person: int, position: int) -> str:
    """What leads from one record to the next."""
    if position < 0:
        return f"person{person}@firm{person}.test"
    name = CHAIN[position][3].split()[0]
    return f"{name.removesuffix('_id')}_{digest([person, position])[:8]}"


def _chains() -> Iterator[BenchTask]:
    for length in LENGTHS:
        person = length
        tool_names = [(f"s{n + 1}", CHAIN[n][0], CHAIN[n][1]) for n in range(length)]
        calls = [Call("s1", "find_customer", {"email": _value(person, -1)})]
        for n in range(1, length):
            step, tool, takes = tool_names[n]
            calls.append(Call(step, tool, {takes: {"$ref": f"s{n}.{takes}"}}))
        field = CHAIN[length - 1][3].split()[0]
        place = f"{{s{length}.{field}}}"
        prompt = (
            f"For the customer {_value(person, -1)}: look up {', '.join(LINKS[:length])}. "
            f"What is the {field.replace('_', ' ')}?"
        )
        answer = f"The {field.replace('_', ' ')} is {place}."
        facts = (_value(person, length - 1),)
        yield _task("chain", length, prompt, tuple(calls), answer, facts)


def _side_by_side() -> Iterator[BenchTask]:
    for length in LENGTHS:
        people = [(length + 3 * n) % PEOPLE for n in range(length)]
        calls = tuple(
            Call(f"s{n + 1}", "find_customer", {"email": _value(person, -1)})
            for n, person in enumerate(people)
        )
        prompt = f"Which city is each of these customers in: {', '.join(_emails(people))}?"
        places = (f"{email}: {{s{n + 1}.city}}" for n, email in enumerate(_emails(people)))
        facts = tuple(_record(person, 0)["city"] for person in people)
        yield _task("side by side", length, prompt, calls, "; ".join(places) + ".", facts)


def _emails(people: list[int]) -> list[str]:
    return [_value(person, -1) for person in people]


def _task(
    kind: str,
    length: int,
    prompt: str,
    calls: tuple[Call, ...],
    answer: str,
    facts: tuple[str, ...],
) -> BenchTask:
    task_id = f"{kind.replace(' ', '_')}_{length}"
    template = answer if length % 2 else None
    solution = Solution(task_id, prompt, calls, answer, template)
    return BenchTask(task_id, kind, length, prompt, solution, facts)
