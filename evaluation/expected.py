"""Judges results by what a competent operator accepts.

`python -m evaluation.expected RESULTS EXPECTED` prints the verdicts; exit 1 if one is not accepted.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.json_values import canonical
from evaluation import mentions

CRITERIA = frozenset(
    "calls effects forbidden facts order singled_out asks_for not_said max_calls".split()
)
_ASKING = re.compile(
    r"\?|\b(please|need|needs|tell|which|provide|missing|lacks?|specify|clarify|unclear)\b", re.I
)


@dataclass(frozen=True)
class Verdict:
    """Whether the result of one task is accepted; `reasons` say why not."""

    task_id: str
    accepted: bool
    reasons: tuple[str, ...]


def judge(results: list[dict[str, Any]], expected: list[dict[str, Any]]) -> list[Verdict]:
    """Return one verdict per expectation and per result that nobody expected.

    Raises ValueError where an expectation holds a key that is no criterion.
    """
    by_id = {str(result.get("id")): result for result in results}
    verdicts = [_verdict(by_id.pop(entry["id"], None), entry) for entry in expected]
    return verdicts + [Verdict(key, False, ("no expectation for this task",)) for key in by_id]


def _verdict(result: Mapping[str, Any] | None, entry: Mapping[str, Any]) -> Verdict:
    unknown = set(entry) - CRITERIA - {"id", "allowed"}
    if unknown:
        raise ValueError(f"expectation {entry['id']}: unknown criterion {sorted(unknown)[0]!r}")
    if result is None:
        reasons = ["no result"]
    elif not CRITERIA & set(entry):
        reasons = ["no criterion"]
    else:
        reasons = [*_of_calls(result, entry), *_of_answer(str(result["final_answer"]), entry)]
    return Verdict(entry["id"], not reasons, tuple(reasons))


def _of_calls(result: Mapping[str, Any], entry: Mapping[str, Any]) -> Iterator[str]:
    """A call that is dispatched again with the same arguments is a retry and counts once."""
    distinct = {canonical(call): call for call in result["tool_calls"]}
    calls = list(distinct.values())
    for wanted in entry.get("calls", []):
        options = wanted.get("any_of", [wanted])
        if not any(fits(call, option) for call in calls for option in options):
            yield f"no call like {json.dumps(wanted, ensure_ascii=False)}"
    for tool, count in entry.get("effects", {}).items():
        made = sum(call["tool"] == tool for call in calls)
        if made != count:
            yield f"{made} calls of {tool} instead of {count}"
    for tool in entry.get("forbidden", []):
        if any(call["tool"] == tool for call in calls):
            yield f"{tool} must not be called here"
    if len(calls) > entry.get("max_calls", len(calls)):
        yield f"{len(calls)} different calls, at most {entry['max_calls']} are needed"


def fits(call: Mapping[str, Any], option: Mapping[str, Any]) -> bool:
    """Whether a call is one that a label describes: tool, arguments, and what they mention."""
    args = call["args"]
    if call["tool"] != option["tool"]:
        return False
    if not all(
        name in args and _equal(args[name], v) for name, v in option.get("args", {}).items()
    ):
        return False
    text = "\n".join(_leaves(args))
    return all(mentions.first(text, group) is not None for group in option.get("mention", []))


def _equal(given: Any, wanted: Any) -> bool:
    """`wanted` is a value, or a list of alternatives; a given list needs one that is equal."""
    alternatives = wanted if isinstance(wanted, list) else [wanted]
    values = given if isinstance(given, list) else [given]
    return any(_plain(value) == _plain(option) for value in values for option in alternatives)


def _plain(value: Any) -> Any:
    """Numbers in text compare as numbers, `9:30` as `09:30`, text trimmed and without case."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return value
    text = " ".join(str(value).split()).casefold()
    if re.fullmatch(r"\d:\d\d(:00)?|\d\d:\d\d:00", text):
        text = text[: text.rindex(":00")] if text.count(":") == 2 else text
        return text.zfill(5)
    try:
        return float(text)
    except ValueError:
        return re.sub(r"[\s_-]+", " ", text)


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield from (leaf for item in value.values() for leaf in _leaves(item))
    elif isinstance(value, list):
        yield from (leaf for item in value for leaf in _leaves(item))
    else:
        yield str(value)


def _of_answer(answer: str, entry: Mapping[str, Any]) -> Iterator[str]:
    if not answer.strip():
        yield "the answer is empty"
    for group in entry.get("facts", []):
        if mentions.first(answer, group) is None:
            yield f"the answer does not say {_spoken(group)}"
    for group in entry.get("not_said", []):
        if mentions.first(answer, group) is not None:
            yield f"the answer must not say {_spoken(group)}"
    places = [mentions.position(answer, fact) for fact in entry.get("order", [])]
    if None in places or places != sorted(place for place in places if place is not None):
        yield f"the answer does not say in this order: {_spoken(entry['order'])}"
    choice = entry.get("singled_out")
    if choice and not mentions.singles_out(answer, choice["value"], choice["among"]):
        yield f"the answer does not single out {_spoken(choice['value'])}"
    if "asks_for" in entry and not _asks(answer, entry["asks_for"]):
        yield f"the answer does not ask for {_spoken(entry['asks_for'])}"


def _asks(answer: str, wanted: Sequence[mentions.Fact]) -> bool:
    sentences = re.split(r"(?<=[.!?])\s+|\n", answer)
    return any(_ASKING.search(s) and mentions.first(s, wanted) is not None for s in sentences)


def _spoken(group: Sequence[mentions.Fact]) -> str:
    return " / ".join(str(fact) for fact in group)


def _line(verdict: Verdict) -> str:
    word = "accepted" if verdict.accepted else "REJECTED"
    return f"{verdict.task_id:<12} {word}  {'; '.join(verdict.reasons)}".rstrip()


def table(verdicts: Sequence[Verdict]) -> str:
    """Return one line per task, and the count of accepted ones last."""
    lines = [_line(verdict) for verdict in verdicts]
    accepted = sum(verdict.accepted for verdict in verdicts)
    return "\n".join([*lines, f"accepted {accepted}/{len(verdicts)}"])


def main(arguments: Sequence[str]) -> int:
    """Return 0 where all are accepted, 1 where one is not, 2 where a file cannot be used."""
    if len(arguments) != 2:
        print("usage: python -m evaluation.expected RESULTS EXPECTED", file=sys.stderr)
        return 2
    try:
        results, expected = (json.loads(Path(path).read_text("utf-8")) for path in arguments)
        verdicts = judge(results, expected)
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"{arguments[0]}, {arguments[1]}: cannot be judged: {error!r}", file=sys.stderr)
        return 2
    print(table(verdicts))
    return 0 if verdicts and all(verdict.accepted for verdict in verdicts) else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
