"""Small worlds for the symbolic reasoner, and a loop that carries plans out as the graph does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from core.conditions import holds
from core.functions import compute
from core.json_values import Json
from core.observation import Dispatch, Observation
from core.plan import Plan, Step
from core.references import Missing, fill, resolve
from core.task import Task
from core.thought import AnswerRequest, PlanRequest
from core.tool import Tool
from reasoners.symbolic import SymbolicReasoner

NOW = datetime(2026, 2, 10, 9, tzinfo=UTC).timestamp()
TEXT: Json = {"type": "string"}
NUMBER: Json = {"type": "number"}
COUNT: Json = {"type": "integer"}
FLAG: Json = {"type": "boolean"}
Answer = Callable[[Mapping[str, Json]], Json]


@dataclass(frozen=True)
class World:
    """Tools, and what each of them answers."""

    tools: tuple[Tool, ...]
    answers: Mapping[str, Answer]


@dataclass
class Told:
    """What came of a request: the changes made, the last plan with what was seen, the answer."""

    changes: list[tuple[str, Json]] = field(default_factory=list)
    calls: list[tuple[str, Json]] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    answer: str = ""


def look_up(
    name: str, says: str, takes: tuple[str, ...], key: str, members: Mapping[str, Json]
) -> Tool:
    """A look-up that takes texts and returns a list of records under `key`."""
    rows: Json = {"type": "object", "properties": dict(members)}
    listed: Json = {"type": "object", "properties": {key: {"type": "array", "items": rows}}}
    return _tool(name, says, takes, listed, "read")


def record(name: str, says: str, takes: tuple[str, ...], members: Mapping[str, Json]) -> Tool:
    """A look-up that takes texts and returns one record."""
    return _tool(name, says, takes, {"type": "object", "properties": dict(members)}, "read")


def change(name: str, says: str, takes: tuple[str, ...]) -> Tool:
    """A change that takes texts and returns a reference."""
    reply: Json = {"type": "object", "properties": {"reference": TEXT}}
    return _tool(name, says, takes, reply, "write")


def _tool(name: str, says: str, takes: tuple[str, ...], returns: Json, effect: str) -> Tool:
    schema: dict[str, Json] = {
        "type": "object",
        "properties": {one.rstrip("?"): TEXT for one in takes},
        "required": [one for one in takes if not one.endswith("?")],
    }
    given = returns if isinstance(returns, Mapping) else None
    return Tool(
        name,
        says,
        schema,
        given,
        effect="read" if effect == "read" else "write",
        effect_origin="declared",
    )


def rows_where(key: str, rows: list[dict[str, Json]]) -> Answer:
    """The rows whose members hold the arguments, whatever their case; parts of a text do too."""

    def answer(args: Mapping[str, Json]) -> Json:
        return {key: [row for row in rows if all(_has(row, v, n) for n, v in args.items())]}

    return answer


def _has(row: Mapping[str, Json], value: Json, name: str) -> bool:
    held = [row[name]] if name in row else list(row.values())
    wanted = str(value).casefold()
    return any(wanted in str(one).casefold() for one in held)


def asked(world: World, prompt: str) -> Told:
    """Carry out the plans for a request until one does not ask to be continued."""
    told, seen = Told(), dict[str, Observation]()
    reasoner = SymbolicReasoner(world.tools)
    while True:
        request = PlanRequest(Task("t", "ops", prompt), world.tools, seen, "", 1, 1, NOW)
        plan = reasoner.plan(request).value
        told.steps = [step for step in plan["steps"] if step["tool"] or step.get("function")]
        for step in told.steps:
            _carry_out(world, step, seen, told)
        if not plan.get("notes", {}).get("continue"):
            break
    told.answer = _answer(reasoner, prompt, plan, seen)
    return told


def _answer(
    reasoner: SymbolicReasoner, prompt: str, plan: Plan, seen: Mapping[str, Observation]
) -> str:
    question = plan.get("question")
    if question and not seen:
        return question
    return reasoner.answer(AnswerRequest(Task("t", "ops", prompt), plan, seen, (), NOW)).value


def _carry_out(world: World, step: Step, seen: dict[str, Observation], told: Told) -> None:
    outputs = _outputs(seen)
    for item, known in _instances(step, outputs):
        if not all(holds(condition, known) for condition in step.get("when", ())):
            continue
        args = fill(step["args"], known)
        assert not isinstance(args, Missing) and isinstance(args, dict), step
        key = f"{step['id']}#{item}" if item else step["id"]
        seen[key] = _observed(world, step, args, item, told)


def _outputs(seen: Mapping[str, Observation]) -> dict[str, Json]:
    """The outputs by step, for each of several the list of them."""
    single = {key: one["output"] for key, one in seen.items() if "#" not in key}
    listed: dict[str, list[Json]] = {}
    for key, one in seen.items():
        if "#" in key:
            listed.setdefault(key.partition("#")[0], []).append(one["output"])
    return {**single, **listed}


def _instances(step: Step, outputs: Mapping[str, Json]) -> Iterator[tuple[str, dict[str, Json]]]:
    each = step.get("for_each")
    if not each:
        yield "", dict(outputs)
        return
    items = resolve(each, outputs)
    assert isinstance(items, list), each
    for at, item in enumerate(items):
        yield str(at), {**outputs, "item": item}


def _observed(
    world: World, step: Step, args: dict[str, Json], item: str, told: Told
) -> Observation:
    name = step["tool"] or str(step.get("function"))
    if step["tool"]:
        output = world.answers[name](args)
        told.calls.append((name, args))
        if next(tool for tool in world.tools if tool.name == name).effect == "write":
            told.changes.append((name, args))
    else:
        output = compute(name, args)
    dispatch = Dispatch(
        step=step["id"],
        tool=name,
        args=args,
        origin=f"1.{step['id']}",
        slot=f"1.{step['id']}",
        item=item,
        generation=1,
        attempt=1,
    )
    return Observation(
        dispatch=dispatch,
        status="done",
        settled=True,
        output=output,
        stored=False,
        known=True,
        failure=None,
    )
