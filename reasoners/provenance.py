"""Where a value of a plan comes from: through references and look-ups back to the request.

Pure functions. The roots of a value are the words of the request that its look-ups were given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from core.json_values import Json, canonical
from core.observation import Observation
from core.plan import Plan, Step
from core.references import Missing, fill, parse, references_in
from reasoners.argument_names import bounds_a_list, is_text, names_a_field
from reasoners.foreign import leaves, stands_in
from reasoners.step_outputs import step_outputs

_DEEP: Final = 12  # steps from a value to the request; a plan with a cycle ends here too
_FREE_TEXT: Final = 4  # words from which on a text says something and is not what a thing is called
_WORD: Final = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Calls:
    """The steps that references may mean, what each gave, and the list that "item" is of.

    `trusted` are the request's words and those of the first plan.
    """

    steps: Mapping[str, Step]
    outputs: Mapping[str, Json]
    trusted: str
    item_of: str = ""

    def inside(self, step: Step) -> Calls:
        """The same, as the arguments of a step see it."""
        return Calls(self.steps, self.outputs, self.trusted, str(step.get("for_each") or ""))

    def value(self, value: Json) -> Json | Missing:
        """Return a value with its references filled in, MISSING where one is not known yet."""
        return fill(value, self.outputs)

    def source(self, value: Json, depth: int = 0) -> str:
        """Return how a value comes about, the same text for the same way whatever its ids."""
        if isinstance(value, Mapping) and references_in(value) == [value.get("$ref")]:
            return self._reference_source(str(value["$ref"]), depth)
        if isinstance(value, Mapping):
            members = (f"{k}:{self.source(v, depth)}" for k, v in sorted(value.items()))
            return f"{{{','.join(members)}}}"
        if isinstance(value, list | tuple):
            return f"[{','.join(self.source(one, depth) for one in value)}]"
        return canonical(value)

    def _reference_source(self, reference: str, depth: int) -> str:
        name, path = _parts(reference)
        if name == "item" and self.item_of and depth < _DEEP:
            return f"item of {self._reference_source(self.item_of, depth + 1)}{path}"
        step = self.steps.get(name)
        if step is None or depth >= _DEEP:
            return f"unknown {reference}"
        inner = self.inside(step)
        each = inner._reference_source(inner.item_of, depth + 1) if inner.item_of else ""
        call = step["tool"] or step.get("function") or ""
        return f"{call}({inner.source(step['args'], depth + 1)}){each}{path}"

    def roots(self, value: Json, depth: int = 0) -> frozenset[str] | None:
        """Return what a value was reached from, None where a part of it came from elsewhere."""
        found: set[str] = set()
        for reference in references_in(value):
            roots = self._reference_roots(reference, depth)
            if roots is None:
                return None
            found |= roots
        for text in leaves(value):
            roots = self._literal_roots(text, depth)
            if roots is None:
                return None
            found |= roots
        return frozenset(found)

    def _reference_roots(self, reference: str, depth: int) -> frozenset[str] | None:
        name, _ = _parts(reference)
        if depth >= _DEEP:
            return None
        if name == "item":
            return self._reference_roots(self.item_of, depth + 1) if self.item_of else None
        step = self.steps.get(name)
        return None if step is None else self._call_roots(step, depth + 1)

    def _call_roots(self, step: Step, depth: int) -> frozenset[str] | None:
        inner = self.inside(step)
        found: set[str] = set()
        for name, value in step["args"].items():
            if is_text(name) or (step.get("function") and names_a_field(name)):
                continue
            if bounds_a_list(name) and isinstance(value, int):
                continue
            roots = inner.roots(value, depth)
            if roots is None:
                return None
            found |= roots
        if inner.item_of:
            roots = inner._reference_roots(inner.item_of, depth)
            if roots is None:
                return None
            found |= roots
        return frozenset(found)

    def _literal_roots(self, text: str, depth: int) -> frozenset[str] | None:
        """A literal is trusted, or a whole field of a record that was itself reached so."""
        if stands_in(text, self.trusted) or self._worded(text):
            return frozenset({text.casefold()})
        if depth >= _DEEP or free_text(text):
            return None
        givers = [name for name, output in self.outputs.items() if text in {*leaves(output)}]
        known = [self._reference_roots(name, depth + 1) for name in givers if name != "item"]
        traced = [roots for roots in known if roots is not None]
        return frozenset().union(*traced) if traced else None

    def _worded(self, text: str) -> bool:
        """Whether every word of a text of some words stands in the trusted words."""
        words = _WORD.findall(text.casefold())
        known = set(_WORD.findall(self.trusted.casefold()))
        return " " in text.strip() and "@" not in text and {*words} <= known


def calls_of(
    plan: Plan, first: Sequence[Step], seen: Mapping[str, Observation], trusted: str
) -> Calls:
    """Return the calls that a later plan's references may mean: its own, the first plan's, and
    what was called in between; what a call gave counts for the same call planned anew."""
    made = first_calls(first, seen, trusted)
    steps = {**made.steps, **{step["id"]: step for step in plan["steps"]}}
    outputs = {
        name: output for name, output in made.outputs.items() if steps[name] is made.steps[name]
    }
    done = {_called(one["dispatch"]["tool"], one["dispatch"]["args"]): one for one in seen.values()}
    for step in plan["steps"]:
        args = fill(step["args"], outputs)
        given = None if isinstance(args, Missing) else done.get(_called(str(step["tool"]), args))
        if given is not None and given["status"] == "done" and not step.get("for_each"):
            outputs[step["id"]] = given["output"]
    return Calls(steps, outputs, trusted)


def first_calls(first: Sequence[Step], seen: Mapping[str, Observation], trusted: str) -> Calls:
    """Return the calls that the first plan's references mean, and what was called since."""
    steps = {one["dispatch"]["step"]: _as_step(one) for one in seen.values()}
    steps |= {step["id"]: step for step in first}
    known = {key: one for key, one in seen.items() if one["status"] == "done"}
    return Calls(steps, step_outputs(known), trusted)


def free_text(text: str) -> bool:
    """Whether a text says something, which may be hostile, and is more than a name."""
    return len(_WORD.findall(text)) >= _FREE_TEXT


def last_name(reference: str) -> str:
    """Return the last member that a reference names, "" for none."""
    try:
        names = [segment for segment in parse(reference)[1] if isinstance(segment, str)]
    except ValueError:
        return ""
    return names[-1] if names else ""


def fields_named(name: str, outputs: Mapping[str, Json]) -> Iterator[str]:
    """Yield the values that any record has under a name."""
    yield from (text for output in outputs.values() for text in _under(name, output))


def _under(name: str, value: Json) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, member in value.items():
            yield from leaves(member) if key == name else _under(name, member)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _under(name, item)


def _as_step(seen: Observation) -> Step:
    dispatch = seen["dispatch"]
    return {"id": dispatch["step"], "tool": dispatch["tool"], "args": dispatch["args"]}


def _called(tool: str, args: Json) -> str:
    return f"{tool} {canonical(args)}"


def _parts(reference: str) -> tuple[str, str]:
    name = re.split(r"[.\[]", reference, maxsplit=1)[0]
    return name, reference[len(name) :]
