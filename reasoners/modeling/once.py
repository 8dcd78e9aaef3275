"""Asks identical questions of a run once: whoever comes second takes the first one's reply."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Protocol

from core.action import Usage
from core.json_values import Json, digest
from reasoners.modeling.endpoint import Question

REMEMBERED = 2_000


class Asks(Protocol):
    """Whoever answers questions. Raises a ModelError."""

    def most(self, question: Question) -> Usage: ...
    def ask(self, question: Question) -> tuple[Json, Usage]: ...


@dataclass
class _Cell:
    lock: threading.Lock = field(default_factory=threading.Lock)
    replies: list[Json] = field(default_factory=list)


class AskedOnce:
    """Remembers the last replies by question; a failure is not remembered."""

    def __init__(self, inner: Asks) -> None:
        self._inner = inner
        self._cells: OrderedDict[str, _Cell] = OrderedDict()
        self._lock = threading.Lock()

    def most(self, question: Question) -> Usage:
        return Usage() if self._cell(question).replies else self._inner.most(question)

    def ask(self, question: Question) -> tuple[Json, Usage]:
        cell = self._cell(question)
        with cell.lock:
            if cell.replies:
                return cell.replies[0], Usage()
            value, usage = self._inner.ask(question)
            cell.replies.append(value)
            return value, usage

    def _cell(self, question: Question) -> _Cell:
        key = digest([question.name, question.system, question.user])
        with self._lock:
            cell = self._cells.setdefault(key, _Cell())
            self._cells.move_to_end(key)
            if len(self._cells) > REMEMBERED:
                self._cells.popitem(last=False)
            return cell
