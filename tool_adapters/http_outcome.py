"""What an HTTP answer means for a call: the table of the contract, and nothing else."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from core.errors import ToolBusy, ToolInDoubt, ToolRejected
from core.json_values import Json, canonical
from core.seams import ToolCall, ToolOutput
from tool_adapters.strict_json import UnreadableJson, parse_json

IN_PROGRESS_S = 1.0  # when to ask again about a key in use, where the tool names no time
WORDS_LIMIT = 500  # characters of the tool's own words


@dataclass(frozen=True)
class HttpAnswer:
    """The answer to a request; `problem` says why its body could not be had."""

    status: int
    body: bytes
    retry_after: str | None = None
    problem: str | None = None


def output_of(call: ToolCall, method: str, answer: HttpAnswer, now: float) -> ToolOutput:
    """Return the output that an answer brings, or raise the ToolError that it amounts to."""
    status = answer.status
    if 200 <= status < 300:
        return _confirmed(call, answer)
    if method == "DELETE" and status in (404, 410):
        return ToolOutput(None)
    words = _words(answer)
    if 300 <= status < 400 or status in (401, 403):
        raise ToolRejected(words, status=status, final=True)
    retry_after = _retry_after(answer.retry_after, now, call.timeout_s)
    if status == 409 and call.tool.idempotency == "key" and call.attempt > 1:
        wait = IN_PROGRESS_S if retry_after is None else retry_after
        raise ToolInDoubt(words, status=status, retry_after=wait)
    if status in (425, 429) or (status == 503 and _refused_before_work(call, retry_after)):
        raise ToolBusy(words, status=status, retry_after=retry_after)
    if 400 <= status < 500 and status != 408:
        raise ToolRejected(words, status=status)
    raise ToolInDoubt(words, status=status)


def _confirmed(call: ToolCall, answer: HttpAnswer) -> ToolOutput:
    problem = answer.problem
    if problem is None:
        try:
            return ToolOutput(parse_json(answer.body) if answer.body.strip() else None)
        except UnreadableJson as error:
            problem = f"the answer is not JSON: {error}"
    if call.tool.effect == "write":
        return ToolOutput(None, known=False)
    raise ToolBusy(problem, status=answer.status)


def _refused_before_work(call: ToolCall, retry_after: float | None) -> bool:
    """A proxy may send 503 after it passed the request on, so only a repeatable call trusts it."""
    last_chance = call.tool.effect == "write" and call.tool.idempotency == "none"
    return retry_after is not None and not last_chance


def _retry_after(value: str | None, now: float, most: float) -> float | None:
    """Return the seconds that a Retry-After header asks for, at most `most`; None for nonsense."""
    if value is None:
        return None
    if value.strip().isdecimal():
        seconds = float(value)
    else:
        try:
            moment = parsedate_to_datetime(value)
            seconds = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() - now
        except (ValueError, OverflowError):
            return None
    return min(max(seconds, 0.0), most)


def _words(answer: HttpAnswer) -> str:
    """Return the tool's own words, in one line and without what cannot be seen."""
    try:
        said = _said(parse_json(answer.body))
    except UnreadableJson:
        said = answer.body[: 4 * WORDS_LIMIT].decode("utf-8", "replace")
    visible = "".join(
        " " if sign.isspace() else sign
        for sign in said
        if sign.isspace() or unicodedata.category(sign)[0] != "C"
    )
    return " ".join(visible.split())[:WORDS_LIMIT] or _phrase(answer.status)


def _said(value: Json) -> str:
    """Find the words in an error body: `error`, `message`, `detail`, or all of it."""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        for key in ("error", "message", "detail"):
            if value.get(key):
                return _said(value[key])
    return canonical(value) if value is not None else ""


def _phrase(status: int) -> str:
    try:
        return f"the tool answered {status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"the tool answered {status}"
