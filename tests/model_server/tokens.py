"""The one rule by which every prompt and completion is counted: UTF-8 bytes over 3, rounded up."""

from __future__ import annotations

import json
import threading
from typing import Any

CACHE_LEAST, CACHE_STEP = 1024, 128  # tokens: as providers cache prefixes


def count(text: str) -> int:
    """Return the tokens of a text."""
    return -(-len(text.encode("utf-8")) // 3)


def prompt_text(request: dict[str, Any]) -> str:
    """Return what is billed as prompt: schemas first, as providers put them, then the messages."""
    parts = [request[name] for name in ("tools", "response_format") if name in request]
    return json.dumps([*parts, *request["messages"]], ensure_ascii=False, separators=(",", ":"))


class PrefixCache:
    """Which part of a prompt was seen before, as a provider's prompt cache would find."""

    def __init__(self) -> None:
        self._seen: set[int] = set()
        self._lock = threading.Lock()

    def cached(self, prompt: str) -> int:
        """Return the cached tokens of a prompt and remember the prompt."""
        prefixes = [
            hash(prompt[: tokens * 3])
            for tokens in range(CACHE_LEAST, count(prompt) + 1, CACHE_STEP)
        ]
        with self._lock:
            found = 0
            for position, prefix in enumerate(prefixes):
                if prefix not in self._seen:
                    break
                found = CACHE_LEAST + position * CACHE_STEP
            self._seen.update(prefixes)
        return found
