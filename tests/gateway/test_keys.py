"""Callers' keys: made once, stored as hashes, ended at once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from core.errors import InputError, StoreError
from gateway.cli import app
from gateway.keys import KEYS_FILE, KeyFile, hashed
from tests.gateway import model
from tests.gateway.conftest import StartGateway
from tests.gateway.running import LocalGateway
from tests.gateway.upstream import ScriptedUpstream, whole

ASK: dict[str, Any] = {"model": "gpt-4o-mini", "messages": [], "max_tokens": 5}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "gateway"


def run(*args: str) -> str:
    outcome = CliRunner().invoke(app, list(args), catch_exceptions=False)
    assert outcome.exit_code == 0, outcome.output
    return outcome.stdout.strip()


def add(data: Path, name: str, *options: str) -> str:
    return run("keys", "add", name, "--data", str(data), *options)


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def test_a_key_is_printed_once_and_only_its_hash_is_stored(data: Path) -> None:
    secret = add(data, "team")

    stored = (data / KEYS_FILE).read_text(encoding="utf-8")
    assert hashed(secret) in stored
    assert secret not in stored and secret.split("-", 2)[2] not in stored
    assert secret not in run("keys", "list", "--data", str(data))


def test_the_file_of_keys_is_its_owners_alone(data: Path) -> None:
    add(data, "team")

    assert (data / KEYS_FILE).stat().st_mode & 0o077 == 0


def test_two_keys_are_never_alike(data: Path) -> None:
    secrets = {add(data, f"team-{i}") for i in range(20)}

    assert len(secrets) == 20
    assert all(len(secret.split("-", 2)[2]) == 43 for secret in secrets)


def test_a_list_shows_budget_models_and_rate(data: Path) -> None:
    add(data, "team", "--budget", "1.50", "--models", "a, b", "--rate", "30")
    add(data, "ops", "--budget", "none", "--operator")

    heading, team, ops = run("keys", "list", "--data", str(data)).splitlines()
    assert heading.split()[:2] == ["id", "name"]
    assert team.split()[1:6] == ["team", "1.50", "a,b", "30", "-"]
    assert ops.split()[1:6] == ["ops", "none", "all", "-", "yes"]


def test_a_list_shows_a_budget_below_a_cent(data: Path) -> None:
    add(data, "team", "--budget", "0.003552")

    assert "0.003552" in run("keys", "list", "--data", str(data))


@pytest.mark.parametrize("name", ["", "  ", "two\nlines"])
def test_a_name_that_a_list_cannot_show_is_refused(data: Path, name: str) -> None:
    with pytest.raises(InputError, match="name"):
        add(data, name)


def test_a_name_in_use_is_refused_and_free_again_once_revoked(data: Path) -> None:
    add(data, "team")
    again = CliRunner().invoke(app, ["keys", "add", "team", "--data", str(data)])
    assert "exists" in str(again.exception)

    run("keys", "revoke", "team", "--data", str(data))

    add(data, "team")


def test_a_key_that_is_not_there_cannot_be_revoked(data: Path) -> None:
    outcome = CliRunner().invoke(app, ["keys", "revoke", "nobody", "--data", str(data)])

    assert "no key 'nobody' is in force" in str(outcome.exception)


def test_with_keys_a_call_needs_one(
    start: StartGateway, upstream: ScriptedUpstream, data: Path
) -> None:
    upstream.script = model.answer
    secret = add(data, "team")
    gateway = start()

    assert gateway.call(ASK, **bearer(secret)).status == 200
    for wrong in ({}, bearer(""), bearer(secret[:-1]), bearer(secret + "x"), bearer("sk-x-y")):
        answer = gateway.call(ASK, **wrong)
        assert (answer.status, answer.error["code"]) == (401, "invalid_api_key")
    assert len(upstream.received) == 1


def test_a_key_made_while_the_gateway_runs_closes_it_to_callers_without_one(
    start: StartGateway, upstream: ScriptedUpstream, data: Path
) -> None:
    upstream.script = model.answer
    gateway = start()
    assert gateway.call(ASK).status == 200

    secret = add(data, "team")

    assert gateway.call(ASK).status == 401
    assert gateway.call(ASK, **bearer(secret)).status == 200


def test_a_revoked_key_ends_at_once_and_the_last_one_does_not_open_the_gateway(
    start: StartGateway, upstream: ScriptedUpstream, data: Path
) -> None:
    upstream.script = model.answer
    secret = add(data, "team")
    gateway = start()
    assert gateway.call(ASK, **bearer(secret)).status == 200

    run("keys", "revoke", "team", "--data", str(data))

    assert gateway.call(ASK, **bearer(secret)).status == 401
    assert gateway.call(ASK).status == 401


@pytest.mark.parametrize("damage", ["lost", "cut", "not keys"])
def test_a_lost_or_damaged_file_of_keys_closes_the_gateway(
    start: StartGateway, upstream: ScriptedUpstream, data: Path, damage: str
) -> None:
    upstream.script = model.answer
    secret = add(data, "team")
    gateway = start()
    assert gateway.call(ASK, **bearer(secret)).status == 200
    file = data / KEYS_FILE

    if damage == "lost":
        file.unlink()
    else:
        file.write_text('[{"id": 1}]' if damage == "not keys" else "[{", encoding="utf-8")

    assert gateway.call(ASK, **bearer(secret)).status == 503
    assert gateway.call(ASK).status == 503


def test_a_damaged_file_is_named(data: Path) -> None:
    add(data, "team")
    (data / KEYS_FILE).write_text("[{", encoding="utf-8")

    with pytest.raises(StoreError, match=r"keys\.json: damaged"):
        KeyFile(data / KEYS_FILE).all()


def test_each_key_has_a_budget_of_its_own(
    start: StartGateway, upstream: ScriptedUpstream, data: Path
) -> None:
    upstream.script = model.answer
    poor = add(data, "poor", "--budget", "0")
    rich = add(data, "rich", "--budget", "1")
    gateway = start(budget=None)

    assert gateway.call(ASK, **bearer(poor)).status == 402
    assert gateway.call(ASK, **bearer(rich)).status == 200


def test_each_key_has_models_of_its_own(
    start: StartGateway, upstream: ScriptedUpstream, data: Path
) -> None:
    upstream.script = model.answer
    secret = add(data, "team", "--models", "gpt-4.1-nano,gpt-4o-mini")
    gateway = start()

    assert gateway.call(ASK, **bearer(secret)).status == 200
    answer = gateway.call({**ASK, "model": "gpt-4o"}, **bearer(secret))
    assert (answer.status, answer.error["code"]) == (403, "model_not_allowed")


def test_a_key_sees_its_own_models_in_a_list(
    gateway: LocalGateway, upstream: ScriptedUpstream, data: Path
) -> None:
    listed = [{"id": "gpt-4o-mini", "x": 1}, {"id": "gpt-4o"}, 5]
    body = json.dumps({"object": "list", "data": listed}, indent=2).encode()
    upstream.script = lambda received: whole(body)
    some = bearer(add(data, "some", "--models", "gpt-4o-mini,other"))
    every = bearer(add(data, "every"))

    assert gateway.get("/v1/models", **every).body == body
    assert gateway.get("/v1/models", **some).json == {"object": "list", "data": listed[:1]}
    assert gateway.get("/v1/models/gpt-4o-mini", **some).body == body
    assert gateway.get("/v1/models/gpt-4o", **some).error["code"] == "model_not_allowed"


def test_the_stored_entry_says_no_more_than_it_must(data: Path) -> None:
    add(data, "team", "--rate", "60")

    (entry,) = json.loads((data / KEYS_FILE).read_text(encoding="utf-8"))
    expected = {"id", "name", "sha256", "budget", "models", "rate_per_minute"}
    assert set(entry) == expected | {"operator", "created_at", "revoked_at"}
