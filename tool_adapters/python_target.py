"""Finds the function that a tool is bound to, and checks that it takes what the tool takes."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from functools import reduce
from importlib import import_module
from typing import Any, TypeAlias

from core.errors import InputError
from core.tool import Tool

Function: TypeAlias = Callable[..., Any]
KEY_PARAMETER = "idempotency_key"


def load_target(tool: Tool) -> Function:
    """Return the function named by `target`. Raises InputError where it cannot be called."""
    target = str(tool.binding.get("target", ""))
    module_name, _, path = target.partition(":")
    if not module_name or not path:
        raise _wrong(tool, f"{target!r} must be written module:function")
    function: Function = _attribute(tool, _module(tool, module_name), path)
    if not callable(function):
        raise _wrong(tool, f"{target} is not a function")
    if inspect.iscoroutinefunction(function) or inspect.isgeneratorfunction(function):
        raise _wrong(tool, f"{target} must be a plain function, which returns its output")
    _check_parameters(tool, function)
    return function


def takes_key(function: Function) -> bool:
    """Whether a function has a parameter for the idempotency key."""
    signature = _signature(function)
    return signature is not None and KEY_PARAMETER in signature.parameters


def _module(tool: Tool, name: str) -> Any:
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        raise _wrong(
            tool, f"there is no module {error.name!r}; put its folder on PYTHONPATH"
        ) from None
    except (Exception, SystemExit) as error:
        raise _wrong(
            tool, f"module {name} cannot be loaded: {type(error).__name__}: {_line(error)}"
        ) from None


def _attribute(tool: Tool, module: Any, path: str) -> Any:
    try:
        return reduce(getattr, path.split("."), module)
    except AttributeError:
        raise _wrong(tool, f"module {module.__name__} has no {path!r}") from None


def _check_parameters(tool: Tool, function: Function) -> None:
    signature = _signature(function)
    if signature is None or not tool.arguments:
        return
    own = [KEY_PARAMETER] if takes_key(function) else []
    if tool.key_arg is not None and tool.effect == "write":
        own.append(tool.key_arg)
    for names in (tool.required, tool.arguments):
        _check_bind(tool, signature, {*names, *own})


def _check_bind(tool: Tool, signature: inspect.Signature, names: Iterable[str]) -> None:
    try:
        signature.bind(**dict.fromkeys(names))
    except TypeError as error:
        raise _wrong(tool, f"does not take the arguments of {tool.name}: {_line(error)}") from None


def _signature(function: Function) -> inspect.Signature | None:
    try:
        return inspect.signature(function)
    except (TypeError, ValueError):  # written in C: it says what is wrong when it is called
        return None


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())


def _wrong(tool: Tool, problem: str) -> InputError:
    return InputError(problem, entry=tool.name, field="target")
