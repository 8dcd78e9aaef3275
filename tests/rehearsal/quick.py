"""The command line in a process of its own, rehearsing with the interpreter at hand.

`python -m tests.rehearsal.quick rehearse ZIP ...`: making a fresh environment would take longer
than all else.
"""

from __future__ import annotations

import sys
from pathlib import Path
from unittest.mock import patch

from app.cli import main
from rehearsal import environment
from rehearsal.folders import Folders


def interpreter_at_hand(folders: Folders) -> Path:
    """Stand in for a fresh environment."""
    return Path(sys.executable)


if __name__ == "__main__":
    with patch.object(environment, "fresh_environment", interpreter_at_hand):
        sys.exit(main())
