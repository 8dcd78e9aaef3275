"""The catalog and the bindings of the tool server: tools of all four idempotency classes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_ORDER = "order_id, customer, amount, status"

CATALOG: list[dict[str, Any]] = [
    {
        "name": "get_order",
        "description": f"Get an order by its id. Returns {_ORDER}.",
        "args_schema": {"order_id": "string"},
    },
    {
        "name": "list_orders",
        "description": "List a customer's orders. Returns orders, a list with order_id, amount.",
        "args_schema": {"customer": "string"},
    },
    {
        "name": "list_refunds",
        "description": "List the refunds of an order. Returns refunds, a list with refund_id, "
        "order_id, amount.",
        "args_schema": {"order_id": "string"},
    },
    {
        "name": "list_tickets",
        "description": "List tickets by subject. Returns tickets, a list with create_ticket_id, "
        "subject, reference.",
        "args_schema": {"subject": "string"},
    },
    {
        "name": "list_letters",
        "description": "List the letters to a recipient. Returns letters, a list with "
        "send_letter_id, recipient, text.",
        "args_schema": {"recipient": "string"},
    },
    {
        "name": "refund",
        "description": "Refund an amount of an order. Returns refund_id, order_id, amount.",
        "args_schema": {"order_id": "string", "amount": "number", "tag": "string?"},
    },
    {
        "name": "set_status",
        "description": "Set the status of an order. Returns order_id, status.",
        "args_schema": {"order_id": "string", "status": "string", "tag": "string?"},
    },
    {
        "name": "create_ticket",
        "description": "Create a ticket. Returns create_ticket_id, subject.",
        "args_schema": {"subject": "string", "reference": "string?", "tag": "string?"},
    },
    {
        "name": "send_letter",
        "description": "Send a letter by post. Returns send_letter_id, recipient.",
        "args_schema": {"recipient": "string", "text": "string", "tag": "string?"},
    },
    {
        "name": "cancel_order",
        "description": "Cancel an order. Returns cancel_order_id, order_id.",
        "args_schema": {"order_id": "string", "tag": "string?"},
    },
]

_BINDINGS: dict[str, dict[str, Any]] = {
    "get_order": {"effect": "read"},
    "list_orders": {"effect": "read"},
    "list_refunds": {"effect": "read"},
    "list_tickets": {"effect": "read"},
    "list_letters": {"effect": "read"},
    "refund": {"effect": "write", "idempotency": "key"},
    "set_status": {"effect": "write", "idempotency": "natural", "method": "PUT"},
    "create_ticket": {
        "effect": "write",
        "idempotency": "reconcile",
        "key_arg": "reference",
        "reconcile": {
            "tool": "list_tickets",
            "args": {"subject": {"$ref": "args.subject"}},
            "list": "tickets",
            "match": {"reference": {"$ref": "key"}},
            "settle_s": 1,
        },
    },
    "send_letter": {"effect": "write", "idempotency": "none"},
    "cancel_order": {"effect": "write", "idempotency": "natural"},
}


def bindings(
    base_url: str, timeout_s: float = 5.0, changes: dict[str, dict[str, Any]] | None = None
) -> dict[str, Any]:
    """Return bindings to a tool server; `changes` sets keys of single tools, or takes
    them away where they are None."""
    tools = {
        name: _changed(keys, (changes or {}).get(name, {})) for name, keys in _BINDINGS.items()
    }
    defaults = {"adapter": "http", "base_url": base_url, "timeout_s": timeout_s}
    return {"defaults": defaults, "tools": tools}


def _changed(keys: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**keys, **changes}.items() if value is not None}


def write_catalog(
    folder: Path,
    base_url: str,
    timeout_s: float = 5.0,
    changes: dict[str, dict[str, Any]] | None = None,
) -> tuple[Path, Path]:
    """Write tools.json and bindings.json into a folder and return their paths."""
    tools, bound = folder / "tools.json", folder / "bindings.json"
    tools.write_text(json.dumps(CATALOG, indent=1), encoding="utf-8")
    text = json.dumps(bindings(base_url, timeout_s, changes), indent=1)
    bound.write_text(text, encoding="utf-8")
    return tools, bound
