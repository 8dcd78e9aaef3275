"""The writer with a planted defect: the intent is written after the effect. Sweeps must tell."""

from __future__ import annotations

import sys
from pathlib import Path

from checkpoints.journal import SqliteJournal
from core.action import Attempt, Outcome
from tests.faults.storage import writer


class IntendsLate(SqliteJournal):
    """Keeps an intent back until the outcome is known."""

    def intend(self, attempt: Attempt) -> None:
        pass

    def settle(self, attempt: Attempt, outcome: Outcome) -> None:
        super().intend(attempt)
        super().settle(attempt, outcome)


if __name__ == "__main__":
    sys.exit(writer.main(Path(sys.argv[1]), int(sys.argv[2]), IntendsLate))
