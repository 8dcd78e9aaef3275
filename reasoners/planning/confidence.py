"""How likely a plan is right, from the evidence for it.

The weights are data: `python -m bench.planning_calibration --write` fits them on what plans showed
when the domains learned from were new.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from core.json_values import Json, canonical
from reasoners.reading.values import Value

# Below these it is asked back: a wrong change is worse than a question, a wrong look-up less so.
READ_ENOUGH, WRITE_ENOUGH = 0.1, 0.5
WEIGHTS = Path(__file__).with_name("confidence.json")
_TELLING = (
    "id", "email", "phone", "name", "quoted", "date", "month", "time", "duration", "amount",
    "number",
)  # fmt: skip


def features(margins: Sequence[float], used: float, missed: int) -> dict[str, float]:
    """Return what the weights weigh, each 0 to 1.

    `margins` say for every pick how far the next tool was behind: a plan is as good as the weakest.
    `used` is the share of the prompt's values that the plan has a use for, `missed` how many
    look-ups found nothing.
    """
    weakest = min(margins, default=0.0)
    return {"margin": max(0.0, min(1.0, weakest)), "used": used, "found": 1 / (1 + missed)}


def share_used(values: Sequence[Value], known: Sequence[Json]) -> float:
    """Return the share of the prompt's telling values that occur in arguments or findings."""
    text = canonical(list(known)).casefold()
    told = [v for v in values if v.kind in _TELLING and str(v.value).split()]
    found = sum(any(form in text for form in _forms(v)) for v in told)
    return found / len(told) if told else 1.0


_MINUTES = {"minute": 1, "hour": 60, "day": 1440, "week": 10080}


def _forms(value: Value) -> set[str]:
    """The forms in which a value may stand: as said, its last word, a time in another unit."""
    plain = str(value.value).casefold()
    forms = {plain, value.text.casefold().strip(), plain.split()[-1]}
    if value.kind in ("date", "month") and not value.whole:
        # Whichever year was meant, a day or month without one may be of any.
        forms |= {f"{plain[4:]}{end}" for end in ("-", '"')}
    if value.kind == "duration" and value.unit in _MINUTES and isinstance(value.value, int | float):
        minutes = value.value * _MINUTES[value.unit]
        counts = (minutes / _MINUTES[unit] for unit in ("minute", "hour", "day", "week"))
        forms |= {str(int(count)) for count in counts if count >= 1 and count == int(count)}
    return forms


def probability(found: Mapping[str, float]) -> float:
    """Return the probability that a plan with these features is what was meant."""
    return logistic(found, _weights())


def enough(found: Mapping[str, float], *, writes: bool) -> bool:
    """Whether a call with these features may be made without asking."""
    return probability(found) >= (WRITE_ENOUGH if writes else READ_ENOUGH)


def logistic(found: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Return the logistic function of weighed features."""
    total = weights["constant"] + sum(weights[name] * value for name, value in found.items())
    return 1 / (1 + math.exp(-total))


@cache
def _weights() -> dict[str, float]:
    weights: dict[str, float] = json.loads(WEIGHTS.read_text("utf-8"))["weights"]
    return weights
