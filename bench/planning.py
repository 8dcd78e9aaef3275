"""How far planning without a model gets on catalogs it has never seen, and how fast it is.

    python -m bench.planning [--quick] [--json FILE] [--embeddings NAME_OR_PATH] [--show]
                             [--domain FOLDER] [--sealed]

Runs the batch command over the samples and the domains of tests/planning/domains, as they are and
with all names replaced by words that mean nothing. `--show` tells what was wrong with single tasks
of the domains learned from; of the held ones only sums are looked at, and the sealed ones are run
only when asked for. Exit 1 where a bound is missed: time, wrong writes, what renaming may cost.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

from bench import planning_retrieval, planning_speed
from bench.machine import machine
from bench.planning_runs import (
    SAMPLE_TASKS,
    Domain,
    Score,
    TaskScore,
    domain_at,
    foreign,
    renamed,
    run,
    scores,
    total,
)
from reasoners.meaning.embeddings import sentence_likeness

RENAMING_SEED = 1
LOST_BOUND = 0.1  # of the tasks complete under the names they have
AT_ONCE = 2
SECRET = frozenset({"held", "sealed"})

Scored = Mapping[Domain, Sequence[TaskScore]]


def score_all(domains: Sequence[Domain], options: Sequence[str]) -> Scored:
    """Run the domains side by side."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        ran = pool.map(lambda domain: scores(domain, run(domain, options)), domains)
        return dict(zip(domains, ran, strict=True))


def group_totals(scored: Scored) -> list[Score]:
    """One row for each group, in the order of the domains."""
    groups = dict.fromkeys(domain.group for domain in scored)
    return [total(group, _tasks(scored, group)) for group in groups]


def _tasks(scored: Scored, group: str) -> list[TaskScore]:
    return [task for domain, tasks in scored.items() if domain.group == group for task in tasks]


def lost_by_renaming(scored: Scored) -> tuple[int, int]:
    """Return how many tasks renaming cost, and how many were complete before."""
    after = {d.name: total(d.name, t).complete for d, t in scored.items() if d.renamed}
    before = {
        d.name: total(d.name, t).complete
        for d, t in scored.items()
        if d.name in after and not d.renamed
    }
    return sum(before.values()) - sum(after[name] for name in before), sum(before.values())


def table(rows: Iterable[Score]) -> str:
    """Lay the rows out."""
    lines = [
        f"{'':16} {'tasks':>6} {'goal':>6} {'plan':>6} {'args':>6} {'done':>6} {'asked':>8} "
        f"{'wrong writes':>13}"
    ]
    lines += [
        f"{r.name:16} {r.tasks:6} {r.goal_found:6} {r.plan_right:6} {r.arguments_right:6} "
        f"{r.complete:6} {f'{r.asked} of {r.to_ask}':>8} {r.wrong_writes:13}"
        for r in rows
    ]
    return "\n".join(lines)


def failures(scored: Scored) -> list[str]:
    """Say what was wrong with tasks of the domains learned from."""
    return [
        f"{domain.group} {task.task_id}: {'; '.join(task.reasons)}"
        for domain, tasks in scored.items()
        if domain.group not in SECRET
        for task in tasks
        if not task.complete
    ]


def missed(scored: Scored, times: dict[int, float]) -> list[str]:
    """Return the bounds that do not hold."""
    lost, before = lost_by_renaming(scored)
    problems = planning_speed.missed(times)
    if lost > LOST_BOUND * before:
        problems.append(f"renaming cost {lost} of {before} tasks, the bound is one in ten")
    problems += [
        f"{row.wrong_writes} wrong writes on {row.name}, there may be none"
        for row in group_totals({d: tasks for d, tasks in scored.items() if not d.renamed})
        if row.wrong_writes
    ]
    return problems


def main() -> int:
    """Measure, print, and return the exit code."""
    flags = _flags()
    times = planning_speed.planning_times(3 if flags.quick else 15)
    with tempfile.TemporaryDirectory() as place:
        if flags.domain:
            domains = [domain_at(folder.resolve()) for folder in flags.domain]
            if not flags.sealed and any(domain.group == "sealed" for domain in domains):
                raise SystemExit("sealed domains are run only with --sealed")
        else:
            domains = _all(Path(place), quick=flags.quick, sealed=flags.sealed)
        extra = ["--embeddings", flags.embeddings] if flags.embeddings else []
        scored = score_all(domains, extra)
        likeness = sentence_likeness(flags.embeddings) if flags.embeddings else None
        retrieved = planning_retrieval.found_in(domains, likeness)
    singles = [total(d.name, tasks) for d, tasks in scored.items() if not d.renamed]
    groups = group_totals(scored)
    print(machine())
    print(table(singles), table(groups), sep="\n\n")
    print("", planning_retrieval.table(retrieved), sep="\n")
    lost, before = lost_by_renaming(scored)
    if before:
        print(f"\nrenaming all tools and arguments costs {lost} of {before} tasks")
    print("milliseconds a plan:", ", ".join(f"{size} tools {ms}" for size, ms in times.items()))
    problems = missed(scored, times)
    for line in [*(failures(scored) if flags.show else ()), *(f"missed: {p}" for p in problems)]:
        print(line)
    if flags.json:
        report = {
            "machine": machine(),
            "domains": [asdict(row) for row in singles],
            "groups": [asdict(row) for row in groups],
            "retrieval": [asdict(row) for row in retrieved],
            "lost_by_renaming": lost,
            "plan_ms": times,
            "missed": problems,
        }
        flags.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    return 1 if problems else 0


def _all(place: Path, *, quick: bool, sealed: bool) -> list[Domain]:
    """The samples and all domains, and those that are renamed: in haste only some."""
    learned = [SAMPLE_TASKS, *foreign("learn")]
    again = learned[:3] if quick else learned
    names = [renamed(d, RENAMING_SEED, place / str(at)) for at, d in enumerate(again)]
    return [*learned, *foreign("held", *(["sealed"] if sealed else [])), *names]


def _flags() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--embeddings")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--domain", type=Path, action="append")
    parser.add_argument("--sealed", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
