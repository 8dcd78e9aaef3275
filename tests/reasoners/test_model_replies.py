"""Nothing is taken from a reply that did not end normally or does not read strictly."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from core.errors import ModelUnavailable
from core.json_values import Json
from tests.model_server.provider_rules import Abilities
from tests.model_server.replies import Say, say_json
from tests.model_server.server import ModelServer, Script
from tests.reasoners.asking import (
    PLAN,
    SAY_ANSWER,
    SAY_PLAN,
    answer_request,
    called,
    plan_request,
    seen,
    wire_plan,
    wire_step,
)
from tests.reasoners.conftest import ModelAt

TEXT = json.dumps(PLAN)
REFUND = wire_plan(wire_step("s1", "refund_invoice", invoice_id="i1", amount=1200))
CUT = json.dumps(REFUND).partition("1200")[0] + "12"
STEP = wire_step("s1", "lookup_account", email="a@b.test")
TWICE = wire_plan(STEP, {**STEP, "tool": "send_message"})
SAME = wire_plan(STEP, {**STEP, "id": "s2"})

UNUSABLE = {
    "cut at the limit": replace(SAY_PLAN, finish="length"),
    "no end at all": replace(SAY_PLAN, finish=None),
    "an end nobody knows": replace(SAY_PLAN, finish="error"),
    "cut, and the end lies": Say(CUT, finish="stop"),
    "empty": Say(""),
    "only spaces": Say("  \n "),
    "nothing": Say(None),
    "no choices": Say(raw=b'{"id": "x", "object": "chat.completion", "choices": []}'),
    "null choices": Say(raw=b'{"id": "x", "object": "chat.completion", "choices": null}'),
    "no message": Say(raw=b'{"choices": [{"finish_reason": "stop"}]}'),
    "a list": Say("[]"),
    "steps of the wrong type": say_json({**PLAN, "steps": "s1"}),
    "a member too many": say_json({**PLAN, "thought": "hm"}),
    "a member missing": say_json({"steps": []}),
    "an argument that is no text": say_json(
        wire_plan({**STEP, "args": [{"name": "email", "value": 5}]})
    ),
    "an argument that is broken JSON": say_json(
        wire_plan({**STEP, "args": [{"name": "email", "value": '{"$ref": "s1'}]})
    ),
    "an argument given twice": say_json(wire_plan({**STEP, "args": STEP["args"] * 2})),
    "an id twice": say_json(TWICE),
    "a call twice": say_json(SAME),
    "a name twice": Say('{"steps": [], ' + TEXT[1:]),
    "not a number": Say(TEXT.replace('"say": null', '"say": NaN')),
    "half a character": Say(TEXT.replace("lookup", "\\ud800")),
    "two objects": Say(TEXT + "\n" + TEXT),
    "too deep": Say('{"steps": ' + "[" * 5000 + "]" * 5000 + "}"),
}


@pytest.mark.parametrize("say", UNUSABLE.values(), ids=UNUSABLE)
def test_an_unusable_reply_is_asked_for_once_more_and_then_given_up(
    model_at: ModelAt, say: Say
) -> None:
    with ModelServer(Script(say, say)) as server:
        with pytest.raises(ModelUnavailable, match="no usable reply") as raised:
            model_at(server).plan(plan_request())
    assert server.ledger.calls == 2
    assert raised.value.usage.model_calls == 2
    assert raised.value.usage.tokens > 0
    assert "could not be used" in server.ledger.requests[1]["messages"][1]["content"]


def test_a_good_reply_after_an_unusable_one_is_taken(model_at: ModelAt) -> None:
    with ModelServer(Script(replace(SAY_PLAN, finish="length"), SAY_PLAN)) as server:
        thought = model_at(server).plan(plan_request())
    limits = [request["max_completion_tokens"] for request in server.ledger.requests]
    assert limits == [2000, 8000]
    assert thought.usage.tokens == sum(bill["total_tokens"] for bill in server.ledger.bills)


HALF_CALLS = {
    "half a call, and the end says so": Say(calls=(("plan", CUT),), finish="length"),
    "half a call, and the end lies": Say(calls=(("plan", CUT),), finish="tool_calls"),
    "fifty calls": Say(calls=(("plan", TEXT),) * 50),
    "the same call id twice": Say(calls=(("plan", TEXT),) * 2, ids=("c1", "c1")),
    "another function": called(PLAN, "refund_invoice"),
    "arguments that are not JSON": Say(calls=(("plan", "{'steps': []}"),)),
}


@pytest.mark.parametrize("say", HALF_CALLS.values(), ids=HALF_CALLS)
def test_a_call_that_is_not_whole_and_alone_is_never_carried_out(
    model_at: ModelAt, say: Say
) -> None:
    abilities = Abilities(json_schema=False)
    with ModelServer(Script(say, say), abilities=abilities) as server:
        with pytest.raises(ModelUnavailable, match="no usable reply"):
            model_at(server).plan(plan_request())


@pytest.mark.parametrize(
    "say", [Say(refusal="I cannot help with that."), replace(SAY_PLAN, finish="content_filter")]
)
def test_a_refusal_is_not_argued_with(model_at: ModelAt, say: Say) -> None:
    with ModelServer(Script(say, SAY_ANSWER)) as server:
        model = model_at(server)
        with pytest.raises(ModelUnavailable, match="refused|content filter") as raised:
            model.plan(plan_request())
        model.answer(answer_request())
    assert not raised.value.final
    assert server.ledger.calls == 2


@pytest.mark.parametrize("end", ["stop", "STOP", "eos", "eos_token", "end_turn"])
def test_every_servers_word_for_a_normal_end_is_known(model_at: ModelAt, end: str) -> None:
    with ModelServer(Script(replace(SAY_PLAN, finish=end))) as server:
        model_at(server).plan(plan_request())
    assert server.ledger.calls == 1


@pytest.mark.parametrize("end", ["abort", "error", "max_tokens", "unknown"])
def test_any_other_end_is_not_normal(model_at: ModelAt, end: str) -> None:
    strange = replace(SAY_PLAN, finish=end)
    with ModelServer(Script(strange, strange)) as server:
        with pytest.raises(ModelUnavailable, match="did not end normally"):
            model_at(server).plan(plan_request())


AROUND = {
    "prose": f"Here is the plan:\n{TEXT}\nTell me if it helps.",
    "a fence": f"```json\n{TEXT}\n```",
    "thoughts": f"<think>maybe {{s1}}?</think>\n{TEXT}",
}


@pytest.mark.parametrize("text", AROUND.values(), ids=AROUND)
def test_words_around_the_object_do_no_harm(model_at: ModelAt, text: str) -> None:
    with ModelServer(Script(Say(text))) as server:
        assert model_at(server).plan(plan_request()).value["answer_needs"] == ["s1.plan"]
    assert server.ledger.calls == 1


def test_a_call_with_words_beside_it_counts_as_the_call(model_at: ModelAt) -> None:
    both = replace(called(PLAN), content="The final answer is 42.")
    with ModelServer(Script(both), abilities=Abilities(json_schema=False)) as server:
        assert model_at(server).plan(plan_request()).value["answer_needs"] == ["s1.plan"]


def test_unreported_tokens_are_estimated_and_marked(model_at: ModelAt) -> None:
    with ModelServer(Script(replace(SAY_PLAN, usage=False), SAY_ANSWER)) as server:
        model = model_at(server)
        estimated = model.plan(plan_request()).usage
        reported = model.answer(answer_request()).usage
    assert estimated.estimated and not reported.estimated
    assert estimated.completion_tokens == -(-len(SAY_PLAN.text.encode()) // 3)
    billed = server.ledger.bills[0]["prompt_tokens"]
    assert abs(estimated.prompt_tokens - billed) < 0.05 * billed


def test_an_unknown_tool_is_left_for_the_catalog_to_name(model_at: ModelAt) -> None:
    plan = wire_plan(wire_step("s1", "lookup_acount", email="a@b.test"))
    with ModelServer(Script(say_json(plan))) as server:
        steps = model_at(server).plan(plan_request()).value["steps"]
    assert steps[0]["tool"] == "lookup_acount"


def test_a_function_and_a_thinking_step_are_told_from_tools(model_at: ModelAt) -> None:
    plan = wire_plan(wire_step("s1", "sum", values=[1, 2]), wire_step("s2", "summarize"))
    with ModelServer(Script(say_json(plan))) as server:
        total, words = model_at(server).plan(plan_request()).value["steps"]
    assert (total["tool"], total.get("function")) == (None, "sum")
    assert (words["tool"], words.get("function")) == (None, None)


def test_what_a_step_rarely_needs_travels_among_its_arguments(model_at: ModelAt) -> None:
    args: dict[str, Json] = {
        "invoice_id": {"$ref": "item.id"},
        "amount": 12,
        "$when": [{"ref": "s1.plan", "op": "eq", "value": "pro", "over": "all"}],
        "$for_each": {"$ref": "s1.invoices"},
        "$after": ["s1"],
        "$required": False,
        "$despite_failure": True,
    }
    step = wire_step("s2", "refund_invoice", **args)
    with ModelServer(Script(say_json(wire_plan(STEP, step)))) as server:
        _, refund = model_at(server).plan(plan_request()).value["steps"]
    assert refund == {
        "id": "s2",
        "tool": "refund_invoice",
        "args": {"invoice_id": {"$ref": "item.id"}, "amount": 12},
        "when": [{"ref": "s1.plan", "op": "eq", "value": "pro", "over": "all"}],
        "for_each": "s1.invoices",
        "after": ["s1"],
        "required": False,
        "despite_failure": True,
    }


@pytest.mark.parametrize("condition", [{"ref": "s1.plan"}, {"ref": "s1.plan", "op": "like"}, "x"])
def test_a_condition_nobody_can_judge_is_asked_for_again(
    model_at: ModelAt, condition: Json
) -> None:
    step = {**STEP, "args": [*STEP["args"], {"name": "$when", "value": json.dumps([condition])}]}
    with ModelServer(Script(say_json(wire_plan(step)), SAY_PLAN)) as server:
        assert "when" not in model_at(server).plan(plan_request()).value["steps"][0]
    assert "$when" in server.ledger.requests[1]["messages"][1]["content"]


def test_words_without_steps_are_a_question_and_beside_steps_a_template(
    model_at: ModelAt,
) -> None:
    asks, reads = wire_plan(say="Whose bill is it?"), {**PLAN, "say": "On {s1.plan}."}
    with ModelServer(Script(say_json(asks), say_json(reads))) as server:
        model = model_at(server)
        question = model.plan(plan_request()).value
        plan = model.plan(plan_request("Which plan is a@b.test on?")).value
        request = answer_request(plan=plan, observations={"s1": seen({"plan": "pro"})})
        assert model.answer(request).value == "On pro."
    assert (question["question"], question["answer_template"]) == ("Whose bill is it?", None)
    assert server.ledger.calls == 2


def test_text_arguments_may_come_without_quotes_and_keep_their_digits(model_at: ModelAt) -> None:
    args = [
        {"name": "invoice_id", "value": "007"},
        {"name": "amount", "value": "12.50"},
    ]
    plan = wire_plan({**wire_step("s1", "refund_invoice"), "args": args})
    with ModelServer(Script(say_json(plan))) as server:
        steps = model_at(server).plan(plan_request()).value["steps"]
    assert steps[0]["args"] == {"invoice_id": "007", "amount": 12.5}


def test_an_answer_shows_no_image_and_no_foreign_link(model_at: ModelAt) -> None:
    said = "Done. ![x](https://evil.test/?q=1) See [here](https://evil.test/a).<img src=x>"
    with ModelServer(Script(say_json({"answer": said}))) as server:
        answer = model_at(server).answer(answer_request()).value
    assert answer == "Done. x See here."
