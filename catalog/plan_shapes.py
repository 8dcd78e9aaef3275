"""What the steps of a plan will give, as far as the catalog knows: for checking references."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from catalog.nearest import near_enough
from catalog.schema_types import ANYTHING, NoSuchPart, follow, schema_of_value
from catalog.shorthand import Schema
from core import references
from core.functions import FUNCTIONS, FunctionSpec
from core.json_values import Json
from core.plan import Step
from core.tool import Tool

ITEM: Final = "item"


class PlanShapes:
    """Answers what a reference leads to. `known` are outputs of steps already done."""

    def __init__(
        self, steps: Mapping[str, Step], tools: Mapping[str, Tool], known: Mapping[str, Json]
    ) -> None:
        self._steps = steps
        self._tools = tools
        self._known = known
        self._in_progress: set[str] = set()

    def has_step(self, step_id: str) -> bool:
        """Whether the plan itself has this step."""
        return step_id in self._steps

    def of_reference(self, reference: str, step: Step | None) -> Schema:
        """Return the schema of what a reference in a step leads to, ANYTHING if unknown.

        Raises NoSuchPart saying what there is instead. Outside a step, `step` is None.
        """
        try:
            root, path = references.parse(reference)
        except ValueError as problem:
            raise NoSuchPart(str(problem)) from None
        return follow(self._of_root(root, step), path, root)

    def _of_root(self, root: str, step: Step | None) -> Schema:
        if root == ITEM:
            return self._of_item(step)
        if root in self._steps:
            return self.of_step(root)
        if root in self._known:
            return schema_of_value(self._known[root])
        ids = [*self._steps, *self._known]
        meant = near_enough(root, ids)
        hint = f"; did you mean {meant!r}?" if meant else f"; there are {', '.join(ids) or 'none'}"
        raise NoSuchPart(f"there is no step {root!r}{hint}")

    def _of_item(self, step: Step | None) -> Schema:
        each = step.get("for_each") if step else None
        if not each:
            raise NoSuchPart("'item' is only there inside a step with for_each")
        try:
            items = self.of_reference(each, None).get("items")
        except NoSuchPart:
            return ANYTHING  # said once, where for_each itself is checked
        return items if isinstance(items, Mapping) else ANYTHING

    def of_step(self, step_id: str) -> Schema:
        """Return the schema of a step's output; with for_each, of the list of its outputs."""
        if step_id in self._in_progress:
            return ANYTHING
        self._in_progress.add(step_id)
        try:
            step = self._steps[step_id]
            output = self._of_output(step)
        finally:
            self._in_progress.discard(step_id)
        return {"type": "array", "items": output} if step.get("for_each") else output

    def _of_output(self, step: Step) -> Schema:
        if step["tool"]:
            tool = self._tools.get(step["tool"])
            return tool.returns or ANYTHING if tool else ANYTHING
        function = FUNCTIONS.get(step.get("function") or "")
        if function:
            return self._of_function(function, step)
        if step.get("function"):
            return ANYTHING
        raise NoSuchPart(f"{step['id']} is a thinking step, which has no output")

    def _of_function(self, function: FunctionSpec, step: Step) -> Schema:
        if not function.passes:
            return function.returns
        passed = step["args"].get(next(iter(function.arguments)), None)
        target = passed.get("$ref") if isinstance(passed, Mapping) else None
        if not isinstance(target, str):
            return function.returns
        try:
            source = self.of_reference(target, step)
        except NoSuchPart:
            return function.returns
        items = source.get("items")
        item = items if isinstance(items, Mapping) else ANYTHING
        return item if function.passes == "item" else {"type": "array", "items": item}
