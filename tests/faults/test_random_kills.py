"""Hundreds of kills at random instants, over tools that fail 30 % of the time."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import pytest

from tests.faults.agent import Agents
from tests.faults.random_kills import Tally, sweep
from tests.faults.tool_server_process import ToolServerProcess

pytestmark = [pytest.mark.faults, pytest.mark.timeout(300)]
KILLS = 200


@pytest.fixture(scope="module")
def seed() -> int:
    """FAULTS_SEED repeats the plans, the tools' failures and the delays of an earlier sweep."""
    return int(os.environ.get("FAULTS_SEED") or secrets.randbelow(10**6))


def test_hundreds_of_random_kills_repeat_and_lose_nothing(
    agents: Agents, server: ToolServerProcess, tmp_path: Path, seed: int
) -> None:
    def enough(tally: Tally) -> bool:
        return tally.midway >= KILLS or bool(tally.wrong)

    tally = sweep(agents, server, tmp_path, seed, enough)
    print(
        f"\nFAULTS_SEED={seed}: {tally.kills} kills in {tally.batches} batches, {tally.midway} at "
        f"work, {tally.cut} with a call open; faults {dict(server.faults())}; "
        f"{server.requests().total()} requests, {server.effects().total()} effects; "
        f"{tally.undecided} tasks undecided and reported"
    )
    assert tally.wrong == [], f"FAULTS_SEED={seed}"
    assert tally.midway >= KILLS
    assert tally.cut >= KILLS // 10
    played = server.faults()
    assert played.total() >= server.requests().total() // 5
    assert set(played) == {"fail_before", "fail_after", "drop_before", "drop_after"}


@pytest.mark.parametrize("planted", ["intent after send", "retry under a new key"])
def test_the_same_sweep_catches_a_planted_defect(
    agents: Agents, server: ToolServerProcess, tmp_path: Path, seed: int, planted: str
) -> None:
    def enough(tally: Tally) -> bool:
        return bool(tally.wrong) or tally.kills >= KILLS

    tally = sweep(agents, server, tmp_path, seed, enough, planted)
    assert tally.wrong, f"FAULTS_SEED={seed}: {tally.kills} kills did not show it"
