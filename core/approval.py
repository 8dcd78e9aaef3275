"""How a person's approval of a call is recorded."""

from __future__ import annotations

from core.action import Action
from core.json_values import Args, digest


def approval_of(action: Action, args: Args) -> Action:
    """Return the fact that says whether exactly this call may be made.

    Settled as "done" with the output true (approved) or false (refused). Changed arguments make
    another fact, so that they are asked for again.
    """
    return Action(
        run_id=action.run_id,
        task_id=action.task_id,
        slot=f"approval:{action.slot}:{action.item}",
        item=digest(args),
    )
