"""Why a rehearsal could not be carried out."""

from __future__ import annotations

from core.errors import SurefootError


class RehearsalFailed(SurefootError):
    """The rehearsal could not be carried out here; this says nothing about the archive."""
