"""Who may call and who may look, on loopback and beyond it."""

from __future__ import annotations

import base64
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from core.errors import InputError
from gateway.cli import app
from tests.gateway import model
from tests.gateway.conftest import StartGateway, StartProcess
from tests.gateway.running import ROOT, send
from tests.gateway.test_keys import add, bearer, run
from tests.gateway.upstream import ScriptedUpstream

ASK: dict[str, Any] = {"model": "gpt-4o-mini", "messages": [], "max_tokens": 5}
VIEWS = ("/usage", "/metrics", "/", "/page/page.js")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "gateway"


def refused(*args: str) -> str:
    """Start a gateway that must not start; return its one line."""
    command = [sys.executable, "-m", "gateway", *args]
    outcome = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (outcome.returncode, outcome.stdout) == (2, "")
    return outcome.stderr.strip().splitlines()[-1]


def test_beyond_loopback_it_does_not_start_without_keys(data: Path) -> None:
    args = ("--upstream", "http://127.0.0.1:1", "--host", "0.0.0.0", "--data", str(data))

    assert "there are no keys" in refused(*args)


def test_beyond_loopback_revoked_keys_are_no_keys(data: Path) -> None:
    add(data, "team")
    run("keys", "revoke", "team", "--data", str(data))
    args = ("--upstream", "http://127.0.0.1:1", "--host", "0.0.0.0", "--data", str(data))

    assert "there are no keys" in refused(*args)


def test_beyond_loopback_it_starts_with_keys(
    start_process: StartProcess, upstream: ScriptedUpstream, data: Path
) -> None:
    upstream.script = model.answer
    secret = add(data, "team")
    gateway = start_process("--host", "0.0.0.0")
    base = gateway.base.replace("0.0.0.0", "127.0.0.1")

    assert send(base, "GET", "/v1/models", headers=bearer(secret)).status == 200
    assert send(base, "GET", "/v1/models").status == 401


@pytest.mark.parametrize("view", VIEWS)
def test_beyond_loopback_every_view_needs_a_key(start: StartGateway, data: Path, view: str) -> None:
    secret = add(data, "team")
    gateway = start(host="0.0.0.0")

    assert gateway.get(view).status == 401
    assert gateway.get(view).header("www-authenticate") == 'Basic realm="gateway"'
    assert gateway.get(view, **bearer(secret)).status == 200


def test_a_browser_may_send_the_key_as_its_password(start: StartGateway, data: Path) -> None:
    secret = add(data, "team")
    gateway = start(host="0.0.0.0")
    basic = base64.b64encode(f"anybody:{secret}".encode()).decode()

    assert gateway.get("/usage", Authorization=f"Basic {basic}").status == 200
    assert gateway.get("/usage", Authorization="Basic ?").status == 401


def test_a_password_that_a_browser_sends_along_cannot_spend(
    start: StartGateway, data: Path
) -> None:
    password = base64.b64encode(f"x:{add(data, 'ops', '--operator')}".encode()).decode()
    answer = start(host="0.0.0.0").call(ASK, Authorization=f"Basic {password}")
    assert (answer.status, answer.header("www-authenticate")) == (401, "Bearer")


def test_beyond_loopback_a_key_sees_its_own_calls_and_an_operators_key_all(
    start: StartGateway, upstream: ScriptedUpstream, data: Path
) -> None:
    upstream.script = model.answer
    one, two = add(data, "one"), add(data, "two")
    operator = add(data, "ops", "--operator")
    gateway = start(host="0.0.0.0")
    gateway.call(ASK, **bearer(one), X_Task_Id="secret-task")

    own = gateway.get("/usage", **bearer(one)).json
    other = gateway.get("/usage", **bearer(two))
    everything = gateway.get("/usage", **bearer(operator)).json
    assert own["total"]["calls"] == everything["total"]["calls"] == 1
    assert other.json["total"]["calls"] == 0
    assert b"secret-task" not in other.body and b'"one"' not in other.body
    assert [key["name"] for key in everything["keys"]] == ["one", "two", "ops"]
    metrics = gateway.get("/metrics", **bearer(two)).body
    assert b"calls_total{" not in metrics


@pytest.mark.parametrize("path", ["/v1/models", *VIEWS])
def test_on_loopback_a_page_under_another_name_is_refused(start: StartGateway, path: str) -> None:
    """A name that a web page's owner points at 127.0.0.1 would otherwise read everything."""
    answer = start().get(path, Host="evil.example:8080")

    assert (answer.status, answer.error["code"]) == (403, "foreign_origin")


