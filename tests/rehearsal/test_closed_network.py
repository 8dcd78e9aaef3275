"""What the command can reach, and what it can learn, from where it runs."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from rehearsal.job import Ended, Job
from rehearsal.supervised import closed_supervisor
from tests.model_server.competent import CompetentModel
from tests.model_server.samples import sample_solutions
from tests.model_server.server import ModelServer
from tests.rehearsal.archives import HONEST
from tests.rehearsal.conftest import ROOT, Rehearsals

# Other network namespaces are forbidden from here on, as some machines do.
FORBID = "echo 0 > /proc/sys/user/max_net_namespaces && exec "


def connects(port: int, folder: Path) -> tuple[bool, Ended]:
    """Try to reach a port of this machine; return whether the network was closed, and how."""
    program = f"import socket; socket.create_connection(('127.0.0.1', {port}), 5)"
    command = (sys.executable, "-c", program)
    with closed_supervisor() as ready:
        ended = ready.run(Job(command, str(folder), dict(os.environ), str(folder / "log"), 20.0))
        return ready.listener is not None, ended


def test_a_closed_network_does_not_reach_this_machine(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        closed, ended = connects(server.getsockname()[1], tmp_path)
    assert (ended.exit_code == 1) == closed


def test_where_the_network_cannot_be_closed_the_rehearsal_says_so(rehearsals: Rehearsals) -> None:
    unshare = shutil.which("unshare")
    words = rehearsals.words(rehearsals.archive(HONEST))
    command = [sys.executable, "-m", "tests.rehearsal.quick", *words]
    if unshare is None or subprocess.run([unshare, "-Ur", "sh", "-c", f"{FORBID}true"]).returncode:
        pytest.skip("this machine does not let a test forbid namespaces")
    ran = subprocess.run(
        [unshare, "-Ur", "sh", "-c", f'{FORBID}"$@"', "sh", *command],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr
    assert "other network is not blocked here" in ran.stderr
    assert "not blocked here" in ran.stdout


@pytest.mark.parametrize("address", ["http://me:sesame@127.0.0.1/v1", "http://h/v1?key=sesame"])
def test_an_address_that_holds_a_password_is_refused_unshown(
    rehearsals: Rehearsals, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", address)
    ended = rehearsals.program(HONEST)
    assert ended.code == 2
    assert ended.err.startswith("surefoot: OPENAI_BASE_URL must hold no")
    assert "sesame" not in ended.err + ended.card


def test_the_users_key_stays_outside(
    rehearsals: Rehearsals, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = "sk-canary-of-the-user"
    program = f"""
secret = "sk-canary" + "-of-the-user"
assert not any(secret in value for value in os.environ.values())
assert os.environ["OPENAI_API_KEY"] == os.environ["MODEL_GATEWAY_KEY"]
assert os.environ["OPENAI_BASE_URL"] == os.environ["MODEL_GATEWAY_URL"]
ask()
{HONEST}"""
    with ModelServer(CompetentModel(sample_solutions()), key=key) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_API_KEY", key)
        monkeypatch.setenv("CHAT_MODEL", "gpt-4.1-mini")
        ended = rehearsals.program(program)
    assert f"gpt-4.1-mini at {server.url} with your key" in ended.card
    assert server.ledger.keys == [key]
    assert key not in ended.card + ended.err
    (used,) = (bill["total_tokens"] for bill in server.ledger.bills)
    assert f"tokens_used adds up to 0, measured were {used}: a difference of -100.0%" in ended.card
