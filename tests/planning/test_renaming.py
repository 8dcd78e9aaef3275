"""Names help, descriptions carry: with names that mean nothing nearly all is still done."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bench.planning import LOST_BOUND, lost_by_renaming, score_all
from bench.planning_runs import DOMAINS, SAMPLE_TASKS, Domain, domain_at, renamed

LEARNED = [SAMPLE_TASKS, domain_at(DOMAINS / "learn" / "a"), domain_at(DOMAINS / "learn" / "b")]


def test_names_that_mean_nothing_cost_at_most_one_task_in_ten(tmp_path: Path) -> None:
    again = [renamed(domain, 1, tmp_path / str(at)) for at, domain in enumerate(LEARNED)]
    lost, before = lost_by_renaming(score_all([*LEARNED, *again], []))
    assert before > 30
    assert lost <= LOST_BOUND * before


def texts(folder: Path) -> str:
    return "\n".join((folder / name).read_text("utf-8") for name in ("tools.json", "expected.json"))


@pytest.mark.parametrize("domain", LEARNED, ids=lambda domain: domain.name)
def test_no_tool_keeps_its_name(domain: Domain, tmp_path: Path) -> None:
    found = texts(renamed(domain, 1, tmp_path).folder)
    tools = json.loads((domain.folder / "tools.json").read_text("utf-8"))
    assert not [tool["name"] for tool in tools if re.search(rf"\b{tool['name']}\b", found)]


def test_a_seed_draws_the_same_names_again_and_another_seed_others(tmp_path: Path) -> None:
    one, same, other = (
        texts(renamed(SAMPLE_TASKS, seed, tmp_path / str(at)).folder)
        for at, seed in enumerate((1, 1, 2))
    )
    assert one == same != other
