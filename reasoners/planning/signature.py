"""Whether the values of a clause are just what a change takes: an invoice and an amount."""

from __future__ import annotations

from reasoners.meaning.fields import Field
from reasoners.meaning.tools import ToolMeaning
from reasoners.planning.arguments.choices import pick_choice
from reasoners.planning.arguments.from_prompt import from_prompt
from reasoners.planning.calls import Scene
from reasoners.reading.clauses import Clause
from reasoners.reading.values import Value

_PAYLOAD = frozenset(
    "amount count date datetime time month duration address phone email name place".split()
)
_RECIPIENT = frozenset({"email", "phone", "name"})
_WORDS = frozenset({"text", "query", "boolean"})
NAMED_CHOICE = 0.85
CHOICE_ALONE = 0.6  # of the values that a change takes a clause says the one out of a few
_IGNORED = frozenset({"percent", "year"})


def signature(scene: Scene, meaning: ToolMeaning, clause: Clause) -> float:
    """Return how well a change takes the values of a clause, 0 to 1.

    0 where it would take no more than whom it is about, or lacks a value that it requires.
    """
    values = [v for v in scene.request.inside(clause) if v.kind not in _IGNORED]
    chosen = [f for f in meaning.takes if f.kind == "enum" and _is_named(f, clause)]
    if not (values or chosen) or meaning.reads:
        return 0.0
    args = from_prompt(scene, meaning, clause)
    # Whom something is sent to says nothing of whether anything is to be sent.
    payload = _PAYLOAD - _RECIPIENT if "send" in meaning.verbs else _PAYLOAD
    paid = [f for f in meaning.takes if f.path in args and f.kind in payload] + chosen
    told = {f.path for f in chosen} | args.keys()
    lacking = [f for f in meaning.takes if f.required and _must_be_said(f) and f.path not in told]
    if not paid or lacking:
        return 0.0
    if not values:
        return CHOICE_ALONE
    taken = {str(source.value) for source in args.values()}
    left = [v for v in values if not _taken(v, taken) and v.kind != "name"]
    return 1.0 if not left else 0.5 * (1 - len(left) / len(values))


def _is_named(field: Field, clause: Clause) -> bool:
    picked = pick_choice(field, clause, ())
    return picked is not None and picked[1] >= NAMED_CHOICE


def _must_be_said(field: Field) -> bool:
    """Whether an argument has no other source than the request's own values."""
    return field.kind not in _WORDS | {"id", "any", "email"}


def _taken(value: Value, taken: set[str]) -> bool:
    return str(value.value) in taken or value.text.lstrip("#") in taken
