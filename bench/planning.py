"""How far planning without a model gets on catalogs it has never seen, and how fast it is.

`python -m bench.planning [--quick] [--domain FOLDER] [--show]` runs the batch command over each
domain of tests/planning/domains and prints a table and JSON. Only learned-from domains may be
shown task by task.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from core.task import Task
from core.thought import PlanRequest
from core.tool import Tool
from evaluation.expected import judge
from reasoners.symbolic import SymbolicReasoner

ROOT = Path(__file__).parents[1]
DOMAINS = ROOT / "tests" / "planning" / "domains"
NOON = 1_749_556_800.0


@dataclass(frozen=True)
class Score:
    """Counts over the tasks of a domain; of `to_ask` those that lack something."""

    domain: str
    tasks: int
    goal_found: int
    arguments_right: int
    complete: int
    to_ask: int
    asked: int
    wrong_writes: int


def score_domain(folder: Path, show: bool) -> Score:
    """Run a domain's tasks through the batch command and judge them."""
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    results = {result["id"]: result for result in _run(folder)}
    verdicts = {v.task_id: v for v in judge(list(results.values()), expected)}
    if show:
        for verdict in verdicts.values():
            print(verdict.task_id, "ok" if verdict.accepted else "; ".join(verdict.reasons))
    asking = [entry for entry in expected if "asks_for" in entry]
    return Score(
        domain=str(folder.relative_to(folder.parents[1])),
        tasks=len(expected),
        goal_found=sum(_goal_found(entry, results[entry["id"]]) for entry in expected),
        arguments_right=sum(
            not _about("no call like", verdicts[e["id"]].reasons) for e in expected
        ),
        complete=sum(verdict.accepted for verdict in verdicts.values()),
        to_ask=len(asking),
        asked=sum(verdicts[entry["id"]].accepted for entry in asking),
        wrong_writes=sum(bool(_about("must not be called", v.reasons)) for v in verdicts.values()),
    )


def _run(folder: Path) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as place:
        work = Path(place) / "domain"
        shutil.copytree(folder, work)
        output = Path(place) / "results.json"
        command = [sys.executable, str(ROOT / "run.py"), "--fresh", "--quiet"]
        command += ["--reasoner", "symbolic", "--run-dir", str(Path(place) / "runs")]
        for name in ("tasks", "tools", "bindings"):
            command += [f"--{name}", str(work / f"{name}.json")]
        subprocess.run([*command, "--output", str(output)], check=True, cwd=ROOT)
        found: list[dict[str, Any]] = json.loads(output.read_text("utf-8"))
        return found


def _goal_found(entry: Mapping[str, Any], result: Mapping[str, Any]) -> bool:
    """Whether every tool that the labels want was called, with whatever arguments."""
    called = {call["tool"] for call in result["tool_calls"]}
    wanted = (call.get("any_of", [call]) for call in entry.get("calls", []))
    return all(any(option["tool"] in called for option in options) for options in wanted)


def _about(words: str, reasons: Sequence[str]) -> list[str]:
    return [reason for reason in reasons if words in reason]


def planning_times(sizes: Sequence[int], repeats: int) -> dict[int, float]:
    """Return catalog size -> median milliseconds of one plan, the catalog understood before."""
    return {size: _median_ms(_catalog(size), repeats) for size in sizes}


def _catalog(size: int) -> tuple[Tool, ...]:
    things = "parcel invoice permit meter lesson vessel orchard policy ward rota".split()
    return tuple(_tool(things[n % len(things)], n) for n in range(size))


def _tool(thing: str, number: int) -> Tool:
    text = {"type": "string"}
    own = f"{thing}{number}_id"
    return Tool(
        name=f"read_{thing}_{number}",
        description=f"Read the {thing} of district {number}. Returns its state and due date.",
        args_schema={"type": "object", "properties": {own: text}, "required": [own]},
        returns={"type": "object", "properties": {own: text, "state": text, "due_on": text}},
        effect="read",
    )


def _median_ms(tools: tuple[Tool, ...], repeats: int) -> float:
    reasoner = SymbolicReasoner(tools)
    prompt = "When is the permit of district 12 due, and what state is parcel PA-77 in?"
    times = []
    for number in range(repeats + 1):
        task = Task(str(number), "ops", prompt)
        started = time.perf_counter()
        reasoner.plan(PlanRequest(task, tools, {}, "", revision=1, tries=1, now=NOON))
        times.append((time.perf_counter() - started) * 1000)
    return round(sorted(times[1:])[repeats // 2], 1)


def main() -> None:
    """Print scores and times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--domain", type=Path, action="append")
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    folders = options.domain or [f for f in sorted(DOMAINS.glob("*/*")) if "sealed" not in f.parts]
    scores = [score_domain(folder.resolve(), options.show) for folder in folders]
    print(
        f"{'domain':10} {'tasks':>6} {'goal':>6} {'args':>6} {'done':>6} {'asked':>7} {'wrong':>6}"
    )
    for score in scores:
        print(
            f"{score.domain:10} {score.tasks:6} {score.goal_found:6} {score.arguments_right:6} "
            f"{score.complete:6} {score.asked:3} of {score.to_ask} {score.wrong_writes:5}"
        )
    times = planning_times((8, 500), 3 if options.quick else 15)
    print("milliseconds a plan:", ", ".join(f"{size} tools {ms}" for size, ms in times.items()))
    print(json.dumps({"scores": [asdict(score) for score in scores], "plan_ms": times}))


if __name__ == "__main__":
    main()
