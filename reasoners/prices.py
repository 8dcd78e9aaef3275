"""What a model's tokens cost: a table of published prices, or what the command line says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from core.errors import InputError

MILLION = 1_000_000


class Price(Protocol):
    """USD of a call; `cached` tokens are part of `prompt`."""

    def cost(self, prompt: int, cached: int, completion: int) -> float: ...


@dataclass(frozen=True)
class FlatPrice:
    """USD per million tokens; a cached token costs as much as any other of the prompt."""

    prompt: float
    completion: float

    def cost(self, prompt: int, cached: int, completion: int) -> float:
        return (prompt * self.prompt + completion * self.completion) / MILLION


@dataclass(frozen=True)
class TablePrice:
    """The published price of a model, as genai-prices knows it (its bundled table; no network)."""

    model: str
    provider: str | None = None

    def cost(self, prompt: int, cached: int, completion: int) -> float:
        from genai_prices import Usage, calc_price

        usage = Usage(input_tokens=prompt, cache_read_tokens=cached, output_tokens=completion)
        return float(calc_price(usage, self.model, provider_id=self.provider).total_price)


def price_for(model: str, given: str | None) -> Price | None:
    """Return the price to count with: the given one, else the published one, else None."""
    return _parsed(given) if given is not None else _published(model)


def _published(model: str) -> Price | None:
    provider, _, bare = model.rpartition("/")
    for candidate in (TablePrice(model), TablePrice(bare, provider or None), TablePrice(bare)):
        try:
            candidate.cost(1, 0, 1)
        except LookupError:
            continue
        return candidate
    return None


def _parsed(given: str) -> Price:
    try:
        prompt, completion = (float(part) for part in given.split(","))
    except ValueError:
        prompt = completion = -1.0
    if not (0 <= prompt < MILLION and 0 <= completion < MILLION):
        raise InputError(
            f"--price {given!r} is not 'input,output' in USD per million tokens, like '0.15,0.60'"
        )
    return FlatPrice(prompt, completion)
