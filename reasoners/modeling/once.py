"""Asks identical questions of a run once: whoever comes second takes the first one's reply."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Protocol

from core.action import Usage
from core.json_values import Json, digest
from reasoners.modeling.endpoint import Question
from reasoners.modeling.kept_replies import KeptReplies

REMEMBERED = 2_000


class Asks(Protocol):
    """Whoever answers questions. Raises a ModelError."""

    def ask(self, question: Question) -> tuple[Json, Usage]: ...


@dataclass
class _Cell:
    key: str
    lock: threading.Lock = field(default_factory=threading.Lock)
    replies: list[Json] = field(default_factory=list)


class AskedOnce:
    """Remembers the last replies by question, and those kept by an earlier process; a failure is
    not remembered."""

    def __init__(self, inner: Asks, kept: KeptReplies) -> None:
        self._inner = inner
        self._kept = kept
        self._cells: OrderedDict[str, _Cell] = OrderedDict()
        self._lock = threading.Lock()

    def ask(self, question: Question) -> tuple[Json, Usage]:
        cell = self._cell(question)
        with cell.lock:
            if cell.replies:
                return cell.replies[0], Usage()
            value, usage = self._inner.ask(question)
            self._kept.record(cell.key, value)
            cell.replies.append(value)
            return value, usage

    def _cell(self, question: Question) -> _Cell:
        key = digest([question.name, question.system, question.user])
        with self._lock:
            if key not in self._cells:
                earlier = self._kept.recall(key)
                self._cells[key] = _Cell(key, replies=[] if earlier is None else [earlier])
            cell = self._cells[key]
            self._cells.move_to_end(key)
            if len(self._cells) > REMEMBERED:
                self._cells.popitem(last=False)
            return cell
