"""Tools played from data files, with declared failures, a delay and a ledger of effects.

Binding keys: `fixture` (tool_adapters/fixtures.py says what it holds), `flaky` (`{"rate", "seed"}`:
that share of the attempts is refused as busy, always the same ones), `latency_s`, `ledger` (a file
of effects; the same idempotency key is answered from it). A write needs no fixture.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeAlias, cast

from core.crash_points import CrashPoints
from core.errors import InputError, ToolBusy, ToolInDoubt, ToolRejected
from core.json_values import Json, canonical
from core.seams import Clock, ToolCall, ToolOutput
from core.tool import Tool
from tool_adapters.fixture_answers import (
    answer_from_answers,
    answer_from_output,
    answer_from_rows,
    check_arguments,
    same,
)
from tool_adapters.fixtures import (
    AnswersFixture,
    Fixture,
    OutputFixture,
    RowsFixture,
    known_values,
    load_fixture,
)
from tool_adapters.key_argument import sent_args
from tool_adapters.ledger import Ledger

ANY_EFFECT: Final[Fixture] = OutputFixture(output={"id": "{id}", "status": "done"})
Required: TypeAlias = dict[str, tuple[str, tuple[Json, ...]]]  # argument -> field, its known values


@dataclass(frozen=True)
class _Mock:
    fixture: Fixture
    required: Required
    ledger: Ledger | None
    failure_rate: float
    seed: Json
    latency_s: float


class MockAdapter:
    """Answers from fixtures, as a real service would."""

    def __init__(self, mocks: dict[str, _Mock], clock: Clock) -> None:
        self._mocks = mocks
        self._clock = clock

    def call(self, call: ToolCall) -> ToolOutput:
        mock = self._mocks[call.tool.name]
        if mock.latency_s:
            self._clock.sleep(mock.latency_s)
        if _chance(mock.seed, call) < mock.failure_rate:
            raise ToolBusy(f"{call.tool.name} is temporarily unavailable", status=503)
        if mock.ledger is None or call.tool.effect == "read":
            return ToolOutput(_answer(mock, call))
        try:
            return ToolOutput(
                mock.ledger.once(call.idempotency_key, partial(self._effect, mock, call))
            )
        except OSError as error:
            raise ToolInDoubt(f"the ledger could not be written: {error.strerror}") from None

    def _effect(self, mock: _Mock, call: ToolCall) -> dict[str, Json]:
        return {
            "tool": call.tool.name,
            "args": dict(call.args),
            "output": _answer(mock, call),
            "time": self._clock.now(),
        }


def build(tools: Iterable[Tool], clock: Clock, crash_points: CrashPoints) -> MockAdapter:
    """Read what the mocks need. Raises InputError naming file, tool and field."""
    open_ledger = _ledgers()
    return MockAdapter({tool.name: _mock(tool, open_ledger) for tool in tools}, clock)


def _ledgers() -> Callable[[Path], Ledger]:
    """Return an opener that gives tools which name the same file the same ledger."""
    opened: dict[Path, Ledger] = {}

    def open_ledger(path: Path) -> Ledger:
        if path not in opened:
            opened[path] = Ledger(path)
        return opened[path]

    return open_ledger


def _mock(tool: Tool, open_ledger: Callable[[Path], Ledger]) -> _Mock:
    binding = cast("Mapping[str, Any]", tool.binding)
    fixture, folder = ANY_EFFECT, Path()
    if "fixture" in binding:
        fixture, folder = (
            load_fixture(Path(binding["fixture"]), tool),
            Path(binding["fixture"]).parent,
        )
    elif tool.effect == "read":
        raise InputError("a mock needs a fixture file", entry=tool.name, field="fixture")
    flaky = binding.get("flaky", {})
    return _Mock(
        fixture,
        _required(fixture, folder),
        open_ledger(Path(binding["ledger"])) if "ledger" in binding else None,
        flaky.get("rate", 0.0),
        flaky.get("seed", 0),
        binding.get("latency_s", 0.0),
    )


def _required(fixture: Fixture, folder: Path) -> Required:
    if not isinstance(fixture, OutputFixture):
        return {}
    return {
        argument: (need.field, known_values(folder / need.exists_in, need.field))
        for argument, need in fixture.require.items()
    }


def _chance(seed: Json, call: ToolCall) -> float:
    """Return a number in [0, 1) that depends on nothing but the seed and the attempt.

    Not on the run, so that a sample fails in every run alike.
    """
    action = call.action
    place: list[Json] = [seed, call.tool.name, action.task_id, action.slot, action.item]
    text = canonical([*place, action.generation, call.attempt])
    return int.from_bytes(hashlib.sha256(text.encode("utf-8")).digest()[:6], "big") / 2**48


def _answer(mock: _Mock, call: ToolCall) -> Json:
    args = sent_args(call)
    check_arguments(call.tool, args)
    _check_required(mock.required, args)
    match mock.fixture:
        case RowsFixture():
            return answer_from_rows(mock.fixture, call.tool, args)
        case AnswersFixture():
            return answer_from_answers(mock.fixture, args)
        case OutputFixture():
            return answer_from_output(mock.fixture, args, call.idempotency_key)


def _check_required(required: Required, args: dict[str, Json]) -> None:
    for argument, (field, values) in required.items():
        asked = args.get(argument)
        if asked is not None and not any(same(asked, value) for value in values):
            raise ToolRejected(f"there is no {field} {canonical(asked)}", status=422)
