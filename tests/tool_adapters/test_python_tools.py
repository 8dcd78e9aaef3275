"""Functions as tools: found and checked at the start, called by name, their failures sorted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.clock import ManualClock
from core.crash_points import NO_CRASH_POINTS
from core.errors import InputError, ToolBroken, ToolBusy, ToolError, ToolInDoubt, ToolRejected
from core.json_values import Json
from core.seams import ToolOutput
from core.tool import Tool
from tests.tool_adapters.builders import a_call, a_tool, a_write
from tool_adapters.python import build
from tool_adapters.wrappers.result_cap import ResultCap

Write = Callable[[str], str]


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write a module that can be imported, and return its name."""
    monkeypatch.syspath_prepend(tmp_path)

    def write(source: str) -> str:
        name = f"tools_{tmp_path.name}"
        (tmp_path / f"{name}.py").write_text(source, encoding="utf-8")
        return name

    return write


def call(
    name: str, tool: Tool, args: dict[str, Json] | None = None, function: str = "act"
) -> ToolOutput:
    bound = replace(tool, adapter="python", binding={"target": f"{name}:{function}"})
    adapter = ResultCap(build([bound], ManualClock(), NO_CRASH_POINTS))
    return adapter.call(a_call(bound, args))


def problem(name: str, tool: Tool, function: str = "act") -> str:
    with pytest.raises(InputError) as told:
        call(name, tool, function=function)
    message = str(told.value)
    assert message.startswith(f"{tool.name}, field 'target': ") and "\n" not in message
    return message


def test_a_function_is_called_with_its_arguments_by_name(module: Write) -> None:
    name = module("def act(email, amount=1): return {'to': email, 'amount': amount}")
    tool = a_tool(args={"email": "string", "amount": "number?"})
    assert call(name, tool, {"email": "a"}).value == {"to": "a", "amount": 1}
    assert call(name, tool, {"email": "a", "amount": 2}).value == {"to": "a", "amount": 2}


def test_a_method_of_an_object_can_be_a_tool(module: Write) -> None:
    name = module("class Desk:\n  def act(self): return 7\ndesk = Desk()")
    assert call(name, a_tool(args={}), function="desk.act").value == 7


def test_a_function_that_takes_the_key_gets_it(module: Write) -> None:
    name = module("def act(email, idempotency_key): return idempotency_key")
    tool = a_write(args={"email": "string"})
    assert call(name, tool, {"email": "a"}).value == a_call(tool).idempotency_key


def test_the_key_can_come_as_an_argument_of_another_name(module: Write) -> None:
    name = module("def act(reference): return reference")
    tool = a_write(args={"reference": "string?"}, key_arg="reference")
    assert call(name, tool).value == a_call(tool).idempotency_key


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ({}, "'email' is a required property"),
        ({"email": 3}, "argument email: 3 is not of type 'string'"),
        ({"email": "a", "mail": "b"}, "'mail' was unexpected"),
    ],
)
def test_arguments_that_break_the_schema_never_reach_the_function(
    module: Write, args: dict[str, Json], words: str
) -> None:
    name = module("def act(email): raise SystemError('called')")
    with pytest.raises(ToolRejected) as told:
        call(name, a_write(args={"email": "string"}), args)
    assert words in told.value.message


def test_a_function_cannot_change_what_is_journaled(module: Write) -> None:
    name = module("def act(labels): labels.append('x'); return labels")
    args: dict[str, Json] = {"labels": ["a"]}
    assert call(name, a_tool(args={"labels": "array"}), args).value == ["a", "x"]
    assert args == {"labels": ["a"]}


