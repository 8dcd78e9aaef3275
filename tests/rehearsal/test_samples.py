"""The project's own archive with the samples, from the archive to the score card."""

from __future__ import annotations

import re

from tests.rehearsal.conftest import ROOT, Rehearsals


def test_our_own_archive_passes_with_the_samples(rehearsals: Rehearsals) -> None:
    examples = ROOT / "examples"
    files = ("--tasks", str(examples / "tasks.json"), "--tools", str(examples / "tools.json"))
    ended = rehearsals.command("rehearse", *files)
    assert ended.code == 0, ended.card
    assert "All is well." in ended.card
    assert "20 for 20 tasks, no problems" in ended.card
    assert "the scripted model, which knows the samples only (no key is set)" in ended.card
    measured, reported = figures(ended.card, "tokens")
    assert measured == reported


def figures(card: str, row: str) -> tuple[str, str]:
    """Return what a row of the panel says was measured and reported."""
    found = re.search(rf"^  {row} +(\S+) +(\S+)", card, re.MULTILINE)
    assert found
    return found[1], found[2]
