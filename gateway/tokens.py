"""Token counts, and how they are read out of what an upstream reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from core.json_values import Json


@dataclass(frozen=True)
class Tokens:
    """What a call used, or may use at most. `cached` is a part of `prompt`."""

    prompt: int = 0
    cached: int = 0
    completion: int = 0


Unusable: TypeAlias = Literal["missing", "absurd"]
Reading: TypeAlias = Tokens | Unusable


def read_usage(usage: Json, limit: Tokens) -> Reading:
    """Return the reported tokens, or why they cannot be believed.

    `limit` is the most the call can have used: a larger figure is as absurd as a negative one.
    """
    if not isinstance(usage, Mapping) or not usage:
        return "missing"
    details = usage.get("prompt_tokens_details")
    prompt = _count(usage.get("prompt_tokens"))
    cached = _count(details.get("cached_tokens") if isinstance(details, Mapping) else 0)
    completion = _count(usage.get("completion_tokens"))
    total = _count(usage.get("total_tokens"))
    if prompt is None or cached is None or completion is None or total is None:
        return "absurd"
    if limit.completion and not {"completion_tokens", "total_tokens"} & usage.keys():
        # Half a report: the answer was not for nothing.
        return "absurd"
    # Some upstreams count reasoning in the total only, and bill it.
    tokens = Tokens(prompt, cached, max(completion, total - prompt))
    return tokens if _within(tokens, limit) else "absurd"


def _count(value: Json) -> int | None:
    if value is None:
        return 0
    whole = isinstance(value, int) and not isinstance(value, bool)
    return value if whole and isinstance(value, int) and value >= 0 else None


def _within(tokens: Tokens, limit: Tokens) -> bool:
    # No model reads an empty prompt: zeros are a field that nobody filled in.
    prompt_fits = 0 < tokens.prompt <= limit.prompt and tokens.cached <= tokens.prompt
    return prompt_fits and tokens.completion <= limit.completion
