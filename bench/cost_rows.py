"""What an agent spent: one row per agent, catalog, scenario and length of task."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from tests.model_server.server import Ledger

WHOLE_MIX = "samples"  # the kind of a row over tasks of many lengths


@dataclass(frozen=True)
class Row:
    """Sums over `tasks`; of a whole mix `length` is 0. Seconds are summed over tasks."""

    scenario: str
    tools: int
    agent: str
    kind: str
    length: int
    tasks: int
    right: int
    model_calls: int
    prompt_tokens: int
    cached_tokens: int
    completion_tokens: int
    tool_calls: int
    seconds: float

    @property
    def tokens(self) -> int:
        """Prompt and completion together."""
        return self.prompt_tokens + self.completion_tokens

    def as_json(self) -> dict[str, Any]:
        """The row with its total."""
        return {**asdict(self), "tokens": self.tokens}


@dataclass(frozen=True)
class Done:
    """One task as an agent left it."""

    task_id: str
    right: bool
    tool_calls: int
    seconds: float


def row(
    scenario: str,
    tools: int,
    agent: str,
    kind: str,
    length: int,
    done: Iterable[Done],
    ledger: Ledger,
) -> Row:
    """Add up what these tasks cost, by the server's own bills."""
    mine = {one.task_id: one for one in done}
    bills = [bill for bill in ledger.bills if bill["about"] in mine]
    return Row(
        scenario,
        tools,
        agent,
        kind,
        length,
        tasks=len(mine),
        right=sum(one.right for one in mine.values()),
        model_calls=len(bills),
        prompt_tokens=sum(bill["prompt_tokens"] for bill in bills),
        cached_tokens=sum(bill["prompt_tokens_details"]["cached_tokens"] for bill in bills),
        completion_tokens=sum(bill["completion_tokens"] for bill in bills),
        tool_calls=sum(one.tool_calls for one in mine.values()),
        seconds=round(sum(one.seconds for one in mine.values()), 3),
    )


def table(rows: Iterable[Row]) -> str:
    """Return the rows as text."""
    head = (
        f"{'scenario':<10} {'tools':>5} {'agent':<25} {'tasks':<14} {'right':>7} {'model':>6}"
        f" {'prompt':>9} {'cached':>7} {'compl.':>7} {'tool':>5} {'s/task':>7}"
    )
    return "\n".join([head, "-" * len(head), *map(_line, rows)])


def summary(rows: Iterable[Row]) -> str:
    """Return the whole mix without failures, one line per catalog and agent."""
    plain = found(rows, scenario="plain")
    mixes = dict.fromkeys((one.tools, one.agent) for one in sorted(plain, key=lambda r: r.tools))
    head = "tools agent               right  calls/task  tokens/task  cached"
    lines = [head, "-" * len(head)]
    for tools, agent in mixes:
        mix = found(plain, tools=tools, agent=agent)
        tasks, prompt = total(mix, "tasks"), total(mix, "prompt_tokens")
        lines.append(
            f"{tools:>5} {agent:<17} {total(mix, 'right'):>3.0f}/{tasks:<3.0f} "
            f"{total(mix, 'model_calls') / tasks:>11.1f} {total(mix, 'tokens') / tasks:>12,.0f} "
            f"{total(mix, 'cached_tokens') / prompt:>7.0%}"
        )
    return "\n".join(lines)


def _line(one: Row) -> str:
    tasks = one.kind if one.kind == WHOLE_MIX else f"{one.kind} {one.length}"
    cached = one.cached_tokens / one.prompt_tokens if one.prompt_tokens else 0.0
    return (
        f"{one.scenario:<10} {one.tools:>5} {one.agent:<25} {tasks:<14} "
        f"{one.right:>3}/{one.tasks:<3} {one.model_calls:>6} {one.prompt_tokens:>9} "
        f"{cached:>7.0%} {one.completion_tokens:>7} {one.tool_calls:>5} "
        f"{one.seconds / max(1, one.tasks):>7.2f}"
    )


def found(rows: Iterable[Row], **wanted: object) -> list[Row]:
    """Return the rows whose fields have these values."""
    return [
        one for one in rows if all(getattr(one, name) == value for name, value in wanted.items())
    ]


def total(rows: Iterable[Row], field: str) -> float:
    """Return the sum of a field."""
    return float(sum(getattr(one, field) for one in rows))


def ratio(
    rows: Iterable[Row], field: str, ours: Mapping[str, object], theirs: Mapping[str, object]
) -> float:
    """Return our sum of a field over theirs."""
    rows = list(rows)
    return total(found(rows, **ours), field) / max(1e-9, total(found(rows, **theirs), field))
