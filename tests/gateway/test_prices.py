"""What models cost: the operator's own table first, then the public list."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.clock import ManualClock
from core.errors import InputError
from gateway.money import PICO, picodollars
from gateway.own_prices import own_prices
from gateway.request import Endpoint
from gateway.terms import OwnPrice, Terms, TermsBook
from gateway.tokens import Tokens

MILLION = Tokens(prompt=1_000_000, cached=0, completion=1_000_000)


def listed(model: str, upstream: str = "http://127.0.0.1/v1", endpoint: Endpoint = "chat") -> Terms:
    return TermsBook({}, upstream, ManualClock()).of(model, endpoint)


@pytest.mark.parametrize(
    ("model", "usd"),
    [("gpt-4o-mini", "0.75"), ("gpt-4o-mini-2024-07-18", "0.75"), ("gpt-4.1", "10")],
)
def test_a_listed_model_has_its_public_price(model: str, usd: str) -> None:
    assert listed(model).cost(MILLION) == int(Decimal(usd) * PICO)


def test_a_fine_tuned_model_has_the_price_of_its_kind() -> None:
    terms = listed("ft:gpt-4o-mini-2024-07-18:nobody::1")

    assert terms.cost(MILLION) == int(Decimal("1.5") * PICO)


def test_cached_tokens_have_a_price_of_their_own() -> None:
    cached = Tokens(prompt=1_000_000, cached=1_000_000, completion=0)

    assert listed("gpt-4o-mini").cost(cached) == int(Decimal("0.075") * PICO)


def test_an_embedding_model_is_found_where_upstream_is_unknown() -> None:
    terms = listed("text-embedding-3-small", endpoint="embeddings")

    assert terms.cost(Tokens(prompt=1_000_000)) == PICO // 50


def test_upstreams_address_decides_whose_price_it_is() -> None:
    assert listed("openai/gpt-4o-mini", "https://openrouter.ai/api/v1").price is not None
    assert listed("openai/gpt-4o-mini-nobody").price is None


def test_a_model_that_nobody_lists_has_no_price() -> None:
    terms = listed("nobody-knows")

    assert terms.price is None and terms.cost(MILLION) == 0


@pytest.mark.parametrize(
    ("model", "upstream"),
    [
        ("qwen-3-coder-480b", "https://api.cerebras.ai/v1"),
        ("whisper-large-v3", "https://api.groq.com/openai/v1"),
        ("text-embedding-3-small", "https://api.openai.com/v1"),
    ],
    ids=["listed without a price", "billed by the hour", "no price for answers"],
)
def test_a_model_without_a_price_per_token_has_no_price_for_a_chat(
    model: str, upstream: str
) -> None:
    terms = listed(model, upstream)

    assert terms.price is None


def test_a_price_that_changes_by_the_hour_is_that_of_the_calls_beginning() -> None:
    clock = ManualClock()
    book = TermsBook({}, "https://api.deepseek.com/v1", clock)
    begun = book.of("deepseek-chat", "chat")
    cost = begun.cost(MILLION)

    clock.advance(12 * 3600)

    assert begun.cost(MILLION) == cost != book.of("deepseek-chat", "chat").cost(MILLION)


@pytest.mark.parametrize(
    ("model", "longest"),
    [
        ("gpt-4o-mini", 16_384),
        ("gpt-4o-mini-2024-07-18", 16_384),
        ("openai/gpt-4.1", 32_768),
        ("gpt-4-32k", None),
        ("gpt-4-0613", 8_192),
    ],
)
def test_the_longest_answer_is_known_for_exactly_these_models(
    model: str, longest: int | None
) -> None:
    assert listed(model).longest_answer == longest


def test_the_operators_own_price_wins(tmp_path: Path) -> None:
    file = tmp_path / "prices.json"
    file.write_text('{"gpt-4o-mini": {"input": 9, "output": 9}, "x": {"input": 1, "output": 2}}')
    own = own_prices(["gpt-4o-mini=1,2,0.5"], file)
    book = TermsBook(own, "http://127.0.0.1/v1", ManualClock())

    assert book.of("gpt-4o-mini", "chat").cost(MILLION) == 3 * PICO
    assert book.of("gpt-4o-mini", "chat").cost(Tokens(1_000_000, 1_000_000, 0)) == PICO // 2
    assert book.of("x", "chat").cost(Tokens(1_000_000, 1_000_000, 0)) == PICO


def test_a_file_may_give_limits_too(tmp_path: Path) -> None:
    file = tmp_path / "prices.json"
    entry = {"input": 0.1, "output": "0.2", "cached": 0, "context": 8000, "longest_answer": 900}
    file.write_text(json.dumps({"m": entry}))

    terms = own_prices([], file)["m"]
    assert terms == Terms(
        OwnPrice(Decimal("0.1"), Decimal(0), Decimal("0.2")), context=8000, longest_answer=900
    )


WRONG = {
    "not JSON": ("{", "cannot be read"),
    "no object": ("[]", "must be an object of model names"),
    "no entry": ('{"m": 1}', "m: must be an object"),
    "a field too many": (
        '{"m": {"input": 1, "output": 1, "in": 2}}',
        "m, field 'in': is unknown; known are cached, context, input, longest_answer, output",
    ),
    "a field too few": ('{"m": {"input": 1}}', "m, field 'output': is missing"),
    "no amount": ('{"m": {"input": "x", "output": 1}}', "m, field 'input': 'x' is not an amount"),
    "below nothing": ('{"m": {"input": -1, "output": 1}}', "m, field 'input'"),
    "no tokens": ('{"m": {"input": 1, "output": 1, "context": 0}}', "m, field 'context'"),
}


@pytest.mark.parametrize(("text", "words"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_file_of_prices_is_named_with_entry_and_field(
    tmp_path: Path, text: str, words: str
) -> None:
    file = tmp_path / "prices.json"
    file.write_text(text)

    with pytest.raises(InputError) as problem:
        own_prices([], file)

    assert str(file) in str(problem.value) and words in str(problem.value)


@pytest.mark.parametrize("option", ["m", "m=1", "m=1,2,3,4", "=1,2", "m=a,b", "m=1,-2", "m=1,nan"])
def test_a_wrong_price_option_is_named(option: str) -> None:
    with pytest.raises(InputError, match="--price"):
        own_prices([option], None)


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 10**7), st.integers(0, 10**7), st.integers(0, 10**7))
def test_no_call_costs_more_than_its_bound(prompt: int, cached: int, completion: int) -> None:
    """For own and listed prices, and one with tiers that rise with the prompt."""
    used = Tokens(prompt, min(cached, prompt), completion)
    bound = Tokens(prompt + 13, 0, completion + 7)
    own = Terms(OwnPrice(Decimal("0.15"), Decimal("0.0375"), Decimal("0.6")))
    dear_cache = Terms(OwnPrice(Decimal("0.15"), Decimal("0.3"), Decimal("0.6")))

    for terms in (own, dear_cache, listed("gpt-4o-mini"), listed("claude-sonnet-4-5")):
        assert 0 <= terms.cost(used) <= terms.largest_cost(bound)


@settings(deadline=None, max_examples=50)
@given(st.decimals(0, 1000, places=15))
def test_money_is_rounded_up_and_by_less_than_one(usd: Decimal) -> None:
    assert 0 <= picodollars(usd) - usd * PICO < 1
