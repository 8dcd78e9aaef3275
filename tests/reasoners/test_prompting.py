"""The stable part first, the task last; catalogs as signatures; outputs bounded."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import get_args

from core.functions import FUNCTIONS
from core.json_values import Json
from core.plan import Operator
from core.task import Task
from core.tool import Tool
from reasoners.modeling.projection import ALL_BYTES, shown
from reasoners.modeling.prompting import answer_question, plan_question
from reasoners.modeling.reply import estimated_tokens
from reasoners.modeling.signatures import function_signatures, signature
from tests.reasoners.asking import (
    LOOKUP,
    MESSAGE,
    REFUND,
    answer_request,
    plan_request,
    seen,
)


def test_everything_before_the_task_is_the_same_for_all_tasks() -> None:
    first = plan_question(plan_request("Cancel a@b.test"), "sum(values)")
    again = plan_question(
        plan_request("Refund it", task=Task("t2", "ops", "Refund it")), "sum(values)"
    )
    assert first.system == again.system
    assert "Cancel" not in first.system and first.user.endswith("</request>")


def test_a_replan_sends_what_is_known_and_not_what_was_said() -> None:
    request = plan_request(
        revision=2, feedback="refund_invoice is broken", observations={"s1": seen({"plan": "pro"})}
    )
    user = plan_question(request, "").user
    assert 's1 lookup_account({"email":"a@b.test"}) -> {"plan":"pro"}' in user
    assert "refund_invoice is broken" in user
    assert "steps" not in user


def test_tools_less_likely_needed_are_only_named_until_a_plan_used_one_wrongly() -> None:
    first = plan_question(plan_request(tools=(LOOKUP,), others=(REFUND, MESSAGE)), "").system
    assert "Further tools, if none above will do: refund_invoice!, send_message!" in first
    assert signature(REFUND) not in first
    wrong = "step s1: refund_invoice needs the argument 'amount' (number)"
    again = plan_request(tools=(LOOKUP,), others=(REFUND, MESSAGE), feedback=wrong, tries=2)
    assert signature(REFUND) in plan_question(again, "").system
    assert signature(MESSAGE) not in plan_question(again, "").system


def test_a_tool_is_a_signature() -> None:
    schema: Json = {
        "type": "object",
        "properties": {
            "title": {"type": "string"},
            "minutes": {"type": "integer"},
            "level": {"enum": ["low", "high"]},
            "tags": {"type": "array", "items": {"type": "string"}},
            "day": {"type": "string", "format": "date"},
        },
        "required": ["title"],
    }
    returns: Json = {
        "type": "object",
        "properties": {
            "event_id": {"type": "string"},
            "rows": {
                "type": "array",
                "items": {"type": "object", "properties": {"a": {}, "b": {}}},
            },
        },
    }
    assert isinstance(schema, dict) and isinstance(returns, dict)
    tool = Tool("book", "Book a room. Returns event_id, rows.", schema, returns, effect="write")
    assert signature(tool) == (
        "book!(title, minutes?: int, level?: low|high, tags?: [text], day?: date)"
        " -> event_id, rows[a, b] — Book a room."
    )
    assert signature(replace(tool, looks_up=True)).startswith("book(")


def test_functions_that_take_the_same_share_a_line() -> None:
    text = function_signatures(FUNCTIONS)
    assert "sum, mean, min, max(values)" in text
    assert all(name in text for name in FUNCTIONS)
    assert estimated_tokens(text) < 250


def test_a_small_output_is_shown_whole() -> None:
    assert shown({"s1": seen({"a": [1, 2], "b": None})}, []).endswith('-> {"a":[1,2],"b":null}')


def test_a_large_output_keeps_the_fields_that_matter_and_is_bounded() -> None:
    rows: Json = [
        {"id": f"i{n}", "amount": n, "blurb": "x" * 400, "notes": {"color": "red"}}
        for n in range(200)
    ]
    text = shown({"s1": seen({"invoices": rows})}, ["What amount is owed?"])
    assert '"amount":3' in text and '"id":"i3"' in text
    assert "blurb" not in text
    assert "more" in text
    assert len(text.encode()) < ALL_BYTES + 500


def test_many_outputs_share_the_room() -> None:
    large: Json = {"text": "word " * 2_000}
    text = shown({f"s{n}": seen(large) for n in range(40)}, [])
    assert len(text.encode()) < 2 * ALL_BYTES + 40 * 100


def test_a_failure_is_shown_in_the_tools_words() -> None:
    assert shown({"s1": seen(None, status="broken")}, []).endswith('broken "it failed"')


def test_the_answer_is_asked_for_without_tools_and_with_what_code_established() -> None:
    request = answer_request(
        observations={"s1": seen({"plan": "pro"})}, notes=("The refund was not carried out.",)
    )
    question = answer_question(request)
    assert LOOKUP.description not in question.system + question.user
    assert REFUND.name not in question.system + question.user
    assert "- The refund was not carried out." in question.user


def test_a_model_is_told_every_way_in_which_a_condition_can_be_put() -> None:
    rules = plan_question(plan_request(), "").system
    assert all(re.search(rf"\b{operator}\b", rules) for operator in get_args(Operator))
    assert '"over": "all"' in rules