@pytest.mark.parametrize(
    ("raised", "read", "write"),
    [
        ("ToolBusy('later', retry_after=2)", ToolBusy, ToolBusy),
        ("ToolRejected('no such order', status=404)", ToolRejected, ToolRejected),
        ("ToolInDoubt('?')", ToolInDoubt, ToolInDoubt),
        ("ToolBroken('gone')", ToolBroken, ToolBroken),
        ("ValueError('bad date')", ToolRejected, ToolInDoubt),
        ("KeyError('x')", ToolRejected, ToolInDoubt),
        ("TypeError('x')", ToolRejected, ToolInDoubt),
        ("ConnectionError('reset')", ToolBusy, ToolInDoubt),
        ("TimeoutError()", ToolBusy, ToolInDoubt),
        ("ApprovalNeeded('x')", ToolBusy, ToolInDoubt),
        ("SystemExit(1)", ToolBusy, ToolInDoubt),
    ],
)
def test_what_a_function_raises_is_sorted_by_what_it_may_have_done(
    module: Write, raised: str, read: type[ToolError], write: type[ToolError]
) -> None:
    name = module(f"from core.errors import *\ndef act(): raise {raised}")
    for tool, kind in ((a_tool(args={}), read), (a_write(args={}), write)):
        with pytest.raises(ToolError) as told:
            call(name, tool)
        assert type(told.value) is kind
        assert told.value.message


RICH = """
import dataclasses, datetime, decimal, enum, pathlib, uuid
class Colour(enum.Enum):
    RED = "red"
@dataclasses.dataclass
class Row:
    day: datetime.date
    price: decimal.Decimal
def act():
    return {"rows": (Row(datetime.date(2026, 1, 2), decimal.Decimal("12.50")),), 7: Colour.RED,
            "at": datetime.datetime(2026, 1, 2, 3, 4), "labels": {"b", "a"},
            "id": uuid.UUID(int=5), "path": pathlib.Path("a/b"), "n": decimal.Decimal(3)}
"""


def test_rich_values_come_back_as_json(module: Write) -> None:
    assert call(module(RICH), a_tool(args={})).value == {
        "rows": [{"day": "2026-01-02", "price": 12.5}],
        "7": "red",
        "at": "2026-01-02T03:04:00",
        "labels": ["a", "b"],
        "id": "00000000-0000-0000-0000-000000000005",
        "path": "a/b",
        "n": 3,
    }


UNUSABLE = {
    "an object": "object()",
    "nan": "float('nan')",
    "surrogate": "'\\ud800'",
    "big": "2 ** 70",
    "large": "'x' * (1 << 21)",
    "bytes": "b'x'",
    "circular": "circle",
    "odd key": "{None: 1}",
}


@pytest.mark.parametrize("value", UNUSABLE.values(), ids=UNUSABLE)
def test_an_output_that_cannot_be_kept_is_left_out_for_a_write_and_breaks_a_read(
    module: Write, value: str
) -> None:
    name = module(f"circle = []\ncircle.append(circle)\ndef act(): return {value}")
    assert call(name, a_write(args={})) == ToolOutput(None, known=False)
    with pytest.raises(ToolBroken, match="cannot be kept"):
        call(name, a_tool(args={}))


def test_a_target_that_cannot_be_called_is_named(module: Write) -> None:
    tool = a_tool(args={"email": "string", "note": "string?"})
    name = module(
        "async def later(email): ...\ndef two(email, other): ...\n"
        "def one(email): ...\ndef steps(email, note):\n  yield 1\nact = 5"
    )
    assert "has no 'missing'" in problem(name, tool, "missing")
    assert "is not a function" in problem(name, tool)
    assert "must be a plain function" in problem(name, tool, "later")
    assert "must be a plain function" in problem(name, tool, "steps")
    assert "missing a required argument: 'other'" in problem(name, tool, "two")
    assert "unexpected keyword argument 'note'" in problem(name, tool, "one")
    assert "no module 'nowhere_at_all'; put its folder" in problem("nowhere_at_all", tool)


def test_a_module_that_fails_to_load_is_named(module: Write) -> None:
    name = module("raise RuntimeError('no\\nlicence')")
    assert "cannot be loaded: RuntimeError: no licence" in problem(name, a_tool(args={}))


def test_a_module_that_ends_the_process_is_named(module: Write) -> None:
    name = module("import sys\nsys.exit(3)")
    assert "cannot be loaded: SystemExit" in problem(name, a_tool(args={}))


def test_functions_written_in_c_can_be_tools() -> None:
    tool = a_tool(args={}, adapter="python", binding={"target": "math:pi"})
    with pytest.raises(InputError, match="not a function"):
        build([tool], ManualClock(), NO_CRASH_POINTS)
    found: Any = call("time", a_tool(args={}), function="monotonic").value
    assert found > 0
