"""Judges what a run left behind: a pure function of journal, ledger and results.

It shares no code with the project. The rules are named after what they forbid; I1 to I8 are the
invariants that they prove.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tests.faults.evidence import Call, Evidence, Line

KEYS = {
    *("id", "plan", "tool_calls", "final_answer", "latency_ms", "tokens_used"),
    "tool_calls_count",
}
NOTHING_HAPPENED = {"busy", "rejected", "not_done"}
UNDECIDED = "could not be confirmed"
SHORT = (UNDECIDED, "was not carried out", "needs a person's approval")


def violations(evidence: Evidence) -> list[str]:
    """Return what is wrong with a run that came to its end."""
    return [
        *violations_at_any_time(evidence),
        *_lost(evidence),
        *_results_missing(evidence),
        *_miscounted(evidence),
        *_misreported(evidence),
    ]


def violations_at_any_time(evidence: Evidence) -> list[str]:
    """Return what must not be found even in the moment after a kill."""
    return [
        *_unintended(evidence),
        *_unasked(evidence),
        *_repeated(evidence),
        *_contradicted(evidence),
        *_unsound(evidence),
    ]


def _unintended(evidence: Evidence) -> Iterator[str]:
    """I1: every request for an effect had its intent on disk before."""
    intents = {call.key: call for call in reversed(_writes(evidence)) if call.intended is not None}
    tools = {one.tool for one in evidence.wanted} | {call.tool for call in _writes(evidence)}
    for line in evidence.lines("request"):
        if line["tool"] not in tools:
            continue
        call = intents.get(line["key"])
        if call is None or call.tool != line["tool"] or not _same_args(call, line):
            yield f"{line['tag']}: sent without an intent"
        elif call.intended is not None and call.intended > line["time"]:
            yield f"{line['tag']}: sent before its intent"


def _unasked(evidence: Evidence) -> Iterator[str]:
    """No effect without a task that asked for it, and only for that task."""
    wanted = {one.tag: one for one in evidence.wanted}
    tasks = {call.key: call.task for call in _writes(evidence)}
    for line in evidence.lines("effect"):
        asked = wanted.get(line["tag"])
        if asked is None or asked.tool != line["tool"]:
            yield f"{line['tag']}: nobody asked for it"
        elif tasks.get(line["key"], asked.task) != asked.task:
            yield f"{line['tag']}: done for task {tasks[line['key']]}, which did not ask for it"


def _repeated(evidence: Evidence) -> Iterator[str]:
    """I1: no effect happened more often than it was asked for."""
    wanted = Counter(one.tag for one in evidence.wanted)
    for tag, times in Counter(line["tag"] for line in evidence.lines("effect")).items():
        if times > max(1, wanted[tag]):
            yield f"{tag}: happened {times} times"


def _contradicted(evidence: Evidence) -> Iterator[str]:
    """I2: what the journal holds for settled is what the ledger says."""
    happened = {line["key"] for line in evidence.lines("effect")}
    for key, calls in _by_key(evidence).items():
        outcomes = {call.outcome for call in calls}
        if "done" in outcomes and key not in happened and calls[0].by != "person":
            yield f"{_name(calls)}: recorded as done, and never happened"
        if outcomes <= NOTHING_HAPPENED and key in happened:
            yield f"{_name(calls)}: recorded as not done, and happened"


def _unsound(evidence: Evidence) -> Iterator[str]:
    """I7: the database is whole."""
    if not evidence.sound:
        yield "the database fails its integrity check"


def _lost(evidence: Evidence) -> Iterator[str]:
    """I2: what was asked for happened, or the task's answer says that it did not, or may not."""
    happened = Counter(line["tag"] for line in evidence.lines("effect"))
    answers = _answers(evidence)
    for one in evidence.wanted:
        if happened[one.tag] == 0 and not _reported(answers.get(one.task, ""), one.tool):
            yield f"{one.tag}: never happened, and the result does not say so"


def _results_missing(evidence: Evidence) -> Iterator[str]:
    """I3: one result per task, in order, with exactly the keys of the contract."""
    results = evidence.results or ()
    if [entry["id"] for entry in results] != list(evidence.tasks):
        yield "the results are not one per task"
    for entry in results:
        if set(entry) != KEYS:
            yield f"{entry['id']}: keys {sorted(entry)}"
        if "Not finished yet" in entry["final_answer"]:
            yield f"{entry['id']}: not finished"


def _miscounted(evidence: Evidence) -> Iterator[str]:
    """Counts agree: results with the journal, the journal's attempts with the ledger's requests."""
    for entry in evidence.results or ():
        journaled = Counter(call.tool for call in evidence.calls if call.task == entry["id"])
        shown = Counter(call["tool"] for call in entry["tool_calls"])
        if shown != journaled or entry["tool_calls_count"] != shown.total():
            yield f"{entry['id']}: shows calls {dict(shown)}, the journal {dict(journaled)}"
    requests = Counter(line["key"] for line in evidence.lines("request"))
    for key, calls in _by_key(evidence).items():
        if requests[key] > len(calls):
            yield f"{_name(calls)}: {requests[key]} requests for {len(calls)} attempts"


def _misreported(evidence: Evidence) -> Iterator[str]:
    """I4: what is in doubt is said to be so, and nothing else is said to be done."""
    answers = _answers(evidence)
    for calls in _by_key(evidence).values():
        answer = answers.get(calls[0].task, "")
        if _in_doubt(calls) and UNDECIDED not in answer:
            yield f"{_name(calls)}: in doubt, and the result does not say so"
    done = {(calls[0].task, calls[0].tool) for calls in _by_key(evidence).values() if _done(calls)}
    tools = {call.tool for call in evidence.calls} | {one.tool for one in evidence.wanted}
    for task, answer in answers.items():
        for line in answer.splitlines():
            told = line.removeprefix("Done: ").split(" ")[0].rstrip(".")
            if line.startswith("Done: ") and told in tools and (task, told) not in done:
                yield f"{task}: {told} is said to be done, and the journal does not say so"


def _writes(evidence: Evidence) -> list[Call]:
    return [call for call in evidence.calls if call.effect == "write"]


def _by_key(evidence: Evidence) -> dict[str, list[Call]]:
    found: dict[str, list[Call]] = {}
    for call in _writes(evidence):
        found.setdefault(call.key, []).append(call)
    return found


def _done(calls: list[Call]) -> bool:
    return any(call.outcome == "done" for call in calls)


def _in_doubt(calls: list[Call]) -> bool:
    if any(call.outcome in ("done", "given_up") and call.by != "person" for call in calls):
        return False
    if _done(calls):
        return False
    return any(call.outcome in (None, "in_doubt", "given_up") for call in calls)


def _same_args(call: Call, line: Line) -> bool:
    """Whether a request bears the intended arguments; a key may have been added to them."""
    sent: dict[str, object] = line["args"]
    return all(sent.get(name) == value for name, value in call.args.items())


def _answers(evidence: Evidence) -> dict[str, str]:
    return {entry["id"]: entry["final_answer"] for entry in evidence.results or ()}


def _reported(answer: str, tool: str) -> bool:
    waits = answer.startswith("Waits for a person.")
    return waits or (tool in answer and any(words in answer for words in SHORT))


def _name(calls: list[Call]) -> str:
    return f"{calls[0].task}/{calls[0].tool}"
