"""Says what a rehearsal is doing, apart from its score card."""

from __future__ import annotations

import sys


def tell(line: str) -> None:
    """Print a line on standard error at once."""
    print(f"rehearsal: {line}", file=sys.stderr, flush=True)
