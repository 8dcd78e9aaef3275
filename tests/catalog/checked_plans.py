"""A catalog of four tools, steps over it, and what the catalog says about a plan of them."""

from __future__ import annotations

from typing import Any

from catalog import ToolCatalog
from core.json_values import Json
from core.plan import Plan, Step
from core.tool import Tool


def object_of(**members: Any) -> dict[str, Any]:
    return {"type": "object", "properties": members, "additionalProperties": False}


TEXT = {"type": "string"}
ACCOUNT = Tool(
    "lookup_account",
    "Look up an account.",
    {**object_of(email={"type": "string", "format": "email"}), "required": ["email"]},
    returns=object_of(account_id=TEXT, name={}, seats={"type": "integer"}, tags={"type": "array"}),
    effect="read",
)
INVOICES = Tool(
    "fetch_invoices",
    "Fetch invoices.",
    {
        **object_of(
            account_id=TEXT, status={"enum": ["open", "paid"]}, since={**TEXT, "format": "date"}
        ),
        "required": ["account_id"],
    },
    returns=object_of(
        invoices={"type": "array", "items": object_of(invoice_id=TEXT, amount={"type": "number"})}
    ),
    effect="read",
)
SEARCH = Tool("search", "Search anything.", {"type": "object"}, effect="read")
REFUND = Tool(
    "refund",
    "Refund an invoice.",
    {**object_of(invoice_id=TEXT, amount={"type": "number"}, ref=TEXT), "required": ["invoice_id"]},
    key_arg="ref",
)
CATALOG = ToolCatalog([ACCOUNT, INVOICES, SEARCH, REFUND])


def ref(reference: str) -> dict[str, Json]:
    return {"$ref": reference}


def planned(name: str, tool: str | None, args: dict[str, Json], **options: Any) -> Step:
    step: Any = {"id": name, "tool": tool, "args": args, **options}
    return step  # type: ignore[no-any-return]


FIRST = planned("s1", "lookup_account", {"email": "alex@acme.test"})
SECOND = planned("s2", "fetch_invoices", {"account_id": ref("s1.account_id")})


def problems_of(
    *steps: Step,
    needs: list[str] | None = None,
    template: str | None = None,
    known: dict[str, Json] | None = None,
) -> list[str]:
    plan = Plan(steps=list(steps), answer_needs=needs or [], answer_template=template)
    return CATALOG.check_plan(plan, known or {})


def problem_of(*steps: Step, **options: Any) -> str:
    problems = problems_of(*steps, **options)
    assert len(problems) == 1, problems
    return problems[0]
