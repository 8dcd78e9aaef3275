"""A plan as data: JSON values only, so that it can be journaled, checked, shown and carried out."""

from __future__ import annotations

from typing import Final, Literal, NotRequired, TypeAlias, TypedDict

from core.json_values import Json

Operator: TypeAlias = Literal[
    "exists", "missing", "eq", "ne", "lt", "le", "gt", "ge", "contains", "not_contains", "in"
]

LEFT_OUT: Final = "left_out"
DROPPED: Final = "dropped"


class Condition(TypedDict):
    """One comparison over a reference: `{"ref": "s1.status", "op": "eq", "value": "open"}`.

    `over` says how a reference with `[*]` is judged: every value ("all") or one of them ("any",
    the default). "exists" and "missing" take no value. `value` may itself be `{"$ref": ...}`.
    """

    ref: str
    op: Operator
    value: NotRequired[Json]
    over: NotRequired[Literal["all", "any"]]


class Step(TypedDict):
    """One planned tool call, one calculation, or a thinking step.

    `tool` names a tool of the catalog; `function` one of core.functions; with neither it is a
    thinking step (`summarize`). `args` holds constants and references `{"$ref": "s1.account_id"}`,
    nested anywhere; inside a `for_each` step `{"$ref": "item.id"}` is the item. `for_each` is a
    reference to a list. `required` says that this effect is what the task asks for.
    """

    id: str
    tool: str | None
    function: NotRequired[str | None]
    args: dict[str, Json]
    when: NotRequired[list[Condition]]
    for_each: NotRequired[str | None]
    after: NotRequired[list[str]]
    required: NotRequired[bool]
    despite_failure: NotRequired[bool]
    purpose: NotRequired[str]


class Plan(TypedDict):
    """Ordered steps, what the answer needs, and how it may be said.

    `answer_needs` are references; when all resolve and no required effect is outstanding, the
    remaining look-ups are skipped. `answer_template` is text with `{s1.amount}` references, used
    only where every one resolves and nothing failed. `question` is set, and `steps` may be empty,
    where the prompt lacks what only its author knows or no tool can help: then it is the answer.
    `by` names who planned ("symbolic", "model"); `confidence` is 0 to 1; `evidence` maps a step id
    or topic to one sentence of why. `notes["continue"]` true says that the plan only looks, and is
    to be made again with what its look-ups find. `notes[LEFT_OUT]` lists changes that were kept
    out of the plan, and the steps that needed them: `{"tool": ..., "why": ..., "asked_for": bool,
    "needs_other": bool}`. `notes[DROPPED]` names the tools of changes that an earlier plan wanted
    and never tried, and that this one does without.
    """

    steps: list[Step]
    answer_needs: list[str]
    answer_template: NotRequired[str | None]
    question: NotRequired[str | None]
    by: NotRequired[str]
    confidence: NotRequired[float]
    evidence: NotRequired[dict[str, str]]
    notes: NotRequired[dict[str, Json]]


def shown_name(step: Step) -> str:
    """Return the name of a step as `results.json` shows it."""
    return step["tool"] or step.get("function") or "summarize"
