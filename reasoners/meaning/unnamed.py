"""Names that say nothing ("kunnr", "p1"): what descriptions say stands in for them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from core.json_values import Json
from core.tool import Tool
from reasoners.meaning.fields import Called, returned, said_of
from reasoners.meaning.kinds import kind_of
from reasoners.meaning.lexicon import lexicon
from reasoners.meaning.words import EMPTY_WORDS, name_words, stem, tokens

MOST = 0.5
LONGEST = 3
_RETURNS = re.compile(r"\b(?:Returns?|Gives back|Yields|Outputs?)\b", re.I)
_COMPOUND = re.compile(r"[A-Za-z\d]*(?:_[A-Za-z\d]+)+|[a-z]+[A-Z]\w*")
_PLACED = frozenset("by for of to in on at from with under about".split())
_ANY_ONE = frozenset("a an one another any given some".split())
_PART_OF = re.compile(r"^(.+?)\s+of\s+(?:an?|the|one|our|its)\s+(.+)$", re.I)
_ASIDE = re.compile(r"[.;,:(]|\s(?:as|or)\s")
_FORM = re.compile(r"\b[YMDH]{2,4}(?:[-:][YMDH]{2})*\b|\bISO 8601\b")
_IS_A = re.compile(r"\bis (?:an?|the) (.+)")
_TIMES = frozenset({"date", "datetime", "time", "month"})
_BREAKS = _PLACED | _ANY_ONE | {",", "."}
_ACTED_ON = 2


def plain_names(tools: Sequence[Tool]) -> Mapping[str, Called]:
    """Return for each tool the words that its names stand for, where they say nothing.

    Empty where most names of arguments speak for themselves: a single rare word is taken as it is.
    Tools are called by no words at all; an argument by those of its own description, else by what
    its tool's description says may be any one: "by e-mail", "of an account". A name without either
    means what it means elsewhere, and is learned where least is left open.
    """
    names = [name for tool in tools for name in tool.arguments]
    spoken = _spoken(tools)
    mute = {name for name in names if _says_nothing(name, spoken)}
    if not names or sum(name in mute for name in names) < MOST * len(names):
        return {}
    known = frozenset(name for tool in tools if tool.effect == "read" for name in _given(tool))
    shared: dict[str, tuple[str, ...]] = {}
    own: dict[str, dict[str, tuple[str, ...]]] = {}
    for tool in sorted(tools, key=lambda tool: len(tool.arguments)):
        own[tool.name] = _told(tool, [n for n in tool.arguments if n in mute], shared, known)
        shared = {**own[tool.name], **shared}
    silent = {tool.name: () for tool in tools if _says_nothing(tool.name, spoken)}
    return {tool.name: {**silent, **shared, **own[tool.name]} for tool in tools}


def _spoken(tools: Sequence[Tool]) -> frozenset[str]:
    """The stems of the words in the descriptions, names left out."""
    texts = (_COMPOUND.sub(" ", tool.description) for tool in tools)
    return frozenset(token.stem for text in texts for token in tokens(text))


def _says_nothing(name: str, spoken: frozenset[str]) -> bool:
    known = lexicon()
    stems = [stem(word) for word in name_words(name) if len(word) > 1 and word.isalpha()]
    return not any(s in spoken or known.senses((s,)) for s in stems)


def _given(tool: Tool) -> set[str]:
    return {field.name for field in returned(tool.returns or {}, "", frozenset())}


def _told(
    tool: Tool, mute: list[str], called: Called, known: frozenset[str]
) -> dict[str, tuple[str, ...]]:
    """`known` are the names that look-ups return: who takes one refers to what is there."""
    found = {name: _own_words(tool, name) or called.get(name, ()) for name in mute}
    taken = {word for words in found.values() for word in words}
    phrases = [words for words in _phrases(tool) if not taken & set(words)]
    for name in sorted((n for n in mute if not found[n]), key=lambda n: n not in known):
        refers, schema = name in known, tool.arguments[name]
        fits = (w for w in phrases if (refers or tool.effect == "read") and _takes(schema, w))
        words = next(fits, ())
        phrases = [other for other in phrases if other != words]
        found[name] = (*words, "id") if words and refers else words
    return {name: words + _by_kind(tool, name, words) for name, words in found.items()}


def _takes(schema: Mapping[str, Json], words: tuple[str, ...]) -> bool:
    """Whether an argument of this type may be what the words say."""
    said, typed = kind_of({}, words, "", ()), kind_of(schema, (), "", ())
    return typed == said or (typed == "any" and said not in _TIMES)


def _own_words(tool: Tool, name: str) -> tuple[str, ...]:
    """The words of an argument's own description, or of the sentence that says what it is."""
    said = _IS_A.search(said_of(name, tool.description))
    own = str(tool.arguments[name].get("description", "")) or (said[1] if said else "")
    first = _ASIDE.split(_FORM.sub("", own))[0].strip()
    part = _PART_OF.match(first)
    words = tuple(token.lower for token in tokens(f"{part[2]} {part[1]}" if part else first))
    return tuple(w for w in words if w.isalpha() and _telling(w))[:LONGEST] or words[:1]


def _telling(word: str) -> bool:
    return word not in EMPTY_WORDS or any(s.kind == "kind" for s in lexicon().senses((stem(word),)))


def _by_kind(tool: Tool, name: str, words: tuple[str, ...]) -> tuple[str, ...]:
    """Its kind, where nothing else is said; what a change needs is text, or a code with a form."""
    schema = tool.arguments[name]
    own = f"{schema.get('description', '')} {said_of(name, tool.description)}"
    kind = kind_of(schema, words, own, ())
    if kind == "any":
        told = "id" if "pattern" in schema else "text"
        return (told,) if tool.effect == "write" and name in tool.required else ()
    return () if words or kind in ("enum", "list", "object", "boolean") else (kind,)


def _phrases(tool: Tool) -> list[tuple[str, ...]]:
    """What may be any one, in the order of its weight: after "by", after "a", what is acted on."""
    head = re.split(r"[.;:]", _RETURNS.split(tool.description)[0])[0]
    found = sorted(_weighed(head), key=lambda pair: pair[0])
    placed = [words for rank, words in found if rank < _ACTED_ON]
    return list(dict.fromkeys(placed or (words for _, words in found)))


def _weighed(head: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    placed, any_one, by, chunk = False, False, False, list[str]()
    for word in [*re.findall(r"[\w'-]+|,", head.lower()), "."]:
        if word not in EMPTY_WORDS and word not in _BREAKS:
            chunk.append(word)
            continue
        if chunk and (by or any_one):
            yield (0 if by else 1 if placed else _ACTED_ON), tuple(chunk[:LONGEST])
        chunk = []
        placed = placed or word in _PLACED
        by = word == "by" or (by and word in {"or", "and"} | _ANY_ONE)
        any_one = word in _ANY_ONE
