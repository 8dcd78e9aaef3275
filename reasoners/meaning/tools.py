"""What a tool is for: its verbs, what it is about, what it takes and gives."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType

from core.tool import Tool
from reasoners.meaning.fields import Called, Field, argument, returned
from reasoners.meaning.lexicon import lexicon
from reasoners.meaning.made_deeds import made_in
from reasoners.meaning.name_order import verb_first
from reasoners.meaning.unnamed import plain_names
from reasoners.meaning.words import EMPTY_WORDS, name_words, stem, stems_of, tokens

_FINAL = re.compile(
    r"cannot be (?:undone|reversed|taken back|recovered|restored)|can't be undone|irreversibl"
    r"|permanent|for good\b"
    r"|no way back|not reversible|destroys?\b"
    r"|\b(?:money|amount|funds?|sum|payment)\b[^.;]*"
    r"\b(?:at once|immediately|instantly|straight away)",
    re.I,
)
_RETURNS = re.compile(r"\b(?:Returns?|Gives back|Yields|Outputs?)\b", re.I)
ACTS = frozenset({"change", "send", "final"})
SENT_THING = "message_record"
NOUN_ENDINGS = re.compile(r"(?:ment|tion|sion|ings?|ance|ence)$")
_TOPICS = frozenset({"query", "enum", "any", "text"})


@dataclass(frozen=True)
class ToolMeaning:
    """A tool understood. `verbs` are concepts, `about` stems and concepts of what it handles."""

    tool: Tool
    takes: tuple[Field, ...]
    gives: tuple[Field, ...]
    verbs: frozenset[str]
    about: frozenset[str]
    reads: bool
    final: bool
    rules: bool
    parts: tuple[tuple[float, frozenset[str]], ...]

    @property
    def name(self) -> str:
        """The tool's name."""
        return self.tool.name

    @cached_property
    def weights(self) -> Mapping[str, float]:
        """What each stem and concept of the tool's text weighs, where it weighs most."""
        found: dict[str, float] = {}
        for weight, terms in self.parts:
            found |= {term: max(weight, found.get(term, 0.0)) for term in terms}
        return found

    def field(self, path: str) -> Field | None:
        """Return the returned field with this path."""
        return next((field for field in self.gives if field.path == path), None)

    @property
    def searches(self) -> bool:
        """Whether the tool looks for words."""
        return any(field.kind == "query" for field in self.takes)


def understand(tool: Tool, called: Called = MappingProxyType({})) -> ToolMeaning:
    """Return what a tool is for, from its name, description, arguments and returns.

    `called` holds the words that stand in for names that say nothing.
    """
    purpose = _RETURNS.split(tool.description)[0]
    head = re.split(r"(?<=[a-z)])[.;:]\s", purpose)[0]
    words = called.get(tool.name, name_words(tool.name))
    verbs, about = _verbs(verb_first(words, head), head), _about(_own_nouns(words), head)
    made = made_in(head)
    verbs, about = (verbs | made.verbs, made.nouns(about)) if made else (verbs, about)
    required = set(tool.required)
    takes = tuple(
        argument(name, schema, name in required, tool.description, about, called)
        for name, schema in tool.arguments.items()
    )
    gives = returned(tool.returns, tool.description, about, called) if tool.returns else ()
    reads = tool.effect == "read" or (tool.effect_origin == "unknown" and tool.looks_up)
    takes = tuple(_free_words(field, reads, verbs) for field in takes)
    final_verbs = any(lexicon().kinds[verb] == "final" for verb in verbs)
    return ToolMeaning(
        tool=tool,
        takes=takes,
        gives=gives,
        verbs=verbs,
        about=about,
        reads=reads,
        final=not reads and bool(_FINAL.search(tool.description) or final_verbs),
        rules=reads and _is_rules(tool.name, purpose, takes),
        parts=_parts(words, head, purpose, takes, gives),
    )


def _free_words(field: Field, reads: bool, verbs: frozenset[str]) -> Field:
    """A text of no known kind that a search requires is what it looks for; of a tool that sends
    something, an argument named after what is sent is its text."""
    if "send" in verbs and not reads and len(field.words) == 1 and SENT_THING in field.concepts:
        return replace(field, kind="text") if field.kind in ("any", "id") else field
    if not reads and _says_what_is_wrong(field):
        return replace(field, kind="text")
    if not reads or "string" not in str(field.schema.get("type")):
        return field
    # A look-up has no other use for free text than to search for it.
    unknown = field.kind == "any" and field.required and "search" in verbs
    return replace(field, kind="query") if unknown or field.kind == "text" else field


_TROUBLE = frozenset("fault problem defect symptom symptoms complaint trouble damage".split())


def _says_what_is_wrong(field: Field) -> bool:
    """Whether an argument tells a trouble in words, and is neither its number nor a choice."""
    plain = not {"pattern", "enum", "examples", "format"} & field.schema.keys()
    words = field.kind in ("id", "any") and field.schema.get("type") == "string"
    return words and plain and bool(_TROUBLE & {*field.words[-1:]})


def _verbs(words: tuple[str, ...], head: str) -> frozenset[str]:
    known = lexicon()
    first = [token.stem for token in tokens(head)[:5]]
    led = [sense for sense in known.senses(first) if sense.places[0] < 2]
    named = known.senses(stems_of(words[:3]))
    opening = [sense for sense in named if sense.places[0] == 0 and sense.kind in ACTS | {"read"}]
    verbs = [s for s in named if not NOUN_ENDINGS.search(words[s.places[0]])]
    if any(sense.kind in ACTS | {"read"} for sense in verbs):
        named = verbs
    found = (opening or named) + led
    acting = {s.concept for s in found if s.kind in ACTS or s.kind == "read"}
    return frozenset(acting)


