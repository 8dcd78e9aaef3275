"""Numbers in digits and words, sums of money, lengths of time, and what a number counts."""

from __future__ import annotations

import re

from core.json_values import Json
from reasoners.meaning.words import EMPTY_WORDS

WORD_NUMBERS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen "
        "fourteen fifteen sixteen"
        " seventeen eighteen nineteen twenty".split()
    )
} | {
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "ninety": 90,
    "hundred": 100,
    "dozen": 12,
    "couple": 2,
}
NUMBER = r"\d{1,3}(?:[ ,']\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?"
CURRENCY = (
    r"€|\$|£|EUR|USD|GBP|CHF|SEK|NOK|DKK|PLN|JPY|euros?|dollars?|pounds?|francs?|cents?|bucks|quid"
)
MEASURES = re.compile(
    r"[ -]?(km|kilomet(?:er|re)s?|miles?|kg|kilos?|kilograms?|tons?|tonnes?|lit(?:er|re)s?|gallons?"
    r"|met(?:er|re)s?|feet|inch(?:es)?|kwh|degrees?|pages?|people|persons?|guests?|times)\b",
    re.I,
)
_COUNTED = re.compile(r"[ -](?:([a-z]+) )?([a-z]{2,}[a-rt-z]s)\b")


def number_in(text: str) -> int | float | None:
    """Return the number a text states in digits or words."""
    digits = re.search(NUMBER, text)
    if digits:
        plain = re.sub(r"(?<=\d)[ ,'](?=\d{3}(?:\D|$))", "", digits[0]).replace(",", ".")
        return float(plain) if "." in plain else int(plain)
    return next(
        (WORD_NUMBERS[w] for w in re.findall(r"[a-z]+", text.lower()) if w in WORD_NUMBERS), None
    )


def amount_in(text: str) -> tuple[Json, str]:
    unit = re.search(CURRENCY, text, re.I)
    signs = {"€": "EUR", "$": "USD", "£": "GBP", "e": "EUR", "d": "USD", "p": "GBP"}
    name = unit[0] if unit else ""
    return number_in(text), signs.get(
        name, name if name.isupper() else signs.get(name[:1].lower(), "")
    )


def duration_in(text: str) -> tuple[Json, str]:
    unit = re.findall(r"[a-z]+", text.lower())[-1]
    count = 0.5 if text.lower().startswith("half") else (number_in(text) or 1)
    names = {
        "m": "minute",
        "h": "hour",
        "d": "day",
        "n": "night",
        "w": "week",
        "f": "fortnight",
        "y": "year",
        "s": "second",
    }
    return count, "month" if unit.startswith("mon") else names[unit[0]]


def counted_after(text: str, end: int) -> str:
    """Return the plural noun of which a number that ends there says how many: "two boxes"."""
    found = _COUNTED.match(text, end)
    return found[2] if found and not EMPTY_WORDS & {found[1], found[2]} else ""
