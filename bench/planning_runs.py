"""Runs the batch command over a domain without a model, and scores what came out."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from checkpoints.reading import JournalReader
from core.plan import Plan
from evaluation.expected import Verdict, fits, judge
from evaluation.nonsense import EXPECTED, SAMPLES, write_nonsense

ROOT = Path(__file__).parents[1]
DOMAINS = ROOT / "tests" / "planning" / "domains"
RENAMED = " renamed"


@dataclass(frozen=True)
class Domain:
    """A catalog with its world, prompts and labels. `group` says who may look at what."""

    name: str
    group: str
    folder: Path
    labels: Path

    @property
    def renamed(self) -> bool:
        """Whether its names mean nothing."""
        return self.group.endswith(RENAMED)

    @property
    def expected(self) -> list[dict[str, Any]]:
        """The labels."""
        found: list[dict[str, Any]] = json.loads(self.labels.read_text("utf-8"))
        return found


@dataclass(frozen=True)
class Ran:
    """What a run gave: the results and every plan made, by task."""

    results: Mapping[str, Mapping[str, Any]]
    plans: Mapping[str, Sequence[Plan]]


@dataclass(frozen=True)
class TaskScore:
    """How one task went. `wrong_writes` are changes that no label wants, or wants otherwise."""

    task_id: str
    goal_found: bool
    plan_right: bool
    arguments_right: bool
    complete: bool
    to_ask: bool
    wrong_writes: int
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Score:
    """Counts over tasks; `asked` of the `to_ask` that lack something."""

    name: str
    tasks: int
    goal_found: int
    plan_right: int
    arguments_right: int
    complete: int
    to_ask: int
    asked: int
    wrong_writes: int


SAMPLE_TASKS = Domain("samples", "samples", SAMPLES, EXPECTED)


def foreign(*groups: str) -> list[Domain]:
    """Return the domains of these groups, in order."""
    folders = [folder for group in groups for folder in sorted((DOMAINS / group).iterdir())]
    return [domain_at(folder) for folder in folders if (folder / "expected.json").exists()]


def domain_at(folder: Path) -> Domain:
    """Return the domain in a folder."""
    name = f"{folder.parent.name}/{folder.name}"
    return Domain(name, folder.parent.name, folder, folder / "expected.json")


def renamed(domain: Domain, seed: int, out: Path) -> Domain:
    """Return the domain with tools and arguments called by words that mean nothing."""
    write_nonsense(seed, domain.folder, out, domain.labels)
    return Domain(domain.name, domain.group + RENAMED, out, out / "expected.json")


def run(domain: Domain, options: Sequence[str] = ()) -> Ran:
    """Run all tasks in a process of its own, in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as place:
        work, runs, output = Path(place) / "domain", Path(place) / "runs", Path(place) / "out.json"
        shutil.copytree(domain.folder, work)
        command = [sys.executable, str(ROOT / "run.py"), "--fresh", "--quiet"]
        command += ["--reasoner", "symbolic", "--run-dir", str(runs), "--output", str(output)]
        for name in ("tasks", "tools", "bindings"):
            command += [f"--{name}", str(work / f"{name}.json")]
        subprocess.run([*command, *options], check=True, cwd=place)
        results = {entry["id"]: entry for entry in json.loads(output.read_text("utf-8"))}
        (folder,) = (path for path in runs.iterdir() if path.is_dir())
        return Ran(results, _plans(folder))


def _plans(folder: Path) -> dict[str, list[Plan]]:
    found: dict[str, list[Plan]] = {}
    with JournalReader(folder) as reader:
        for task_id, records in reader.histories():
            for record in records:
                if record.attempt.action.slot.startswith("plan:") and record.outcome is not None:
                    thought = cast("Mapping[str, Any]", record.outcome.output)
                    found.setdefault(task_id, []).append(cast(Plan, thought["value"]))
    return found


def scores(domain: Domain, ran: Ran) -> list[TaskScore]:
    """Judge every task."""
    expected = domain.expected
    verdicts = {v.task_id: v for v in judge([dict(r) for r in ran.results.values()], expected)}
    changes = {name for e in expected for name in (*e.get("forbidden", ()), *e.get("effects", ()))}
    changes |= {name for entry in expected for name in entry.get("allowed", ())}
    return [_score(e, ran.results[e["id"]], verdicts[e["id"]], changes) for e in expected]


def _score(
    entry: Mapping[str, Any], result: Mapping[str, Any], verdict: Verdict, changes: set[str]
) -> TaskScore:
    about = dict.fromkeys(_PROBLEMS, False)
    for reason in verdict.reasons:
        about |= {words: True for words in _PROBLEMS if words in reason}
    goal = _goal_found(entry, result)
    return TaskScore(
        task_id=entry["id"],
        goal_found=goal,
        plan_right=goal and not any(about[words] for words in _PLAN_PROBLEMS),
        arguments_right=not about[_NO_CALL],
        complete=verdict.accepted,
        to_ask="asks_for" in entry,
        wrong_writes=sum(1 for _ in _wrong_writes(entry, result, changes)),
        reasons=verdict.reasons,
    )


_NO_CALL = "no call like"
_PLAN_PROBLEMS = ("must not be called", " instead of ", "different calls")
_PROBLEMS = (_NO_CALL, *_PLAN_PROBLEMS)


def _goal_found(entry: Mapping[str, Any], result: Mapping[str, Any]) -> bool:
    """Whether every tool that the labels want was called, with whatever arguments."""
    called = {call["tool"] for call in result["tool_calls"]}
    wanted = (call.get("any_of", [call]) for call in entry.get("calls", []))
    return all(any(option["tool"] in called for option in options) for options in wanted)


def _wrong_writes(
    entry: Mapping[str, Any], result: Mapping[str, Any], changes: set[str]
) -> Iterator[str]:
    """Yield the changes made that are forbidden, one too many, or made to something else."""
    options = [o for call in entry.get("calls", []) for o in call.get("any_of", [call])]
    made = {json.dumps(call, sort_keys=True): call for call in result["tool_calls"]}
    counts: dict[str, int] = {}
    for call in made.values():
        tool = call["tool"]
        if tool not in changes or tool in entry.get("allowed", ()):
            continue
        counts[tool] = counts.get(tool, 0) + 1
        wanted = [{**option, "mention": []} for option in options if option["tool"] == tool]
        otherwise = bool(wanted) and not any(fits(call, option) for option in wanted)
        if otherwise or counts[tool] > entry.get("effects", {}).get(tool, 0):
            yield tool


def total(name: str, tasks: Sequence[TaskScore]) -> Score:
    """Count over tasks."""
    return Score(
        name=name,
        tasks=len(tasks),
        goal_found=sum(task.goal_found for task in tasks),
        plan_right=sum(task.plan_right for task in tasks),
        arguments_right=sum(task.arguments_right for task in tasks),
        complete=sum(task.complete for task in tasks),
        to_ask=sum(task.to_ask for task in tasks),
        asked=sum(task.to_ask and task.complete for task in tasks),
        wrong_writes=sum(task.wrong_writes for task in tasks),
    )
