"""Whether other arguments for a rejected change are the same deed in the form the tool wants."""

from __future__ import annotations

import re
from typing import Final

from core.json_values import Args, Json
from core.thought import RepairRequest
from reasoners.argument_names import is_manner, is_text, tells_whom_or_what
from reasoners.foreign import leaves, stands_in
from reasoners.same_value import same_value
from reasoners.scene import heard_in
from reasoners.told_texts import new_word, why_not_told

_WORDS: Final = re.compile(r"[A-Za-z_ -]*")


def why_other_deed(repaired: Args, request: RepairRequest) -> str:
    """Return what a repair changes beyond form, "" for nothing: it tells nobody else, concerns
    nothing else, moves no sum that the request does not name, and says no word of a tool's."""
    for name in {**request.args, **repaired}:
        if name not in repaired:
            why = _why_dropped(name, repaired, request)
        elif name not in request.args:
            why = _why_added(name, repaired[name], request)
        elif repaired[name] == request.args[name]:
            why = ""
        else:
            why = _why_changed(name, repaired[name], request)
        if why:
            return f"{name}: {why}"
    return ""


def _why_dropped(name: str, repaired: Args, request: RepairRequest) -> str:
    """What narrows a deed may only move to another name."""
    moved = any(same_value(request.args[name], value) for value in repaired.values())
    kept = is_text(name) or is_manner(name) or moved
    return "" if kept else "what was first planned is left out"


def _why_added(name: str, value: Json, request: RepairRequest) -> str:
    if is_text(name):
        return _why_text(value, request)
    if isinstance(value, bool) or (is_manner(name) and _is_words(value)):
        return ""
    trusted = _trusted(request) if not tells_whom_or_what(name) else "\n".join(leaves(request.args))
    return next((f"{one} is new" for one in leaves(value) if not _said(one, trusted)), "")


def _why_changed(name: str, value: Json, request: RepairRequest) -> str:
    old = request.args[name]
    if same_value(value, old) or (is_manner(name) and _is_words(value)):
        return ""
    if is_text(name):
        words = (new_word(text, _trusted(request)) for text in leaves(value))
        return next((f"{word} is new" for word in words if word), _why_text(value, request))
    if tells_whom_or_what(name) or isinstance(value, bool) or not isinstance(old, int | float):
        return f"{value} is not {old}"
    asked = request.task.prompt
    return next((f"{one} is new" for one in leaves(value) if not _said(one, asked)), "")


def _why_text(value: Json, request: RepairRequest) -> str:
    trusted = _trusted(request)
    heard = heard_in(request.task.prompt, request.observations, request.failure["message"])
    whys = (why_not_told(text, trusted, heard, None) for text in leaves(value))
    return next((f"{why} is new" for why in whys if why), "")


def _said(value: str, trusted: str) -> bool:
    known = re.findall(r"[\w.,+@-]*\w", trusted)
    return stands_in(value, trusted) or any(same_value(value, one) for one in known)


def _is_words(value: Json) -> bool:
    return isinstance(value, str) and _WORDS.fullmatch(value) is not None


def _trusted(request: RepairRequest) -> str:
    return "\n".join([request.task.prompt, *leaves(request.args)])
