"""A file that is no strict JSON is one line of error."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.json_file import read_json
from core.errors import InputError
from tests.catalog.files import written


def _complaint(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_json(path)
    assert str(caught.value).isprintable()
    assert str(caught.value).startswith(f"{path}: ")
    return str(caught.value).removeprefix(f"{path}: ")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "is empty"),
        (" \n", "is empty"),
        ('[\n  {"a": 1,}\n]', "line 2 column 11 is not valid JSON"),
        ("[1, 2", "line 1 column 6 is not valid JSON"),
        ('{"a": 1}\n{"b": 2}', "line 2 column 1 is not valid JSON: Extra data"),
        ("[NaN]", "NaN is not a JSON number"),
        ("[-Infinity]", "-Infinity is not a JSON number"),
        ("[1e999]", "1e999 is out of range"),
        ("[" + "9" * 5000 + "]", "out of range"),
        ('[{"}": 0},\n{"id": 1, "x": "}",\n"id": 2}]', 'line 3 has the key "id" twice'),
        ("[" * 100_000, "nested deeper than 64 levels"),
        ("[" * 65 + "]" * 65, "nested deeper than 64 levels"),
        ('{"a":' * 500 + "1" + "}" * 500, "nested deeper than 64 levels"),
        ("[]".encode("utf-16"), "is written in UTF-16; save it as UTF-8"),
        ("[1]".encode("utf-16-le"), "is written in UTF-16"),
        ("[1]".encode("utf-32"), "is written in UTF-32"),
        ('["a",\n"é"]'.encode("latin-1"), "line 2 is not UTF-8 (byte 0xE9), perhaps Latin-1"),
    ],
)
def test_a_file_that_is_no_strict_json_is_named_with_place_and_remedy(
    tmp_path: Path, content: object, words: str
) -> None:
    assert words in _complaint(written(tmp_path, "f.json", content))


def test_a_byte_order_mark_is_accepted(tmp_path: Path) -> None:
    assert read_json(written(tmp_path, "f.json", b'\xef\xbb\xbf{"a": "\xc3\xbc"}')) == {"a": "ü"}


def test_brackets_in_strings_are_no_nesting(tmp_path: Path) -> None:
    assert read_json(written(tmp_path, "f.json", ["[" * 500, '\\"' + "{" * 500])) is not None


def test_a_missing_file_a_folder_and_a_locked_file_are_told_apart(tmp_path: Path) -> None:
    assert "no such file" in _complaint(tmp_path / "none.json")
    assert "is a folder" in _complaint(tmp_path)
    if os.geteuid():
        locked = written(tmp_path, "locked.json", "[]")
        locked.chmod(0)
        assert "may not be read" in _complaint(locked)


def test_a_path_that_cannot_exist_is_an_input_error() -> None:
    assert "cannot be read" in str(pytest.raises(InputError, read_json, Path("a\0b")).value)


def test_a_file_over_the_limit_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "f.json", '"' + "a" * 1024 * 1024 + '"')
    with pytest.raises(InputError, match="larger than 1 MiB"):
        read_json(path, limit_mib=1)
    assert read_json(path, limit_mib=2)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(tmp_path: Path, content: bytes) -> None:
    path = written(tmp_path, "f.json", content)
    try:
        read_json(path)
    except InputError as problem:
        assert str(problem).isprintable()
