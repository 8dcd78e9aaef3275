"""Lines that say nothing which another line has not said already."""

from __future__ import annotations

import re
from collections.abc import Sequence

_HEADER = re.compile(r"For .+:")
_PIECES = re.compile(r"[;,] | \(|\): |: |\)$")
_SAID_BY_NAME = ("Not done", "Done", "Total", "Average", "No record", "Highest")


def without_repeats(parts: Sequence[str]) -> list[str]:
    """Return the lines of all parts, none that only repeats what another one says.

    A heading "For ...:" goes with the last line of its part.
    """
    lines = [line for part in parts for line in part.split("\n")]
    pieces = [_pieces(line) for line in lines]
    repeats = iter([_repeats(at, lines, pieces) for at in range(len(lines))])
    kept: list[str] = []
    for part in parts:
        left = [line for line in part.split("\n") if not next(repeats)]
        kept += left if any(not _HEADER.fullmatch(line) for line in left) else []
    return kept


def _pieces(line: str) -> frozenset[str]:
    """The statements of a line, as far as punctuation tells them apart; quotations whole."""
    if line.startswith(_SAID_BY_NAME) or '"' in line:
        return frozenset({line})
    return frozenset(p.strip(" .").casefold() for p in _PIECES.split(line)) - {""}


def _repeats(at: int, lines: Sequence[str], pieces: Sequence[frozenset[str]]) -> bool:
    own = pieces[at]
    if _HEADER.fullmatch(lines[at]):
        return False
    for other, more in enumerate(pieces):
        if other != at and own and own <= more and (own < more or other < at):
            return True
    return False
