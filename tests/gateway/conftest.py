"""An upstream and gateways in front of it, ended after each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from core.clock import SystemClock
from core.seams import Clock
from gateway.money import PICO
from gateway.settings import GatewaySettings
from tests.gateway import model
from tests.gateway.running import GatewayProcess, LocalGateway
from tests.gateway.upstream import ScriptedUpstream

StartGateway: TypeAlias = Callable[..., LocalGateway]
StartProcess: TypeAlias = Callable[..., GatewayProcess]

UPSTREAM_KEY = "sk-upstream-4f9a77c1"


@pytest.fixture
def upstream() -> Iterator[ScriptedUpstream]:
    server = ScriptedUpstream()
    yield server
    server.close()
    assert server.unexpected == 0


@pytest.fixture(scope="session")
def ending() -> Iterator[list[LocalGateway]]:
    """Gateways that were asked to end; waited for together, since each takes a while."""
    gateways: list[LocalGateway] = []
    yield gateways
    for running in gateways:
        running.stop()


@pytest.fixture
def start(
    upstream: ScriptedUpstream, tmp_path: Path, ending: list[LocalGateway]
) -> Iterator[StartGateway]:
    started: list[LocalGateway] = []

    def start_gateway(clock: Clock | None = None, **changes: Any) -> LocalGateway:
        settings = GatewaySettings(
            upstream=upstream.url,
            data=tmp_path / "gateway",
            budget=3 * PICO,
            upstream_key=UPSTREAM_KEY,
            timeout_s=10.0,
        )
        started.append(LocalGateway(replace(settings, **changes), clock or SystemClock()))
        return started[-1]

    yield start_gateway
    for running in started:
        running.ask_to_end()
    ending += started


@pytest.fixture
def gateway(start: StartGateway, upstream: ScriptedUpstream) -> LocalGateway:
    """A gateway without keys in front of a model of OpenAI's kind."""
    upstream.script = model.answer
    return start()


@pytest.fixture
def start_process(upstream: ScriptedUpstream, tmp_path: Path) -> Iterator[StartProcess]:
    started: list[GatewayProcess] = []

    def start_gateway(*args: str) -> GatewayProcess:
        fixed = ("--upstream", upstream.url, "--port", "0", "--data", str(tmp_path / "gateway"))
        env = {"OPENAI_API_KEY": UPSTREAM_KEY}
        started.append(GatewayProcess(*fixed, *args, env=env))
        return started[-1]

    yield start_gateway
    for running in started:
        running.kill()
