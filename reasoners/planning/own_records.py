"""The records out of which a planned call takes its arguments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from core.json_values import Json
from reasoners.found.choice import Row
from reasoners.found.facts import outputs_at
from reasoners.planning.calls import Call, Scene


def rows_of(scene: Scene, call: Call) -> Iterator[Row]:
    """Yield the records that were found and that a call refers into."""
    for source in call.args.values():
        yield from _each_of(scene, source.each) if source.each else ()
        for value in source.many or (source.value,):
            target = str(value.get("$ref", "")) if isinstance(value, Mapping) else ""
            row = _at(scene, target.rpartition(".")[0])
            if isinstance(row, Mapping):
                yield row


def _each_of(scene: Scene, place: str) -> list[Row]:
    rows = _at(scene, place)
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def _at(scene: Scene, place: str) -> Json:
    step = re.split(r"[.\[]", place, maxsplit=1)[0]
    path = place[len(step) :].lstrip(".")
    fact = next((f for f in scene.facts if f.step == step and f.done), None)
    return outputs_at(fact.output, path) if fact is not None and path else None
