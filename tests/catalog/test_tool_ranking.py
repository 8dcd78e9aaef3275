"""Which tools of a large catalog a prompt gets to see."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from catalog import ToolCatalog
from catalog.ranking import FEW
from core.json_values import Json
from core.tool import Effect, Tool

THINGS = "lamp boat farm song mill coat rope gate ship drum fern lake moon nest oven pond".split()
ACTS = ("find", "list", "count", "compare", "weigh", "paint")


def _tool(
    name: str,
    takes: list[str],
    gives: list[str],
    description: str = "",
    effect: Effect = "read",
) -> Tool:
    takes_schema: dict[str, Json] = {argument: {"type": "string"} for argument in takes}
    gives_schema: dict[str, Json] = {field: {} for field in gives}
    required: list[Json] = [*takes]
    return Tool(
        name,
        description or name.replace("_", " "),
        {"type": "object", "properties": takes_schema, "required": required},
        returns={"type": "object", "properties": gives_schema},
        effect=effect,
    )


def _large(*further: Tool) -> ToolCatalog:
    others = [_tool(f"{act}_{thing}", [f"{thing}_no"], ["x"]) for act in ACTS for thing in THINGS]
    return ToolCatalog([*others, *further])


def _crowded(*further: Tool) -> ToolCatalog:
    """With so many tools of the prompt's words and kin that no other is found by its own."""
    takes = ["claim_ref"]
    others = [_tool(f"add_line_{number}", takes, [], "Add a line.") for number in range(FEW + 20)]
    return ToolCatalog([*others, *further])


def _names(tools: tuple[Tool, ...]) -> set[str]:
    return {tool.name for tool in tools}


def test_a_small_catalog_is_seen_whole() -> None:
    tools = [_tool(f"t{number}", [], []) for number in range(FEW)]
    assert ToolCatalog(tools).tools_for("anything at all") == tuple(tools)


def test_a_large_catalog_is_cut_to_what_the_prompt_speaks_of() -> None:
    found = _large().tools_for("Which boats are there? Please weigh them.")
    assert {"find_boat", "list_boat", "weigh_boat"} <= _names(found)
    assert len(found) == FEW < len(_large().tools)


def test_what_a_large_catalog_holds_beside_is_among_the_others() -> None:
    catalog = _large()
    found, others = catalog.tools_for("weigh the boats"), catalog.others_for("weigh the boats")
    assert _names(found) | _names(others) == _names(catalog.tools)
    assert not _names(found) & _names(others)
    assert list(others) == sorted(others, key=catalog.tools.index)


def test_a_small_catalog_has_no_others() -> None:
    assert ToolCatalog([_tool("find_boat", [], [])]).others_for("find the boat") == ()


def test_tools_that_speak_of_the_same_records_are_found_by_each_others_words() -> None:
    kin = [_tool(f"qq{number}", ["hull_no"], [], "Zzz.") for number in range(3)]
    catalog = _large(*kin, _tool("find_hull", ["harbour"], ["hull_no"], "A hull in a harbour."))
    assert _names(tuple(kin)) <= _names(catalog.tools_for("the hull in the harbour"))


def test_tools_keep_the_order_of_the_catalog() -> None:
    catalog = _large()
    found = catalog.tools_for("paint the gate")
    assert list(found) == sorted(found, key=catalog.tools.index)


def test_the_producer_of_a_needed_argument_is_kept_through_a_chain() -> None:
    catalog = _large(
        _tool("settle_claim", ["claim_ref"], []),
        _tool("qqq", ["holder_ref"], ["claim_ref"], "Zzz."),
        _tool("rrr", ["surname"], ["holder_ref"], "Yyy."),
    )
    found = catalog.tools_for("settle the claim")
    assert {"settle_claim", "qqq", "rrr"} <= _names(found)


def test_a_producer_may_give_a_list_of_rows() -> None:
    rows: Any = {"type": "array", "items": {"properties": {"claim_ref": {}}}}
    producer = Tool("qqq", "Zzz.", {"type": "object"}, returns=rows, effect="read")
    catalog = _large(_tool("settle_claim", ["claim_ref"], []), producer)
    assert "qqq" in _names(catalog.tools_for("settle the claim"))


def test_a_producer_may_be_a_write_beside_many_look_ups() -> None:
    look_ups = [_tool(f"qqq{number}", [], ["claim_ref"], "Zzz.") for number in range(6)]
    write = _tool("open_www", [], ["claim_ref"], "Yyy.", "write")
    catalog = _crowded(_tool("add_line", ["claim_ref"], [], "Add a line to it."), *look_ups, write)
    found = _names(catalog.tools_for("Add a line to it"))
    assert found >= {write.name} | _names(tuple(look_ups))


def test_of_very_many_producers_the_best_are_kept() -> None:
    many = [_tool(f"qqq{number}", [], ["claim_ref"], "Zzz.") for number in range(90)]
    best = _tool("rrr", [], ["claim_ref"], "Settle.")
    found = _large(_tool("settle_claim", ["claim_ref"], []), *many, best).tools_for("settle it")
    assert "rrr" in _names(found) and len(found) < FEW + 10


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("find_claim", "id"),
        ("findClaims", "id"),
        ("find_claim_by_holder", "ID"),
        ("zzz", {"claim": {"properties": {"id": {}}}}),
    ],
)
def test_an_id_goes_by_the_name_of_what_it_belongs_to(name: str, field: Any) -> None:
    giving = {"properties": {field: {}} if isinstance(field, str) else field}
    producer = Tool(name, "Zzz.", {"type": "object"}, returns=giving, effect="read")
    catalog = _crowded(producer, _tool("add_line", ["claim_id"], [], "Add a line to it."))
    assert name in _names(catalog.tools_for("Add a line to it"))


def test_an_address_in_a_prompt_counts_as_the_word() -> None:
    catalog = _large(_tool("who_is", ["email"], ["person"], "By email."))
    assert "who_is" in _names(catalog.tools_for("alex@acme.test"))


@pytest.mark.parametrize("prompt", ["", "!?", "数据", "xyzzy plugh"])
def test_a_prompt_without_a_known_word_still_gets_tools(prompt: str) -> None:
    assert _large().tools_for(prompt)


def test_the_same_prompt_gets_the_same_tools() -> None:
    first, second = _large(), _large()
    assert first.tools_for("count the songs") == second.tools_for("count the songs")


def test_what_is_heavy_is_loaded_only_when_it_is_used() -> None:
    code = "import catalog, sys; print([m for m in ('bm25s', 'jsonschema') if m in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"
