"""Every set of expectations can be met, and is not met by doing and saying nothing."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from evaluation.expected import judge
from evaluation.rename import write_variant

SETS = [
    *sorted(Path("evaluation/expected").glob("*.json")),
    *sorted(Path("tests/planning/domains").glob("*/*/expected.json")),
]


def results(expected: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "id": entry["id"],
            "tool_calls": [made(call) for call in entry.get("calls", [])],
            "final_answer": answer(entry),
        }
        for entry in expected
    ]


def made(call: dict[str, Any]) -> dict[str, Any]:
    call = call.get("any_of", [call])[0]
    args = {k: v[0] if isinstance(v, list) else v for k, v in call.get("args", {}).items()}
    said = [spoken(group[0]) for group in call.get("mention", [])]
    return {"tool": call["tool"], "args": {**args, "free text": ", ".join(said)}}


def answer(entry: dict[str, Any]) -> str:
    choice = entry.get("singled_out")
    said = [f"{spoken(choice['value'][0])} has the most."] if choice else []
    said += [spoken(group[0]) for group in entry.get("facts", [])]
    said += [spoken(fact) for fact in entry.get("order", [])]
    asked = entry.get("asks_for")
    return "\n".join([*said, f"Please tell me: {asked[0]}?" if asked else "That is all."])


def spoken(fact: Any) -> str:
    match fact:
        case {"difference": [a, b]}:
            return str(abs(Decimal(str(a)) - Decimal(str(b))))
        case {"sum": [*terms]}:
            return str(sum(Decimal(str(term)) for term in terms))
        case {"prefix": prefix}:
            return f"{prefix}1A2B"
        case int() | float():
            return f"{fact:,}"
        case _:
            return str(fact)


def accepted(expected: list[dict[str, Any]]) -> dict[str, tuple[str, ...]]:
    return {v.task_id: v.reasons for v in judge(results(expected), expected) if not v.accepted}


@pytest.mark.parametrize("path", SETS, ids=str)
def test_who_does_and_says_what_is_expected_is_accepted(path: Path) -> None:
    assert accepted(json.loads(path.read_text("utf-8"))) == {}


@pytest.mark.parametrize("path", SETS, ids=str)
def test_who_does_nothing_and_says_nothing_of_use_is_never_accepted(path: Path) -> None:
    expected = json.loads(path.read_text("utf-8"))
    idle = [{"id": e["id"], "tool_calls": [], "final_answer": "All is well."} for e in expected]
    assert not [verdict for verdict in judge(idle, expected) if verdict.accepted]


@pytest.mark.parametrize("path", SETS, ids=str)
def test_a_forbidden_call_is_never_accepted(path: Path) -> None:
    expected = json.loads(path.read_text("utf-8"))
    wrong = results(expected)
    for result, entry in zip(wrong, expected, strict=True):
        result["tool_calls"].append({"tool": entry["forbidden"][0], "args": {}})
    assert not [verdict for verdict in judge(wrong, expected) if verdict.accepted]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_is_expected_can_be_met_under_other_names_too(seed: int, tmp_path: Path) -> None:
    write_variant(seed, tmp_path)
    for path in sorted((tmp_path / "expected").glob("*.json")):
        assert accepted(json.loads(path.read_text("utf-8"))) == {}
