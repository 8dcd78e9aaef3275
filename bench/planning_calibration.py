"""How far the confidence of a plan can be believed.

    python -m bench.planning_calibration [--write] [--record FOLDER ...]

A domain that has been learned from tells nothing about one that is met for the first time. So what
plans showed is kept from before: `--record` runs a domain that is new, as it is and with names that
mean nothing, and adds to first_sight.json the evidence of every plan that calls something and
whether its task came out right (g to j were recorded late, when some of their failures had been
looked at). The weights are fitted on that alone; `--write` writes them to
reasoners/planning/confidence.json. The first table predicts each domain by weights fitted on the
others, the second the held domains as they do today.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from bench.planning_runs import (
    Domain,
    Ran,
    TaskScore,
    domain_at,
    foreign,
    renamed,
    run,
    scores,
)
from core.plan import Plan
from reasoners.planning.confidence import WEIGHTS, logistic

FIRST_SIGHT = Path(__file__).with_name("first_sight.json")
COMMAND = "python -m bench.planning_calibration --write"
SEEDS = (1, 2)
BINS = 5
ROUNDS, RATE, SHRINK = 3000, 0.5, 0.002
# The better the evidence, the likelier: no weight of it may turn out negative.
RISING = ("margin", "used", "found")


@dataclass(frozen=True)
class Sight:
    """A plan's evidence, and whether its task came out right; `domain` is where it was seen."""

    domain: str
    found: Mapping[str, float]
    right: bool


@dataclass(frozen=True)
class Bin:
    """Plans of about the same confidence: how often they were to be right, and were."""

    predicted: float
    observed: float
    count: int


def sights(domain: Domain, ran: Ran, judged: Sequence[TaskScore]) -> Iterator[Sight]:
    """Yield what the plans of a run's tasks showed."""
    for task in judged:
        right = task.plan_right and task.arguments_right and not task.wrong_writes
        right = right and (task.complete or not task.to_ask)
        for plan in ran.plans.get(task.task_id, ()):
            if plan["steps"]:
                yield Sight(domain.name, evidence_of(plan), right)


def evidence_of(plan: Plan) -> Mapping[str, float]:
    """Return the evidence that a plan keeps."""
    return cast("Mapping[str, float]", plan["notes"]["features"])


def fit(seen: Sequence[Sight]) -> dict[str, float]:
    """Return the weights that fit best, by gradient descent with a small pull towards zero."""
    weights = dict.fromkeys(("constant", *seen[0].found), 0.0)
    for _ in range(ROUNDS):
        slope = dict.fromkeys(weights, 0.0)
        for sight in seen:
            error = (logistic(sight.found, weights) - sight.right) / len(seen)
            slope["constant"] += error
            for name, value in sight.found.items():
                slope[name] += error * value
        for name in weights:
            moved = weights[name] - RATE * (slope[name] + SHRINK * weights[name])
            weights[name] = max(0.0, moved) if name in RISING else moved
    return weights


def left_out(seen: Sequence[Sight]) -> list[tuple[float, bool]]:
    """Predict each domain by what the others showed."""
    found = []
    for domain in dict.fromkeys(sight.domain for sight in seen):
        weights = fit([sight for sight in seen if sight.domain != domain])
        mine = (sight for sight in seen if sight.domain == domain)
        found += [(logistic(sight.found, weights), sight.right) for sight in mine]
    return found


def reliability(predicted: Sequence[tuple[float, bool]]) -> list[Bin]:
    """Group predictions by size."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for chance, right in predicted:
        bins[min(int(chance * BINS), BINS - 1)].append((chance, right))
    return [
        Bin(sum(c for c, _ in one) / len(one), sum(r for _, r in one) / len(one), len(one))
        for one in bins
        if one
    ]


def expected_error(bins: Sequence[Bin]) -> float:
    """Return the expected calibration error: the mean distance of the two, by count."""
    count = sum(one.count for one in bins)
    return sum(abs(one.predicted - one.observed) * one.count for one in bins) / count


def table(bins: Sequence[Bin]) -> str:
    """Lay the bins out."""
    rows = [f"{one.predicted:9.2f} {one.observed:9.2f} {one.count:6}" for one in bins]
    error = f"expected calibration error {expected_error(bins):.3f}"
    return "\n".join([f"{'predicted':>9} {'observed':>9} {'plans':>6}", *rows, error])


def record(folders: Sequence[Path]) -> None:
    """Add what the plans of new domains show to what is kept."""
    plain = [domain_at(folder.resolve()) for folder in folders]
    with tempfile.TemporaryDirectory() as place:
        again = [
            renamed(domain, seed, Path(place) / f"{at}.{seed}")
            for at, domain in enumerate(plain)
            for seed in SEEDS
        ]
        found = seen_in([*plain, *again])
    names = {domain.name for domain in plain}
    kept = [sight for sight in first_sight() if sight.domain not in names]
    rows = [json.dumps([s.domain, dict(s.found), s.right]) for s in [*kept, *found]]
    FIRST_SIGHT.write_text("[\n" + ",\n".join(rows) + "\n]\n", "utf-8")


def first_sight() -> list[Sight]:
    """Return what is kept."""
    return [Sight(*row) for row in json.loads(FIRST_SIGHT.read_text("utf-8"))]


def seen_in(domains: Sequence[Domain]) -> list[Sight]:
    """Run domains, and return what their plans showed."""
    with ThreadPoolExecutor(2) as pool:
        ran = list(pool.map(run, domains))
    pairs = zip(domains, ran, strict=True)
    return [sight for d, r in pairs for sight in sights(d, r, scores(d, r))]


def main() -> None:
    """Fit, print how far it holds, and write the weights where asked to."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--record", type=Path, nargs="+", metavar="FOLDER")
    flags = parser.parse_args()
    if flags.record:
        record(flags.record)
    seen = first_sight()
    weights = {name: round(weight, 2) for name, weight in fit(seen).items()}
    print(f"{len(seen)} plans of domains when they were new, each predicted by the others")
    print(table(reliability(left_out(seen))))
    held = seen_in(foreign("held"))
    print(f"{len(held)} plans of the held domains, predicted by those")
    print(table(reliability([(logistic(sight.found, weights), sight.right) for sight in held])))
    print("weights", weights)
    if flags.write:
        told = {"command": COMMAND, "plans": len(seen), "weights": weights}
        WEIGHTS.write_text(json.dumps(told, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
