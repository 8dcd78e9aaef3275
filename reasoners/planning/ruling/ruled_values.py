"""Figures that a request leaves to the rules: "the voucher that the guidelines give for it".

The figure is read out of the one rule that speaks of what the request says, and only where the
request shows what that rule asks for; what stays open is no figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from reasoners.meaning.fields import Field
from reasoners.meaning.lexicon import lexicon
from reasoners.meaning.tools import ToolMeaning
from reasoners.meaning.words import EMPTY_WORDS, tokens
from reasoners.planning.arguments.adapting import adapt
from reasoners.planning.arguments.queries import search_words
from reasoners.planning.calls import Call, Scene, Source
from reasoners.planning.lookups import speaks_of_rules
from reasoners.planning.ruling.rules import rule_texts, rule_tool
from reasoners.reading.clauses import Clause
from reasoners.reading.request import Request
from reasoners.reading.values import Value, find_values

_KINDS = {"amount": ("amount",), "count": ("duration",), "duration": ("duration",)}
_SENTENCES = re.compile(r"(?<=[.!?;])\s+")
_CASE = re.compile(
    r"\b(?:when|whenever|if|where|after|once|in case|unless|except|only|provided|from"
    r"|for (?:a |the )?(?:second|third|repeated|more|each|every))\b(?P<case>[^,;:.]*)",
    re.I,
)
_LIMIT = re.compile(
    r"\b(?:at most|up to|no more than|not more than|maximum|at least|minimum|above|over|below|under"
    r"|more than|less than|between|exceed\w*|approv\w*|lead|manager)\b",
    re.I,
)
SHOWN = 0.7  # share of the words of a case that the request must say


def ruled(scene: Scene, meaning: ToolMeaning, wanted: Field, clause: Clause) -> Source | None:
    """Return the figure that the rules give, or the look-up that tells the rules, else None."""
    if meaning.reads or wanted.kind not in _KINDS or not _names_rules(scene, clause):
        return None
    tool = rule_tool(meaning, clause, scene.meanings)
    if tool is None:
        return None
    if not any(fact.tool == tool.name for fact in scene.facts):
        return _to_be_read(scene, tool, wanted, clause)
    found = _figure(scene, tool, wanted, clause)
    if found is None:
        return None
    value, sentence = found
    why = f"{wanted.label} is {value.text} by the rules"
    return Source(adapt(value, wanted), 0.3, why, quote=sentence.strip())


_THE = frozenset("the our their its your these those to by under per".split())


def _names_rules(scene: Scene, clause: Clause) -> bool:
    """Whether a clause speaks of rules as of a thing: "our policy", not "I promised"."""
    before = {sense.places[0] - 1 for sense in clause.senses if sense.kind == "rule"}
    named = any(at >= 0 and clause.tokens[at].lower in _THE for at in before)
    return named and speaks_of_rules(clause, scene.meanings)


def _to_be_read(scene: Scene, tool: ToolMeaning, wanted: Field, clause: Clause) -> Source | None:
    searched = next((field for field in tool.takes if field.kind == "query"), None)
    words = search_words(tool, clause, scene.request) if searched else ""
    if searched is None or not words:
        return None
    args = {searched.path: Source(words, 0.0, f"{searched.label}: the words of the request")}
    return Source(None, 1.0, f"{wanted.label} from the rules", Call(tool, args), waits=True)


def _figure(
    scene: Scene, tool: ToolMeaning, wanted: Field, clause: Clause
) -> tuple[Value, str] | None:
    """The one figure that the rule on what a clause speaks of gives here, and its sentence."""
    texts = [t for f in scene.facts if f.tool == tool.name and f.done for t in rule_texts(f.output)]
    said = _telling(clause.text)
    scored = sorted({(len(said & _telling(f"{h} {t}")), t) for h, t in texts}, reverse=True)
    if not scored or scored[0][0] < 2 or (len(scored) > 1 and scored[1][0] == scored[0][0]):
        return None
    general: list[tuple[Value, str]] = []
    special: list[tuple[Value, str]] = []
    for sentence in _SENTENCES.split(scored[0][1]):
        figures = list(_figures(scene, wanted, sentence))
        case = _CASE.search(sentence)
        if figures and (_LIMIT.search(sentence) or len(figures) > 1):
            return None
        if figures and case is not None and not _is_shown(scene, case["case"], clause):
            return None
        (special if case is not None else general).extend((value, sentence) for value in figures)
    fit = special or general
    return fit[0] if len({str(value.value) for value, _ in fit}) == 1 else None


def _figures(scene: Scene, wanted: Field, sentence: str) -> Iterator[Value]:
    for value in find_values(sentence, scene.request.today, forward=False):
        if value.kind in _KINDS[wanted.kind] and adapt(value, wanted) is not None:
            yield value


def _is_shown(scene: Scene, case: str, wanted: Clause) -> bool:
    """Whether the request says what a case is about: its numbers and most of its words.

    What it says of somebody else than the deed is for shows nothing.
    """
    request = scene.request
    named = {v.text for v in request.inside(wanted) if v.kind == "name"}
    if len(named) > 1:
        return False
    clauses = [c for c in request.clauses if not _is_of_others(c, named, request)]
    told = {stem for clause in clauses for stem in _telling(clause.text)}
    asked = _telling(case)
    counted = {s for s in asked if s.isdigit() or s in _COUNTS}
    return bool(asked) and counted <= told and len(asked & told) >= SHOWN * len(asked)


def _is_of_others(clause: Clause, named: Set[str], request: Request) -> bool:
    said = {v.text for v in request.inside(clause) if v.kind == "name"}
    return bool(named and said) and not said & named


_COUNTS = frozenset("two three four five six seven eight nine ten twice second third".split())
_HAPPENS = frozenset("happen occur case thing time".split())


def _telling(text: str) -> frozenset[str]:
    """The stems of the words of a text that say something, those for rules left out."""
    words = tokens(text)
    rules = {
        words[place].stem
        for sense in lexicon().senses(tuple(word.stem for word in words))
        if sense.kind == "rule"
        for place in sense.places
    }
    stems = {word.stem for word in words if word.lower not in EMPTY_WORDS}
    return frozenset(stems - rules - _HAPPENS)
