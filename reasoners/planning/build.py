"""From goals and calls to a plan: steps with references, in order, each with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from core.json_values import Json, canonical
from core.plan import Condition, Step
from reasoners.found.facts import Fact, same_call
from reasoners.planning.arguments.from_facts import reference
from reasoners.planning.calls import Call, Source


@dataclass
class Builder:
    """Collects steps; equal calls become one step, calls already made none."""

    facts: tuple[Fact, ...]
    steps: list[Step] = field(default_factory=list)
    evidence: dict[str, str] = field(default_factory=dict)
    _ids: dict[str, str] = field(default_factory=dict)

    def add(
        self,
        call: Call,
        because: str,
        *,
        only_reads: bool = False,
        when: Sequence[Condition] = (),
    ) -> str | None:
        """Add a call and what it needs; return its step, None where it must wait for a look-up.

        `because` says why this tool, and why here. An argument with many values makes as many
        steps; the last one's id is returned. `when` are comparisons that a change rests on.
        """
        added = None
        for one in variants(call):
            added = self._add(one, because, only_reads, when)
        return added

    def _add(
        self, call: Call, because: str, only_reads: bool, when: Sequence[Condition]
    ) -> str | None:
        args: dict[str, Json] = {}
        ready = not call.blocked
        each = ""
        for name, source in call.args.items():
            value = self._value(source, call)
            ready = ready and value is not None
            each = each or source.each
            args[name] = None if value is None else value.content
        if not ready or (only_reads and not call.meaning.reads):
            return None
        args |= {name: self._shifted(args[name], s) for name, s in call.args.items() if s.shift}
        guards = (*when, *(c for source in call.args.values() for c in source.when))
        return self._step(call, args, each, because, guards)

    def _value(self, source: Source, call: Call) -> _Value | None:
        if source.call is None:
            return _Value(source.value)
        step = self.add(source.call, needed_by(call.meaning.name, source), only_reads=True)
        if step is None or source.waits:
            return None
        return _Value({"$ref": reference(step, source.path)})

    def _step(
        self,
        call: Call,
        args: dict[str, Json],
        each: str,
        because: str,
        when: Sequence[Condition],
    ) -> str:
        name = call.meaning.name
        done = same_call(self.facts, name, args) or next(
            (f for f in self.facts if each and f.tool == name and f.item), None
        )
        if done is not None:
            return done.step
        key = canonical([name, args, each])
        if key not in self._ids:
            self._ids[key] = step_id = self._new_id()
            step: Step = {"id": step_id, "tool": name, "args": args, "purpose": _purpose(call)}
            if each:
                step["for_each"] = each
            if not call.meaning.reads:
                step["required"] = True
                if when:
                    step["when"] = list({repr(c): c for c in when}.values())
            self.steps.append(step)
            self.evidence[step_id] = _why(call, because)
        return self._ids[key]

    def _shifted(self, start: Json, source: Source) -> Json:
        count, unit = source.shift or (0, "days")
        args: dict[str, Json] = {"start": start, "count": count, "unit": unit}
        return {"$ref": self.calculate("shifted_date", args, source.why)}

    def calculate(self, function: str, args: dict[str, Json], because: str) -> str:
        """Add a calculation over what was found, unless it was made already; return its step."""
        made = same_call(self.facts, function, args)
        if made is not None:
            return made.step
        step_id = self._new_id()
        self.steps.append({"id": step_id, "tool": None, "function": function, "args": args})
        self.evidence[step_id] = f"{function} {because}"
        return step_id

    def _new_id(self) -> str:
        taken = {fact.step for fact in self.facts} | {step["id"] for step in self.steps}
        number = len(self.steps) + 1
        while f"s{number}" in taken:
            number += 1
        return f"s{number}"

    def think(self) -> None:
        """Add the thinking step that puts the answer together."""
        self.steps.append(
            {"id": self._new_id(), "tool": None, "args": {}, "purpose": "put the answer together"}
        )


def variants(call: Call) -> list[Call]:
    """Return a call for each of the values that an argument, or one before it, has."""
    for name, source in call.args.items():
        others: list[Source] = []
        if source.many:
            others = [replace(source, value=value, many=()) for value in source.many]
        elif source.call is not None:
            before = variants(source.call)
            others = [replace(source, call=one) for one in before] if len(before) > 1 else []
        if others:
            several = (replace(call, args={**call.args, name: other}) for other in others)
            return [one for each in several for one in variants(each)]
    return [call]


@dataclass(frozen=True)
class _Value:
    content: Json


def _purpose(call: Call) -> str:
    return call.meaning.tool.description.split(". ")[0].rstrip(".")[:120]


def needed_by(name: str, source: Source) -> str:
    """Say why a look-up comes before the tool with this name."""
    return f"comes before {name}, which needs {source.why}"


def _why(call: Call, because: str) -> str:
    reasons = (because, *(source.why for source in call.args.values()))
    return f"{call.meaning.name} {'; '.join(filter(None, reasons))}"


def references(steps: Iterable[Step]) -> list[str]:
    """Return a reference to every step that calls a tool or computes something."""
    return [step["id"] for step in steps if step["tool"] or step.get("function")]
