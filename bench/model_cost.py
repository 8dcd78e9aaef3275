"""What the model path costs, against the agents everybody else uses.

    python -m bench.model_cost [--quick] [--json FILE] [--plot FILE]

One scripted model server plays a competent model for every agent alike, over real HTTP, and bills
all by one tokenizer. Exit 1 where a bound is missed. Rows are sums over their tasks.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

if not __package__:  # started as a file
    sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.cost_bounds import Bound, bounds
from bench.cost_orchestration import per_step
from bench.cost_plot import write_plot
from bench.cost_prompt import parts_table
from bench.cost_retrieval import Recall, measure_recall, recall_table
from bench.cost_rivals import Finished, loop_agent, plan_and_execute, run_all
from bench.cost_rows import WHOLE_MIX, Done, Row, found, row, summary, table
from bench.cost_surefoot import run_surefoot
from bench.cost_world import BenchTask, write_tasks, write_world
from evaluation.expected import judge
from tests.model_server.competent import CompetentModel, Solution
from tests.model_server.samples import ROOT, sample_solutions
from tests.model_server.server import Latency, Ledger, ModelServer

CATALOGS = (8, 30, 130)
LATENCY = Latency(base=0.8, per_token=0.01)
AGENTS = ("surefoot", "create_agent", "plan-and-execute")
Judge = Callable[[list[dict[str, Any]]], dict[str, bool]]


def run_agent(
    agent: str,
    folder: Path,
    solutions: Sequence[Solution],
    right: Judge,
    *,
    latency: Latency | None = None,
    refuse_from: int | None = None,
    parallel: bool = False,
) -> tuple[list[Done], Ledger]:
    """Let one agent do the tasks of a folder; what it did, and what the server billed."""
    brain = CompetentModel(solutions, parallel=parallel)
    with ModelServer(brain, latency=latency, refuse_from=refuse_from) as server:
        entries = _entries(agent, folder, server.url, solutions)
    if server.ledger.complaints:
        raise RuntimeError(f"{agent}: {server.ledger.complaints[0]}")
    verdicts = right(entries)
    done = [
        Done(
            entry["id"],
            verdicts[entry["id"]],
            entry["tool_calls_count"],
            entry["latency_ms"] / 1000,
        )
        for entry in entries
    ]
    return done, server.ledger


def _entries(
    agent: str, folder: Path, url: str, solutions: Sequence[Solution]
) -> list[dict[str, Any]]:
    if agent == "surefoot":
        return run_surefoot(folder, url)
    rival = plan_and_execute if agent == "plan-and-execute" else loop_agent
    prompts = {one.task_id: one.prompt for one in solutions}
    return [_entry(one) for one in run_all(rival, folder, url, prompts)]


def _entry(finished: Finished) -> dict[str, Any]:
    calls = [{"tool": tool, "args": dict(args)} for tool, args in finished.calls]
    return {
        "id": finished.task_id,
        "plan": [],
        "tool_calls": calls,
        "final_answer": finished.answer or "",
        "latency_ms": round(finished.seconds * 1000),
        "tool_calls_count": len(calls),
    }


def by_facts(tasks: Iterable[BenchTask]) -> Judge:
    """Judge by whether the answer holds every fact."""
    facts = {task.id: task.facts for task in tasks}
    return lambda entries: {
        entry["id"]: all(fact in entry["final_answer"] for fact in facts[entry["id"]])
        for entry in entries
    }


def by_expectations(entries: list[dict[str, Any]]) -> dict[str, bool]:
    """Judge the samples as their expected outcomes do."""
    path = ROOT / "evaluation/expected/tasks.json"
    expected = json.loads(path.read_text(encoding="utf-8"))
    return {one.task_id: one.accepted for one in judge(entries, expected)}


def generated(folder: Path, tools: int, agents: Sequence[str], flaky: float = 0.0) -> list[Row]:
    """Generated tasks: one row per agent, kind and length."""
    rows = []
    scenario = "flaky 30%" if flaky else "plain"
    for agent in agents:
        home = folder / f"{scenario[:5]}-{tools}-{agent[:8]}"
        tasks = write_world(home, tools, flaky)
        solutions = [task.solution for task in tasks]
        done, ledger = run_agent(agent, home, solutions, by_facts(tasks))
        rows += [
            row(scenario, tools, agent, task.kind, task.length, _only(done, {task.id}), ledger)
            for task in tasks
        ]
    return rows


def samples(folder: Path, agents: Sequence[str]) -> list[Row]:
    """The twenty samples: one row per agent. Their invoice look-up fails 30 % of the time."""
    rows = []
    for agent in agents:
        home = folder / f"samples-{agent[:8]}" / "examples"
        shutil.copytree(ROOT / "examples", home)
        done, ledger = run_agent(agent, home, sample_solutions(), by_expectations)
        rows.append(row("plain", 8, agent, WHOLE_MIX, 0, done, ledger))
    return rows


def money_ends(folder: Path, agents: Sequence[str], indexes: Iterable[int]) -> list[Row]:
    """Ten tasks; the endpoint answers 402 from a call on. `length` is that call's index."""
    rows = []
    for index in indexes:
        for agent in agents:
            home = folder / f"402-{index}-{agent[:8]}"
            tasks = write_world(home, 8)[-10:]
            write_tasks(home / "tasks.json", tasks)
            solutions = [task.solution for task in tasks]
            done, ledger = run_agent(agent, home, solutions, by_facts(tasks), refuse_from=index)
            rows.append(row("402 from", 8, agent, "ten, call", index, done, ledger))
    return rows


