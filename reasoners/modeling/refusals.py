"""What an answer that is no answer means: money spent, final, passing, or a manner refused."""

from __future__ import annotations

import json
import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, Literal, TypeAlias

from reasoners.modeling.transport import Exchange

Kind: TypeAlias = Literal["budget", "final", "passing", "manner", "useless"]

LONGEST_WAIT_S = 30.0
_PASSING = frozenset({0, 408, 409, 425, 429, 500, 502, 503, 504, 520, 522, 524, 529})
_BUDGET = re.compile(
    r"\bbudget\b[^.;\n]{0,40}?(\d\.\d+[^.;\n]{0,20}?)?\b(exceeded|exhausted|spent|reached)\b"
    r"|budget[_-](exceeded|exhausted|spent|reached)|exceededbudget"
    r"|exceed(ed|s)?[\s_-]*(your |the )?(\w+ )?budget|over budget|max budget|no remaining budget"
    r"|insufficient[\s_-](account )?(quota|credits?|funds|balance)|credit balance is too low"
    r"|exceeded your current quota, please check your plan|billing[\s_-](hard[\s_-])?limit"
    r"|(spend|spending|usage|cost|credit)[\s_-]limit[\s_-](has been |was |is )?(exceeded|reached)"
    r"|(exceeded|reached) (your|its|the) (specified |monthly |daily )*(api )?"
    r"(spend|spending|usage|cost|credit) (limit|cap)s?\b|key limit exceeded"
    r"|(out of|not enough|used all|no)( available| remaining)* credits|payment[\s_-]required"
    r"|out of budget|can only afford|(quota|budget|credits?|funds) (has|have) been used up"
    r"|(cost|spend|usage) cap (has been |was |is )?(exceeded|reached)"
    r"|(monthly|daily|weekly) (quota|budget) (has been |was |is )?(exceeded|reached|used up)",
    re.IGNORECASE,
)
_SOON = re.compile(r"\b(try again|retry|available|reset\w*) (in|after) \d", re.IGNORECASE)
_ABOUT_THE_TEXT = re.compile(
    r"context[\s_-](length|window)|maximum context|prompt is too long|too many tokens"
    r"|content[\s_](filter|management|policy)",
    re.IGNORECASE,
)
_NO_MODEL = re.compile(  # what some proxies say with 400
    r"\bmodel[:=]?\s+['\"`]?[\w./:@-]+['\"`]?\s+"
    r"(does not exist|is unknown|(is |was )?not (found|valid|available|supported))"
    r"|(invalid|unknown|no such|unsupported)[\s_-]model\b(?!\s+param)"
    r"|not a valid model|model[\s_-]not[\s_-](found|exist)|\bmodel\b.{0,60} no longer available"
    r"|model=\S+ (is )?not found",
    re.IGNORECASE,
)
_PARAMETER = re.compile(r"response_format|json_schema|structured|tools?\b|function", re.IGNORECASE)
_NO_ROUTE = re.compile(r"no endpoints found that", re.IGNORECASE)  # a router's 404 for a parameter
_KEY_LIKE = re.compile(r"\b(sk|pk|key|gw|rk)[-_][A-Za-z0-9_*-]{6,}|Bearer\s+\S+", re.IGNORECASE)
_ADVICE = {
    401: "the key was not accepted; check MODEL_GATEWAY_KEY or OPENAI_API_KEY",
    403: "the key may not use this model or endpoint",
    404: "no such model or address; check --model, CHAT_MODEL and the base URL",
}


def kind_of(exchange: Exchange) -> Kind:
    """Sort an exchange that brought no reply."""
    words = words_of(exchange.body)
    if exchange.status == 402 or (_BUDGET.search(words) and not _SOON.search(words)):
        return "budget"
    if exchange.status == 404 and _NO_ROUTE.search(words):
        return "manner"
    if exchange.status in (400, 422) and _NO_MODEL.search(words) and not _PARAMETER.search(words):
        return "final"
    if exchange.status in _ADVICE or 300 <= exchange.status < 400:
        return "final"
    if exchange.status in _PASSING or exchange.status >= 500:
        return "passing"
    if exchange.status in (400, 422) and not _ABOUT_THE_TEXT.search(words):
        return "manner"
    return "useless"


def explanation(exchange: Exchange, secret: str) -> str:
    """Return one line for a person, with no key in it."""
    said = without_secrets(exchange.failure or words_of(exchange.body), secret)
    advice = _ADVICE.get(exchange.status)
    place = f"HTTP {exchange.status}" if exchange.status else "no answer"
    return ": ".join(part for part in (place, advice, said) if part)


def without_secrets(text: str, secret: str) -> str:
    """Return the text on one bounded line, keys replaced."""
    bare = text.replace(secret, "[key]") if len(secret) >= 4 else text
    return " ".join(_KEY_LIKE.sub("[key]", bare).split())[:300]


def words_of(body: bytes) -> str:
    """Return what an error body says: the usual members, else its text."""
    text = body[:20_000].decode("utf-8", "replace")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return text[:2_000]
    found = value.get("error", value) if isinstance(value, dict) else value
    if isinstance(found, dict):
        parts = (found.get(name) for name in ("message", "detail", "type", "code", "param"))
        return " ".join(str(part) for part in parts if part) or text[:2_000]
    return str(found)[:2_000]


def retry_after(exchange: Exchange, now: float) -> float | None:
    """Return the seconds the endpoint asked for, between 0 and LONGEST_WAIT_S; None if unclear."""
    given = exchange.headers.get("retry-after", "").strip()
    seconds = _seconds(given) if given else None
    if seconds is None and given:
        moment = _moment(given)
        seconds = moment.timestamp() - now if moment else None
    if seconds is None or seconds != seconds:
        return None
    return min(max(seconds, 0.0), LONGEST_WAIT_S)


def _seconds(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _moment(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None


def error_in_body(value: Any) -> bool:
    """Whether a body of status 200 is an error all the same."""
    return isinstance(value, dict) and bool(value.get("error")) and not value.get("choices")
