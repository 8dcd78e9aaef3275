"""What the endpoint accepts: learned from its refusals, once, and remembered for the run."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

Method: TypeAlias = Literal["json_schema", "function", "json_mode", "text"]
LimitName: TypeAlias = Literal["max_completion_tokens", "max_tokens"]

LADDER: Final[tuple[Method, ...]] = ("json_schema", "function", "json_mode", "text")

_STRUCTURE_WORDS: Final = (
    "response_format",
    "json_schema",
    "json_object",
    "structured output",
    "schema",
    "tool_choice",
    "tools",
    "function",
    "strict",
    "json mode",
    "grammar",
)


@dataclass(frozen=True)
class Manner:
    """One way to put a question: how structure is asked for, and which settings are sent."""

    method: Method = "json_schema"
    temperature: bool = True
    limit: LimitName | None = "max_completion_tokens"


class Dialect:
    """The manner that the endpoint is known to accept, shared by all threads of a run."""

    def __init__(self) -> None:
        self._manner = Manner()
        self._lock = threading.Lock()

    @property
    def manner(self) -> Manner:
        """The manner to use for the next question."""
        return self._manner

    def learn(self, used: Manner, refusal: str) -> bool:
        """Give up what a refusal (400, 404, 422) names; False where it names nothing of ours."""
        other = _without_refused(used, refusal.lower())
        return other is not None and self._change(used, other)

    def step_down(self, used: Manner) -> bool:
        """Give up a method that was accepted and ignored; False where there is none below."""
        below = _below(used.method)
        return below is not None and self._change(used, replace(used, method=below))

    def limit_ignored(self, used: Manner) -> None:
        """Give up a limit that was accepted and ignored: a reply was longer than it."""
        self._change(used, _without_limit(used))

    def _change(self, used: Manner, other: Manner) -> bool:
        with self._lock:
            # Another thread may have learned it, or more, in the meantime.
            if self._manner == used:
                self._manner = other
            return True


def _without_refused(used: Manner, words: str) -> Manner | None:
    if used.temperature and "temperature" in words:
        return replace(used, temperature=False)
    if used.limit and ("max_completion_tokens" in words or "max_tokens" in words):
        return _without_limit(used)
    if any(word in words for word in _STRUCTURE_WORDS):
        below = _below(used.method)
        return replace(used, method=below) if below else None
    return None


def _without_limit(used: Manner) -> Manner:
    return replace(used, limit="max_tokens" if used.limit == "max_completion_tokens" else None)


def _below(method: Method) -> Method | None:
    rest = LADDER[LADDER.index(method) + 1 :]
    return rest[0] if rest else None
