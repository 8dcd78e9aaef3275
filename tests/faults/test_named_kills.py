"""SIGKILL at every boundary, for every idempotency class; then the same command again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.agent import Agents
from tests.faults.batch import Batch
from tests.faults.checker import UNDECIDED, violations, violations_at_any_time
from tests.faults.classes import QUICK_TO_RECONCILE, TOOLS, task_of, wanted_of
from tests.faults.matrix import ROWS, Cell, run_matrix, table
from tests.faults.tool_server_process import tool_server

pytestmark = pytest.mark.faults
BOUNDARIES = {
    *("before intent", "after intent", "after send", "after effect", "before outcome"),
    *("after outcome", "saver: pending writes", "saver: checkpoint", "checkpoint: before commit"),
    *("checkpoint: after commit", "results: before rename", "results: after rename"),
    *("intent: before commit", "intent: after commit"),
    *("outcome: before commit", "outcome: after commit"),
    *("between results and finish", "marker written"),
}


@pytest.fixture(scope="module")
def cells(agents: Agents, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Cell]]:
    folder = tmp_path_factory.mktemp("matrix")
    with tool_server(folder) as server:
        found = run_matrix(agents, server, folder)
    print("\n" + table(found))
    yield found


def test_the_matrix_has_every_boundary_for_every_class(cells: list[Cell]) -> None:
    for kind in ROWS:
        assert BOUNDARIES <= {cell.boundary.name for cell in cells if cell.kind == kind}


def test_every_kill_of_the_matrix_fired(cells: list[Cell]) -> None:
    assert [cell for cell in cells if not cell.killed] == []


def test_no_effect_is_repeated_or_lost_wherever_the_process_dies(cells: list[Cell]) -> None:
    assert [cell for cell in cells if cell.wrong] == []


def test_only_what_cannot_be_settled_is_left_undecided(cells: list[Cell]) -> None:
    undecided = [cell for cell in cells if cell.ending == "undecided"]
    assert undecided == [cell for cell in cells if cell.kind == "none" and cell.open]
    places = {cell.boundary.name for cell in undecided}
    assert {"after intent", "after send", "after effect", "before outcome"} <= places


def test_only_what_may_be_sent_again_is(cells: list[Cell]) -> None:
    repeated = {cell.kind for cell in cells if cell.sent > 1}
    assert {"key", "natural"} <= repeated <= {"key", "natural", "read"}  # read: then one by key


AFTER_INTENT = ("after_intent", 1)
CHANGING_PLACES = (
    ("after_intent", 2),
    ("before_outcome", 1),
    ("saver_put", 1),
    ("after_commit", 2),
    ("results_written", 2),
)


@pytest.mark.parametrize("places", [CHANGING_PLACES, (("after_intent", 2), *[AFTER_INTENT] * 4)])
@pytest.mark.parametrize("kind", TOOLS)
def test_five_kills_in_a_row_repeat_and_lose_nothing(
    batch: Batch, kind: str, places: tuple[tuple[str, int], ...]
) -> None:
    batch.write(
        [task_of(kind, "t1", "O-7", "t1/change")],
        [wanted_of(kind, "t1", "t1/change")],
        changes=QUICK_TO_RECONCILE,
    )
    killed = 0
    for place in places:
        killed += batch.run(kill=place).killed
        assert violations_at_any_time(batch.evidence()) == []
    batch.resume()
    assert killed >= (1 if kind == "none" else 3)
    assert violations(batch.evidence()) == []
    sent = batch.server.requests()["t1/change"]
    assert sent <= 5
    assert (UNDECIDED in batch.answers()["t1"]) == (batch.server.effects()["t1/change"] == 0)


def test_whatever_checkpoints_are_lost_effects_and_results_stay(batch: Batch) -> None:
    kinds = list(TOOLS)
    batch.write(
        [task_of(kind, kind, f"O-{n}", kind) for n, kind in enumerate(kinds, start=1)],
        [wanted_of(kind, kind, kind) for kind in kinds],
        changes=QUICK_TO_RECONCILE,
    )
    assert batch.run(kill=("before_finish", 1)).killed
    before = batch.results()
    requests = batch.server.requests()
    batch.change_database("DELETE FROM checkpoints; DELETE FROM writes")
    batch.resume()
    assert batch.results() == before
    assert batch.server.requests() == requests
    assert violations(batch.evidence()) == []


@pytest.mark.parametrize("kind", TOOLS)
def test_a_task_cut_off_goes_on_without_any_checkpoint(batch: Batch, kind: str) -> None:
    batch.write(
        [task_of(kind, "t1", "O-7", "t1/change")],
        [wanted_of(kind, "t1", "t1/change")],
        changes=QUICK_TO_RECONCILE,
    )
    assert batch.run(kill=("after_outcome", 7)).killed
    assert batch.server.requests() == {"get_order:O-7": 1, "t1/change": 1}
    batch.change_database("DELETE FROM checkpoints; DELETE FROM writes")
    batch.resume()
    assert batch.server.requests() == {"get_order:O-7": 1, "t1/change": 1}
    assert violations(batch.evidence()) == []


def test_nothing_half_written_stays_beside_the_results(batch: Batch) -> None:
    batch.write([task_of("key", "t1", "O-7", "t1/change")], [wanted_of("key", "t1", "t1/change")])
    assert batch.run(kill=("results_written", 1)).killed
    assert len(list(batch.folder.glob(".results.json.*"))) == 1
    batch.resume()
    assert list(batch.folder.glob(".results.json.*")) == []
