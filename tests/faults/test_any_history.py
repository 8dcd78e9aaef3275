"""Any history: hypothesis mixes tasks, faults, deaths, lost checkpoints, time and verdicts.

The nodes, the wrappers and the SQLite journal are the real ones; the tools are a model of a few
lines, which knows what happened and so is the judge.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, TypeAlias

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command, Interrupt

from checkpoints.journal import SqliteJournal
from checkpoints.opening import create_store, open_store
from core.clock import ManualClock
from core.errors import StoreError, ToolBusy, ToolInDoubt, ToolRejected
from core.seams import ToolCall, ToolOutput
from core.services import Services
from core.state import State, TaskInput
from core.tool import Reconcile
from graph import build_graph, recursion_limit
from reasoners.journaled import journaled
from tests.faults.planted_defects import PLANTED
from tests.faults.scripted_planner import PromptedPlanner
from tests.nodes.world import RUN, FixedCatalog, plan, ref, step, tool, write
from tool_adapters.wrappers.abandoned import AbandonedCalls
from tool_adapters.wrappers.journaled import Journaled

Fault: TypeAlias = Literal[
    "none", "busy", "rejected", "lost before", "lost after", "death before", "death after"
]
RETENTION_S = 3_600.0
FAULTS = st.sampled_from(
    ["none", "none", "busy", "rejected", "lost before", "lost after", "death before", "death after"]
)
KINDS = st.sampled_from(["key", "natural", "reconcile", "none"])
TOOLS = [
    write("key", "tag", idempotency="key", key_retention_s=RETENTION_S),
    write("natural", "tag", idempotency="natural", retry_window_s=RETENTION_S),
    write(
        "reconcile",
        "tag",
        idempotency="reconcile",
        reconcile=Reconcile("find", {"tag": ref("args.tag")}, match={"tag": ref("args.tag")}),
    ),
    write("none", "tag"),
    tool("find", "tag"),
]


class Killed(BaseException):
    """The process ends here."""


class Outside:
    """The tools, and what really happened: `effects` by tag."""

    def __init__(self, clock: ManualClock) -> None:
        self._clock = clock
        self._keys: dict[str, float] = {}
        self.effects: Counter[str] = Counter()
        self.faults: list[Fault] = []

    def call(self, call: ToolCall) -> ToolOutput:
        tag = str(call.args["tag"])
        if call.tool.name == "find":
            return ToolOutput({"tag": tag} if self.effects[tag] else None)
        fault = self.faults.pop(0) if self.faults else "none"
        match fault:
            case "busy":
                raise ToolBusy("later")
            case "rejected":
                raise ToolRejected("no")
            case "lost before":
                raise ToolInDoubt("no answer")
            case "death before":
                raise Killed
        self._do(call, tag)
        if fault == "lost after":
            raise ToolInDoubt("no answer")
        if fault == "death after":
            raise Killed
        return ToolOutput({"tag": tag})

    def _do(self, call: ToolCall, tag: str) -> None:
        known_since = self._keys.get(call.idempotency_key)
        now = self._clock.now()
        if call.tool.name == "natural":
            self.effects[tag] = 1
        elif call.tool.name == "key" and known_since is not None:
            self.effects[tag] += now - known_since > RETENTION_S
        else:
            self.effects[tag] += 1
        self._keys.setdefault(call.idempotency_key, now)


class AnyHistory(RuleBasedStateMachine):
    """One run. A process is what stands between `_enter` and the next death."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.clock = ManualClock()
        self.outside = Outside(self.clock)
        self.saver = InMemorySaver()
        self.tasks: dict[str, str] = {}
        self.unfinished: list[str] = []
        self.waiting: dict[str, Interrupt] = {}
        self.states: dict[str, State] = {}
        self.store = create_store(self.folder)
        self._enter()

    def teardown(self) -> None:
        self.journal.close()
        self.store.close()
        shutil.rmtree(self.folder)

    @rule(kinds=st.lists(KINDS, min_size=1, max_size=3), faults=st.lists(FAULTS, max_size=5))
    def new_task(self, kinds: Sequence[str], faults: list[Fault]) -> None:
        task = f"t{len(self.tasks)}"
        steps = [
            step(f"s{place}", kind, {"tag": f"{task}.s{place}"}, despite_failure=True)
            for place, kind in enumerate(kinds)
        ]
        self.tasks[task] = json.dumps({"plans": [plan(*steps)], "insists": True})
        self.unfinished.append(task)
        self._work_on(task, faults)

    @precondition(lambda self: self.unfinished)
    @rule(faults=st.lists(FAULTS, max_size=5), data=st.data())
    def same_command_again(self, faults: list[Fault], data: st.DataObject) -> None:
        self._die()
        self._work_on(data.draw(st.sampled_from(self.unfinished)), faults)

    @rule()
    def checkpoints_are_lost(self) -> None:
        self.saver = InMemorySaver()
        self._die()

    @rule(seconds=st.sampled_from([1.0, 60.0, RETENTION_S + 1]))
    def time_passes(self, seconds: float) -> None:
        self.clock.advance(seconds)

    @precondition(lambda self: self.waiting)
    @rule(data=st.data(), gives_up=st.booleans())
    def a_person_says_what_is_true(self, data: st.DataObject, gives_up: bool) -> None:
        task = data.draw(st.sampled_from(sorted(self.waiting)))
        asked = self.waiting.pop(task)
        happened = self.outside.effects[asked.value["args"]["tag"]]
        verdict = "give_up" if gives_up else "done" if happened else "not_done"
        self._stream(task, Command(resume={asked.id: verdict}), [])

    @invariant()
    def no_effect_happens_twice(self) -> None:
        assert not [tag for tag, times in self.outside.effects.items() if times > 1]

    @invariant()
    def what_is_told_is_what_happened(self) -> None:
        for state in self.states.values():
            for seen in state.get("observations", {}).values():
                happened = self.outside.effects[str(seen["dispatch"]["args"].get("tag"))]
                if seen["settled"] and seen["status"] == "done":
                    assert happened == 1, seen
                if seen["settled"] and seen["status"] in ("rejected", "broken", "skipped"):
                    assert happened == 0, seen
                if seen["status"] == "in_doubt":
                    assert "could not be confirmed" in state.get("answer", "could not be confirmed")

    def _enter(self) -> None:
        journal = self.journal = SqliteJournal(self.store, RUN, self.clock)
        services = Services(
            run_id=RUN,
            catalog=FixedCatalog(TOOLS),
            reasoner=journaled(PromptedPlanner(), journal, RUN),
            tools=Journaled(self.outside, journal, AbandonedCalls()),
            journal=journal,
            clock=self.clock,
        )
        self.limits = services.limits
        self.graph = build_graph(services, self.saver)

    def _die(self) -> None:
        """End the process and begin the next one. What it had not written is gone."""
        self.journal.close()
        self.store.close()
        self.waiting.clear()
        self.store = open_store(self.folder)
        self._enter()

    def _work_on(self, task: str, faults: list[Fault]) -> None:
        known = self.graph.get_state(self._config(task))
        if known.values and not known.next:
            return
        given = TaskInput(id=task, domain="support", prompt=self.tasks[task])
        self._stream(task, None if known.values else State(task=given), faults)

    def _stream(self, task: str, given: Any, faults: list[Fault]) -> None:
        self.outside.faults = faults
        try:
            for part in self.graph.stream(given, self._config(task), stream_mode="updates"):
                for asked in part.get("__interrupt__", ()):
                    self.waiting[task] = asked
        except Killed:
            self._die()
            return
        finally:
            self.outside.faults = []
        state: Any = self.graph.get_state(self._config(task)).values
        self.states[task] = state
        if "answer" in state:
            self.unfinished.remove(task)

    def _config(self, task: str) -> Any:
        limit = recursion_limit(self.limits)
        return {"configurable": {"thread_id": task}, "recursion_limit": limit}


MANY = settings(
    max_examples=30,
    stateful_step_count=10,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
TestAnyHistory = AnyHistory.TestCase
TestAnyHistory.settings = MANY


@pytest.mark.parametrize(
    ("planted", "changed"),
    [
        ("doubt taken for failure", "_outcome"),
        ("doubt taken for success", "_outcome"),
    ],
)
def test_some_history_shows_a_planted_defect(
    monkeypatch: pytest.MonkeyPatch, planted: str, changed: str
) -> None:
    monkeypatch.setattr(Journaled, changed, getattr(Journaled, changed))  # to be put back
    PLANTED[planted]()
    without_shrinking = settings(MANY, max_examples=200, phases=[Phase.generate])
    with pytest.raises((AssertionError, StoreError)):
        run_state_machine_as_test(AnyHistory, settings=without_shrinking)
