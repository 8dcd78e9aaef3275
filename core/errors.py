"""Every error of the project, sorted by who must act.

SurefootError
├── InputError           the author of tasks, tools or bindings: nothing was called
├── StoreError           the operator of the machine: nothing further is sent, nothing is lost
├── ToolError            what became of one attempt to call a tool
│   ├── ToolBusy         certainly not done: try again later
│   │   └── ToolLeftAlone  not even asked
│   ├── ToolRejected     certainly not done: the same call is useless
│   ├── ToolInDoubt      may be done
│   ├── ToolBroken       retries are used up, or the tool cannot be reached at all
│   └── ApprovalNeeded   certainly not sent: a person must say yes first
└── ModelError           what became of one attempt to ask the model
    ├── ModelUnavailable no usable answer
    └── BudgetSpent      no more money or tokens: no further model call in this run
"""

from __future__ import annotations

from core.action import Usage


class SurefootError(Exception):
    """The root, so that the command line can promise no traceback."""


class InputError(SurefootError):
    """Tasks, tools or bindings cannot be used.

    The message is one line: file, entry, field, what is wrong and what to do.
    """

    def __init__(self, problem: str, *, file: str = "", entry: str = "", field: str = "") -> None:
        place = ", ".join(part for part in (file, entry, field and f"field {field!r}") if part)
        super().__init__(_one_line(f"{place}: {problem}" if place else problem))
        self.problem, self.file, self.entry, self.field = problem, file, entry, field


def _one_line(text: str) -> str:
    """Escape what would break the line or drive a terminal: names come from foreign files."""
    return "".join(mark if mark.isprintable() else repr(mark)[1:-1] for mark in text)


class StoreError(SurefootError):
    """The run's store is locked, damaged, full or of another version."""


class ToolError(SurefootError):
    """What became of one attempt. `status` is the HTTP status where there was one."""

    def __init__(self, message: str, *, status: int | None = None) -> None:
        super().__init__(message)
        self.message, self.status = message, status


class ToolBusy(ToolError):
    """Certainly not done. `retry_after` is in seconds, None where the tool named no time."""

    def __init__(
        self, message: str, *, status: int | None = None, retry_after: float | None = None
    ) -> None:
        super().__init__(message, status=status)
        self.retry_after = retry_after


class ToolLeftAlone(ToolBusy):
    """Not even asked: it failed too often lately, and all tasks leave it alone for a while."""


class ToolRejected(ToolError):
    """Certainly not done. `final` means that other arguments would not help (401, 403, 3xx)."""

    def __init__(self, message: str, *, status: int | None = None, final: bool = False) -> None:
        super().__init__(message, status=status)
        self.final = final


class ToolInDoubt(ToolError):
    """May be done. `retry_after` is set where the tool is still working on this key (409)."""

    def __init__(
        self, message: str, *, status: int | None = None, retry_after: float | None = None
    ) -> None:
        super().__init__(message, status=status)
        self.retry_after = retry_after


class ToolBroken(ToolError):
    """Cannot be had in this run: retries used up, circuit open for good, or no binding."""


class ApprovalNeeded(ToolError):
    """A person must confirm exactly these arguments first; nothing was sent."""


class ModelError(SurefootError):
    """What became of one attempt to ask the model. `usage` is what the attempt still cost."""

    def __init__(self, message: str, *, usage: Usage | None = None) -> None:
        super().__init__(message)
        self.usage = usage or Usage()


class ModelUnavailable(ModelError):
    """The model gave no usable answer; `final` means that asking again in this run is useless."""

    def __init__(self, message: str, *, final: bool = False, usage: Usage | None = None) -> None:
        super().__init__(message, usage=usage)
        self.final = final


class BudgetSpent(ModelError):
    """402 from the endpoint, or our own cap."""
