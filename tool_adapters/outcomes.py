"""The one table between what an adapter raises and what the journal keeps, read both ways."""

from __future__ import annotations

from core.action import Outcome
from core.errors import ToolBroken, ToolBusy, ToolError, ToolInDoubt, ToolRejected
from core.seams import ToolOutput

MESSAGE_LIMIT = 2000  # characters


def outcome_of_output(output: ToolOutput) -> Outcome:
    """Return the outcome of a call that came back."""
    return Outcome("done", output=output.value, known=output.known)


def outcome_of_error(error: ToolError) -> Outcome:
    """Return the outcome of a call that raised. Raises TypeError for an error no call ends with."""
    message, status = storable_text(error.message), error.status
    match error:
        case ToolBusy():
            return Outcome("busy", message=message, status=status, retry_after=error.retry_after)
        case ToolRejected():
            return Outcome("rejected", message=message, status=status, unrepairable=error.final)
        case ToolInDoubt():
            return Outcome(
                "in_doubt", message=message, status=status, retry_after=error.retry_after
            )
        case ToolBroken():
            return Outcome("given_up", message=message, status=status)
    raise TypeError(f"{type(error).__name__} does not end a call: {message}")


def delivered(outcome: Outcome) -> ToolOutput:
    """Give an outcome as the call itself gave it: return its output, or raise its error."""
    message, status = outcome.message, outcome.status
    match outcome.kind:
        case "done":
            return ToolOutput(outcome.output, outcome.known)
        case "busy" | "not_done":
            raise ToolBusy(message, status=status, retry_after=outcome.retry_after)
        case "rejected":
            raise ToolRejected(message, status=status, final=outcome.unrepairable)
        case "in_doubt":
            raise ToolInDoubt(message, status=status, retry_after=outcome.retry_after)
        case "given_up":
            raise ToolBroken(message, status=status)


def storable_text(text: str) -> str:
    """Return words from outside as the journal can keep them: valid Unicode, not endless."""
    return text[:MESSAGE_LIMIT].encode("utf-8", "replace").decode("utf-8")
