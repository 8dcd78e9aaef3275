"""Upstream's answer on its way to the caller, byte for byte; its usage is read in passing."""

from __future__ import annotations

import json
from typing import Protocol

from core.json_values import Json
from gateway.json_members import Member, NotAnObject, members, without_member
from gateway.request import ModelRequest
from gateway.sse import EventSplitter, data_of

# A longer answer is passed on without being read, and charged as estimated.
LONGEST_READ = 32 << 20


class Answer(Protocol):
    """Bytes in, bytes out. `usage` is what upstream reported, None as long as it has not.

    `complete`: upstream said that this was all of it. `size`: bytes received. `usage_may_grow`:
    it came with a part of the answer, so that it does not count what was still to be written.
    """

    usage: Json
    usage_may_grow: bool
    complete: bool
    size: int

    def feed(self, data: bytes) -> bytes: ...
    def rest(self) -> bytes: ...


class WholeAnswer:
    """A JSON answer: held until it is whole, because half of it is of no use to anybody.

    `models`: of a list of models only these are passed on; None for all, and for other answers.
    """

    def __init__(self, models: tuple[str, ...] | None = None) -> None:
        self._models = models
        self.usage: Json = None
        self.usage_may_grow = False
        self.complete = False
        self.size = 0
        self._parts: list[bytes] | None = []

    def feed(self, data: bytes) -> bytes:
        self.size += len(data)
        if self._parts is None:
            return data
        self._parts.append(data)
        return self._give_up_holding() if self.size > LONGEST_READ else b""

    def rest(self) -> bytes:
        body = b"".join(self._parts or ())
        try:
            answer = json.loads(body)
        except (ValueError, RecursionError):
            return body
        self.complete = isinstance(answer, dict)
        self.usage = answer.get("usage") if isinstance(answer, dict) else None
        return body if self._models is None else _allowed(body, answer, self._models)

    def _give_up_holding(self) -> bytes:
        body, self._parts = b"".join(self._parts or ()), None
        return body


class StreamedAnswer:
    """A stream of events, each chunk passed on as it arrives."""

    def __init__(self) -> None:
        self.usage: Json = None
        self.usage_may_grow = False
        self.complete = False
        self.size = 0
        self._events = EventSplitter()

    def feed(self, data: bytes) -> bytes:
        self.size += len(data)
        for event in self._events.feed(data):
            self._read(event)
        return data

    def rest(self) -> bytes:
        self._read(self._events.rest())
        return b""

    def _read(self, event: bytes) -> None:
        self.complete = self.complete or _ends(event)
        chunk = {member.name: member.value for member in _members(event)}
        if chunk.get("usage"):
            self.usage, self.usage_may_grow = chunk["usage"], bool(chunk.get("choices"))


class StreamedAnswerHidingUsage:
    """A stream whose usage the gateway asked for: the caller sees the stream it asked for itself.

    Where usage is asked for, upstream adds one chunk without choices at the end and an empty
    member to every other chunk. Both are taken out again.
    """

    def __init__(self) -> None:
        self.usage: Json = None
        self.usage_may_grow = False
        self.complete = False
        self.size = 0
        self._events = EventSplitter()

    def feed(self, data: bytes) -> bytes:
        self.size += len(data)
        return b"".join(self._shown(event) for event in self._events.feed(data))

    def rest(self) -> bytes:
        return self._shown(self._events.rest())

    def _shown(self, event: bytes) -> bytes:
        self.complete = self.complete or _ends(event)
        found = _members(event)
        chunk = {member.name: member.value for member in found}
        if "usage" not in chunk:
            return event
        if chunk["usage"] is None:
            return _without_usage(event, found)
        self.usage, self.usage_may_grow = chunk["usage"], bool(chunk.get("choices"))
        return event if self.usage_may_grow else b""


def answer_for(content_type: str, request: ModelRequest) -> Answer:
    """Return how an answer of this type is to be passed on."""
    if not content_type.lower().startswith("text/event-stream"):
        return WholeAnswer(request.models)
    return StreamedAnswerHidingUsage() if request.hides_usage else StreamedAnswer()


def _allowed(body: bytes, answer: Json, models: tuple[str, ...]) -> bytes:
    """Return a list of models without those that the caller may not use."""
    if not isinstance(answer, dict) or not isinstance(listed := answer.get("data"), list):
        return body
    kept = [one for one in listed if isinstance(one, dict) and one.get("id") in models]
    return json.dumps({**answer, "data": kept}).encode("utf-8")


def _ends(event: bytes) -> bool:
    return b"[DONE]" in event and data_of(event) == b"[DONE]"


def _members(event: bytes) -> list[Member]:
    """Return an event's members where it may carry usage, else nothing."""
    if b'"usage"' not in event:
        return []
    try:
        return members(data_of(event).decode("utf-8"))
    except (UnicodeDecodeError, NotAnObject):
        return []


def _without_usage(event: bytes, found: list[Member]) -> bytes:
    data = data_of(event)
    return event.replace(data, without_member(data.decode("utf-8"), found, "usage").encode("utf-8"))
