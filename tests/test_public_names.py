"""What a room offers to others: said in its docstring, light to import, and nothing private."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = sorted(
    path.parent.name
    for path in ROOT.glob("*/__init__.py")
    if path.parent.name not in ("tests", "bench")
)
HEAVY = (
    "langchain_core", "langchain_openai", "langgraph", "fastapi", "openai", "httpx", "numpy",
    "bm25s", "jsonschema", "genai_prices", "sentence_transformers",
)  # fmt: skip


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_says_in_one_docstring_what_it_is_for(room: str) -> None:
    tree = ast.parse((ROOT / room / "__init__.py").read_text(encoding="utf-8"))
    assert ast.get_docstring(tree)


@pytest.mark.parametrize("room", ROOMS)
def test_every_name_that_a_room_offers_is_there(room: str) -> None:
    module = importlib.import_module(room)
    offered = getattr(module, "__all__", [])
    assert all(hasattr(module, name) for name in offered)
    assert list(offered) == sorted(set(offered))


def test_rooms_are_light_to_import() -> None:
    # graph is left out: it offers a compiled LangGraph, and is only imported to run one.
    rooms = ", ".join(room for room in ROOMS if room != "graph")
    code = f"import sys, {rooms}; print([m for m in {HEAVY!r} if m in sys.modules])"
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ran.stdout == "[]\n"


def _private_imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            room = str(node.module).partition(".")[0]
            foreign = room in ROOMS and room != path.relative_to(ROOT).parts[0]
            for alias in node.names:
                if foreign and alias.name.startswith("_"):
                    yield f"{path.relative_to(ROOT)} imports {node.module}.{alias.name}"


def test_no_room_uses_the_private_names_of_another() -> None:
    wrong = [
        found
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        for found in _private_imports(path)
    ]
    assert not wrong
