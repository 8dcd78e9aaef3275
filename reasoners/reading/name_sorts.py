"""What bears a name, as far as the words of and around it tell: a person, a firm, a thing."""

from __future__ import annotations

import re

from reasoners.meaning.words import EMPTY_WORDS

PERSON, FIRM, THING, PLACE = "(person)", "(firm)", "(thing)", "(place)"

_FIRMS = frozenset(
    """ltd limited inc gmbh ag plc llc llp corp corporation co company group bank insurance
    assurance mutual holdings holding services systems solutions logistics industries trust
    foundation university college school hospital clinic hotel institute society association
    council trading supplies stores motors foods works media consulting partners sons brothers
    club circle choir band guild league ensemble orchestra federation committee friends
    airlines railways university ministry agency bakery garage transport haulage""".split()
)
_NAMED_THING = re.compile(
    r"\b(?:the|a|an|this|that|his|her|its|their|our|my|your|new|old|another)\s+$", re.I
)
# "The Lindgren cat" is no Lindgren, nor are "the Lindgrens" a thing.
_NAMES_ANOTHER = re.compile(rf"\s+(?!(?:{'|'.join(sorted(EMPTY_WORDS))})\b)[a-z]|['’]s?\b|-")
_PLACED = re.compile(r"\b(?:in|at|near|into|around|outside|via|towards?)\s+$", re.I)
_GONE_TO = re.compile(
    r"\b(?:get(?:s|ting)?|got|com(?:e|es|ing)|came|go(?:es|ing)?|went|gone|travel\w*|driv\w+|drove"
    r"|fl(?:y|ies|ew|ying)|arriv\w+|return\w*|mov(?:e|es|ed|ing)|leav(?:e|es|ing) for|trips?"
    r"|journeys?|flights?|train|bus) to\s+$",
    re.I,
)
# "The 8 o'clock boat out to Bergen", "the 06:30 from Bergen": what goes there or comes from there.
_CARRIED_TO = re.compile(
    r"(?:\b(?:\d{1,2}[:.]\d\d|\d{1,2} o['’]?clock|boats?|ferr(?:y|ies)|coach(?:es)?|train"
    r"|tram|bus(?:es)?|plane|flights?|crossings?|sailings?|departures?|services?|runs?|connections?|lorry|truck|van"
    r"|shuttle|sails?|sailed|sailing|runs?|running)"
    r"(?: (?:out|over|back|across|down|up|on))?) (?:to|from|for|towards|via)\s+$",
    re.I,
)
# "Her Bergen weekend" is spent there; "the Berger file" is somebody's.
_OF_PLACE = re.compile(
    r"\s+(?:weekend|trip|holiday|stay|visit|flight|journey|tour|break|branch|office|site|depot"
    r"|warehouse|shop|store|plant|hotel|house|hall|station|airport|clinic|studio|campus|team"
    r"|crossing|sailing|ferry|boat|coach|train|bus|line|route|service|departure)s?\b"
)


def sort_of(text: str, start: int, end: int, title: str) -> str:
    """Return what bears the name at a place of a text, "" where nothing tells."""
    words = [word.lower() for word in re.findall(r"[^\W\d_]+", text[start:end])]
    if title:
        return PERSON
    if _FIRMS & set(words):
        return FIRM
    if _OF_PLACE.match(text[end:]):
        return PLACE
    if _NAMED_THING.search(text[:start]):
        several = bool(words) and words[-1].endswith("s")
        return "" if several or _NAMES_ANOTHER.match(text[end:]) else THING
    if re.search(r"\d", text[start:end]):
        return THING
    before = text[:start]
    if any(words.search(before) for words in (_PLACED, _GONE_TO, _CARRIED_TO)):
        return PLACE
    return PERSON if len(words) > 1 else ""
