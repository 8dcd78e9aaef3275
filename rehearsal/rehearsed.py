"""All that a rehearsal found out, and what of it is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rehearsal.job import Ended
from rehearsal.metered import Measured
from rehearsal.performance import Performance
from rehearsal.results_check import Reported

# How far the reported tokens may be from the measured ones.
TOLERANCE = 0.01


@dataclass(frozen=True)
class Conditions:
    """Under what the command ran. Budget in picodollars, None for no limit; times in seconds."""

    archive: str
    archive_bytes: int
    prepared_s: float
    budget: int | None
    time_limit_s: float
    memory_limit_bytes: int


@dataclass(frozen=True)
class Rehearsed:
    """Conditions, what was measured from outside, and what the archive says of itself.

    `tasks` is how many there were.
    """

    conditions: Conditions
    archive_problems: tuple[str, ...]
    tasks: int
    performance: Performance
    inputs_changed: bool
    reported: Reported

    @property
    def ended(self) -> Ended:
        return self.performance.ended

    @property
    def measured(self) -> Measured:
        return self.performance.measured

    @property
    def tokens_differ(self) -> bool:
        """Whether what is reported is off by more than the tolerance."""
        difference = abs(self.reported.tokens - self.measured.tokens)
        return difference > TOLERANCE * self.measured.tokens


def wrong(rehearsed: Rehearsed) -> list[str]:
    """Return what went wrong, one line each, the gravest first."""
    return [
        *_wrong_end(rehearsed),
        *rehearsed.reported.problems,
        *_wrong_figures(rehearsed),
        *(f"archive: {problem}" for problem in rehearsed.archive_problems),
    ]


def _wrong_end(rehearsed: Rehearsed) -> Iterator[str]:
    ended, limits = rehearsed.ended, rehearsed.conditions
    if ended.problem:
        yield f"the command could not be started: {ended.problem}"
    elif ended.ended_by == "time":
        yield f"ended after the time limit of {limits.time_limit_s:g} s"
    elif ended.ended_by == "memory":
        yield f"ended for using more than {limits.memory_limit_bytes >> 20} MiB of memory"
    elif ended.exit_code:
        yield ": ".join((ended_words(ended), *rehearsed.performance.last_words[-1:]))
    if ended.left_behind:
        yield f"{counted(ended.left_behind, 'process', 'processes')} still ran after its end"
    if rehearsed.inputs_changed:
        yield "the command changed the tasks or the tools it was given"
    if rehearsed.performance.key_shown:
        yield "the command gave away the key it was given: it printed it, or wrote it as a result"


def counted(count: int, one: str, many: str = "") -> str:
    """Return a number with its noun."""
    return f"{count or 'no'} {one if count == 1 else many or one + 's'}"


def ended_words(ended: Ended) -> str:
    """Return how a command ended."""
    code = ended.exit_code or 0
    return f"ended by signal {-code}" if code < 0 else f"exit code {code}"


def _wrong_figures(rehearsed: Rehearsed) -> Iterator[str]:
    measured, reported = rehearsed.measured, rehearsed.reported
    for reason, count in measured.refused.items():
        yield f"the gateway refused {counted(count, 'model call')}: {reason}"
    if rehearsed.tokens_differ:
        yield (
            f"tokens_used adds up to {reported.tokens}, measured were {measured.tokens}: "
            f"a difference of {_percent(reported.tokens, measured.tokens)}{_doubt(measured)}"
        )


def _doubt(measured: Measured) -> str:
    if not measured.estimated:
        return ""
    return f" ({counted(measured.estimated, 'call')} measured as the most that can have been)"


def _percent(reported: int, measured: int) -> str:
    return f"{(reported - measured) / measured:+.1%}" if measured else "all of it"
