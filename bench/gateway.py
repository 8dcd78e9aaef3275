"""What the gateway costs: against a bare reverse proxy of the same stack, in the same run.

Both pass on whole calls one after the other, then 200 streams side by side, in turns, so that what
else the machine does falls on both. Exit 1 where a bound is missed.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Annotated

import typer

from bench.gateway_stand.load import Times, streams, whole_calls

CALL_BOUND_MS = 5.0
MEMORY_BOUND_MIB = 8.0
STREAMS, CHUNKS, PAUSE_S = 200, 10, 0.4


@dataclass
class Measured:
    """One proxy: its times, the CPU seconds it took, and its memory after each round in MiB."""

    port: int
    pid: int
    whole: Times = field(default_factory=Times)
    streamed: Times = field(default_factory=Times)
    cpu_whole: float = 0.0
    cpu_streamed: float = 0.0
    memory: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Effort:
    """How much is measured."""

    whole_calls: int
    rounds: int
    streams_each: int


QUICK = Effort(whole_calls=150, rounds=2, streams_each=1)
FULL = Effort(whole_calls=400, rounds=5, streams_each=3)


def main(
    quick: Annotated[bool, typer.Option("--quick", help="Under 45 s.")] = False,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write figures here.")] = None,
) -> None:
    """Measure, print a table, and judge."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        upstream, _ = stack.enter_context(_process("bench.gateway_stand.upstream"))
        address = f"http://127.0.0.1:{upstream}/v1"
        bare = Measured(*stack.enter_context(_process("bench.gateway_stand.bare_proxy", address)))
        options = ("--upstream", address, "--budget", "1000", "--port", "0", "--data", folder)
        gateway = Measured(*stack.enter_context(_process("gateway", *options)))
        asyncio.run(_measure(bare, gateway, QUICK if quick else FULL))
        figures = _figures(bare, gateway, _ledger(gateway.port))
    print(_table(figures))
    if json_file:
        json_file.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    missed = _missed(figures)
    for line in missed:
        print(f"missed: {line}")
    raise typer.Exit(1 if missed else 0)


@contextmanager
def _process(module: str, *args: str) -> Iterator[tuple[int, int]]:
    """Start a part; yield its port and process id."""
    started = subprocess.Popen(
        [sys.executable, "-m", module, *args],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "OPENAI_API_KEY": "sk-bench"},
    )
    try:
        assert started.stdout is not None
        line = started.stdout.readline().split("/v1")[0]
        yield int(line.rsplit(":", 1)[-1]), started.pid
    finally:
        started.kill()
        started.communicate()


async def _measure(bare: Measured, gateway: Measured, effort: Effort) -> None:
    for proxy in (bare, gateway):
        await whole_calls(proxy.port, 20, Times())
        await streams(proxy.port, STREAMS, 1, 5, 0.4, Times())
    for _ in range(effort.rounds):
        for proxy in (bare, gateway):
            await _round(proxy, effort)


async def _round(proxy: Measured, effort: Effort) -> None:
    before = _cpu_seconds(proxy.pid)
    await whole_calls(proxy.port, effort.whole_calls, proxy.whole)
    between = _cpu_seconds(proxy.pid)
    await streams(proxy.port, STREAMS, effort.streams_each, CHUNKS, PAUSE_S, proxy.streamed)
    proxy.cpu_whole += between - before
    proxy.cpu_streamed += _cpu_seconds(proxy.pid) - between
    proxy.memory.append(_memory_mib(proxy.pid))


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _memory_mib(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


def _ledger(port: int) -> dict[str, float]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/usage") as answer:
        total: dict[str, float] = json.load(answer)["total"]
    return total


def _figures(bare: Measured, gateway: Measured, ledger: dict[str, float]) -> dict[str, float]:
    figures: dict[str, float] = {}
    for name, proxy in (("bare", bare), ("gateway", gateway)):
        for kind, values in (
            ("whole call", proxy.whole.calls),
            ("stream", proxy.streamed.calls),
            ("first chunk", proxy.streamed.first_chunks),
            ("chunk", proxy.streamed.chunks),
        ):
            figures[f"{kind}, {name}, median ms"] = round(median(values), 3)
            figures[f"{kind}, {name}, p95 ms"] = round(quantiles(values, n=20)[-1], 3)
        figures[f"CPU, {name}, ms a whole call"] = _each(proxy.cpu_whole, proxy.whole.calls)
        figures[f"CPU, {name}, ms a stream"] = _each(proxy.cpu_streamed, proxy.streamed.calls)
        figures[f"memory, {name}, MiB"] = round(proxy.memory[-1], 1)
    for kind in ("whole call", "stream", "first chunk", "chunk"):
        key = f"{kind}, {{}}, median ms"
        extra = figures[key.format("gateway")] - figures[key.format("bare")]
        figures[f"overhead, {kind}, median ms"] = round(extra, 3)
    figures["memory growth, MiB"] = round(gateway.memory[-1] - gateway.memory[0], 1)
    figures["streams at once"] = STREAMS
    # Twenty whole calls and one short stream each come before the measured ones.
    figures["calls made"] = 20 + STREAMS + len(gateway.whole.calls) + len(gateway.streamed.calls)
    figures["calls booked"] = ledger["calls"]
    figures["calls estimated"] = ledger["estimated_calls"]
    return figures


def _each(seconds: float, calls: list[float]) -> float:
    return round(seconds * 1000 / len(calls), 3)


def _table(figures: dict[str, float]) -> str:
    width = max(map(len, figures))
    return "\n".join(f"{name:<{width}}  {value:>12,.3f}" for name, value in figures.items())


def _missed(figures: dict[str, float]) -> list[str]:
    bounds = (
        ("overhead, whole call, median ms", CALL_BOUND_MS),
        ("overhead, stream, median ms", CALL_BOUND_MS),
        ("memory growth, MiB", MEMORY_BOUND_MIB),
        ("calls estimated", 0),
    )
    missed = [
        f"{name} {figures[name]} > {bound}" for name, bound in bounds if figures[name] > bound
    ]
    if figures["calls booked"] != figures["calls made"]:
        missed.append(f"{figures['calls booked']} of {figures['calls made']} calls are booked")
    return missed


if __name__ == "__main__":
    typer.run(main)
