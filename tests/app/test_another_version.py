"""A run that one version of the program began, met by a version that plans or records otherwise."""

from __future__ import annotations

import pytest

from app.version import VERSIONS
from tests.app.run_commands import RunsFolder


def _other_version(monkeypatch: pytest.MonkeyPatch, of: str) -> None:
    monkeypatch.setattr("app.run_choice.VERSIONS", {**VERSIONS, of: "another"})


@pytest.mark.parametrize("of", ["plan", "journal"])
def test_a_run_under_way_is_refused_untouched_and_can_still_be_finished(
    runs_folder: RunsFolder, of: str
) -> None:
    runs_folder.write_tickets("a", "b")
    runs_folder.batch_until("after_intent")
    (run,) = runs_folder.runs()
    before = (run.folder / "run.sqlite").read_bytes()

    with pytest.MonkeyPatch.context() as patched:
        _other_version(patched, of)
        for refused in (runs_folder.batch(), runs_folder.command("decide", "last")):
            assert refused.code == 4
            assert refused.err.count("\n") == 1
            assert f"begun with {of} version" in refused.err and "--fresh" in refused.err
        assert (run.folder / "run.sqlite").read_bytes() == before
        assert runs_folder.tickets() == 0
        assert runs_folder.command("show", "last").code == 0

    assert runs_folder.batch().code == 0
    assert len(runs_folder.runs()) == 1


def test_the_results_of_a_finished_run_stand_in_every_version(
    runs_folder: RunsFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs_folder.write_tickets("a")
    assert runs_folder.batch().code == 0
    _other_version(monkeypatch, "plan")
    assert runs_folder.command("show", "last").code == 0
    replayed = runs_folder.command("replay", "last", "a")
    assert replayed.code == 0 and replayed.out.startswith("identical: ")


def test_fresh_leaves_the_run_of_another_version_behind(
    runs_folder: RunsFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs_folder.write_tickets("a")
    runs_folder.batch_until("before_intent")
    _other_version(monkeypatch, "plan")
    assert runs_folder.batch("--fresh").code == 0
    assert [run.state for run in runs_folder.runs()] == ["running", "finished"]
    assert runs_folder.tickets() == 1
