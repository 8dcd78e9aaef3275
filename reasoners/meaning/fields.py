"""What an argument or a returned field is: its kind, whose it is, which words it may take."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from reasoners.meaning.kinds import Schema, kind_of
from reasoners.meaning.lexicon import lexicon
from reasoners.meaning.words import EMPTY_WORDS, name_words, stem, stems_of, tokens

Called = Mapping[str, tuple[str, ...]]

_ITEMS = r"(?:[\w./+-]+(?: [\w./+-]+)?)"
_CHOICE_LIST = re.compile(
    rf"(?:\b(?:one of|either|any of|is|are|be)\b|[:(])\s*:?\s*"
    rf"((?:[`'\"]?{_ITEMS}[`'\"]?,\s*)*[`'\"]?{_ITEMS}[`'\"]?,?\s+or\s+[`'\"]?{_ITEMS}[`'\"]?)",
)
_ONE_OF = re.compile(
    rf"(?:one of|any of|allowed(?: values)?:?"
    rf"|values:?)\s*:?\s*((?:[`'\"]?{_ITEMS}[`'\"]?(?:,\s*(?:or |and )?|\s+or\s+|\s*\|\s*"
    rf"|\s+and\s+))+[`'\"]?{_ITEMS}[`'\"]?)",
    re.I,
)
_SPLIT = re.compile(r",\s*(?:or |and )?|\s+or\s+|\s+and\s+|\s*\|\s*")
# "Paid (the money is out) or refused" says in brackets what a choice means.
_GLOSS = re.compile(r"\s*\([^()]*\)(?=\s*(?:,|;|\.|\bor\b|$))")
# "Both are stops or ports, e.g. ..." says of what sort the values are.
_SORTS = re.compile(r"are\s+(?:[a-z]+s,?\s+(?:or\s+)?)+,?\s*\(?(?:e\.g|for example|such as|like)\b")


@dataclass(frozen=True)
class Field:
    """An argument of a tool, or a field of what it returns (`path` as in references)."""

    path: str
    words: tuple[str, ...]
    stems: frozenset[str]
    concepts: frozenset[str]
    kind: str
    entity: frozenset[str]
    required: bool
    choices: tuple[str, ...]
    described: str
    schema: Schema
    item: str = ""

    @property
    def name(self) -> str:
        """The last member of the path."""
        return self.path.replace("[*]", "").rpartition(".")[2]

    @property
    def holds_rows(self) -> bool:
        """Whether it is no value itself, but holds the rows that are."""
        items = self.schema.get("items")
        return isinstance(items, Mapping) and "properties" in items

    @property
    def listed(self) -> str:
        """The path of the list the field is in: "" for none, "." for the output itself."""
        head, mark, _ = self.path.rpartition("[*]")
        return (head or ".") if mark else ""

    @property
    def label(self) -> str:
        """The name in plain words."""
        return " ".join(self.words) or self.name


def argument(
    name: str, schema: Schema, required: bool, about: str, owner: frozenset[str], called: Called
) -> Field:
    """Understand one argument of a tool with this description; `owner` is what it is about.

    `called` holds the words that stand in for names that say nothing.
    """
    own = str(schema.get("description", ""))
    said = " ".join(filter(None, (own, said_of(name, about))))
    return _field(called.get(name) or words_apart(name), name, schema, required, said, owner)


def returned(
    schema: Schema, about: str, owner: frozenset[str], called: Called = MappingProxyType({})
) -> tuple[Field, ...]:
    """Return every field of an output's schema, the deepest named last."""
    return tuple(_walk(schema, "", about, owner, called, 0))


def _walk(
    schema: Schema, path: str, about: str, owner: frozenset[str], called: Called, depth: int
) -> Iterator[Field]:
    if depth > 6:
        return
    items = schema.get("items")
    if isinstance(items, Mapping):
        yield from _walk(items, f"{path}[*]", about, owner, called, depth + 1)
    members = schema.get("properties")
    for name, member in members.items() if isinstance(members, Mapping) else ():
        if not isinstance(member, Mapping):
            continue
        inner = f"{path}.{name}" if path else str(name)
        own = str(member.get("description", ""))
        yield _field(
            called.get(str(name)) or words_apart(str(name)),
            inner,
            member,
            False,
            " ".join(filter(None, (own, said_of(str(name), about)))),
            owner,
        )
        nested = frozenset(_entity_terms(name_words(str(name)))) or owner
        yield from _walk(member, inner, about, nested, called, depth + 1)


