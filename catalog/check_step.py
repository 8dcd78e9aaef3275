"""Checks one step of a plan: its call, its arguments, its references and conditions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, get_args

from catalog.check_args import ArgumentChecker, wrong_names
from catalog.nearest import near_enough
from catalog.plan_shapes import PlanShapes
from catalog.schema_types import ANYTHING, NoSuchPart, fits, members_of, plain_type, types_of
from catalog.shorthand import Schema
from core.functions import FUNCTIONS
from core.json_values import Json
from core.plan import Condition, Operator, Step
from core.references import references_in
from core.tool import Tool

_OPERATORS: Final[tuple[str, ...]] = get_args(Operator)
_WITHOUT_VALUE: Final = ("exists", "missing")


class StepCheck:
    """Checks the steps of one plan; `done` names the steps of earlier plans."""

    def __init__(
        self,
        tools: Mapping[str, Tool],
        shapes: PlanShapes,
        checker: ArgumentChecker,
        done: frozenset[str],
    ) -> None:
        self._tools = tools
        self._shapes = shapes
        self._checker = checker
        self._done = done

    def __call__(self, step: Step) -> Iterator[str]:
        """Yield what is wrong with a step."""
        yield from self._for_each(step)
        yield from self._call(step)
        for condition in step.get("when", ()):
            yield from self._condition(condition, step)
        for earlier in step.get("after", ()):
            if not self._shapes.has_step(earlier) and earlier not in self._done:
                yield f"after names {earlier!r}, which is no step"

    def references(self, named: Iterable[str], step: Step | None = None) -> Iterator[str]:
        """Yield what is wrong with references, each once."""
        for reference in dict.fromkeys(named):
            try:
                self._shapes.of_reference(reference, step)
            except NoSuchPart as problem:
                yield str(problem)

    def _for_each(self, step: Step) -> Iterator[str]:
        each = step.get("for_each")
        if not each:
            return
        try:
            types = types_of(self._shapes.of_reference(each, None))
        except NoSuchPart as problem:
            yield f"for_each: {problem}"
            return
        if types and "array" not in types:
            yield f"for_each: {each} is not a list; leave for_each out"

    def _call(self, step: Step) -> Iterator[str]:
        name, function = step["tool"], step.get("function")
        if name and function:
            yield f"names the tool {name} and the function {function}; choose one"
        elif name and name in self._tools:
            yield from self._tool_args(self._tools[name], step)
        elif function and function in FUNCTIONS:
            yield from self._args(function, FUNCTIONS[function].args, step)
        elif name:
            yield _unknown("tool", name, self._tools)
        elif function:
            yield _unknown("function", function, FUNCTIONS)
        else:
            yield from self.references(references_in(step["args"]), step)

    def _tool_args(self, tool: Tool, step: Step) -> Iterator[str]:
        if tool.key_arg is not None and tool.key_arg in step["args"]:
            yield f"{tool.key_arg} of {tool.name} is filled in by itself; leave it out"
        yield from self._args(tool.name, tool.args_schema, step)

    def _args(self, name: str, schema: Schema, step: Step) -> Iterator[str]:
        args = step["args"]
        yield from wrong_names(name, schema, args)
        yield from self._checker.wrong_values(name, schema, args)
        members = members_of(schema)
        for argument, value in args.items():
            wanted = members.get(argument, ANYTHING)
            yield from self._referred(value, wanted, f"{argument} of {name}", step)

    def _referred(self, value: Json, wanted: Schema, where: str, step: Step) -> Iterator[str]:
        """Yield the references nested in a value that lead nowhere, or to another type."""
        if isinstance(value, Mapping):
            target = value.get("$ref")
            if isinstance(target, str) and len(value) == 1:
                yield from self._reference(target, wanted, where, step)
                return
            members = members_of(wanted)
            for name, member in value.items():
                inner = members.get(name, ANYTHING)
                yield from self._referred(member, inner, f"{where}, {name}", step)
        elif isinstance(value, list):
            items = wanted.get("items")
            inner = items if isinstance(items, Mapping) else ANYTHING
            for item in value:
                yield from self._referred(item, inner, where, step)

    def _reference(self, target: str, wanted: Schema, where: str, step: Step) -> Iterator[str]:
        try:
            given = self._shapes.of_reference(target, step)
        except NoSuchPart as problem:
            yield f"{where}: {problem}"
            return
        if fits(given, wanted):
            return
        listed = types_of(given) == {"array"}
        remedy = "; take one item ([0]), or repeat the step with for_each" if listed else ""
        yield (f"{where} must be {plain_type(wanted)}, but {target} is {plain_type(given)}{remedy}")

    def _condition(self, condition: Condition, step: Step) -> Iterator[str]:
        operator = condition["op"]
        yield from (f"when: {problem}" for problem in self.references([condition["ref"]], step))
        if operator not in _OPERATORS:
            yield f"when: there is no comparison {operator!r}; use {', '.join(_OPERATORS)}"
        elif operator not in _WITHOUT_VALUE and "value" not in condition:
            yield f"when: {operator} needs a value to compare {condition['ref']} with"
        named = references_in(condition.get("value"))
        yield from (f"when: {problem}" for problem in self.references(named, step))
        if condition.get("over", "any") not in ("all", "any"):
            yield f"when: over is {condition.get('over')!r}; write all or any"


def _unknown(kind: str, name: str, known: Iterable[str]) -> str:
    names = list(known)
    meant = near_enough(name, names)
    hint = f"did you mean {meant!r}?" if meant else f"there are {', '.join(names[:20]) or 'none'}"
    return f"there is no {kind} {name!r}; {hint}"
