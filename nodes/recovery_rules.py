"""The table: what to do about a failed call, by what is wrong and whether it may be repeated.

Of each row the first remedy that is possible and was not tried in vain is chosen; the last of
every row is always possible.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

from nodes.trouble import Kind, Trouble

Remedy: TypeAlias = Literal[
    "again",  # the same call, after a pause
    "wait",  # ask what became of a call that is still at work; nothing is sent
    "repair",  # other arguments, from the reasoner: a new generation
    "replace",  # another look-up that returns the same
    "reconcile",  # look whether it was done
    "read_back",  # look for the record whose reply could not be read
    "replan",
    "person",
    "accept",  # done, output unknown
    "give_up",
]

CHOICE: Final = "recover"  # the facts in which recover notes what it chose: "recover:1.s2:..."

_WRITES: Final[tuple[Kind, ...]] = ("key", "natural", "reconcile", "none")
_REPEATABLE: Final[tuple[Kind, ...]] = ("key", "natural")
_ONCE: Final[tuple[Kind, ...]] = ("reconcile", "none")


def _rows(
    trouble: Trouble, kinds: tuple[Kind, ...], *remedies: Remedy
) -> dict[tuple[Trouble, Kind], tuple[Remedy, ...]]:
    return {(trouble, kind): remedies for kind in kinds}


RULES: Final[Mapping[tuple[Trouble, Kind], tuple[Remedy, ...]]] = {
    **_rows("busy", ("read",), "again", "replace", "replan", "give_up"),
    **_rows("busy", _WRITES, "again", "give_up"),
    **_rows("not_done", _WRITES, "again", "give_up"),
    **_rows("rejected", ("read", *_WRITES), "repair", "replan", "give_up"),
    **_rows("in_doubt", ("read",), "again", "replace", "replan", "give_up"),
    **_rows("in_doubt", _REPEATABLE, "again", "reconcile", "person"),
    **_rows("in_doubt", _ONCE, "wait", "reconcile", "person"),
    **_rows("refused_in_doubt", _WRITES, "reconcile", "person"),
    **_rows("broken", ("read",), "replace", "replan", "give_up"),
    **_rows("broken", _WRITES, "give_up"),
    **_rows("unread", _WRITES, "read_back", "accept"),
}
