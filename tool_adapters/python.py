"""Tools that are Python functions: `target` is `module:function`, arguments come by name.

A function that takes `idempotency_key` gets the action's key. It returns its output, or raises:

- `ToolBusy`, `ToolRejected`, `ToolInDoubt` or `ToolBroken` (core/errors.py): taken at its word;
- ValueError, TypeError or LookupError from a read: rejected, since the same call fails again;
- anything else from a read: busy;
- anything else from a write, whatever it is: in doubt, since nobody knows how far it had come.
  A write that certainly did nothing says so with ToolRejected or ToolBusy.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jsonschema import Draft202012Validator
from referencing import Registry

from core.crash_points import CrashPoints
from core.errors import ToolBroken, ToolBusy, ToolError, ToolInDoubt, ToolRejected
from core.seams import Clock, ToolCall, ToolOutput
from core.tool import Tool
from tool_adapters.key_argument import sent_args
from tool_adapters.python_output import as_json
from tool_adapters.python_target import KEY_PARAMETER, Function, load_target, takes_key


@dataclass(frozen=True)
class _Target:
    function: Function
    takes_key: bool
    arguments: Draft202012Validator


class PythonAdapter:
    """Calls functions of this process."""

    def __init__(self, targets: Mapping[str, _Target]) -> None:
        self._targets = targets

    def call(self, call: ToolCall) -> ToolOutput:
        target = self._targets[call.tool.name]
        _check_arguments(target, call)
        given = copy.deepcopy(sent_args(call))
        if target.takes_key:
            given[KEY_PARAMETER] = call.idempotency_key
        try:
            output = target.function(**given)
        except (ToolBusy, ToolRejected, ToolInDoubt, ToolBroken):
            raise
        except (Exception, SystemExit) as error:
            raise _failure(call, error) from error
        return ToolOutput(as_json(output))


def build(tools: Iterable[Tool], clock: Clock, crash_points: CrashPoints) -> PythonAdapter:
    """Load the functions. Raises InputError naming the tool whose target is of no use."""
    return PythonAdapter({tool.name: _target(tool) for tool in tools})


def _target(tool: Tool) -> _Target:
    function = load_target(tool)
    validator = Draft202012Validator(dict(tool.args_schema), registry=Registry())
    return _Target(function, takes_key(function), validator)


def _check_arguments(target: _Target, call: ToolCall) -> None:
    for problem in target.arguments.iter_errors(dict(call.args)):
        place = f"argument {problem.json_path.removeprefix('$.')}: " if problem.path else ""
        raise ToolRejected(f"{place}{problem.message}", status=422)


def _failure(call: ToolCall, error: BaseException) -> ToolError:
    words = f"{type(error).__name__}: {error}".removesuffix(": ")
    if call.tool.effect == "write":
        return ToolInDoubt(words)
    if isinstance(error, ValueError | TypeError | LookupError):
        return ToolRejected(words)
    return ToolBusy(words)
