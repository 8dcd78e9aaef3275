"""Tools as the nodes get them: the right adapter, all wrappers, and only what is bound."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from checkpoints.journal import SqliteJournal
from core.action import Outcome
from core.clock import ManualClock
from core.crash_points import NO_CRASH_POINTS
from core.errors import ApprovalNeeded, InputError, ToolBroken, ToolInDoubt, ToolRejected
from core.json_values import Json
from core.seams import ToolAdapter
from core.tool import Tool
from tests.tool_adapters.builders import a_call, a_tool, a_write
from tool_adapters.dispatcher import build_replay_tools, build_tools
from tool_adapters.replay import ReplayDiverged
from tool_adapters.wrappers.approval import Approvals

PROJECT = Path(__file__).parents[2]
NOTE: dict[str, Json] = {"email": "a@x.test", "note": "hello"}


def mocked(tool: Tool, folder: Path, fixture: Json) -> Tool:
    path = folder / f"{tool.name}.json"
    path.write_text(json.dumps(fixture), encoding="utf-8")
    return replace(tool, adapter="mock", binding={"fixture": str(path)})


def tools_of(
    journal: SqliteJournal, tools: Iterable[Tool], approvals: Approvals = "none"
) -> ToolAdapter:
    return build_tools(
        tools,
        journal=journal,
        clock=ManualClock(),
        approvals=approvals,
        crash_points=NO_CRASH_POINTS,
    )


def test_each_call_goes_to_the_adapter_of_its_tool(journal: SqliteJournal, tmp_path: Path) -> None:
    found = mocked(a_tool(), tmp_path, [{"email": "a@x.test"}])
    clock = a_tool("read_clock", args={}, adapter="python", binding={"target": "time:monotonic"})
    tools = tools_of(journal, [found, clock, a_tool("unbound")])
    output = tools.call(a_call(found, {"email": "a@x.test"}))
    assert output.value == {"rows": [{"email": "a@x.test"}]}
    assert isinstance(tools.call(a_call(clock, slot="1.s2")).value, float)


def test_a_tool_without_a_binding_is_broken_and_leaves_no_trace(journal: SqliteJournal) -> None:
    tool = a_write()
    with pytest.raises(ToolBroken, match="set_note is not bound"):
        tools_of(journal, [tool], "writes").call(a_call(tool, NOTE))
    assert journal.history("t1") == ()


def test_a_write_waits_for_its_approval_before_anything_is_recorded(
    journal: SqliteJournal, tmp_path: Path
) -> None:
    tool = mocked(a_write(), tmp_path, {"output": 1})
    with pytest.raises(ApprovalNeeded):
        tools_of(journal, [tool], "writes").call(a_call(tool, NOTE))
    assert journal.history("t1") == ()


def test_what_was_done_is_on_record_and_not_done_again(
    journal: SqliteJournal, tmp_path: Path
) -> None:
    tool = mocked(a_write(), tmp_path, {"output": {"id": "{id}"}})
    call = a_call(tool, NOTE)
    output = tools_of(journal, [tool]).call(call)
    (record,) = journal.history("t1")
    assert record.outcome == Outcome("done", output=output.value)
    assert record.attempt.target == tool.target and record.attempt.args == NOTE
    gone = mocked(a_write(), tmp_path, {"answers": []})
    assert tools_of(journal, [gone]).call(call) == output


def test_a_rejection_is_on_record(journal: SqliteJournal, tmp_path: Path) -> None:
    tool = mocked(a_tool(), tmp_path, {"rows": []})
    with pytest.raises(ToolRejected):
        tools_of(journal, [tool]).call(a_call(tool, {"email": "a@x.test"}))
    (record,) = journal.history("t1")
    assert record.outcome is not None and record.outcome.status == 404


def test_a_function_that_does_not_end_is_abandoned(journal: SqliteJournal) -> None:
    tool = a_write(args={}, adapter="python", binding={"target": f"{__name__}:wait"})
    with pytest.raises(ToolInDoubt, match="no answer"):
        tools_of(journal, [tool]).call(a_call(tool, timeout_s=0.01))
    LET_GO.set()


LET_GO = threading.Event()


def wait() -> None:
    """Outlive every time limit of a test."""
    LET_GO.wait(10)


def test_an_unknown_adapter_is_named(journal: SqliteJournal) -> None:
    with pytest.raises(InputError, match="find_person, field 'adapter'.*there is mock, python"):
        tools_of(journal, [a_tool(adapter="smtp")])


def test_a_replay_gives_what_is_on_record_and_calls_nothing(
    journal: SqliteJournal, tmp_path: Path
) -> None:
    tool = mocked(a_write(), tmp_path, {"output": "done"})
    call = a_call(tool, NOTE)
    tools_of(journal, [tool]).call(call)
    replayed = build_replay_tools(journal=journal, approvals="none")
    assert replayed.call(call).value == "done"
    with pytest.raises(ReplayDiverged, match="'t1': attempt 1 of set_note .step 1.s2."):
        replayed.call(a_call(tool, NOTE, slot="1.s2"))
    assert len(journal.history("t1")) == 1


def test_a_replay_refuses_unbound_tools_as_the_run_did(journal: SqliteJournal) -> None:
    with pytest.raises(ToolBroken):
        build_replay_tools(journal=journal, approvals="none").call(a_call(a_tool()))


@pytest.mark.parametrize(
    ("binding", "absent"),
    [
        ('Tool("t", "", {}, effect="write", adapter="mock")', ["httpx", "jsonschema", "anyio"]),
        (
            'Tool("t", "", {}, adapter="python", binding={"target": "time:sleep"})',
            ["httpx", "anyio", "pydantic"],
        ),
        ('Tool("t", "", {})', ["httpx", "anyio", "pydantic", "jsonschema"]),
    ],
)
def test_only_the_adapters_that_are_bound_are_loaded(binding: str, absent: list[str]) -> None:
    script = (
        "import sys\nfrom core.tool import Tool\nfrom core.clock import ManualClock\n"
        "from core.crash_points import NO_CRASH_POINTS\n"
        "from tool_adapters.dispatcher import build_adapters\n"
        f"build_adapters([{binding}], ManualClock(), NO_CRASH_POINTS)\n"
        f"print([name for name in {absent!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_an_abandoned_call_does_not_hold_up_the_end_of_the_process() -> None:
    script = (
        "import threading\n"
        "from core.errors import ToolInDoubt\n"
        "from tests.tool_adapters.builders import Acting, a_call, a_tool\n"
        "from tool_adapters.wrappers.abandoned import AbandonedCalls\n"
        "from tool_adapters.wrappers.deadline import Deadline\n"
        "endless = Acting(lambda call: threading.Event().wait(60))\n"
        "try:\n    Deadline(endless, AbandonedCalls()).call(a_call(a_tool(), timeout_s=0.01))\n"
        "except ToolInDoubt as error:\n    print(error.message)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
        timeout=20,
    )
    assert done.stdout.strip() == "find_person gave no answer within 0.01 s"
    assert done.stderr == ""
