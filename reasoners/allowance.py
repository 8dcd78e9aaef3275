"""Whether a later plan's change is one that the first plan had: the same deed on the same thing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from core.conditions import holds
from core.json_values import Json
from core.plan import Condition, Step
from core.references import Missing, references_in, resolve
from reasoners.argument_names import is_manner, is_text, receives
from reasoners.foreign import leaves, stands_in
from reasoners.meaning.words import name_words
from reasoners.named import reached_from_all
from reasoners.provenance import Calls, last_name
from reasoners.same_value import same_value
from reasoners.scene import Scene
from reasoners.told_texts import why_not_told


def why_not_first(step: Step, first: Step, scene: Scene) -> str:
    """Return why a step is not a change of the first plan, "" where it is: no value of it comes
    from elsewhere, no condition is dropped, and no list stands where one record did."""
    if step.get("for_each") and not first.get("for_each"):
        return f"{step['tool']} was planned for one record"
    whys = [_why_other(step, first, scene.before.inside(first), scene)]
    if first.get("for_each") and not step.get("for_each"):
        whys = [_why_other(step, first, item, scene) for item in _items(first, scene.before)]
    return "" if "" in whys else next(iter(whys), "the list it was planned for is not known")


def _items(first: Step, before: Calls) -> Iterator[Calls]:
    """Yield how the first plan's step sees each item of its list."""
    values = before.value({"$ref": str(first.get("for_each"))})
    for item in values if isinstance(values, list) else ():
        yield replace(before.inside(first), outputs={**before.outputs, "item": item})


def _why_other(step: Step, first: Step, before: Calls, scene: Scene) -> str:
    now = scene.now.inside(step)
    if step.get("for_each"):
        each, planned = {"$ref": str(step["for_each"])}, {"$ref": str(first.get("for_each"))}
        if not _same(each, planned, "", now, before, scene.trusted.prompt):
            return "the list is another one than first planned"
    for name in {**first["args"], **step["args"]}:
        why = _why_argument(name, step, first, now, before, scene)
        if why:
            return f"{name}: {why}"
    return _why_condition(step, first, now, before)


def _why_argument(
    name: str, step: Step, first: Step, now: Calls, before: Calls, scene: Scene
) -> str:
    value, planned = step["args"].get(name), first["args"].get(name)
    if is_text(name):
        return why_not_text(value, planned, now, before, scene)
    if is_manner(name) and isinstance(value, str) and re.fullmatch(r"[A-Za-z_ -]*", value):
        return ""
    if value is None:
        return "" if is_manner(name) else "what was first planned is left out"
    if planned is None:
        return _why_added(name, value, now, scene)
    kept = [*_parts(planned)]
    other = (
        one
        for one in _parts(value)
        if not any(_same(one, p, name, now, before, scene.trusted.prompt) for p in kept)
    )
    found = next(other, None)
    return "" if found is None else f"{_shown(found)} is not what was first planned"


def _why_added(name: str, value: Json, now: Calls, scene: Scene) -> str:
    """An argument that the first plan did not have tells nobody new, and comes from the request."""
    if receives(name):
        known = now.value(value)
        texts = [name] if isinstance(known, Missing) else [*leaves(known)]
        said = "\n".join(leaves([step["args"] for step in scene.trusted.first]))
        return next(
            (f"{one} is not from the request" for one in texts if not stands_in(one, said)), ""
        )
    return "" if now.roots(value) is not None else "it is not from the request"


def why_not_text(value: Json, planned: Json, now: Calls, before: Calls, scene: Scene) -> str:
    """Return what a text may not say, or where it may not come from, "" where all is well."""
    first = "\n".join(leaves(planned)) if planned is not None else None
    if first is not None and references_in(planned):
        first = None
    for part in _parts(value):
        if planned is not None and any(
            _same(part, p, "", now, before, scene.trusted.prompt) for p in _parts(planned)
        ):
            continue
        known = now.value(part)
        if isinstance(known, Missing):
            if not _computed(part, now) and not scene.heard.passed_on:
                return f"{_shown(part)} is not known yet"
            if now.roots(part) is None:
                return f"{_shown(part)} is not from the request"
            continue
        for text in leaves(known):
            why = why_not_told(text, scene.trusted.text, scene.heard, first)
            if why:
                return f"{why} is not from the request"
    return ""


