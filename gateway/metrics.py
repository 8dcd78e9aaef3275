"""The same totals for Prometheus, text format 0.0.4."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from gateway.keys import Key
from gateway.money import dollars
from gateway.report import Open, Report
from gateway.totals import Totals

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_PREFIX = "surefoot_gateway_"

Figure: TypeAlias = Callable[[Totals], float]
_COUNTERS: tuple[tuple[str, str, Figure], ...] = (
    ("calls_total", "Calls that ended; status 0 had no answer.", lambda t: t.calls),
    ("estimated_calls_total", "Calls charged as estimated.", lambda t: t.estimated),
    ("prompt_tokens_total", "Prompt tokens, cached ones included.", lambda t: t.prompt_tokens),
    ("cached_tokens_total", "Prompt tokens read from a cache.", lambda t: t.cached_tokens),
    ("completion_tokens_total", "Answer tokens.", lambda t: t.completion_tokens),
    ("cost_usd_total", "Cost in USD.", lambda t: dollars(t.cost)),
    ("answered_calls_total", "Calls with a first byte.", lambda t: t.answered),
    ("first_byte_seconds_total", "Time to first bytes.", lambda t: t.first_byte_ms / 1000),
    ("call_seconds_total", "Time to ends of calls.", lambda t: t.total_ms / 1000),
)


def metrics_text(found: Report, keys: Mapping[str, Key], refused: Mapping[str, int]) -> str:
    """Return every figure with its help and type, one per line."""
    return "\n".join([*_calls(found), *_accounts(found, keys), *_refused(refused)]) + "\n"


def _calls(found: Report) -> Iterator[str]:
    groups = [
        (_labels(key=key, model=model, status=status), totals)
        for (key, model, status), totals in sorted(found.statuses.items())
    ]
    for name, text, figure in _COUNTERS:
        yield from _heading(name, "counter", text)
        for labels, totals in groups:
            yield f"{_PREFIX}{name}{labels} {_number(figure(totals))}"


def _accounts(found: Report, keys: Mapping[str, Key]) -> Iterator[str]:
    shown = [(key, found.open.get(key.id, Open())) for key in keys.values()]
    yield from _heading("open_calls", "gauge", "Calls under way.")
    for key, under_way in shown:
        yield f"{_PREFIX}open_calls{_labels(key=key.id)} {under_way.calls}"
    yield from _heading("reserved_usd", "gauge", "Largest cost of calls under way, in USD.")
    for key, under_way in shown:
        yield f"{_PREFIX}reserved_usd{_labels(key=key.id)} {dollars(under_way.reserved)}"
    yield from _heading("budget_usd", "gauge", "Budget in USD, +Inf for none.")
    for key, _ in shown:
        budget = "+Inf" if key.budget is None else _number(dollars(key.budget))
        yield f"{_PREFIX}budget_usd{_labels(key=key.id, name=key.name)} {budget}"


def _refused(refused: Mapping[str, int]) -> Iterator[str]:
    yield from _heading("refused_total", "counter", "Calls not passed on, since the last start.")
    for code, count in sorted(refused.items()):
        yield f"{_PREFIX}refused_total{_labels(code=code)} {count}"


def _heading(name: str, kind: str, text: str) -> Iterator[str]:
    yield f"# HELP {_PREFIX}{name} {text}"
    yield f"# TYPE {_PREFIX}{name} {kind}"


def _labels(**labels: str) -> str:
    pairs = (f'{name}="{_escaped(value)}"' for name, value in labels.items())
    return "{" + ",".join(pairs) + "}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _number(value: float) -> str:
    return repr(value) if isinstance(value, float) else str(value)
