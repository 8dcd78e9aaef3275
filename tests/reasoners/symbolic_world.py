"""A small catalog of a car park, and a loop that carries out symbolic plans without a graph."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from core.json_values import Json
from core.observation import Dispatch, Observation, Status
from core.plan import Plan
from core.references import Missing, fill
from core.task import Task
from core.thought import AnswerRequest, PlanRequest
from core.tool import Tool
from reasoners.symbolic import SymbolicReasoner

NOW = 1_749_556_800.0  # 10 June 2025, noon
TEXT: dict[str, Json] = {"type": "string"}


def tool(name: str, description: str, takes: Mapping[str, Json], gives: Json, effect: Any) -> Tool:
    """A tool whose arguments are all required, save those ending in a question mark."""
    named = {key.rstrip("?"): schema for key, schema in takes.items()}
    required = [key for key in takes if not key.endswith("?")]
    schema: dict[str, Json] = {"type": "object", "properties": named, "required": required}
    returns = gives if isinstance(gives, Mapping) else None
    return Tool(name, description, schema, returns, effect=effect, effect_origin="declared")


def listed(key: str, *names: str) -> Json:
    rows: Json = {"type": "object", "properties": dict.fromkeys(names, TEXT)}
    return {"type": "object", "properties": {key: {"type": "array", "items": rows}}}


HOLDERS = tool(
    "find_holder", "Find holders of a parking permit by surname.", {"surname": TEXT},
    listed("holders", "holder_id", "surname", "city"), "read",
)  # fmt: skip
PERMITS = tool(
    "list_permits", "List the permits of a holder.", {"holder_id": TEXT},
    listed("permits", "permit_id", "zone", "valid_until", "status"), "read",
)  # fmt: skip
RENEW = tool(
    "renew_permit", "Renew a permit for a year.", {"permit_id": TEXT},
    {"type": "object", "properties": {"renewal_id": TEXT}}, "write",
)  # fmt: skip
SCRAP = tool(
    "delete_holder", "Delete a holder with all permits. This cannot be undone.",
    {"holder_id": TEXT}, {"type": "object", "properties": {"status": TEXT}}, "write",
)  # fmt: skip
RULES = tool(
    "search_rules", "Search the parking rules by words.", {"query": TEXT},
    listed("rules", "title", "text"), "read",
)  # fmt: skip
CATALOG = (HOLDERS, PERMITS, RENEW, SCRAP, RULES)

ANNA: dict[str, Json] = {"holder_id": "h_1", "surname": "Lund", "city": "Ribe"}
NORTH: dict[str, Json] = {
    "permit_id": "p_7", "zone": "North", "valid_until": "2025-09-30", "status": "active",
}  # fmt: skip
SOUTH: dict[str, Json] = {
    "permit_id": "p_8", "zone": "South", "valid_until": "2025-07-31", "status": "expired",
}  # fmt: skip
RULE: dict[str, Json] = {
    "title": "Deleting holders",
    "text": "A holder is deleted only after every open fine has been settled in writing.",
}
WORLD: dict[str, Callable[[Mapping[str, Json]], Json]] = {
    "find_holder": lambda args: {"holders": [ANNA] if args["surname"] == "Lund" else []},
    "list_permits": lambda args: {"permits": [NORTH, SOUTH] if args["holder_id"] == "h_1" else []},
    "renew_permit": lambda args: {"renewal_id": "rn_1"},
    "delete_holder": lambda args: {"status": "deleted"},
    "search_rules": lambda args: {"rules": [RULE]},
}


World = Mapping[str, Callable[[Mapping[str, Json]], Json]]


def plan_for(
    prompt: str,
    known: Mapping[str, Observation] = MappingProxyType({}),
    catalog: tuple[Tool, ...] = CATALOG,
) -> Plan:
    request = PlanRequest(Task("t", "ops", prompt), catalog, known, "", 1, 1, NOW)
    return SymbolicReasoner().plan(request).value


def carried_out(
    prompt: str, catalog: tuple[Tool, ...] = CATALOG, world: World = WORLD
) -> tuple[list[tuple[str, dict[str, Json]]], str]:
    """Carry plans out until one does not ask to be continued; return the calls and the answer."""
    seen: dict[str, Observation] = {}
    calls: list[tuple[str, dict[str, Json]]] = []
    while True:
        plan = plan_for(prompt, seen, catalog)
        for step in plan["steps"]:
            if step["tool"]:
                outputs = {key: one["output"] for key, one in seen.items()}
                args = fill(step["args"], outputs)
                assert not isinstance(args, Missing) and isinstance(args, dict)
                calls.append((step["tool"], args))
                seen[step["id"]] = observed(step["id"], step["tool"], args, world=world)
        if not plan.get("notes", {}).get("continue"):
            break
    request = AnswerRequest(Task("t", "ops", prompt), plan, seen, (), NOW)
    return calls, SymbolicReasoner().answer(request).value


def observed(
    step: str, name: str, args: dict[str, Json], status: Status = "done", world: World = WORLD
) -> Observation:
    dispatch = Dispatch(
        step=step, tool=name, args=args, origin=f"1.{step}", slot=f"1.{step}", item="",
        generation=1, attempt=1,
    )  # fmt: skip
    output = world[name](args)
    return Observation(
        dispatch=dispatch, status=status, settled=True, output=output, stored=False, known=True,
        failure=None,
    )  # fmt: skip