def _computed(part: Json, now: Calls) -> bool:
    steps = (now.steps.get(re.split(r"[.\[]", one)[0]) for one in references_in(part))
    return all(step is not None and step.get("function") for step in steps)


def _why_condition(step: Step, first: Step, now: Calls, before: Calls) -> str:
    kept = {_condition_source(one, now) for one in step.get("when", ())}
    for condition in _conditions(first, before):
        if _condition_source(condition, before) in kept:
            continue
        if isinstance(resolve(condition["ref"], before.outputs), Missing):
            return f"the condition on {condition['ref']} is dropped"
        if not holds(condition, before.outputs):
            return f"the condition on {condition['ref']} does not hold"
    return ""


def _conditions(step: Step, calls: Calls, depth: int = 0) -> Iterator[Condition]:
    """Yield the conditions of a step and of what it needs."""
    yield from step.get("when", ())
    needs = {re.split(r"[.\[]", one)[0] for one in references_in(step["args"])}
    needs |= set(step.get("after", ()))
    for name in sorted(needs):
        if name in calls.steps and depth < len(calls.steps):
            yield from _conditions(calls.steps[name], calls, depth + 1)


def _condition_source(condition: Condition, calls: Calls) -> str:
    told = {key: value for key, value in condition.items() if key != "ref"}
    return f"{calls.source({'$ref': condition['ref']})} {calls.source(told)}"  # type: ignore[arg-type]


def _same(value: Json, planned: Json, name: str, now: Calls, before: Calls, prompt: str) -> bool:
    """Whether a value is what was planned: it comes about the same way, or is known to be equal;
    or what was planned never came, and this was reached from all that the request said of it."""
    if now.source(value) == before.source(planned) and "unknown " not in now.source(value):
        return True
    known, wanted = now.value(value), before.value(planned)
    if not isinstance(wanted, Missing) and not isinstance(known, Missing):
        return same_value(known, wanted) or _corrects(value, planned, name, now, prompt)
    if not isinstance(wanted, Missing):
        return _corrects(value, planned, name, now, prompt)
    return _fits_name(value, planned, name) and _reached(value, planned, now, before)


def _corrects(value: Json, planned: Json, name: str, now: Calls, prompt: str) -> bool:
    """Whether a look-up stands in the place of what was planned and is no id: an address, by which
    it looks up, or what nobody said, which is looked up from all that the request names."""
    if not isinstance(planned, str) or receives(name) or not references_in(value):
        return False
    if not _fits_name(value, planned, name):
        return False
    if not stands_in(planned, prompt):
        return reached_from_all(value, now, prompt)
    roots = now.roots(value) or ()
    return "@" in planned and planned.casefold() in roots


def _reached(value: Json, planned: Json, now: Calls, before: Calls) -> bool:
    roots, wanted = now.roots(value), before.roots(planned)
    if roots is None or not wanted:
        return False
    return all(any(stands_in(a, b) or stands_in(b, a) for b in roots) for a in wanted)


def _fits_name(value: Json, planned: Json, name: str) -> bool:
    """Whether a reference names the field that was planned, or the one that its argument is of."""
    mine = {last_name(reference) for reference in references_in(value)}
    meant = {last_name(reference) for reference in references_in(planned)} - {""}
    words = set(name_words(name))
    return all(
        one in meant or not name or (set(name_words(one)) & words and one) or one == "id"
        for one in mine
    )


def _parts(value: Json) -> Iterator[Json]:
    """Yield a value's references and constants one by one."""
    if isinstance(value, Mapping) and not (len(value) == 1 and "$ref" in value):
        for member in value.values():
            yield from _parts(member)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _parts(item)
    elif value is not None:
        yield value


def _shown(value: Json) -> str:
    return str(value.get("$ref")) if isinstance(value, Mapping) else str(value)
