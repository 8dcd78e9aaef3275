"""What a change sets is not what its record is found by: "give it to Bo" is not about Bo's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from core.json_values import Json
from reasoners.meaning.tools import ToolMeaning
from reasoners.planning.arguments.shapes import is_numbered
from reasoners.planning.calls import Source

Row = Mapping[str, Json]
_SETS = frozenset({"assign", "update", "move", "adjust", "upgrade", "escalate"})


def found_by_others(change: ToolMeaning, args: Mapping[str, Source]) -> dict[str, Source]:
    """Return the arguments of a change, its look-ups no longer narrowed down by what it sets."""
    fresh = {path: source.value for path, source in new_values(change, args).items()}
    return {path: _freed(source, fresh) for path, source in args.items()}


def new_values(change: ToolMeaning, args: Mapping[str, Source]) -> dict[str, Source]:
    """The arguments that say what a record is to hold, rather than which one it is."""
    if not change.verbs & _SETS:
        return {}
    own = {field.path for field in change.takes if not is_numbered(field)}
    return {
        path: source
        for path, source in args.items()
        if source.call is None and path in own and isinstance(source.value, str)
    }


def _freed(source: Source, fresh: Mapping[str, Json]) -> Source:
    if source.call is None:
        return source
    optional = {field.path for field in source.call.meaning.takes if not field.required}
    kept = {
        path: _freed(given, fresh)
        for path, given in source.call.args.items()
        if path not in optional or path not in fresh or given.value != fresh[path]
    }
    return replace(source, call=replace(source.call, args=kept))


def not_so_yet(rows: Sequence[Row], fresh: Mapping[str, Source]) -> list[int]:
    """The positions of the rows that do not hold already what a change would set."""
    return [
        at
        for at, row in enumerate(rows)
        if not fresh or any(row.get(path) != source.value for path, source in fresh.items())
    ]
