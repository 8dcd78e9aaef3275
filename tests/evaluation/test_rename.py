from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from core.json_values import Json
from core.tool import Tool
from evaluation.mentions import position
from evaluation.rename import write_variant
from evaluation.renaming import drawn
from tests.json_files import leaves, read
from tool_adapters.fixtures import load_fixture

SEEDS = (1, 2, 3)


@pytest.fixture(scope="module", params=SEEDS)
def variant(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp(f"seed{request.param}")
    write_variant(request.param, folder)
    return folder


def rows(folder: Path) -> Iterator[Any]:
    for path in sorted((folder / "fixtures").glob("*.json")):
        yield from read(path).get("rows", [])


def test_no_value_of_a_row_keeps_its_place(variant: Path) -> None:
    for old, new in zip(rows(Path("examples")), rows(variant), strict=True):
        for before, after in zip(leaves(old), leaves(new), strict=True):
            assert before is None or before != after or is_shared_word(before)


def is_shared_word(value: Any) -> bool:
    """Prose without a name or number in it, and units, tell nothing about a sample."""
    return isinstance(value, str) and (" " in value or value in {"percent", "accounts", "users"})


def test_every_tool_argument_and_field_has_another_name(variant: Path) -> None:
    old, new = read(Path("examples/tools.json")), read(variant / "tools.json")
    for before, after in zip(old, new, strict=True):
        assert before["name"] != after["name"]
        assert not set(before["args_schema"]) & set(after["args_schema"])
        assert list(before["args_schema"].values()) == list(after["args_schema"].values())


def test_the_names_of_a_renaming_are_distinct() -> None:
    for seed in SEEDS:
        names = list(drawn(seed).names.values())
        assert len(set(names)) == len(names)


def test_returned_fields_are_those_of_the_fixtures(variant: Path) -> None:
    bindings = read(variant / "bindings.json")["tools"]
    for tool in read(variant / "tools.json"):
        fixture = read(variant / bindings[tool["name"]]["fixture"])
        returned = re.split(r"Returns |, a list with | of each", tool["description"])[1:]
        told = set(re.findall(r"\w+", " ".join(returned)))
        shown = fixture.get("fields") or list(fixture.get("output") or fixture["rows"][0])
        assert set(shown) <= told
        assert fixture.get("key", shown[0]) in told


def test_the_mock_reads_every_renamed_fixture(variant: Path) -> None:
    bindings = read(variant / "bindings.json")["tools"]
    for tool in read(variant / "tools.json"):
        names: dict[str, Json] = dict.fromkeys(tool["args_schema"], True)
        understood = Tool(tool["name"], tool["description"], {"properties": names})
        load_fixture(variant / bindings[tool["name"]]["fixture"], understood)


def test_the_fixtures_hold_together(variant: Path) -> None:
    accounts = read(variant / "fixtures/accounts.json")["rows"]
    invoices = read(variant / "fixtures/invoices.json")["rows"]
    key = next(iter(accounts[0]))
    assert {invoice[key] for invoice in invoices} <= {account[key] for account in accounts}
    require = read(variant / "fixtures/tickets.json")["require"]
    assert require == {key: {"exists_in": "accounts.json", "field": key}}


@pytest.mark.parametrize("name", ["tasks.json", "tasks_small.json"])
def test_expected_facts_stand_in_the_renamed_world(variant: Path, name: str) -> None:
    """A fact is found among the renamed values wherever the original is among the original ones."""
    world = "\n".join(str(leaf) for row in rows(variant) for leaf in leaves(row))
    original = "\n".join(str(leaf) for row in rows(Path("examples")) for leaf in leaves(row))
    checked = 0
    old, new = read(Path("evaluation/expected") / name), read(variant / "expected" / name)
    for before, after in zip(old, new, strict=True):
        for was, fact in zip(
            leaves(before.get("facts", [])), leaves(after.get("facts", [])), strict=True
        ):
            if position(original, was) is not None:
                assert position(world, fact) is not None, fact
                checked += 1
    assert checked > 5


@pytest.mark.parametrize("name", ["tasks.json", "tasks_small.json"])
def test_values_of_required_calls_stand_in_prompt_or_fixtures(variant: Path, name: str) -> None:
    prompts = {task["id"]: task["prompt"] for task in read(variant / name)}
    world = {str(leaf) for row in rows(variant) for leaf in leaves(row)}
    for entry in read(variant / "expected" / name):
        for call in entry.get("calls", []):
            for value in call["args"].values():
                is_free = not isinstance(value, str) or re.match(r"\d|high|urgent", value)
                assert is_free or value in world or value in prompts[entry["id"]]


def test_a_weekday_in_a_prompt_is_that_of_its_date(variant: Path) -> None:
    found = 0
    for task in read(variant / "tasks.json"):
        for weekday, day in re.findall(r"Today is (\w+), (\d+ \w+ \d{4})", task["prompt"]):
            assert datetime.strptime(day, "%d %B %Y").strftime("%A") == weekday  # noqa: DTZ007
            found += 1
    assert found == 3


def test_a_weekday_that_is_asked_for_is_that_of_the_expected_date(variant: Path) -> None:
    expected = {entry["id"]: entry for entry in read(variant / "expected/tasks.json")}
    for task_id, pattern in (("task_006", r"for (\w+) night"), ("task_018", r"next (\w+) at")):
        task = next(task for task in read(variant / "tasks.json") if task["id"] == task_id)
        wanted = re.search(pattern, task["prompt"])
        args = expected[task_id]["calls"][0]["args"].values()
        dates = [a for a in args if isinstance(a, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", a)]
        assert wanted and date.fromisoformat(dates[0]).strftime("%A") == wanted[1]


def test_the_same_seed_writes_the_same_files(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_variant(7, tmp_path / name)
    files = [sorted((tmp_path / name).rglob("*.json")) for name in ("a", "b")]
    assert [path.read_bytes() for path in files[0]] == [path.read_bytes() for path in files[1]]


def test_no_old_name_or_value_is_left_in_what_the_agent_reads(variant: Path) -> None:
    """Old catalog names, e-mail domains and identifiers; plain words such as "email" may stay."""
    text = "".join(path.read_text("utf-8") for path in variant.glob("*.json"))
    old_names = [name for name in drawn(SEEDS[0]).names if "_" in name]
    assert [name for name in old_names if re.search(rf"\b{name}\b", text)] == []
    assert not re.search(r"acme|acc_\d|INV-|KB-|2025|EMEA|signups", text)
