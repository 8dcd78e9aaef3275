"""The environment that an archive runs in: its own, with what it asks for."""

from __future__ import annotations

import pytest

from rehearsal import environment
from rehearsal.environment import fresh_environment
from tests.rehearsal.archives import HONEST, archive_of
from tests.rehearsal.conftest import Rehearsals


@pytest.fixture(autouse=True)
def _really_fresh(rehearsals: Rehearsals, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "fresh_environment", fresh_environment)


def test_the_command_runs_in_an_environment_without_our_packages(rehearsals: Rehearsals) -> None:
    program = f"""
assert os.path.dirname(sys.prefix) == os.path.dirname(os.environ["HOME"])
try:
    import typer
except ImportError:
    {HONEST}"""
    ended = rehearsals.program(program)
    assert ended.code == 0, ended.card


def test_a_failed_installation_is_one_line_and_has_seen_no_key(
    rehearsals: Rehearsals, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("OPENAI_API_KEY", "SOME_OTHER_TOKEN"):
        monkeypatch.setenv(name, "sk-canary-of-the-user")
    # pip puts the value in place of the name, or leaves the name where there is none.
    archive = archive_of(
        rehearsals.path / "made.zip", HONEST, needs="./${OPENAI_API_KEY}${SOME_OTHER_TOKEN}\n"
    )
    ended = rehearsals.command(*rehearsals.words(archive))
    assert ended.code == 2
    last = ended.err.splitlines()[-1]
    assert last.startswith("surefoot: requirements.txt: cannot be installed: ")
    assert "OPENAI_API_KEY" in last
    assert "sk-canary" not in ended.err
