"""One consistent renaming of names and values, drawn by a seed from `renaming.json`."""

from __future__ import annotations

import calendar
import json
import random
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

WORDS = Path(__file__).with_name("renaming.json")
SAMPLES_YEAR, SAMPLES_MONTH = 2025, 6  # the month in which the samples' prompts name weekdays

_MONTHS, _DAYS = list(calendar.month_name)[1:], list(calendar.day_name)


@dataclass
class Renaming:
    """What each old name, state, phrase and number becomes. Dates move by whole months, so that
    the days keep their numbers and only the weekdays turn."""

    names: dict[str, str]
    prose: frozenset[str]
    states: dict[str, str]
    prefixes: dict[str, str]
    phrases: dict[str, str]
    months_later: int
    years_later: int
    id_offset: int
    amount_factor: Decimal
    count_factor: int
    small_offset: int
    numbers: dict[Decimal, Decimal] = field(default_factory=dict)

    def name(self, old: str) -> str:
        """Return the new name of a tool, argument or field; a leading minus (sort order) stays."""
        return "-" + self.names[old[1:]] if old.startswith("-") else self.names[old]

    def description(self, text: str) -> str:
        """Return a tool's description with names, states and values renamed."""
        sentences = re.split(r"(?<=\.)\s+", text)
        return " ".join(self._sentence(sentence) for sentence in sentences)

    def _sentence(self, text: str) -> str:
        kept = frozenset() if text.startswith("Returns") else self.prose
        named = {old: new for old, new in self.names.items() if old not in kept}
        return self.text(text, {**self.states, **named})

    def text(self, text: str, exact: Mapping[str, str] = MappingProxyType({})) -> str:
        """Return a text with identifiers, dates and phrases replaced, each place once.

        The words of `exact` are replaced too, where their case is the same.
        """
        words = {**self.phrases, **exact}
        replace: dict[str, Callable[[re.Match[str]], str]] = {
            "id": self._identifier,
            "iso": self._iso_date,
            "month": lambda found: self._month(_MONTHS.index(found[0]) + 1),
            "day": lambda found: self._weekday(_DAYS.index(found[0])),
            "year": lambda found: str(int(found[0]) + self.years_later),
            "word": lambda found: _in_case(found[0], words),
        }
        pattern = _pattern(self.prefixes, [*exact, *map(_either_case, self.phrases)])
        return pattern.sub(lambda found: replace[str(found.lastgroup)](found), text)

    def _identifier(self, found: re.Match[str]) -> str:
        prefix = next(old for old in self.prefixes if found[0].startswith(old))
        digits = found[0][len(prefix) :]
        return self.prefixes[prefix] + (str(int(digits) + self.id_offset) if digits else "")

    def _iso_date(self, found: re.Match[str]) -> str:
        year, month, *day = found[0].split("-")
        moved = f"{int(year) + self.years_later}-{int(month) + self.months_later:02}"
        return "-".join([moved, *day])

    def _month(self, number: int) -> str:
        return _MONTHS[number - 1 + self.months_later]

    def _weekday(self, number: int) -> str:
        old = date(SAMPLES_YEAR, SAMPLES_MONTH, 1).weekday()
        new = date(SAMPLES_YEAR + self.years_later, SAMPLES_MONTH + self.months_later, 1).weekday()
        return _DAYS[(number + new - old) % 7]

    def value(self, value: Any) -> Any:
        """Return a whole text value, which may be a state, or a number met before."""
        if isinstance(value, bool) or value is None:
            return value
        if isinstance(value, int | float):
            return _plain(self.numbers[Decimal(str(value))])
        return self.states.get(value) or self.text(value)

    def number(self, value: int | float, change: Callable[[Decimal], Decimal]) -> int | float:
        """Change a number of a fixture and remember it, so that expectations follow.

        Raises ValueError where the same number has become another one elsewhere.
        """
        old = Decimal(str(value))
        new = self.numbers.setdefault(old, change(old))
        if new != change(old):
            raise ValueError(f"{value} is used for two things, so that expectations are ambiguous")
        return _plain(new)


def drawn(seed: int) -> Renaming:
    """Return the renaming of a seed: the same seed, the same renaming."""
    source = json.loads(WORDS.read_text("utf-8"))
    draw = random.Random(seed)
    names = {old: draw.choice(options) for old, options in source["names"].items()}
    return Renaming(
        names=names,
        prose=frozenset(source["prose"]),
        states={old: draw.choice(options) for old, options in source["states"].items()},
        prefixes={old: draw.choice(options) for old, options in source["prefixes"].items()},
        phrases=_phrases(source["phrases"], draw),
        months_later=draw.randint(1, 3),
        years_later=draw.randint(1, 3),
        id_offset=draw.randint(201, 899),
        amount_factor=Decimal(draw.choice(["0.6", "0.8", "1.2", "1.4", "1.6"])),
        count_factor=draw.randint(2, 4),
        small_offset=draw.randint(1, 4),
    )


def _phrases(source: list[dict[str, Any]], draw: random.Random) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for entry in source:
        pairs.update(zip(entry["old"], draw.choice(entry["new"]), strict=True))
    return pairs


def _pattern(prefixes: Iterable[str], words: Iterable[str]) -> re.Pattern[str]:
    by_length = sorted(words, key=len, reverse=True)
    return re.compile(
        rf"(?P<id>(?<![\w-])(?:{'|'.join(prefixes)})\d*(?!\w))"
        r"|(?P<iso>(?<!\d)\d{4}-\d{2}(?:-\d{2})?(?![\d-]))"
        rf"|(?P<month>\b(?:{'|'.join(_MONTHS)})\b)"
        rf"|(?P<day>\b(?:{'|'.join(_DAYS)})\b)"
        rf"|(?P<year>\b{SAMPLES_YEAR}\b)"
        rf"|(?P<word>(?<![^\W_])(?:{'|'.join(by_length)})(?![^\W_]))"
    )


def _either_case(phrase: str) -> str:
    """A lower-case phrase is also met with a capital; one with capitals only as it is."""
    start = phrase[0]
    return f"[{start.upper()}{start}]{phrase[1:]}" if phrase.islower() else phrase


def _in_case(found: str, words: Mapping[str, str]) -> str:
    if found in words:
        return words[found]
    new = words[found[0].lower() + found[1:]]
    return new[0].upper() + new[1:]


def _plain(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)
