"""Models behind real HTTP, closed when a test is over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

import pytest

from core.clock import ManualClock
from core.functions import FUNCTIONS
from reasoners.budget import Budget
from reasoners.journaled import Request
from reasoners.model import ModelReasoner
from reasoners.modeling.client import ModelClient
from reasoners.modeling.endpoint import ChatEndpoint, connect
from reasoners.modeling.kept_replies import NothingKept
from reasoners.modeling.once import AskedOnce
from reasoners.modeling.settings import ModelSettings
from reasoners.reserving import Reserve, Reserving
from tests.model_server.server import ModelServer
from tests.reasoners.asking import KEY


def nothing_reserved(request: Request) -> Reserve:
    """For thoughts that no journal hears of."""
    return lambda most: None


ModelAt: TypeAlias = Callable[..., ModelReasoner]


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def model_at(clock: ManualClock) -> Iterator[ModelAt]:
    """Build the real reasoner against a server; jitter is half of its range."""
    opened: list[ChatEndpoint] = []

    def build(
        server: ModelServer | str,
        budget: Budget | None = None,
        timeout_s: float = 5.0,
        reserving: Reserving = nothing_reserved,
    ) -> ModelReasoner:
        url = server if isinstance(server, str) else server.url
        endpoint = connect(ModelSettings(url, "gpt-4o-mini", KEY, timeout_s=timeout_s))
        opened.append(endpoint)
        client = ModelClient(
            endpoint, budget or Budget(clock), clock, secret=KEY, jitter=lambda: 0.5
        )
        return ModelReasoner(AskedOnce(client, NothingKept()), FUNCTIONS, reserving)

    yield build
    for endpoint in opened:
        endpoint.close()
