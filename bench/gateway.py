"""What the gateway costs: against a bare reverse proxy of the same stack, in the same run.

Both pass on whole calls, call by call in turns, then 200 streams side by side, round by round in
turns, so that what else the machine does falls on both; each shows its best round. Exit 1 where a
bound is missed.
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
from bench.gateway_stand.machine import cpu_seconds, memory_mib, moment, others_share

CALL_BOUND_MS = 5.0
MEMORY_BOUND_MIB = 8.0
# Where other work takes more than this, waiting times say nothing about the gateway.
QUIET_PERCENT = 15.0
STREAMS, CHUNKS, PAUSE_S = 200, 10, 0.4
WARM_UP = 20


@dataclass
class Measured:
    """One proxy, round by round: its times, and its memory after each round in MiB.

    CPU times are in seconds, over all rounds.
    """

    port: int
    pid: int
    whole: list[Times] = field(default_factory=list)
    streamed: list[Times] = field(default_factory=list)
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
        upstream, upstream_pid = stack.enter_context(_process("bench.gateway_stand.upstream"))
        address = f"http://127.0.0.1:{upstream}/v1"
        bare = Measured(*stack.enter_context(_process("bench.gateway_stand.bare_proxy", address)))
        options = ("--upstream", address, "--budget", "1000", "--port", "0", "--data", folder)
        gateway = Measured(*stack.enter_context(_process("gateway", *options)))
        ours = (os.getpid(), upstream_pid, bare.pid, gateway.pid)
        before = moment(ours)
        asyncio.run(_measure(bare, gateway, QUICK if quick else FULL))
        others = others_share(before, moment(ours))
        figures = _figures(bare, gateway, _ledger(gateway.port), others)
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
    ports = (bare.port, gateway.port)
    await whole_calls(ports, WARM_UP)
    for port in ports:
        await streams(port, STREAMS, 1, 5, PAUSE_S / 4)
    for _ in range(effort.rounds):
        await _whole(bare, gateway, effort)
        for proxy in (bare, gateway):
            await _streamed(proxy, effort)


async def _whole(bare: Measured, gateway: Measured, effort: Effort) -> None:
    before = [cpu_seconds(proxy.pid) for proxy in (bare, gateway)]
    both = await whole_calls((bare.port, gateway.port), effort.whole_calls)
    for proxy, started, times in zip((bare, gateway), before, both, strict=True):
        proxy.whole.append(times)
        proxy.cpu_whole += cpu_seconds(proxy.pid) - started


async def _streamed(proxy: Measured, effort: Effort) -> None:
    before = cpu_seconds(proxy.pid)
    proxy.streamed.append(await streams(proxy.port, STREAMS, effort.streams_each, CHUNKS, PAUSE_S))
    proxy.cpu_streamed += cpu_seconds(proxy.pid) - before
    proxy.memory.append(memory_mib(proxy.pid))


def _ledger(port: int) -> dict[str, float]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/usage") as answer:
        total: dict[str, float] = json.load(answer)["total"]
    return total


def _figures(
    bare: Measured, gateway: Measured, ledger: dict[str, float], others: float
) -> dict[str, float]:
    figures: dict[str, float] = {}
    for name, proxy in (("bare", bare), ("gateway", gateway)):
        for kind, rounds in (
            ("whole call", [times.calls for times in proxy.whole]),
            ("stream", [times.calls for times in proxy.streamed]),
            ("first chunk", [times.first_chunks for times in proxy.streamed]),
            ("chunk", [times.chunks for times in proxy.streamed]),
        ):
            best = min(rounds, key=median)
            figures[f"{kind}, {name}, median ms"] = round(median(best), 3)
            figures[f"{kind}, {name}, p95 ms"] = round(quantiles(best, n=20)[-1], 3)
        for kind, seconds, made in (
            ("whole call", proxy.cpu_whole, _count(proxy.whole)),
            ("stream", proxy.cpu_streamed, _count(proxy.streamed)),
        ):
            figures[f"{kind}, {name}, CPU ms"] = round(seconds * 1000 / made, 3)
        figures[f"memory, {name}, MiB"] = round(proxy.memory[-1], 1)
    for key in [key for key in figures if ", gateway, " in key and not key.endswith("p95 ms")]:
        extra = figures[key] - figures[key.replace("gateway", "bare")]
        figures[f"overhead, {key.replace(' gateway,', '')}"] = round(extra, 3)
    figures["memory growth, MiB"] = round(gateway.memory[-1] - gateway.memory[0], 1)
    figures["streams at once"] = STREAMS
    figures["machine taken by other work, %"] = round(others * 100, 1)
    made = WARM_UP + STREAMS + _count(gateway.whole) + _count(gateway.streamed)
    figures["calls made"] = made
    figures["calls booked"] = ledger["calls"]
    figures["calls estimated"] = ledger["estimated_calls"]
    return figures


def _count(rounds: list[Times]) -> int:
    return sum(len(times.calls) for times in rounds)


def _table(figures: dict[str, float]) -> str:
    width = max(map(len, figures))
    return "\n".join(f"{name:<{width}}  {value:>12,.3f}" for name, value in figures.items())


def _missed(figures: dict[str, float]) -> list[str]:
    bounds: dict[str, float] = {
        "overhead, whole call, CPU ms": CALL_BOUND_MS,
        "overhead, stream, CPU ms": CALL_BOUND_MS,
        "memory growth, MiB": MEMORY_BOUND_MIB,
        "calls estimated": 0,
    }
    if figures["machine taken by other work, %"] <= QUIET_PERCENT:
        bounds["overhead, whole call, median ms"] = CALL_BOUND_MS
        bounds["overhead, stream, median ms"] = CALL_BOUND_MS
    else:
        print("other work took the machine: waiting times are not judged, CPU times are")
    missed = [
        f"{name} {figures[name]} > {bound}"
        for name, bound in bounds.items()
        if figures[name] > bound
    ]
    if figures["calls booked"] != figures["calls made"]:
        missed.append(f"{figures['calls booked']} of {figures['calls made']} calls are booked")
    return missed


if __name__ == "__main__":
    typer.run(main)
