"""What is left of something in words, the row with the most or the least of it first."""

from __future__ import annotations

from collections.abc import Mapping

from core.json_values import Json
from reasoners.found.formats import sentence
from reasoners.found.left_over import LeftOver
from reasoners.found.ordering import how_many, order_wanted
from reasoners.reading.clauses import Clause
from reasoners.wording.records import line

Row = Mapping[str, Json]


def told_left_over(rows: list[Row], left: LeftOver, clause: Clause) -> str:
    """Say of each row, or of those that come first in the order asked for, how much is left."""
    wanted = order_wanted(clause) & {"largest", "smallest"}
    if wanted:
        ordered = sorted((left.of(row) for row in rows), reverse="largest" in wanted)
        first = ordered[: how_many(clause)]
        rows = [row for row in rows if left.of(row) in first]
        rows.sort(key=left.of, reverse="largest" in wanted)
    return "\n".join(sentence(f"{line(row)}, left over {left.of(row)}") for row in rows)