def waiting(folder: Path, agents: Sequence[str], lengths: Iterable[int]) -> list[Row]:
    """Wall time with a model that takes its time, on calls that need not wait for each other.

    The agents wait at the same time, each for a server of its own.
    """
    runs = [*((agent, False) for agent in agents), ("create_agent", True)]
    chosen = frozenset(lengths)
    with ThreadPoolExecutor(len(runs)) as pool:
        rivals = [
            pool.submit(_waiting, folder, agent, parallel, chosen) for agent, parallel in runs[1:]
        ]
        # The batch command minds signals, which only the main thread may.
        rows = _waiting(folder, *runs[0], chosen)
    return rows + [one for rival in rivals for one in rival.result()]


def _waiting(folder: Path, agent: str, parallel: bool, lengths: frozenset[int]) -> list[Row]:
    home = folder / f"wait-{agent[:8]}-{parallel}"
    every = write_world(home, 8)
    tasks = [task for task in every if task.kind == "side by side" and task.length in lengths]
    write_tasks(home / "tasks.json", tuple(tasks))
    solutions = [task.solution for task in tasks]
    done, ledger = run_agent(
        agent, home, solutions, by_facts(tasks), latency=LATENCY, parallel=parallel
    )
    name = f"{agent}, all at once" if parallel else agent
    return [
        row("800 ms", 8, name, task.kind, task.length, _only(done, {task.id}), ledger)
        for task in tasks
    ]


def _only(done: Iterable[Done], ids: set[str]) -> list[Done]:
    return [one for one in done if one.task_id in ids]


def measure(folder: Path, quick: bool) -> list[Row]:
    """Run every scenario; the quick ones leave out the longest tasks where time is waited for, and
    the slowest rival."""
    pair = AGENTS[:2]
    rows = waiting(folder, pair if quick else AGENTS, range(3, 7 if quick else 9))
    for tools in CATALOGS:
        rows += generated(folder, tools, pair if quick else AGENTS)
    rows += samples(folder, pair if quick else AGENTS)
    rows += generated(folder, 8, pair if quick else AGENTS, flaky=0.3)
    rows += money_ends(folder, AGENTS[:2], [7] if quick else range(0, 21, 4))
    return rows


def plot(path: Path, rows: Sequence[Row]) -> None:
    """Draw tokens per task over the size of the catalog."""
    series: dict[str, list[tuple[int, float]]] = {}
    for agent in AGENTS:
        for tools in CATALOGS:
            mine = [
                one
                for one in found(rows, scenario="plain", tools=tools, agent=agent)
                if one.kind != WHOLE_MIX
            ]
            if mine:
                tokens = sum(one.tokens for one in mine) / sum(one.tasks for one in mine)
                series.setdefault(agent, []).append((tools, tokens))
    write_plot(path, series)


def report(
    rows: Sequence[Row], recalls: Sequence[Recall], judged: Sequence[Bound], file: Path | None
) -> None:
    """Print the tables and the bounds; write all as JSON."""
    print(table(rows))
    print()
    print(summary(rows))
    print()
    print(parts_table())
    print()
    print(recall_table(recalls))
    print()
    for bound in judged:
        print(f"{'ok  ' if bound.held else 'MISS'} {bound.name}: {bound.measured} ({bound.wanted})")
    if file:
        value = {
            "rows": [one.as_json() for one in rows],
            "recall": [one.as_json() for one in recalls],
            "bounds": [one.as_json() for one in judged],
        }
        file.write_text(json.dumps(value, indent=1), encoding="utf-8")


def main() -> int:
    """Measure, print, and return the exit code."""
    parser = argparse.ArgumentParser(description="What the model path costs, against others.")
    parser.add_argument("--quick", action="store_true", help="within 45 seconds on two cores")
    parser.add_argument("--json", type=Path, help="write rows and bounds there")
    parser.add_argument("--plot", type=Path, help="draw tokens per task there, as SVG")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = measure(Path(folder), given.quick)
        recalls = measure_recall(Path(folder))
    judged = bounds(rows, recalls, per_step(100 if given.quick else 200))
    report(rows, recalls, judged, given.json)
    if given.plot:
        plot(given.plot, rows)
    return 0 if all(bound.held for bound in judged) else 1


if __name__ == "__main__":
    sys.exit(main())
