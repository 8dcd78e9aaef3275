"""The adapter contract, kept by the mock, by Python functions and over HTTP."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from socket import socket
from typing import Any

import pytest

from core.clock import ManualClock
from core.crash_points import NO_CRASH_POINTS
from core.errors import ToolBusy, ToolRejected
from core.json_values import Json
from core.tool import Tool
from tests.contracts.adapter_contract import ADAPTER_CONTRACT, PEOPLE, TOOLS, Subject
from tests.tool_adapters import people_service
from tests.tool_adapters.raw_server import Received, answer_bytes, raw_server
from tool_adapters import mock
from tool_adapters.dispatcher import build_adapters

FIXTURES: dict[str, Json] = {
    "find_person": {"rows": PEOPLE},
    "unsteady": {"answers": []},
    "add_note": {"output": {"note_id": "{id}", "email": "{email}"}},
    "tag_note": {"output": {"reference": "{reference}"}},
}


@contextmanager
def mock_subject(folder: Path) -> Iterator[Subject]:
    ledger = folder / "effects.jsonl"

    def bound(tool: Tool) -> Tool:
        path = folder / f"{tool.name}.json"
        path.write_text(json.dumps(FIXTURES[tool.name]), encoding="utf-8")
        always: Json = {"rate": 1.0 if tool.name == "unsteady" else 0.0}
        binding: dict[str, Json] = {"fixture": str(path), "ledger": str(ledger), "flaky": always}
        return replace(tool, adapter="mock", binding=binding)

    def effects() -> list[str]:
        lines = ledger.read_text(encoding="utf-8").splitlines() if ledger.exists() else []
        return [json.loads(line)["key"] for line in lines]

    tools = {name: bound(tool) for name, tool in TOOLS.items()}
    yield Subject(mock.build(tools.values(), ManualClock(), NO_CRASH_POINTS), tools, effects)


@contextmanager
def python_subject(folder: Path) -> Iterator[Subject]:
    from tool_adapters import python

    people_service.forget()
    module = people_service.__name__
    tools = {
        name: replace(tool, adapter="python", binding={"target": f"{module}:{name}"})
        for name, tool in TOOLS.items()
    }
    adapter = python.build(tools.values(), ManualClock(), NO_CRASH_POINTS)
    yield Subject(adapter, tools, people_service.keys)


@contextmanager
def http_subject(folder: Path) -> Iterator[Subject]:
    from tool_adapters import http

    people_service.forget()
    with raw_server(serve_people) as server:
        binding: dict[str, Json] = {"base_url": server.url}
        tools = {
            name: replace(tool, adapter="http", binding=binding) for name, tool in TOOLS.items()
        }
        adapter = http.build(tools.values(), ManualClock(), NO_CRASH_POINTS)
        yield Subject(adapter, tools, people_service.keys)
        adapter.close()


def serve_people(request: Received, connection: socket) -> None:
    """Offer the functions of people_service over HTTP."""
    function: Callable[..., Any] = getattr(people_service, request.path.strip("/"))
    args = json.loads(request.body)
    if "idempotency_key" in inspect.signature(function).parameters:
        args["idempotency_key"] = request.headers["idempotency-key"]
    status, headers, output = 200, {}, None
    try:
        output = function(**args)
    except ToolBusy as error:
        status, headers, output = 503, {"Retry-After": "1"}, {"error": error.message}
    except ToolRejected as error:
        status, output = 404, {"error": error.message}
    except TypeError as error:
        status, output = 422, {"detail": str(error)}
    connection.sendall(answer_bytes(status, json.dumps(output).encode(), headers))


SUBJECTS = {"mock": mock_subject, "python": python_subject, "http": http_subject}


@pytest.fixture(params=SUBJECTS)
def subject(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Subject]:
    with SUBJECTS[request.param](tmp_path) as made:
        yield made


@pytest.mark.parametrize("rule", ADAPTER_CONTRACT, ids=lambda rule: rule.__name__)
def test_every_adapter_keeps_the_contract(
    rule: Callable[[Subject], None], subject: Subject
) -> None:
    rule(subject)


def test_no_adapter_is_left_out_of_the_contract() -> None:
    from tool_adapters.dispatcher import ADAPTER_MODULES

    assert set(SUBJECTS) == set(ADAPTER_MODULES)
    assert build_adapters([], ManualClock(), NO_CRASH_POINTS) == {}
