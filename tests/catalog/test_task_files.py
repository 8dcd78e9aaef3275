"""tasks.json: what is accepted, and what is said of the rest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog import load_tasks
from core.errors import InputError
from core.task import Task
from tests.catalog.files import written

TASK = {"id": "t1", "domain": "ops", "prompt": "Restart it."}


def _complaint(folder: Path, content: object) -> str:
    with pytest.raises(InputError) as caught:
        load_tasks(written(folder, "tasks.json", content))
    assert str(caught.value).isprintable()
    return str(caught.value).removeprefix(f"{folder}/")


def test_tasks_keep_the_order_of_the_file(tmp_path: Path) -> None:
    content = [TASK, {**TASK, "id": "a/../b", "domain": "legal"}]
    assert load_tasks(written(tmp_path, "tasks.json", content)) == (
        Task("t1", "ops", "Restart it."),
        Task("a/../b", "legal", "Restart it."),
    )


@pytest.mark.parametrize(
    "extra",
    [
        {"due": {"a": [1]}},
        {"id": "ä" * 200},
        {"prompt": ""},
        {"prompt": "a" * 1024 * 1024},
        {"prompt": "line\nline\x00"},
    ],
)
def test_unusual_tasks_are_accepted(tmp_path: Path, extra: dict[str, Any]) -> None:
    assert len(load_tasks(written(tmp_path, "tasks.json", [{**TASK, **extra}]))) == 1


def test_an_empty_array_is_no_tasks(tmp_path: Path) -> None:
    assert load_tasks(written(tmp_path, "tasks.json", b"\xef\xbb\xbf[]")) == ()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"tasks": []}, "tasks.json: holds an object; write an array of tasks"),
        (
            ["do it"],
            "tasks.json, entry 1: is a string; a task is an object with id, domain and prompt",
        ),
        (
            [TASK, TASK],
            "tasks.json, entry 2 (\"t1\"), field 'id': the id is taken by entry 1;"
            " give each task its own",
        ),
        (
            [{"domain": "ops", "prompt": "x"}],
            "tasks.json, entry 1, field 'id': is missing; add it",
        ),
        (
            [{"id": "t1", "prompt": "x"}],
            "tasks.json, entry 1 (\"t1\"), field 'domain': is missing; add it",
        ),
        (
            [{"id": "t1", "domain": "ops"}],
            "tasks.json, entry 1 (\"t1\"), field 'prompt': is missing; add it",
        ),
        (
            [{**TASK, "id": 7}],
            "tasks.json, entry 1, field 'id': is a number; write it as a string",
        ),
        (
            [{**TASK, "prompt": None}],
            "tasks.json, entry 1 (\"t1\"), field 'prompt': is null; write it as a string",
        ),
        (
            [{**TASK, "domain": ["ops"]}],
            "tasks.json, entry 1 (\"t1\"), field 'domain': is an array; write it as a string",
        ),
        (
            [{**TASK, "domain": " "}],
            "tasks.json, entry 1 (\"t1\"), field 'domain': is empty; name the domain, as support",
        ),
        (
            [{**TASK, "id": ""}],
            "tasks.json, entry 1 (\"\"), field 'id': is empty; give the task an id of its own",
        ),
        (
            [{**TASK, "id": "a\nb"}],
            "tasks.json, entry 1 (\"a\\nb\"), field 'id': has a control character;"
            " use printable ones only",
        ),
    ],
)
def test_a_task_that_cannot_be_used_is_one_line(tmp_path: Path, content: object, said: str) -> None:
    assert _complaint(tmp_path, content) == said


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("id", "x" * 201, "field 'id': is 201 characters long; at most 200 are allowed"),
        ("id", "a\x7f", "control character"),
        ("id", "a\u2028b", "control character"),
        ("prompt", "ä" * 600_000, "field 'prompt': is 1200000 bytes long; at most 1 MiB"),
        ("prompt", "\ud800", "field 'prompt': has a lone surrogate"),
    ],
)
def test_sizes_and_characters_are_bounded(
    tmp_path: Path, field: str, value: str, words: str
) -> None:
    assert words in _complaint(tmp_path, [{**TASK, field: value}])


def test_ten_thousand_tasks_are_read(tmp_path: Path) -> None:
    content = [{**TASK, "id": f"t{number}"} for number in range(10_000)]
    assert len(load_tasks(written(tmp_path, "tasks.json", content))) == 10_000


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "domain", "prompt", "x"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=_JSON | st.lists(_JSON, max_size=3))
def test_any_json_is_tasks_or_an_input_error(tmp_path: Path, content: object) -> None:
    try:
        tasks = load_tasks(written(tmp_path, "tasks.json", content))
    except InputError as problem:
        assert str(problem).isprintable()
    else:
        assert isinstance(content, list)
        assert len(tasks) == len(content)
