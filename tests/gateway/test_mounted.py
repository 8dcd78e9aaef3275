"""The gateway on the project's own command line."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from app.cli import main


def test_keys_are_made_and_listed_through_run_py(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in (["add", "team-a", "--budget", "5"], ["list"]):
        command = ["run.py", "gateway", "keys", *words, "--data", str(tmp_path)]
        monkeypatch.setattr(sys, "argv", command)
        assert main() == 0
    secret, *table = capsys.readouterr().out.splitlines()
    assert secret.startswith("sg-")
    assert "team-a" in table[-1] and "5.00" in table[-1]


def test_an_unusable_address_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["run.py", "gateway", "--upstream", "nowhere"])
    assert main() == 2
    last = capsys.readouterr().err.splitlines()[-1]
    assert last == "surefoot: field '--upstream': 'nowhere' is not an http(s) address"