_SELECTS = frozenset({"by", "for"})


def _own_nouns(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a name without what only says how to select: "claims list [by client]"."""
    cut = next((at for at, word in enumerate(words) if at > 1 and word in _SELECTS), len(words))
    return words[:cut]


def _about(words: tuple[str, ...], head: str) -> frozenset[str]:
    """The things named before the first preposition, and in the name."""
    known = lexicon()
    phrase = re.split(
        r"\b(?:by|for|of|with|from|to|in|on|at|whose|that|which)\b", head, maxsplit=1
    )[0]
    stems = [*stems_of(words), *(t.stem for t in tokens(phrase) if t.lower not in EMPTY_WORDS)]
    senses = known.senses(stems)
    if not any(sense.kind == "thing" for sense in senses):
        stems += [token.stem for token in tokens(head) if token.lower not in EMPTY_WORDS]
        senses = known.senses(stems)
    acting = {stems[p] for s in senses if s.kind in ACTS | {"read"} for p in s.places}
    things = {stems[p] for s in senses if s.kind == "thing" for p in s.places}
    nouns = {s for s in stems if s not in EMPTY_WORDS and (s in things or s not in acting)}
    return frozenset(nouns | {f"={s.concept}" for s in senses if s.kind == "thing"})


def _is_rules(name: str, purpose: str, takes: tuple[Field, ...]) -> bool:
    """Whether a look-up tells rules: it speaks of them, and is asked by words or by topic."""
    if not takes or any(field.kind not in _TOPICS for field in takes if field.required):
        return False
    stems = [*stems_of(name_words(name)), *(token.stem for token in tokens(purpose))]
    return any(sense.kind == "rule" for sense in lexicon().senses(stems))


def _parts(
    words: tuple[str, ...],
    head: str,
    purpose: str,
    takes: tuple[Field, ...],
    gives: tuple[Field, ...],
) -> tuple[tuple[float, frozenset[str]], ...]:
    """The tool's text as weighted bags of stems and concepts."""
    choices = [
        word
        for field in (*takes, *gives)
        for choice in field.choices
        for word in name_words(choice)
    ]
    return (
        (1.0, bag([*words])),
        (0.9, bag([t.lower for t in tokens(head)])),
        (0.9, bag([w for field in gives if not _only_wraps(field) for w in (*field.words, ".")])),
        (0.75, bag([t.lower for t in tokens(_without_denials(purpose))])),
        (0.7, bag(choices)),
        (0.6, bag([w for field in takes for w in (*field.words, ".")])),
        (
            0.45,
            bag(
                [
                    t.lower
                    for f in (*takes, *gives)
                    for t in tokens(str(f.schema.get("description", "")))
                ]
            ),
        ),
    )


_DENIAL = re.compile(r"\b(?:no|not|never|nor)\b[^.;,:]*", re.I)


def _without_denials(purpose: str) -> str:
    """What follows the first sentence tells look-alikes apart: "These are not our own shops"."""
    first, mark, rest = purpose.partition(". ")
    return first + mark + _DENIAL.sub(" ", rest)


_WRAPS = frozenset(
    "value values data item items result results row rows record records entries".split()
)


def _only_wraps(field: Field) -> bool:
    """Whether a name is that of any list: "value", "data"."""
    return field.holds_rows and set(field.words) <= _WRAPS


def bag(words: list[str]) -> frozenset[str]:
    """Return the stems of words that say something, and the concepts of all of them."""
    stems = stems_of(words)
    concepts = {f"={c}" for c in lexicon().concepts(stems) if not c.startswith("kind_")}
    return frozenset({stem(w) for w in words if w not in EMPTY_WORDS and w != "."} | concepts)


# "Put", "make" open many a description, and stand for no one deed.
_SAYS_LITTLE = frozenset({"put", "make", "give", "get"})


def own_verbs(meaning: ToolMeaning) -> frozenset[str]:
    """Return the stems of the verbs that open a tool's name and its description."""
    known = lexicon()
    words = verb_first(name_words(meaning.name), meaning.tool.description)
    named = stems_of(words[:1])
    acting = {s for s in named if any(x.kind in ACTS for x in known.senses((s,)))}
    told = set(stems_of(token.lower for token in tokens(meaning.tool.description)[:1]))
    told -= _SAYS_LITTLE if acting else set()
    return frozenset(acting | told or set(named))


class Meanings:
    """Tools understood once per process: a cache by name, checked against the tool itself."""

    def __init__(self) -> None:
        self._known: dict[str, ToolMeaning] = {}
        self._called: tuple[tuple[Tool, ...], Mapping[str, Called]] = ((), {})

    def of(self, tools: tuple[Tool, ...]) -> tuple[ToolMeaning, ...]:
        """Return the meanings of tools in their order."""
        if self._called[0] is not tools:
            self._called = (tools, plain_names(tools))
        called = self._called[1]
        return tuple(self._one(tool, called.get(tool.name, {})) for tool in tools)

    def _one(self, tool: Tool, called: Called) -> ToolMeaning:
        known = self._known.get(tool.name)
        if known is None or (known.tool is not tool and known.tool != tool):
            known = understand(tool, called)
            self._known[tool.name] = known
        return known


def by_name(meanings: tuple[ToolMeaning, ...]) -> Mapping[str, ToolMeaning]:
    """Return the tools by name."""
    return {meaning.name: meaning for meaning in meanings}
