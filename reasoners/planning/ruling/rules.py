"""What must be met before something that cannot be taken back: read the policy, then compare."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from core.json_values import Json
from reasoners.found.facts import Fact, cells, row_lists
from reasoners.meaning.lexicon import lexicon
from reasoners.meaning.matching import rank, units
from reasoners.meaning.tools import ToolMeaning
from reasoners.meaning.words import EMPTY_WORDS, tokens
from reasoners.reading.clauses import Clause
from reasoners.reading.request import Request

_GUARDED = re.compile(
    r"\bonly (?:after|if|when|once|with)\b|\brequires? (?:that|prior|a |an |written)"
    r"|\bmust (?:first|have been|be approved)|\bafter (?:everything|all)\b",
    re.I,
)
_CONDITION = re.compile(
    r"\b(?:must|only|requires?|required|before|unless|first|needs?|not (?:\w+ ){0,4}(?:before"
    r"|until|while)|until|confirm\w*|verif\w*|approv\w*|consent|within|may not|cannot|never)\b",
    re.I,
)
LONG_TEXT = 40


def guarded(meaning: ToolMeaning) -> bool:
    """Whether a write must not be done before the rules were read."""
    return meaning.final or bool(_GUARDED.search(meaning.tool.description))


def rule_tool(
    meaning: ToolMeaning, clause: Clause, meanings: Sequence[ToolMeaning]
) -> ToolMeaning | None:
    """Return the look-up that tells the rules for an act, if the catalog has one."""
    rules = [m for m in meanings if m.rules]
    wanted = units(clause.tokens, clause.senses)
    fits = rank(wanted, rules)
    return max(rules, key=lambda m: fits[m.name].score + (0.5 if m.searches else 0), default=None)


def rule_sentences(
    facts: Sequence[Fact], tools: Sequence[str], meaning: ToolMeaning, clause: Clause
) -> list[str]:
    """Return the sentences of the rules found that speak of conditions for this act."""
    texts = [text for f in facts if f.tool in tools and f.done for text in rule_texts(f.output)]
    if not texts:
        return []
    meant = clause.concepts("change", "final", "send") | meaning.verbs
    scored = [(_speaks_of(f"{head} {text}", meant, clause), text) for head, text in texts]
    best = max(score for score, _ in scored)
    chosen = next(text for score, text in scored if score == best) if best > 0 else ""
    return [s for s in re.split(r"(?<=[.!?])\s+", chosen) if s]


def rule_texts(output: Json) -> Iterator[tuple[str, str]]:
    """Yield each rule with its heading: the longest text of a row, or of the output itself."""
    rows: list[Json] = [row for _, listed in row_lists(output) for row in listed] or [output]
    for row in rows:
        told = [str(c.value) for c in cells(row) if isinstance(c.value, str)]
        rule = max(told, key=len, default="")
        if len(rule) >= LONG_TEXT or (rule.endswith(".") and " " in rule):
            yield " ".join(text for text in told if text is not rule), rule


def _speaks_of(text: str, meant: frozenset[str], clause: Clause) -> float:
    words = tokens(text)
    concepts = lexicon().concepts(tuple(word.stem for word in words))
    stems = {word.stem for word in words if word.lower not in EMPTY_WORDS}
    return 2.0 * bool(concepts & meant) + len(stems & clause.stems) / 4


def conditions(sentences: Sequence[str]) -> list[str]:
    """Return the sentences that set a condition."""
    return [s for s in sentences if _CONDITION.search(s)]


def unmet(sentences: Sequence[str], request: Request) -> list[str]:
    """Return the conditions that the prompt does not show to be met."""
    return [s for s in sentences if _CONDITION.search(s) and not _shown(s, request)]


def _shown(sentence: str, request: Request) -> bool:
    known = lexicon()
    words = tokens(sentence)
    asked = {w.stem for w in words if w.lower not in EMPTY_WORDS}
    for clause in request.clauses:
        if clause.mood != "tell" or re.search(
            r"\b(?:not|no|never|hasn't|haven't|isn't)\b", clause.text, re.I
        ):
            continue
        shared = asked & clause.stems - EMPTY_WORDS
        concepts = known.concepts(tuple(w.stem for w in words)) & clause.concepts(
            "change", "state", "rule", "read"
        )
        if len(shared) >= 3 or (len(shared) >= 2 and concepts):
            return True
    return False
