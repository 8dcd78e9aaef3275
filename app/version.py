"""The versions that the journal stores with every run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

VERSION: Final = "0.1.0"

# What a run under way depends on. A number goes up when runs begun before cannot be gone on with:
# `plan` with the plan language or the identity of steps, `journal` with the meaning of its rows.
VERSIONS: Final[Mapping[str, str]] = {"plan": "1", "journal": "1"}
