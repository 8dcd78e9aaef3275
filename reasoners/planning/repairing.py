"""Other arguments after a rejection: the same value in the form that the tool names."""

from __future__ import annotations

import re

from core.json_values import Args, Json
from core.thought import RepairRequest

_CHOICES = re.compile(
    r"(?:one of|must be|allowed(?: values)?(?: are)?|expected"
    r"|valid(?: values)?(?: are)?)[: ]+([^.;]+)",
    re.I,
)


def other_args(request: RepairRequest) -> Args | None:
    """Return the arguments with a choice spelt as the tool wants it, None where none is."""
    message = request.failure["message"]
    offered = _CHOICES.search(message)
    if not offered:
        return None
    words = [w.strip(" '\"`[](){}") for w in re.split(r",|\bor\b|\band\b|\|", offered[1])]
    changed: dict[str, Json] = dict(request.args)
    for name, value in request.args.items():
        if name in message and isinstance(value, str):
            alike = [
                w
                for w in words
                if w
                and w != value
                and w.casefold().replace("_", " ") == value.casefold().replace("_", " ")
            ]
            changed[name] = alike[0] if alike else value
    return changed if changed != dict(request.args) else None
