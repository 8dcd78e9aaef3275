"""The score card as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gateway.money import dollars
from rehearsal.rehearsed import Rehearsed, counted, ended_words, wrong

_MIB = 1 << 20
_SHOWN = 20


def score_card(rehearsed: Rehearsed) -> str:
    """Return the card, several lines."""
    sections = (
        _conditions(rehearsed),
        _course(rehearsed),
        _panel(rehearsed),
        _last_words(rehearsed),
        _verdict(wrong(rehearsed)),
    )
    shown = ["\n".join(lines) for lines in sections]
    return "\n\n".join(section for section in shown if section)


def _conditions(rehearsed: Rehearsed) -> Iterator[str]:
    found, performance = rehearsed.conditions, rehearsed.performance
    wrong_with_it = counted(len(rehearsed.archive_problems), "problem")
    budget = "none" if found.budget is None else f"USD {dollars(found.budget):.2f}"
    network = "the gateway, nothing else" if performance.network_closed else "not blocked here"
    yield f"Rehearsal of {found.archive}"
    yield _row("archive", f"{found.archive_bytes:,} bytes, {wrong_with_it}")
    yield _row("environment", f"fresh, made in {found.prepared_s:.1f} s")
    yield _row("model", performance.upstream)
    yield _row("network", network)
    yield _row(
        "limits",
        f"{found.time_limit_s:g} s, {found.memory_limit_bytes // _MIB} MiB, budget {budget}",
    )


def _course(rehearsed: Rehearsed) -> Iterator[str]:
    ended, reported = rehearsed.ended, rehearsed.reported
    wrong_with_it = counted(len(reported.problems), "problem")
    yield _row("ended", ended_words(ended))
    yield _row("time", f"{ended.seconds:.1f} s")
    yield _row("peak memory", f"{ended.peak_bytes // _MIB} MiB")
    yield _row("results", f"{reported.results} for {rehearsed.tasks} tasks, {wrong_with_it}")
    yield _row("tool calls", str(reported.tool_calls))


def _panel(rehearsed: Rehearsed) -> Iterator[str]:
    """The measured figures beside those that the archive reports; "-" where it need not."""
    measured, reported = rehearsed.measured, rehearsed.reported
    flag = "  differs by more than 1 %" if rehearsed.tokens_differ else ""
    statuses = ", ".join(f"{count} x {status}" for status, count in measured.statuses.items())
    refused = ", ".join(f"{count} x {reason}" for reason, count in measured.refused.items())
    yield _figures("model use", "measured", "reported")
    yield _figures("calls", f"{measured.calls:,}", "-")
    yield _figures("tokens", f"{measured.tokens:,}", f"{reported.tokens:,}") + flag
    yield _figures("  prompt", f"{measured.prompt_tokens:,}", "-")
    yield _figures("  of it cached", f"{measured.cached_tokens:,}", "-")
    yield _figures("  completion", f"{measured.completion_tokens:,}", "-")
    yield _figures("cost, USD", f"{dollars(measured.cost):.6f}", "-")
    yield _figures(
        "latency, ms", f"{measured.latency_ms:,.0f} a call", f"{reported.latency_ms:,} in all"
    )
    yield _row("status", statuses or "no call was made")
    if measured.estimated:
        yield _row(
            "estimated", f"{counted(measured.estimated, 'call')} whose usage the model did not say"
        )
    if refused:
        yield _row("refused", refused)


def _last_words(rehearsed: Rehearsed) -> Iterator[str]:
    """What a command that failed printed at last: its log goes with the rehearsal."""
    if rehearsed.ended.exit_code == 0 or len(rehearsed.performance.last_words) < 2:
        return
    yield "  the last it printed"
    yield from (f"    {line}" for line in rehearsed.performance.last_words)


def _verdict(problems: list[str]) -> Iterator[str]:
    if not problems:
        yield "All is well."
        return
    yield f"What went wrong ({len(problems)}):"
    yield from (f"- {problem}" for problem in _first(problems))


def _first(problems: list[str]) -> Iterable[str]:
    more = len(problems) - _SHOWN
    return problems if more <= 0 else [*problems[:_SHOWN], f"and {more} more"]


def _row(name: str, value: str) -> str:
    return f"  {name:<16}{value}"


def _figures(name: str, measured: str, reported: str) -> str:
    return f"  {name:<16}{measured:>14}{reported:>16}"
