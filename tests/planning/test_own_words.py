"""The reasoner's words are general English: no tool, and no phrase of a test prompt, is in them."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.planning_lexicon import all_prompts, use_by

ROOT = Path(__file__).parents[2]
ROOMS = [
    ROOT / "reasoners" / room for room in ("reading", "meaning", "found", "planning", "wording")
]
SOURCES = [
    ROOT / "reasoners" / "symbolic.py",
    *(p for r in ROOMS for kind in ("py", "txt") for p in sorted(r.rglob(f"*.{kind}"))),
]
CATALOGS = [
    ROOT / "examples" / "tools.json",
    *(ROOT / "tests/planning/domains").glob("*/*/tools.json"),
]
RUN = 3


def words_of(text: str) -> list[str]:
    return re.findall(r"[a-z0-9']+", text.lower().replace("’", "'"))


def runs_of(words: list[str]) -> set[str]:
    return {" ".join(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}


def texts_in(path: Path) -> Iterator[str]:
    """The strings of a source without its docstrings; the entries of a data file."""
    text = path.read_text("utf-8")
    if path.suffix == ".txt":
        lines = (line for line in text.splitlines() if not line.startswith("#"))
        yield from (entry for line in lines for entry in re.split(r"[,:|;]", line))
    elif path.suffix == ".py":
        tree = ast.parse(text)
        told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                if id(node) not in told:
                    yield from re.split(r"[|;()]", node.value)


@pytest.fixture(scope="module")
def common() -> set[str]:
    lines = Path(__file__).with_name("common_phrases.txt").read_text("utf-8").splitlines()
    return {run for line in lines if not line.startswith("#") for run in runs_of(words_of(line))}


@pytest.mark.parametrize("source", [p for p in SOURCES if p.is_file()], ids=lambda p: str(p.name))
def test_no_three_words_of_a_test_prompt_stand_in_a_source(source: Path, common: set[str]) -> None:
    asked = {run for prompt in all_prompts() for run in runs_of(words_of(prompt))} - common
    ours = {run for text in texts_in(source) for run in runs_of(words_of(text))}
    assert not sorted(asked & ours)


@pytest.mark.parametrize("source", [p for p in SOURCES if p.is_file()], ids=lambda p: str(p.name))
def test_no_tool_or_compound_argument_of_a_test_catalog_stands_in_a_source(source: Path) -> None:
    names = set()
    for path in CATALOGS:
        for tool in json.loads(path.read_text("utf-8")):
            schema = tool["args_schema"]
            names |= {tool["name"], *schema.get("properties", schema)}
    compound = {name for name in names if re.search(r"[_-]|[a-z][A-Z]", name)}
    found = set(re.findall(r"[A-Za-z][\w-]*", source.read_text("utf-8")))
    assert not sorted(compound & found)


def test_most_entries_of_the_lexicon_are_used_by_no_test_prompt() -> None:
    """A lexicon fitted to the tests would hold little else than their words."""
    assert use_by(all_prompts()).share < 1 / 3


def test_an_entry_counts_as_used_by_its_stems_only_where_all_of_it_is_said() -> None:
    nothing, some = use_by(["Zzz."]), use_by(["She paid the invoices."])
    assert nothing.used == 0 < some.used < some.entries
