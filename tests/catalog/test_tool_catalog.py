"""The catalog as nodes see it: by name, and how a tool was understood."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from catalog import ToolCatalog, describe
from core.seams import Catalog
from core.tool import Tool
from tests.catalog.files import loaded, one_tool, tool_entry


def test_tools_are_found_by_name(tmp_path: Path) -> None:
    tools = loaded(tmp_path, [tool_entry("a"), tool_entry("b")]).tools
    catalog: Catalog = ToolCatalog(tools)
    assert catalog.tool("b") is tools[1]
    assert catalog.tool("c") is None


def test_a_read_is_described_in_a_few_lines(tmp_path: Path) -> None:
    description = "Fetch invoices. Returns total, rows, a list with id, amount of each."
    entry = tool_entry(
        "fetch_invoices",
        description=description,
        args_schema={"account_id": "string", "since": "date?"},
    )
    assert describe(one_tool(tmp_path, entry)) == [
        "fetch_invoices: read (inferred)",
        "  takes account_id: string, since?: date",
        "  gives total, rows (id, amount)",
        "  not bound: its steps cannot be carried out",
    ]


def test_what_happens_to_a_write_in_doubt_is_described(tmp_path: Path) -> None:
    write = Tool(
        "refund",
        "",
        {"type": "object"},
        effect="write",
        effect_origin="declared",
        idempotency="key",
        adapter="http",
        binding={"base_url": "https://pay.test"},
        timeout_s=5,
    )
    assert describe(write) == [
        "refund: write (declared); repeated with the same key",
        "  takes no arguments",
        "  gives what its description does not list",
        "  called through http:https://pay.test, 5 s at most",
    ]
    assert "a person approves each call" in describe(replace(write, approve=True))[0]
    unknown = replace(write, effect_origin="unknown", looks_up=True)
    assert describe(unknown)[0] == (
        "refund: cannot be told, so treated as a write; may be planned as a look-up;"
        " never repeated when in doubt"
    )


def test_a_list_is_described_by_its_items() -> None:
    returns: Any = {"type": "array", "items": {"properties": {"id": {"type": "string"}}}}
    tool = Tool("t", "", {"type": "object"}, returns=returns, effect="read")
    assert describe(tool)[2] == "  gives a list of id (string)"
