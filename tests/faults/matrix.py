"""Kills the agent at every boundary of a call, for every idempotency class, and goes on.

    python -m tests.faults.matrix

prints the table: what was killed where, and what became of the effects. Exit code 1 where an
effect was repeated or lost.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.faults.agent import Agents, fork_server
from tests.faults.batch import Batch
from tests.faults.boundaries import Boundary, boundaries_of_call, boundaries_of_start
from tests.faults.checker import UNDECIDED, violations, violations_at_any_time
from tests.faults.classes import QUICK_TO_RECONCILE, task_of, wanted_of
from tests.faults.tool_server_process import ToolServerProcess, tool_server

READ = "read"
ROWS = (READ, "key", "natural", "reconcile", "none")
AT_ONCE = 3


@dataclass(frozen=True)
class Cell:
    """One kill and what followed. `ending` is "done" or "undecided"; `wrong` what is violated.

    `open` says whether the kill left a change on disk as begun and not as ended.
    """

    kind: str
    boundary: Boundary
    killed: bool
    open: bool
    ending: str
    sent: int
    wrong: tuple[str, ...]


def run_matrix(agents: Agents, server: ToolServerProcess, folder: Path) -> list[Cell]:
    """Return a cell for every boundary of every class, and for the start of a run."""
    places = [(kind, one) for kind in ROWS for one in _boundaries(kind, agents, server, folder)]
    numbered = enumerate(places, start=len(ROWS) + 1)

    def cell(place: tuple[int, tuple[str, Boundary]]) -> Cell:
        number, (kind, boundary) = place
        return _cell(kind, boundary, _batch(kind, number, agents, server, folder))

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(cell, numbered))


def table(cells: Iterable[Cell]) -> str:
    """Return the matrix in words: a row per boundary, a column per class."""
    cells = list(cells)
    found = {(cell.boundary.name, cell.kind): cell for cell in cells}
    names = list(dict.fromkeys(cell.boundary.name for cell in cells))
    width = max(map(len, names))
    lines = [f"{'killed at':{width}}  " + "  ".join(f"{kind:10}" for kind in ROWS)]
    for name in names:
        words = [_shown(found.get((name, kind))) for kind in ROWS]
        lines.append(f"{name:{width}}  " + "  ".join(f"{word:10}" for word in words))
    return "\n".join([*(line.rstrip() for line in lines), "", _summary(cells)])


def _boundaries(
    kind: str, agents: Agents, server: ToolServerProcess, folder: Path
) -> Sequence[Boundary]:
    batch = _batch(kind, ROWS.index(kind) + 1, agents, server, folder)
    batch.resume(trace="trace")
    assert violations(batch.evidence()) == []
    trace = (batch.folder / "trace").read_text(encoding="utf-8")
    if kind == READ:
        return [*boundaries_of_start(trace), *boundaries_of_call(trace, 1)]
    return boundaries_of_call(trace, 2)


def _batch(
    kind: str, number: int, agents: Agents, server: ToolServerProcess, folder: Path
) -> Batch:
    """Return a batch of one task, about an order of its own. The change after a read has a key."""
    change = "key" if kind == READ else kind
    task, tag = f"task {number}", f"cell {number}"
    batch = Batch(agents, server, folder / f"cell-{number}", flags=("--concurrency", "1"))
    batch.write(
        [task_of(change, task, f"O-{number}", tag)],
        [wanted_of(change, task, tag)],
        changes=QUICK_TO_RECONCILE,
    )
    return batch


def _cell(kind: str, boundary: Boundary, batch: Batch) -> Cell:
    killed = batch.run(kill=(boundary.point, boundary.nth), kill_after=boundary.after).killed
    left = batch.evidence()
    wrong = violations_at_any_time(left)
    batch.resume()
    evidence = batch.evidence()
    wrong += violations(evidence)
    results = batch.output.read_bytes()
    batch.resume()
    if len(batch.evidence().lines("request")) != len(evidence.lines("request")):
        wrong.append("a second resume called something")
    if batch.output.read_bytes() != results:
        wrong.append("a second resume changed the results")
    (answer,) = batch.answers().values()
    ending = "undecided" if UNDECIDED in answer else "done"
    sent = sum(line["tool"] == evidence.wanted[0].tool for line in evidence.lines("request"))
    begun = any(call.effect == "write" and call.outcome is None for call in left.calls)
    return Cell(kind, boundary, killed, begun, ending, sent, tuple(wrong))


def _shown(cell: Cell | None) -> str:
    if cell is None:
        return "-"
    if cell.wrong:
        return "WRONG"
    again = f" ({cell.sent} sent)" if cell.sent > 1 else ""
    return cell.ending + again if cell.killed else "not killed"


def _summary(cells: Sequence[Cell]) -> str:
    kills = sum(cell.killed for cell in cells)
    undecided = sum(cell.ending == "undecided" for cell in cells)
    wrong = [f"{cell.kind}, {cell.boundary.name}: {what}" for cell in cells for what in cell.wrong]
    verdict = "duplicate effects 0, lost effects 0" if not wrong else "\n".join(wrong)
    return f"{kills} kills, {undecided} undecided and reported as such; {verdict}"


def main() -> int:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name, fork_server() as agents:
        with tool_server(Path(name)) as server:
            cells = run_matrix(agents, server, Path(name))
    print(table(cells))
    return any(cell.wrong or not cell.killed for cell in cells)


if __name__ == "__main__":
    sys.exit(main())
