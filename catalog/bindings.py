"""Reads a bindings file, and settles which of several settings of a key is in force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from catalog.binding_keys import KEYS, wrong_with_key
from catalog.json_file import kind_of, read_json, shown
from catalog.nearest import nearest
from core.errors import InputError
from core.json_values import Json


@dataclass(frozen=True)
class Place:
    """Where something stands: the file, and the entry in it."""

    file: Path
    entry: str

    def wrong(self, problem: str, field: str = "") -> InputError:
        """Return the error that says what is wrong here."""
        return InputError(problem, file=str(self.file), entry=self.entry, field=field)


@dataclass(frozen=True)
class Layer:
    """Keys that stand in one place."""

    values: Mapping[str, Json]
    place: Place
    is_default: bool = False

    def check(self, known: Iterable[str] = KEYS) -> None:
        """Raise InputError for the first key that is unknown or holds what it may not."""
        names = tuple(known)
        for name, value in self.values.items():
            problem = wrong_with_key(name, value, names, self.is_default)
            if problem:
                raise self.place.wrong(problem, name)


@dataclass(frozen=True)
class Setting:
    """The value in force for a key, and where it stands."""

    value: Json
    place: Place
    is_default: bool

    def wrong(self, problem: str, field: str) -> InputError:
        """Return the error that says what is wrong with it."""
        return self.place.wrong(problem, field)


Settings = Mapping[str, Setting]


def merged(layers: Iterable[Layer]) -> Settings:
    """Return the settings in force: for each key the first layer that has it."""
    settings: dict[str, Setting] = {}
    for layer in layers:
        for name, value in layer.values.items():
            settings.setdefault(name, Setting(value, layer.place, layer.is_default))
    return settings


@dataclass(frozen=True)
class Bindings:
    """A bindings file: a layer for each tool of the catalog it names, and one for all of them.

    `passed_over` names the tools that the catalog lacks.
    """

    file: Path
    tools: Mapping[str, Layer]
    defaults: Layer
    passed_over: tuple[str, ...] = ()


NO_BINDINGS = Bindings(Path(), {}, Layer({}, Place(Path(), "")))


def load_bindings(path: Path, tool_names: Iterable[str]) -> Bindings:
    """Return what a file says of the named tools; what it says of others is not looked at.

    Raises InputError for a key that is unknown, misplaced or holds what it may not.
    """
    content = read_json(path)
    if not isinstance(content, Mapping):
        raise InputError(
            f"holds {kind_of(content)}; write an object with defaults and tools", file=str(path)
        )
    for part, members in content.items():
        if part not in ("defaults", "tools"):
            meant = nearest(part, ("defaults", "tools"))
            raise InputError(
                f"is not a key; did you mean {shown(meant)}?", file=str(path), field=part
            )
        if not isinstance(members, Mapping):
            raise InputError(f"is {kind_of(members)}; write an object", file=str(path), field=part)
    named, wanted = _members(content, "tools"), frozenset(tool_names)
    return Bindings(
        file=path,
        tools={
            name: _layer(named[name], Place(path, f"tools.{name}"))
            for name in named
            if name in wanted
        },
        defaults=_layer(_members(content, "defaults"), Place(path, "defaults"), is_default=True),
        passed_over=tuple(name for name in named if name not in wanted),
    )


def _members(content: Mapping[str, Json], part: str) -> Mapping[str, Json]:
    members = content.get(part, {})
    return members if isinstance(members, Mapping) else {}


def _layer(values: Json, place: Place, is_default: bool = False) -> Layer:
    if not isinstance(values, Mapping):
        raise place.wrong(f"is {kind_of(values)}; write an object of keys")
    layer = Layer(values, place, is_default)
    layer.check()
    return layer
