"""What a model costs and how much it can read and write: own table first, then genai-prices."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from core.seams import Clock
from gateway.money import picodollars
from gateway.request import Endpoint
from gateway.tokens import Tokens

if TYPE_CHECKING:
    from genai_prices.types import ModelInfo, Provider

# Longest answers in tokens, as the models' public pages give them; genai-prices does not list them.
_LONGEST_ANSWERS = {
    "gpt-3.5-turbo": 4_096,
    "gpt-4": 8_192,
    "gpt-4-turbo": 4_096,
    "gpt-4o": 16_384,
    "gpt-4o-mini": 16_384,
    "gpt-4.1": 32_768,
    "gpt-4.1-mini": 32_768,
    "gpt-4.1-nano": 32_768,
    "gpt-5": 128_000,
    "gpt-5-mini": 128_000,
    "gpt-5-nano": 128_000,
    "o1": 100_000,
    "o3": 100_000,
    "o3-mini": 100_000,
    "o4-mini": 100_000,
}
_DATE = re.compile(r"-(\d{4}-\d{2}-\d{2}|\d{4})$")


class Price(Protocol):
    """What tokens cost, in picodollars, rounded up."""

    def cost(self, tokens: Tokens) -> int: ...


@dataclass(frozen=True)
class Terms:
    """What is known about a model; `price` is None where it has no known price, limits likewise."""

    price: Price | None = None
    context: int | None = None
    longest_answer: int | None = None

    def cost(self, tokens: Tokens) -> int:
        """Return the cost in picodollars, 0 where the price is unknown."""
        return self.price.cost(tokens) if self.price else 0

    def largest_cost(self, bound: Tokens) -> int:
        """Return the most that so many tokens can cost: a few lists charge more for cached ones."""
        return max(self.cost(bound), self.cost(replace(bound, cached=bound.prompt)))


@dataclass(frozen=True)
class OwnPrice:
    """USD per million tokens, from the operator."""

    prompt: Decimal
    cached: Decimal
    completion: Decimal

    def cost(self, tokens: Tokens) -> int:
        million = (
            (tokens.prompt - tokens.cached) * self.prompt
            + tokens.cached * self.cached
            + tokens.completion * self.completion
        )
        return picodollars(million / 10**6)


@dataclass(frozen=True)
class ListedPrice:
    """The price that genai-prices lists for a model at one moment: some change with the hour."""

    provider: Provider
    model: ModelInfo
    at: datetime

    def cost(self, tokens: Tokens) -> int:
        from genai_prices import Usage

        usage = Usage(
            input_tokens=tokens.prompt,
            cache_read_tokens=tokens.cached,
            output_tokens=tokens.completion,
        )
        # Not looked up again by its id: that of a fine-tuned model is found by its full name only.
        found = self.model.calc_price(usage, self.provider, genai_request_timestamp=self.at)
        return picodollars(found.total_price)


class TermsBook:
    """Finds the terms of a model by its name and the upstream's address."""

    def __init__(self, own: Mapping[str, Terms], upstream: str, clock: Clock) -> None:
        self._own, self._upstream, self._clock = own, upstream, clock

    def of(self, model: str, endpoint: Endpoint) -> Terms:
        """Return what is known; terms without a price where nothing is."""
        return self._own.get(model) or self._listed(model, endpoint)

    def _listed(self, model: str, endpoint: Endpoint) -> Terms:
        entry = _entry(model, self._upstream)
        if entry is None:
            return Terms(longest_answer=_longest_answer(model))
        provider, listed = entry
        at = datetime.fromtimestamp(self._clock.now(), UTC)
        per_token = listed.get_prices(at)
        # Some entries are billed by the hour, the page or not at all: no price per token.
        priced = per_token.input_mtok is not None and (
            endpoint == "embeddings" or per_token.output_mtok is not None
        )
        price = ListedPrice(provider, listed, at) if priced else None
        return Terms(price, listed.context_window, _longest_answer(model))


@lru_cache(maxsize=256)
def _entry(model: str, upstream: str) -> tuple[Provider, ModelInfo] | None:
    """Return provider and entry of a model in genai-prices."""
    from genai_prices.data_snapshot import DataSnapshot, get_snapshot

    # One of its own each time: a snapshot remembers for ever every name it did not find.
    snapshot = DataSnapshot(get_snapshot().providers, from_auto_update=False)
    # An unknown address speaks OpenAI's protocol, so a model that only OpenAI has is theirs.
    for provider, address in ((None, upstream), (None, None), ("openai", None)):
        try:
            found, listed = snapshot.find_provider_model(model, None, provider, address)
        except LookupError:
            continue
        return found, listed
    return None


def _longest_answer(model: str) -> int | None:
    name = model.rsplit("/", 1)[-1]
    return _LONGEST_ANSWERS.get(_DATE.sub("", name))
