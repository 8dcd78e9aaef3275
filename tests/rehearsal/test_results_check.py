"""Results files against the contract: what is wrong is named, and nothing else is."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from rehearsal.results_check import Given, Reported, read_results

GIVEN = Given(("a", "b"), frozenset({"look_up"}))


def entry(task_id: str = "a", **changes: Any) -> dict[str, Any]:
    """Return a sound entry, changed; None takes a key away."""
    sound = {
        "id": task_id,
        "plan": ["look_up", "summarize"],
        "tool_calls": [{"tool": "look_up", "args": {"id": 1}}],
        "final_answer": "Found.",
        "latency_ms": 12,
        "tokens_used": 30,
        "tool_calls_count": 1,
    }
    return {key: value for key, value in {**sound, **changes}.items() if value is not None}


def read(folder: Path, value: Any) -> Reported:
    """Read a value as a results file."""
    path = folder / "results.json"
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return read_results(path, GIVEN)


def test_sound_results_are_summed_up(tmp_path: Path) -> None:
    reported = read(tmp_path, [entry("a"), entry("b", tool_calls=[], tool_calls_count=0)])
    assert reported == Reported(results=2, tool_calls=1, tokens=60, latency_ms=24)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"plan": None}, "plan is missing"),
        ({"cost": 1}, '"cost" is not a key of a result'),
        ({"final_answer": " "}, "final_answer is empty instead of a text"),
        ({"final_answer": 3}, "final_answer is a number instead of a text"),
        ({"latency_ms": 1.5}, "latency_ms is 1.5 instead of a whole number from 0 on"),
        ({"tokens_used": -1}, "tokens_used is -1 instead of a whole number from 0 on"),
        ({"tokens_used": True}, "tokens_used is true instead of a whole number from 0 on"),
        ({"plan": [1]}, "plan is [1] instead of an array of names"),
        ({"tool_calls_count": 2}, "tool_calls_count is 2, tool_calls has 1"),
        ({"tool_calls": {}}, "tool_calls is an object instead of an array"),
        (
            {"tool_calls": [{"tool": "look_up"}]},
            'tool_calls[0] is {"tool": "look_up"}; its keys must be tool and args',
        ),
        (
            {"tool_calls": [{"tool": "guess", "args": {}}]},
            'tool_calls[0] calls "guess", which is not in the catalog',
        ),
        (
            {"tool_calls": [{"tool": ["look_up"], "args": {}}]},
            'tool_calls[0] calls ["look_up"], which is not in the catalog',
        ),
        (
            {"tool_calls": [{"tool": "look_up", "args": []}]},
            "tool_calls[0]: args is an array instead of an object",
        ),
    ],
)
def test_a_wrong_entry_is_named_with_what_is_wrong(
    changes: dict[str, Any], problem: str, tmp_path: Path
) -> None:
    reported = read(tmp_path, [entry("a", **changes), entry("b")])
    assert reported.problems == (f'results, entry 1 ("a"): {problem}',)


@pytest.mark.parametrize(
    ("ids", "problems"),
    [
        (["b", "a"], ["the entries are not in the order of the tasks"]),
        (["a"], ['no entry for "b"', "1 entries for 2 tasks"]),
        (["a", "b", "b"], ["3 entries for 2 tasks"]),
        (["a", "c"], ['no entry for "b"', 'no task is called "c"']),
    ],
)
def test_entries_that_do_not_match_the_tasks_are_named(
    ids: list[str], problems: list[str], tmp_path: Path
) -> None:
    reported = read(tmp_path, [entry(task_id) for task_id in ids])
    assert list(reported.problems) == [f"results: {problem}" for problem in problems]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "results: is empty"),
        ("[{]", "results: line 1 column 3 is not valid JSON"),
        ("{}", "results: an object instead of an array"),
        ("[NaN, 1]", "results: NaN is not a JSON number"),
        ("[1, 2]", "results: no entry for"),
    ],
)
def test_a_file_that_holds_no_results_is_a_problem(text: str, problem: str, tmp_path: Path) -> None:
    assert read(tmp_path, text).problems[0].startswith(problem)


# Small, because drawing took ten times as long as reading.
TEXT = st.text(max_size=4)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=5,
)


ENTRY = st.fixed_dictionaries({}, optional=dict.fromkeys(entry(), JSON))


@drawn(JSON | st.lists(ENTRY, max_size=3))
def test_no_json_value_is_more_than_a_problem(value: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert read(Path(folder), value).problems
