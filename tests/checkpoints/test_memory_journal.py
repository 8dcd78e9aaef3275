"""The journal in memory keeps the same promises as the real one, so that tests may rely on it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from checkpoints.memory import MemoryJournal
from core.clock import ManualClock
from core.seams import Journal
from tests.contracts.journal_contract import REQUIREMENTS


@pytest.mark.parametrize("requirement", REQUIREMENTS, ids=lambda requirement: requirement.__name__)
def test_the_memory_journal_does_what_every_journal_must_do(
    requirement: Callable[[Journal], None],
) -> None:
    requirement(MemoryJournal(ManualClock()))
