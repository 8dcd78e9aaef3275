"""Whether a change that the first plan did not have is about what the request names."""

from __future__ import annotations

import re

from core.json_values import Json
from core.plan import Step
from core.references import Missing, references_in
from reasoners.allowance import why_not_text
from reasoners.argument_names import is_manner, is_text, receives, tells_whom_or_what
from reasoners.asked_for import asks_for_many
from reasoners.foreign import foreign, foreign_address, leaves, stands_in
from reasoners.named import named_in, reached_from_all
from reasoners.provenance import Calls, fields_named, free_text, last_name
from reasoners.scene import Scene


def why_unplanned(step: Step, made: int, scene: Scene) -> str:
    """Return why a change may not be made, "" where it may; `made` counts those of its tool so far.

    One is, unless the request asks for many, or names each; on whom and what the request says, or
    a record says that was looked up from nothing but the request.
    """
    prompt, now = scene.trusted.prompt, scene.now.inside(step)
    many = asks_for_many(prompt, str(step["tool"]))
    if step.get("for_each"):
        if not many:
            return f"the request does not ask for {step['tool']} more than once"
        if now.roots({"$ref": str(step["for_each"])}) is None:
            return "the list is not from the request"
    if made and not many and not _each_is_named(step, prompt):
        return f"the request does not ask for {step['tool']} more than once"
    for name, value in step["args"].items():
        found = _foreign(name, value, now, scene)
        if found:
            return f"{found} in {name} is not from the request"
    return ""


def _each_is_named(step: Step, prompt: str) -> bool:
    told = [
        text
        for name, value in step["args"].items()
        if tells_whom_or_what(name)
        for text in (leaves(value) if not references_in(value) else [""])
    ]
    return bool(told) and all(stands_in(text, prompt) for text in told)


def _foreign(name: str, value: Json, now: Calls, scene: Scene) -> str:
    if is_text(name):
        return why_not_text(value, None, now, now, scene)
    known, prompt = now.value(value), scene.trusted.prompt
    texts = [] if isinstance(known, Missing) else [*leaves(known)]
    if receives(name):
        unsaid = [one for one in texts if not stands_in(one, scene.trusted.text)]
        if texts and not unsaid:
            return ""
        if reached_from_all(value, now, prompt) and not any("@" in one for one in named_in(prompt)):
            return ""
        return next(iter(unsaid), _shown(value))
    if now.roots(value) is None and (references_in(value) or _tells(name, texts, scene)):
        return next(iter(texts), _shown(value))
    return _foreign_known(name, value, texts, scene)


def _tells(name: str, texts: list[str], scene: Scene) -> bool:
    """Whether a constant says whom or what, or says what a tool told and is not a plain word."""
    if tells_whom_or_what(name):
        return True
    heard = "\n".join(scene.heard.texts)
    plain = all(re.fullmatch(r"[A-Za-z_ -]*", text) and not free_text(text) for text in texts)
    return not is_manner(name) and plain and any(stands_in(text, heard) for text in texts)


def _foreign_known(name: str, value: Json, texts: list[str], scene: Scene) -> str:
    """An address is from the request, a number from it or from a record; and where the request
    names records of a kind, no other one is meant."""
    trusted = scene.trusted.text
    for text in texts:
        if not references_in(value):
            found = foreign(text, trusted, scene.heard.values)
        else:
            found = foreign_address(text, trusted)
        if found:
            return found
    fields = {last_name(one) for one in references_in(value)} | {name}
    others = (one for field in fields for one in fields_named(field, scene.outputs))
    if tells_whom_or_what(name) and any(stands_in(one, scene.trusted.prompt) for one in others):
        unsaid = (one for one in texts if not stands_in(one, scene.trusted.prompt))
        return next(unsaid, "" if texts else _shown(value))
    return ""


def _shown(value: Json) -> str:
    return ", ".join(references_in(value)) or str(value)