def _field(
    words: tuple[str, ...],
    path: str,
    schema: Schema,
    required: bool,
    described: str,
    owner: frozenset[str],
) -> Field:
    choices = _choices(schema, described)
    kind = kind_of(schema, words, described, choices)
    kind = "name" if kind == "id" and _is_called(schema) else kind
    item = ""
    if kind == "list":
        items = schema.get("items")
        item = kind_of(items if isinstance(items, Mapping) else {}, words, described, ())
    stems = frozenset(stems_of(words))
    entity = frozenset(_entity_terms(words[:-1] if _says_id(kind, words) else words))
    told = _entity_terms_of_text(described) if not entity else frozenset()
    return Field(
        path=path,
        words=words,
        stems=stems,
        concepts=lexicon().concepts(stems_of(words)),
        kind=kind,
        entity=entity or told or owner,
        required=required,
        choices=choices,
        described=described,
        schema=schema,
        item=item,
    )


_CALLED = re.compile(r"[A-Z][a-z]+(?: [\w'’&-]+)*(?: [A-Z][a-z]+)")


def _is_called(schema: Schema) -> bool:
    """Whether the examples of a thing are what it is called: "Brass Band Eastfold"."""
    shown = schema.get("examples")
    shown = shown if isinstance(shown, list | tuple) else ()
    plain = schema.get("type") == "string" and not {"pattern", "enum", "format"} & schema.keys()
    return plain and bool(shown) and all(_CALLED.fullmatch(str(one)) for one in shown)


def words_apart(name: str) -> tuple[str, ...]:
    """The words of a name, and "jobno" as a job's number: a thing, and what it is known by."""
    words = name_words(name)
    return tuple(part for word in words for part in _apart(word))


_KNOWN_BY = re.compile(r"([a-z]{3,})(no|nr|id|code|number)")


def _apart(word: str) -> tuple[str, ...]:
    found = _KNOWN_BY.fullmatch(word)
    if found is None or stem(word) in lexicon().phrases:
        return (word,)
    thing = any(s.kind == "thing" for s in lexicon().senses((stem(found[1]),)))
    return (found[1], *name_words(found[2])) if thing else (word,)


def _says_id(kind: str, words: tuple[str, ...]) -> bool:
    """Whether the last word of a name is none for one thing: an "owner team" is a team, too, "order
    number" only the number of an order, "driving lessons" no lesson."""
    if kind != "id" or len(words) == 1:
        return False
    plural = words[-1].endswith("s") and stem(words[-1]) != words[-1]
    return plural or not any(s.kind == "thing" for s in lexicon().senses((stem(words[-1]),)))


def _entity_terms(words: tuple[str, ...]) -> Iterator[str]:
    """Yield the stems and concepts of the things that words name, leaving out role words."""
    known = lexicon()
    for word in words:
        senses = known.senses((stem(word),))
        kinds = {sense.kind for sense in senses}
        if (
            word in EMPTY_WORDS
            or (kinds and "thing" not in kinds)
            or len(word) < 2
            or word.isdigit()
        ):
            continue
        if "kind" in kinds and not ({"thing"} & kinds):
            continue
        yield stem(word)
        yield from (f"={sense.concept}" for sense in senses if sense.kind == "thing")


def _entity_terms_of_text(text: str) -> frozenset[str]:
    known = lexicon()
    words = tuple(token.lower for token in tokens(text))[:8]
    things = tuple(w for w in words if any(s.kind == "thing" for s in known.senses((stem(w),))))
    return frozenset(_entity_terms(things[:2]))


_SENTENCE = r"(?:\be\.g\.|\bi\.e\.|\.(?=\w)|[^.;])*"


def said_of(name: str, about: str) -> str:
    """Return what a description says of a field by its name: "date is YYYY-MM-DD"."""
    said = re.findall(
        rf"(?<![\w.-]){re.escape(name)}(?![\w-])\s+(?:is|are|says?|means|must|can|in|as|=)\b{_SENTENCE}",
        about,
    )
    return "; ".join(said)


def _choices(schema: Schema, described: str) -> tuple[str, ...]:
    given = schema.get("enum")
    if isinstance(given, list | tuple):
        return tuple(str(choice) for choice in given if isinstance(choice, str | int | float))
    if schema.get("type") not in (None, "string") and not isinstance(schema.get("type"), list):
        return ()
    found = _ONE_OF.search(described) or _CHOICE_LIST.search(described)
    if not found:
        described = _GLOSS.sub("", described)
        found = _CHOICE_LIST.search(described)
    if not found or _SORTS.match(found[0] + described[found.end() :]):
        return ()
    parts = [part.strip(" `'\"") for part in _SPLIT.split(found[1])]
    parts = [
        part.split()[-1] if part.lower().startswith(("is ", "are ")) else part for part in parts
    ]
    fit = [p for p in parts if p and (" " not in p) and p.lower() not in EMPTY_WORDS]
    return tuple(fit) if len(fit) == len(parts) and len(fit) > 1 else ()
