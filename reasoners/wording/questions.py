"""Questions back, and sentences about what was not done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from reasoners.reading.clauses import Clause


class _Labelled(Protocol):
    @property
    def label(self) -> str: ...
    @property
    def choices(self) -> tuple[str, ...]: ...


class _Doubt(Protocol):
    @property
    def field(self) -> _Labelled: ...
    @property
    def options(self) -> tuple[str, ...]: ...


def ask_for(missing: Sequence[_Labelled], doubts: Sequence[_Doubt], clause: Clause) -> str:
    """Return the question for what the prompt lacks, naming the candidates there are."""
    parts = []
    for doubt in doubts:
        if not doubt.options:
            parts.append(f"Nothing to do: no record that was found fits {_quoted(clause)}.")
            continue
        parts.append(f"Several records fit; which one do you mean: {'; '.join(doubt.options)}?")
    names = list(dict.fromkeys(_asked(field) for field in missing))
    if names:
        parts.append(f"Please tell me the {_and(names)}: it is needed to {_act(clause)}.")
    return " ".join(parts)


def whom(clause: Clause) -> str:
    """Ask whom or what a clause is about, where the prompt only says "she" or "it"."""
    return f"Which person or record is meant by {_quoted(clause)}? Please give a name or a number."


def is_it_meant(clause: Clause, description: str) -> str:
    """Ask whether the nearest tool does what a clause wants, where that is too uncertain."""
    does = description.split(". ")[0].rstrip(".")
    return f'Not done yet: is "{does}" what is meant by {_quoted(clause)}?'


def _asked(field: _Labelled) -> str:
    return (
        f"{field.label} ({', '.join(field.choices[:-1])} or {field.choices[-1]})"
        if len(field.choices) > 1
        else field.label
    )


def _and(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and the {names[-1]}"


def _act(clause: Clause) -> str:
    return f'deal with "{clause.text.strip().rstrip(".?!")}"'


def cannot_do(clause: Clause | None) -> str:
    """Say that no tool serves a clause, or the whole request."""
    if clause is None:
        return (
            "None of the available tools can help with this request. "
            "What exactly should be looked up or done, and for whom?"
        )
    return (
        f'Not done: "{clause.text.strip().rstrip(".?!")}". None of the available tools can do that.'
    )


def condition_unclear(clause: Clause, condition: Clause, shown: str, *, known: bool) -> str:
    """Say that a conditional act was not done, with what shows it."""
    act, asked = _quoted(clause), _quoted(condition)
    if known:
        return f"Not done: {act}, because the condition {asked} does not hold ({shown})."
    return (
        f"Not done: {act}. Nothing found tells whether {asked} holds. "
        "Should it be done all the same?"
    )


def condition_held(clause: Clause, condition: Clause, shown: str) -> str:
    """Say that a condition holds, with what shows it."""
    told = f" ({shown})" if shown else ""
    return f"The condition {_quoted(condition)} holds{told}: {_quoted(clause)} is wanted."


def rule_says(sentence: str) -> str:
    """Quote the rule by which a figure was chosen."""
    return f'Figure taken from the rule "{sentence}"'


def refuse(clause: Clause, sentences: Sequence[str]) -> str:
    """Say that an irreversible act was not done, and what the rules require first."""
    if not sentences:
        return (
            f"Not done: {_quoted(clause)}. It cannot be taken back, and no rule was found that "
            "allows it. Please confirm that every requirement is met."
        )
    return (
        f"Not done yet: {_quoted(clause)}. It cannot be taken back, and the policy says: "
        f'"{" ".join(sentences)}" Please confirm that each of these points is met.'
    )


def rules_say(clause: Clause, sentences: Sequence[str], shown: str, *, known: bool) -> str:
    """Say that an act was not done, and what the rules say that the request makes it depend on."""
    if not sentences:
        return f"Not done: {_quoted(clause)}. No rule was found that allows it. Is it allowed?"
    rules = f'"{" ".join(sentences)}"'
    if known:
        told = f" ({shown})" if shown else ""
        return f"Not done: {_quoted(clause)}{told}. Our rules for it: {rules}"
    return (
        f"Not done yet: {_quoted(clause)}. Our rules for it: {rules} Not all of it can be told "
        "from what was found. Please confirm that each of these points is met."
    )


def _quoted(clause: Clause) -> str:
    return '"' + clause.text.strip().rstrip(".?!,") + '"'
