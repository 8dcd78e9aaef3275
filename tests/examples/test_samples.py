from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.json_files import leaves, read

SETS = ("tasks.json", "tasks_small.json")
EXAMPLES, EXPECTED = Path("examples"), Path("evaluation/expected")
VERDICTS = re.compile(r"[a-z' -]+|KB-11|NDA|Tuesday|Saturday|I (erased|deleted)")


TOOLS = {tool["name"]: tool for tool in read(EXAMPLES / "tools.json")}
BINDINGS = read(EXAMPLES / "bindings.json")["tools"]
WRITES = {name for name, binding in BINDINGS.items() if binding["effect"] == "write"}
FIXTURES = {path.name: read(path) for path in (EXAMPLES / "fixtures").glob("*.json")}
KNOWLEDGE = FIXTURES["knowledge.json"]["rows"]


WORLD = [leaf for fixture in FIXTURES.values() for leaf in leaves(fixture)]
NUMBERS = {float(leaf) for leaf in WORLD if isinstance(leaf, int | float)} | {
    float(number) for row in KNOWLEDGE for number in re.findall(r"\d+(?:\.\d+)?", row["text"])
}


def pairs() -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Every task with its expectation."""
    return [
        pair
        for name in SETS
        for pair in zip(read(EXAMPLES / name), read(EXPECTED / name), strict=True)
    ]


def days_of(prompt: str) -> set[date]:
    """The days that a prompt names, and the week after the one it calls today."""
    stated = [
        datetime.strptime(f"{day} 2025", "%d %B %Y").date()  # noqa: DTZ007
        for day in re.findall(r"\d+ (?:May|June)", prompt)
    ]
    week = [stated[0] + timedelta(days=n) for n in range(8)] if "Today is" in prompt else []
    return {*stated, *week}


def test_the_catalog_has_eight_tools_with_the_bare_keys_and_all_are_bound() -> None:
    assert all(set(tool) == {"name", "description", "args_schema"} for tool in TOOLS.values())
    assert len(TOOLS) == 8 and set(BINDINGS) == set(TOOLS)


def test_there_are_five_tasks_of_each_domain() -> None:
    assert Counter(task["domain"] for task in read(EXAMPLES / "tasks.json")) == dict.fromkeys(
        ("support", "ops", "data", "growth"), 5
    )
    assert {task["domain"] for task in read(EXAMPLES / "tasks_small.json")} == {
        "support",
        "ops",
        "data",
        "growth",
    }


def test_every_task_has_its_expectation_in_the_same_order() -> None:
    assert all(task["id"] == entry["id"] for task, entry in pairs())


def test_every_write_tool_is_wanted_allowed_or_forbidden_in_every_task() -> None:
    for task, entry in pairs():
        judged = [*entry.get("effects", {}), *entry["forbidden"], *entry.get("allowed", [])]
        assert sorted(judged) == sorted(WRITES), task["id"]


def test_required_calls_use_arguments_that_the_tools_have() -> None:
    for _, entry in pairs():
        for call in entry.get("calls", []):
            assert set(call.get("args", {})) <= set(TOOLS[call["tool"]]["args_schema"])


def test_required_values_come_from_prompt_or_fixtures() -> None:
    for task, entry in pairs():
        for call in entry.get("calls", []):
            for name, value in call.get("args", {}).items():
                if name == "date":
                    assert date.fromisoformat(value) in days_of(task["prompt"])
                elif name not in ("time", "duration_minutes"):
                    assert value in WORLD or value in task["prompt"] or value in offered(call)


def offered(call: dict[str, Any]) -> str:
    return str(TOOLS[call["tool"]]["description"])


def test_every_expected_fact_is_of_the_fixtures_or_the_prompt() -> None:
    for task, entry in pairs():
        for fact in leaves([entry.get("facts", []), entry.get("order", [])]):
            assert known(fact, task["prompt"]), f"{task['id']}: {fact!r}"


def known(fact: Any, prompt: str) -> bool:
    if isinstance(fact, int | float):
        return float(fact) in NUMBERS
    if re.fullmatch(r"\d{4}-\d\d-\d\d", fact):
        return fact in WORLD or date.fromisoformat(fact) in days_of(prompt)
    return fact in WORLD or bool(VERDICTS.fullmatch(fact))


def test_line_items_add_up_to_the_amount() -> None:
    for invoice in FIXTURES["invoices.json"]["rows"]:
        assert sum(item["amount"] for item in invoice["line_items"]) == invoice["amount"]


def test_the_sample_of_the_higher_invoice_has_one_cause() -> None:
    rows = [r for r in FIXTURES["invoices.json"]["rows"] if r["account_id"] == "acc_1042"]
    last, before = sorted(rows, key=lambda row: str(row["issued_on"]), reverse=True)[:2]
    new = [item for item in last["line_items"] if item not in before["line_items"]]
    assert [item["label"] for item in new] == ["Extra seats"]
    assert last["amount"] - before["amount"] == new[0]["amount"]


@pytest.mark.parametrize("email", ["nadia@olivetta.test", "felix@rotwerk.test"])
def test_who_asks_for_erasure_still_owes_one_invoice(email: str) -> None:
    account = next(r for r in FIXTURES["accounts.json"]["rows"] if r["email"] == email)
    rows = FIXTURES["invoices.json"]["rows"]
    owed = [r for r in rows if r["account_id"] == account["account_id"] and not r["paid_on"]]
    assert [row["status"] for row in owed] == ["overdue"]


def test_the_flaky_tool_is_needed_by_several_tasks() -> None:
    flaky = {name for name, binding in BINDINGS.items() if "flaky" in binding}
    needed = [c for _, e in pairs() for c in e.get("calls", []) if c["tool"] in flaky]
    assert flaky == {"fetch_invoices"} and len(needed) >= 6


@pytest.mark.parametrize(
    ("task_id", "article"),
    [("task_004", 11), ("task_007", 14), ("task_008", 13), ("task_015", 16), ("task_020", 17)],
)
def test_the_words_of_a_prompt_find_the_right_article_first(task_id: str, article: int) -> None:
    prompt = next(t["prompt"] for t in read(EXAMPLES / "tasks.json") if t["id"] == task_id)
    wanted = long_words(prompt)
    shared = {
        row["article_id"]: len(wanted & long_words(f"{row['title']} {row['text']}"))
        for row in KNOWLEDGE
    }
    assert max(shared, key=lambda key: shared[key]) == f"KB-{article}"


def long_words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text.casefold()) if len(word) > 3}


def test_mock_files_use_only_the_documented_keys() -> None:
    documented = set(re.findall(r"`(\w+)`", (EXAMPLES / "README.md").read_text("utf-8")))
    for name, fixture in FIXTURES.items():
        assert set(fixture) <= documented, name
