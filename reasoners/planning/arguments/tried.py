"""What look-ups that found nothing were given in vain: the weakest filter first, a name last."""

from __future__ import annotations

from core.json_values import Json
from reasoners.found.facts import Fact
from reasoners.meaning.fields import Field
from reasoners.meaning.tools import ToolMeaning
from reasoners.planning.calls import Scene

_LOOSE = frozenset({"enum", "boolean"})
_IDENTIFYING = frozenset({"id", "email", "phone", "name", "address"})


def in_vain(scene: Scene, meaning: ToolMeaning, wanted: Field, value: Json) -> bool:
    """Whether a tool found nothing with this value, and with nothing weaker to be left out."""
    return any(
        fact.missed
        and fact.tool == meaning.name
        and str(fact.args.get(wanted.path)) == str(value)
        and wanted.path in _weakest(scene, fact, meaning)
        for fact in scene.facts
    )


def _weakest(scene: Scene, fact: Fact, meaning: ToolMeaning) -> set[str]:
    """Which of the arguments of a call to leave out, or change, where it found nothing."""
    given = [field for field in meaning.takes if field.path in fact.args]
    left_out = [field for field in given if not field.required]
    if not left_out:
        return {field.path for field in given}
    named = {choice for choices in scene.request.listed.values() for choice in choices}
    strength = {f.path: _strength(f, str(fact.args[f.path]) in named) for f in left_out}
    return {path for path, strong in strength.items() if strong == min(strength.values())}


def _strength(field: Field, named: bool) -> int:
    """How much a filter says: a state that was read into words least, a name most."""
    if field.kind in _LOOSE:
        return 1 if named else 0
    return 2 if field.kind in _IDENTIFYING else 1
