"""Imports point one way; this reads every import in the tree."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalog.binding_keys import OWN_PACKAGES

ROOT = Path(__file__).parents[1]
MIDDLE = {"core", "catalog"}
BELOW_NODES = MIDDLE | {"nodes"}
EVERYTHING = BELOW_NODES | {
    "reasoners", "tool_adapters", "checkpoints", "graph", "app", "gateway", "rehearsal",
    "evaluation",
}  # fmt: skip
MAY_IMPORT = {
    "core": set[str](),
    "catalog": {"core"},
    "reasoners": MIDDLE,
    "tool_adapters": {"core"},
    "checkpoints": {"core"},
    "nodes": {"core"},
    "graph": {"core", "nodes"},
    "gateway": {"core"},
    "app": EVERYTHING - {"evaluation"},
    "rehearsal": EVERYTHING - {"evaluation"},
    "evaluation": EVERYTHING,
}


def _imported_rooms(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import hides its direction"
            yield str(node.module).partition(".")[0]


@pytest.mark.parametrize("room", sorted(MAY_IMPORT))
def test_a_room_imports_only_what_lies_below_it(room: str) -> None:
    allowed = MAY_IMPORT[room] | {room}
    wrong = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in (ROOT / room).rglob("*.py")
        for name in _imported_rooms(path)
        if name in {*EVERYTHING, "tests", "bench", "run"} - allowed
    }
    assert not wrong


def test_every_room_has_a_rule() -> None:
    rooms = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "bench"}
    assert rooms == set(MAY_IMPORT)


def test_no_room_can_be_the_target_of_a_binding() -> None:
    assert set(MAY_IMPORT) <= OWN_PACKAGES
