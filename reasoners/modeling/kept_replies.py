"""Replies by question: a resumed run does not ask again what another task has asked."""

from __future__ import annotations

from typing import Protocol

from core.action import Action
from core.facts import recall_fact, record_fact
from core.json_values import Json
from core.seams import Journal


class KeptReplies(Protocol):
    """Where replies outlive the process. `key` is a question's digest."""

    def recall(self, key: str) -> Json: ...
    def record(self, key: str, reply: Json) -> None: ...


class NothingKept:
    """For a run whose prompts all differ: no two tasks ask the same."""

    def recall(self, key: str) -> Json:
        return None

    def record(self, key: str, reply: Json) -> None:
        pass


class KeptInJournal:
    """Facts of the run. `record` may raise StoreError."""

    def __init__(self, journal: Journal, run_id: str) -> None:
        self._journal, self._run_id = journal, run_id

    def recall(self, key: str) -> Json:
        return recall_fact(self._journal, self._action(key))

    def record(self, key: str, reply: Json) -> None:
        record_fact(self._journal, self._action(key), reply)

    def _action(self, key: str) -> Action:
        return Action(self._run_id, "", f"reply:{key}")