@pytest.mark.parametrize("headers", [{"host": "["}, {"origin": "http://["}, {"origin": "null"}])
def test_on_loopback_a_page_that_does_not_say_where_it_is_from_is_refused(
    start: StartGateway, headers: dict[str, str]
) -> None:
    answer = start().get("/usage", **headers)

    assert (answer.status, answer.error["code"]) == (403, "foreign_origin")


def test_on_loopback_a_page_from_elsewhere_cannot_spend(
    start: StartGateway, upstream: ScriptedUpstream
) -> None:
    answer = start().call(ASK, Origin="https://evil.example")

    assert (answer.status, answer.error["code"]) == (403, "foreign_origin")
    assert upstream.received == []


@pytest.mark.parametrize("host", ["localhost:1", "127.0.0.1", "[::1]:8080", "127.0.0.2:80"])
def test_on_loopback_every_name_of_this_machine_is_taken(start: StartGateway, host: str) -> None:
    assert start().get("/usage", Host=host).status == 200


def test_a_defect_is_one_line_in_the_log_and_an_error_for_the_caller(
    start: StartGateway, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    gateway = start()

    def defective(*_: object) -> None:
        raise ZeroDivisionError("as planned")

    monkeypatch.setattr("gateway.relay.bound", defective)
    answer = gateway.call(ASK)

    assert (answer.status, answer.error["code"]) == (500, "gateway_failed")
    (line,) = [record.getMessage() for record in caplog.records if record.name == "gateway"]
    assert line == "a defect of the gateway's own: ZeroDivisionError: as planned"


UNUSABLE: dict[str, tuple[str, ...]] = {
    "is not an http(s) address": ("--upstream", "ftp://x"),
    "must hold no password": ("--upstream", "http://user:secret@x"),
    "must hold no password, query": ("--upstream", "http://x/v1?key=secret"),
    "is not an amount in USD": ("--upstream", "http://x", "--budget", "three"),
    "is not model=input,output": ("--upstream", "http://x", "--price", "m=1"),
    "names no model": ("--upstream", "http://x", "--models", ","),
    "cannot be read": ("--upstream", "http://x", "--prices", "nowhere.json"),
}


@pytest.mark.parametrize(("words", "args"), UNUSABLE.items(), ids=UNUSABLE.keys())
def test_unusable_settings_are_one_clear_line(
    data: Path, words: str, args: tuple[str, ...]
) -> None:
    outcome = CliRunner().invoke(app, [*args, "--data", str(data)])

    assert isinstance(outcome.exception, InputError)
    assert words in str(outcome.exception) and "secret" not in str(outcome.exception)


@pytest.mark.parametrize("flag", ["--rate", "--timeout", "--max-request-mb"])
@pytest.mark.parametrize("most", ["inf", "nan"])
def test_a_limit_that_is_no_number_is_refused(data: Path, flag: str, most: str) -> None:
    # The address is of no use either: nothing is served where the limit is let pass.
    outcome = CliRunner().invoke(app, ["--upstream", "ftp://x", "--data", str(data), flag, most])

    assert outcome.exit_code == 2 and f"'{flag}'" in outcome.output


def test_without_its_packages_the_gateway_names_them(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.packages.find_spec", lambda name: None)

    outcome = CliRunner().invoke(app, ["--upstream", "http://x", "--data", str(data)])

    assert isinstance(outcome.exception, InputError)
    assert "fastapi and uvicorn not installed" in str(outcome.exception)


def test_a_port_in_use_is_one_clear_line(upstream: ScriptedUpstream, data: Path) -> None:
    port = upstream.url.rsplit(":", 1)[1].removesuffix("/v1")

    line = refused("--upstream", upstream.url, "--port", port, "--data", str(data))

    assert f"cannot listen on 127.0.0.1, port {port}" in line


def test_a_second_gateway_on_the_same_ledger_is_one_clear_line(
    start: StartGateway, upstream: ScriptedUpstream, data: Path
) -> None:
    start().usage()
    command = ("--upstream", upstream.url, "--port", "0", "--data", str(data))
    outcome = subprocess.run(
        [sys.executable, "-m", "gateway", *command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert outcome.returncode == 4
    assert "another gateway is using it" in outcome.stderr.splitlines()[-1]
