"""The look-up before the first attempt at a write, for tools whose binding asks for one."""

from __future__ import annotations

from typing import Final

from core.action import Outcome
from core.errors import ToolBroken, ToolBusy, ToolError, ToolInDoubt, ToolRejected
from core.json_values import Json
from core.seams import ToolCall
from core.services import Services
from nodes.actions import attempts_at
from nodes.looking import CannotLook, look_up, look_up_of, rows_in
from nodes.observing import NOT_FOUND

BASELINE: Final = "baseline"


def look_before(write: ToolCall, services: Services) -> None:
    """Journal which rows are there before a write is first sent.

    Raises ToolBusy or ToolBroken where that cannot be known: then the write is not sent.
    """
    how = write.tool.reconcile
    if how is None or not how.baseline or attempts_at(write.action, services.journal):
        return
    try:
        look_up(how, write, BASELINE, write.attempt, services)
    except (ToolBusy, ToolInDoubt) as error:
        raise ToolBusy(f"not sent, as {how.tool} could not be asked first: {error}") from error
    except ToolRejected as error:
        if error.status not in NOT_FOUND:
            raise _not_sent(how.tool, error) from error
    except (ToolError, CannotLook) as error:
        raise _not_sent(how.tool, error) from error


def rows_before(write: ToolCall, services: Services) -> list[Json]:
    """Return the rows of the look-up before the first attempt; none where there was no look-up."""
    how = write.tool.reconcile
    known = services.journal.recall(look_up_of(write.action, BASELINE))
    if how is None or not isinstance(known, Outcome) or known.kind != "done":
        return []
    return rows_in(known.output, how)


def _not_sent(look_up_tool: str, error: Exception) -> ToolBroken:
    return ToolBroken(f"not sent, as {look_up_tool} could not be asked first: {error}")
