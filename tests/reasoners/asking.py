"""Requests and replies that the tests of the model path share."""

from __future__ import annotations

import json
from typing import Any

from core.json_values import Json
from core.observation import Observation, Status
from core.task import Task
from core.thought import AnswerRequest, PlanRequest, RepairRequest
from core.tool import Effect, Tool
from tests.model_server.replies import Say, say_json

NOW = 1_767_225_600.0
PROMPT = "Which plan is a@b.test on? Refund 12 USD of their last invoice."
KEY = "sk-canary-0123456789abcdef"


def tool(name: str, effect: Effect, description: str, *args: str, **returns: str) -> Tool:
    """A tool whose arguments are all required texts, but for `amount`, a number."""
    properties: dict[str, Json] = {
        arg: {"type": "number" if arg == "amount" else "string"} for arg in args
    }
    members: dict[str, Json] = {name: {"type": kind} for name, kind in returns.items()}
    return Tool(
        name,
        description,
        {"type": "object", "properties": properties, "required": list(args)},
        returns={"type": "object", "properties": members} if members else None,
        effect=effect,
        effect_origin="declared",
    )


LOOKUP = tool("lookup_account", "read", "Look up an account.", "email", id="string", plan="string")
REFUND = tool("refund_invoice", "write", "Refund part of an invoice.", "invoice_id", "amount")
MESSAGE = tool("send_message", "write", "Send a message.", "recipient", "subject", "body")
TOOLS = (LOOKUP, REFUND, MESSAGE)


def plan_request(prompt: str = PROMPT, **changes: Any) -> PlanRequest:
    """The first request for a plan, unless `changes` says otherwise."""
    given: dict[str, Any] = {
        "task": Task("t1", "support", prompt),
        "tools": TOOLS,
        "observations": {},
        "feedback": "",
        "revision": 1,
        "tries": 1,
        "now": NOW,
    }
    return PlanRequest(**{**given, **changes})


def answer_request(plan: Any = None, prompt: str = PROMPT, **changes: Any) -> AnswerRequest:
    """A request for an answer about what was seen."""
    given: dict[str, Any] = {
        "task": Task("t1", "support", prompt),
        "plan": plan or {"steps": [], "answer_needs": []},
        "observations": {},
        "notes": (),
        "now": NOW,
    }
    return AnswerRequest(**{**given, **changes})


def repair_request(args: dict[str, Json], said: str, what: Tool = REFUND) -> RepairRequest:
    """A request for other arguments after a rejection."""
    return RepairRequest(
        task=Task("t1", "support", PROMPT),
        step={"id": "s1", "tool": what.name, "args": args},
        tool=what,
        args=args,
        failure={"message": said},
        observations={},
        slot="1.s1",
        item="",
        generation=1,
    )


def seen(output: Json, what: Tool = LOOKUP, status: Status = "done") -> Observation:
    """What came back from step s1 of revision 1."""
    return {
        "dispatch": {
            "step": "s1",
            "tool": what.name,
            "args": {"email": "a@b.test"},
            "origin": "1.s1",
            "slot": "1.s1",
            "item": "",
            "generation": 1,
            "attempt": 1,
        },
        "status": status,
        "settled": True,
        "output": output,
        "stored": False,
        "known": True,
        "failure": None if status == "done" else {"message": "it failed"},
    }


def wire_step(step_id: str, tool_name: str, **args: Json) -> dict[str, Any]:
    """One step as a model writes it."""
    given = [{"name": name, "value": json.dumps(value)} for name, value in args.items()]
    return {"id": step_id, "tool": tool_name, "args": given}


def wire_plan(*steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A plan as a model writes it."""
    empty: dict[str, Any] = {"needs": [], "say": None}
    return {"steps": list(steps), **empty, **more}


PLAN = wire_plan(wire_step("s1", "lookup_account", email="a@b.test"), needs=["s1.plan"])
SAY_PLAN = say_json(PLAN)
SAY_ANSWER = say_json({"answer": "They are on the pro plan."})


def called(value: Any, name: str = "plan") -> Say:
    """The reply as a tool call."""
    return Say(calls=((name, json.dumps(value)),))
