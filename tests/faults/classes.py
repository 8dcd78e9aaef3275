"""A small task for every idempotency class: a look-up, then one change by a tool of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from tests.faults.batch import Changes, plan, step
from tests.faults.evidence import Wanted

TOOLS: Final[Mapping[str, str]] = {
    "key": "refund",
    "natural": "set_status",
    "reconcile": "create_ticket",
    "none": "send_letter",
}
# A doubt is looked into once the time limit and `settle_s` are over: short, so that tests are.
QUICK_TO_RECONCILE: Final[Changes] = {
    "create_ticket": {
        "timeout_s": 0.6,
        "reconcile": {
            "tool": "list_tickets",
            "args": {"subject": {"$ref": "args.subject"}},
            "list": "tickets",
            "match": {"reference": {"$ref": "key"}},
            "settle_s": 0.1,
        },
    }
}
_ARGS: Final[Mapping[str, Callable[[str, str], dict[str, Any]]]] = {
    "key": lambda order, tag: {"order_id": order, "amount": 5, "tag": tag},
    "natural": lambda order, tag: {"order_id": order, "status": "held", "tag": tag},
    "reconcile": lambda order, tag: {"subject": f"About {order}", "tag": tag},
    "none": lambda order, tag: {"recipient": order, "text": "Good day.", "tag": tag},
}


def change(step_id: str, kind: str, order: str, tag: str) -> dict[str, Any]:
    """Return a step that changes something of an order by a tool of this class."""
    return step(step_id, TOOLS[kind], _ARGS[kind](order, tag))


def task_of(kind: str, task_id: str, order: str, tag: str) -> tuple[str, dict[str, Any]]:
    """Return a task that looks an order up and changes it."""
    look_up = step("s1", "get_order", {"order_id": order})
    return task_id, {"plans": [plan(look_up, change("s2", kind, order, tag))], "insists": True}


def wanted_of(kind: str, task_id: str, tag: str) -> Wanted:
    """Return the effect that such a task asks for."""
    return Wanted(task_id, tag, TOOLS[kind])
