"""Caps on money and time from the command line, over real HTTP: checked first, and never lost."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from core.clock import SystemClock
from tests.app.model_batches import Batch
from tests.app.run_commands import PLAN, PLAN_TOOL, RunsFolder
from tests.model_server.competent import CompetentModel
from tests.model_server.replies import Say
from tests.model_server.samples import ROOT, sample_solutions
from tests.model_server.server import ModelServer

UNKNOWN = "nobody-knows-this-model"


@pytest.fixture
def folder(runs_folder: RunsFolder) -> RunsFolder:
    runs_folder.write({"t1": PLAN}, [PLAN_TOOL])
    return runs_folder


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> str:
    """A model at an address where nobody listens."""
    monkeypatch.setenv("MODEL_GATEWAY_URL", "http://127.0.0.1:9/v1")
    return UNKNOWN


@pytest.mark.parametrize("flag", ["--max-usd", "--max-usd-per-task"])
def test_money_capped_without_a_price_stops_before_there_is_a_run(
    folder: RunsFolder, model: str, flag: str
) -> None:
    ended = folder.batch("--model", model, flag, "3")
    assert ended.code == 2
    assert ended.err.strip() == (
        f"surefoot: {flag} needs the price of {UNKNOWN}, which is not known: "
        "give it with --price INPUT,OUTPUT (USD per million tokens)"
    )
    assert sorted(path.name for path in folder.path.iterdir()) == ["tasks.json", "tools.json"]


def test_a_price_that_is_none_stops_before_there_is_a_run(folder: RunsFolder, model: str) -> None:
    ended = folder.batch("--model", model, "--price", "cheap")
    assert ended.code == 2 and "--price 'cheap'" in ended.err
    assert sorted(path.name for path in folder.path.iterdir()) == ["tasks.json", "tools.json"]


@pytest.mark.parametrize("most", ["inf", "1e400", "nan"])
@pytest.mark.parametrize(
    "flag",
    ["--max-usd", "--max-usd-per-task", "--max-model-seconds", "--max-model-seconds-per-task"],
)
def test_a_cap_that_is_no_number_stops_before_there_is_a_run(
    folder: RunsFolder, model: str, flag: str, most: str
) -> None:
    ended = folder.batch("--model", model, "--price", "1,1", flag, most)
    assert ended.code == 2 and f"'{flag}'" in ended.err
    assert sorted(path.name for path in folder.path.iterdir()) == ["tasks.json", "tools.json"]


@pytest.mark.parametrize("flag", ["--max-tokens", "--max-model-calls-per-task"])
def test_a_cap_that_cannot_be_kept_stops_before_there_is_a_run(
    folder: RunsFolder, model: str, flag: str
) -> None:
    ended = folder.batch("--model", model, "--price", "1,1", flag, "9" * 20)
    assert ended.code == 2 and f"'{flag}'" in ended.err
    assert sorted(path.name for path in folder.path.iterdir()) == ["tasks.json", "tools.json"]


@pytest.mark.parametrize("price", ["0.15,inf", "inf,1", "nan,1", "1e400,1"])
def test_a_price_without_end_stops_before_there_is_a_run(
    folder: RunsFolder, model: str, price: str
) -> None:
    ended = folder.batch("--model", model, "--price", price)
    assert ended.code == 2 and f"--price '{price}'" in ended.err
    assert sorted(path.name for path in folder.path.iterdir()) == ["tasks.json", "tools.json"]


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("MODEL_GATEWAY_KEY", "sesameß"),
        ("MODEL_GATEWAY_URL", "http://me:sesame@127.0.0.1:9/v1"),
        ("MODEL_GATEWAY_URL", "http://127.0.0.1:9/v1?key=sesame"),
    ],
)
def test_a_key_or_address_that_cannot_be_used_stops_before_there_is_a_run(
    folder: RunsFolder, model: str, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    ended = folder.batch("--model", model)
    assert ended.code == 2 and variable in ended.err and "sesame" not in ended.err
    assert sorted(path.name for path in folder.path.iterdir()) == ["tasks.json", "tools.json"]


@pytest.mark.parametrize("flags", [("--price", "1,1"), ("--price", "1,1", "--max-usd", "3")])
def test_a_price_without_a_model_is_told_to_be_of_no_use(
    folder: RunsFolder, flags: tuple[str, ...]
) -> None:
    words = ["--tasks", "tasks.json", "--tools", "tools.json", "--output", "results.json"]
    ended = folder.command(*words, *flags)
    assert ended.code == 0
    assert "no model is configured" in ended.err and "--price is not used" in ended.err


CAP_S = 2.0


class Murderous:
    """A competent model that lets whoever asks a second time wait for longer than the cap, and
    kills it then."""

    def __init__(self) -> None:
        self._asked, self._brain = 0, CompetentModel(sample_solutions())
        self.process: subprocess.Popen[bytes] | None = None

    def __call__(self, request: dict[str, Any]) -> Say:
        self._asked += 1
        if self._asked == 2 and self.process is not None:
            SystemClock().sleep(CAP_S)
            self.process.kill()
        return self._brain(request)


def test_a_cap_on_seconds_holds_over_a_kill_and_a_resume(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = Batch(tmp_path, monkeypatch, tasks=1)
    brain = Murderous()
    with ModelServer(brain) as server:
        command = [sys.executable, str(ROOT / "run.py"), "--reasoner=model"]
        command += [f"--max-model-seconds-per-task={CAP_S}"]
        command += [f"--{name}={batch.folder / name}.json" for name in ("tasks", "tools")]
        command += [f"--bindings={batch.folder / 'bindings.json'}", f"--output={batch.output}"]
        command += [f"--run-dir={tmp_path / 'runs'}"]
        environ = {**os.environ, "MODEL_GATEWAY_URL": server.url, "MODEL_GATEWAY_KEY": "k"}
        with subprocess.Popen(command, env=environ, stderr=subprocess.DEVNULL) as brain.process:
            assert brain.process.wait(60) < 0
        assert subprocess.run(command, env=environ, check=False, timeout=60).returncode == 0
    assert server.ledger.calls == 2
    assert "Not finished yet" not in batch.results[0]["final_answer"]
