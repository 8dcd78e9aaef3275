"""Checks arguments against a tool's schema, in words that help whoever wrote them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from catalog.formats import EXAMPLES, format_checker
from catalog.json_file import shown
from catalog.nearest import near_enough
from catalog.plain_types import PlainTypes
from catalog.schema_types import is_closed, json_type, plain_type
from catalog.shorthand import Schema
from core.json_values import Args, Json, UnstorableValue, storable
from core.references import references_in
from core.tool import Tool

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator

_LONGEST = 200
_OF_THE_WHOLE: Final = ("required", "additionalProperties")


class ArgumentChecker:
    """Checks arguments; the validator of a schema is made once.

    A value that holds a reference is judged by what is constant in it.
    """

    def __init__(self) -> None:
        self._known: dict[int, tuple[Schema, Validator, PlainTypes]] = {}

    def problems(self, tool: Tool, args: Args) -> list[str]:
        """Return what is wrong with the arguments of a call, empty when it can be made."""
        found = [*wrong_names(tool.name, tool.args_schema, args)]
        try:
            storable(args, "args")
        except UnstorableValue as problem:
            return [*found, str(problem)]
        return found + self.wrong_values(tool.name, tool.args_schema, args)

    def wrong_values(self, name: str, schema: Schema, args: Args) -> list[str]:
        """Return which values do not fit the schema of a tool's or function's arguments."""
        validator, plain = self._checks(schema)
        return [] if plain.fit(args) else _wrong_values(name, validator, args)

    def _checks(self, schema: Schema) -> tuple[Validator, PlainTypes]:
        known = self._known.get(id(schema))
        if known is None:
            # The schema is kept beside its checks, so that its id stays its own.
            known = self._known[id(schema)] = (schema, _validator_of(schema), PlainTypes(schema))
        return known[1:]


def _wrong_values(name: str, validator: Validator, args: Args) -> list[str]:
    from referencing.exceptions import Unresolvable

    try:
        errors = sorted(validator.iter_errors(args), key=lambda error: str(error.path))
    except (RecursionError, Unresolvable):
        return [f"the schema of {name} cannot be checked: it refers to itself or to nowhere"]
    return [_in_words(error, name) for error in errors if _counts(error)]


def _validator_of(schema: Schema) -> Validator:
    from jsonschema.validators import Draft202012Validator, validator_for
    from referencing import Registry

    chosen: Any = validator_for(dict(schema), default=Draft202012Validator)
    nothing_remote: Registry[Any] = Registry()
    validator: Validator = chosen(schema, registry=nothing_remote, format_checker=format_checker())
    return validator


def wrong_names(name: str, schema: Schema, args: Iterable[str]) -> Iterator[str]:
    """Yield what is missing and what is unknown among the names of arguments."""
    members = schema.get("properties", {})
    known = members if isinstance(members, Mapping) else {}
    given = set(args)
    required = schema.get("required", [])
    for missing in required if isinstance(required, list) else []:
        if missing not in given:
            yield f"{name} needs the argument {missing!r} ({_type_of(known, missing)})"
    for unknown in sorted(given - set(known)) if is_closed(schema) else []:
        meant = near_enough(unknown, known)
        hint = f"did you mean {meant!r}? It" if meant else "it"
        yield f"{name} has no argument {unknown!r}; {hint} takes {', '.join(known) or 'none'}"


def _type_of(known: Mapping[str, Json], name: Json) -> str:
    member = known.get(str(name))
    return plain_type(member) if isinstance(member, Mapping) else "anything"


def _counts(error: ValidationError) -> bool:
    """Names are judged by wrong_names; what a reference stands for is not known yet."""
    if not error.absolute_path and error.validator in _OF_THE_WHOLE:
        return False
    instance: Any = error.instance
    return not any(True for _ in references_in(instance))


def _in_words(error: ValidationError, name: str) -> str:
    path = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in error.absolute_path)
    return f"{path.removeprefix('.') or 'the arguments'} of {name} {_complaint(error)}"


def _complaint(error: ValidationError) -> str:
    wanted: Any = error.validator_value
    instance: Any = error.instance
    given = shown(instance)
    if error.validator == "type":
        return f"must be {plain_type({'type': wanted})}, not {given} ({json_type(instance)})"
    if error.validator == "enum":
        return f"must be one of {', '.join(map(shown, wanted))}, not {given}"
    if error.validator == "format":
        return f"must be {EXAMPLES.get(wanted, wanted)}, not {given}"
    return f"does not fit: {error.message}"[:_LONGEST]
