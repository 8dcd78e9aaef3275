"""A plan is checked before anything is called, in words that help whoever planned."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.json_values import Json
from core.plan import Step
from tests.catalog.checked_plans import FIRST, SECOND, planned, problem_of, problems_of, ref


def test_a_plan_that_can_be_carried_out_has_no_problem() -> None:
    total = planned("s3", None, {"values": ref("s2.invoices[*].amount")}, function="sum")
    top = planned(
        "s4", None, {"rows": ref("s2.invoices"), "by": "amount", "n": 1}, function="top_n"
    )
    refund = planned(
        "s5",
        "refund",
        {"invoice_id": ref("s4[0].invoice_id"), "amount": ref("s3")},
        when=[{"ref": "s3", "op": "gt", "value": ref("s1.seats")}],
        after=["s2"],
    )
    each = planned("s6", "search", {"words": [ref("item.invoice_id")]}, for_each="s2.invoices")
    think = planned("s7", None, {})
    assert (
        problems_of(
            FIRST, SECOND, total, top, refund, each, think,
            needs=["s3", "s6[*].found", "s4[0].amount"],
            template="{s1.name} owes {s3}",
        )
        == []
    )  # fmt: skip


@pytest.mark.parametrize(
    ("step", "problem"),
    [
        (
            planned("s1", "lookup_acount", {}),
            "step s1: there is no tool 'lookup_acount'; did you mean 'lookup_account'?",
        ),
        (
            planned("s1", "zzz", {}),
            "step s1: there is no tool 'zzz';"
            " there are lookup_account, fetch_invoices, search, refund",
        ),
        (
            planned("s1", None, {"values": [1]}, function="summ"),
            "step s1: there is no function 'summ'; did you mean 'sum'?",
        ),
        (
            planned("s1", "search", {}, function="sum"),
            "step s1: names the tool search and the function sum; choose one",
        ),
        (
            planned("s1", "lookup_account", {}),
            "step s1: lookup_account needs the argument 'email' (string)",
        ),
        (
            planned("s1", "lookup_account", {"email": 3}),
            "step s1: email of lookup_account must be string, not 3 (integer)",
        ),
        (
            planned("s1", "lookup_account", {"email": "alex"}),
            'step s1: email of lookup_account must be an e-mail address, not "alex"',
        ),
        (
            planned("s1", "fetch_invoices", {"account_id": "a", "status": "late"}),
            'step s1: status of fetch_invoices must be one of "open", "paid", not "late"',
        ),
        (
            planned("s1", "fetch_invoices", {"account_id": "a", "since": "10 June"}),
            "step s1: since of fetch_invoices must be a date like 2025-06-10, not \"10 June\"",
        ),
        (
            planned("s1", "refund", {"invoice_id": "i", "ref": "mine"}),
            "step s1: ref of refund is filled in by itself; leave it out",
        ),
        (
            planned("s1", None, {"values": [1], "by": "x"}, function="sum"),
            "step s1: sum has no argument 'by'; it takes values",
        ),
        (
            planned("s1", "search", {"q": ref("item.name")}),
            "step s1: q of search: 'item' is only there inside a step with for_each",
        ),
        (
            planned("s1", "search", {"q": ref("s9.name")}),
            "step s1: q of search: there is no step 's9'; there are s1",
        ),
        (
            planned("s1", "search", {"q": ref("s1 .name")}),
            "step s1: q of search: malformed reference 's1 .name';"
            " write it like s1.customer.id or s1[*].id",
        ),
        (
            planned("s1", "search", {}, after=["s8"]),
            "step s1: after names 's8', which is no step",
        ),
        (
            planned("s1", "search", {}, when=[{"ref": "s0.x", "op": "exists"}]),
            "step s1: when: there is no step 's0'; there are s1",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_step_is_said_in_one_sentence(step: Step, problem: str) -> None:
    assert problem_of(step) == problem


def test_an_unknown_argument_names_the_one_that_was_meant() -> None:
    step = planned("s1", "fetch_invoices", {"account": "a"})
    assert problems_of(step) == [
        "step s1: fetch_invoices needs the argument 'account_id' (string)",
        "step s1: fetch_invoices has no argument 'account'; did you mean 'account_id'?"
        " It takes account_id, status, since",
    ]


@pytest.mark.parametrize(
    ("reference", "problem"),
    [
        (
            "s2.invoice",
            "s2 has no field 'invoice', it has invoices; did you mean s2.invoices?",
        ),
        (
            "s2.invoices.amount",
            "s2.invoices is a list:"
            " write s2.invoices[0].amount for one, s2.invoices[*].amount for all",
        ),
        ("s2.invoices[0].amount.eur", "s2.invoices[0].amount is a number and has no field 'eur'"),
        ("s2[0]", "s2 is an object, not a list"),
        ("s1.name.first[0]", None),
    ],
)
def test_a_reference_to_what_cannot_exist_says_what_does(
    reference: str, problem: str | None
) -> None:
    wanted = [] if problem is None else [f"answer_needs: {problem}"]
    assert problems_of(FIRST, SECOND, needs=[reference]) == wanted


def test_an_output_that_nobody_declared_may_hold_anything() -> None:
    assert problems_of(planned("s1", "search", {}), needs=["s1.a[3].b", "s1[*].c"]) == []


def test_a_reference_to_another_type_is_ill_typed() -> None:
    step = planned("s3", "fetch_invoices", {"account_id": ref("s1.seats")})
    assert problem_of(FIRST, step) == (
        "step s3: account_id of fetch_invoices must be string, but s1.seats is integer"
    )


def test_a_list_where_one_value_is_wanted_says_what_to_do() -> None:
    step = planned("s3", "refund", {"invoice_id": ref("s2.invoices[*].invoice_id")})
    assert problem_of(FIRST, SECOND, step).endswith(
        "is array; take one item ([0]), or repeat the step with for_each"
    )


def test_what_a_function_takes_and_gives_is_checked_too() -> None:
    total = planned("s3", None, {"values": ref("s2.invoices[0].amount")}, function="sum")
    assert "values of sum must be array, but s2.invoices[0].amount is number" in problem_of(
        FIRST, SECOND, total
    )
    first = planned("s3", None, {"items": ref("s2.invoices")}, function="first")
    assert "s3 has no field 'total'" in problem_of(FIRST, SECOND, first, needs=["s3.total"])


def test_for_each_needs_a_list_and_its_items_are_known() -> None:
    one = planned("s3", "search", {}, for_each="s1.seats")
    assert problem_of(FIRST, one) == "step s3: for_each: s1.seats is not a list; leave for_each out"
    each = planned("s3", "search", {"id": ref("item.id")}, for_each="s2.invoices")
    assert "item has no field 'id', it has invoice_id, amount" in problem_of(FIRST, SECOND, each)


def test_the_output_of_a_repeated_step_is_a_list() -> None:
    each = planned("s3", "lookup_account", {"email": ref("item")}, for_each="s1.tags")
    assert problems_of(FIRST, each, needs=["s3[*].name"]) == []
    assert "s3 is a list" in problem_of(FIRST, each, needs=["s3.name"])


def test_a_thinking_step_gives_nothing_to_refer_to() -> None:
    problem = problem_of(planned("s1", None, {}), needs=["s1.text"])
    assert problem == "answer_needs: s1 is a thinking step, which has no output"


@pytest.mark.parametrize(
    ("condition", "problem"),
    [
        (
            {"ref": "s1.name", "op": "like", "value": "x"},
            "there is no comparison 'like'; use exists",
        ),
        ({"ref": "s1.name", "op": "eq"}, "eq needs a value to compare s1.name with"),
        ({"ref": "s1.nme", "op": "exists"}, "did you mean s1.name?"),
        ({"ref": "s1.name", "op": "eq", "value": ref("s1.x")}, "s1 has no field 'x'"),
        ({"ref": "s1.tags[*]", "op": "eq", "value": 1, "over": "some"}, "write all or any"),
    ],
)
def test_conditions_are_checked(condition: dict[str, Json], problem: str) -> None:
    step = planned("s2", "search", {}, when=[condition])
    assert problem in problem_of(FIRST, step)


def test_steps_that_wait_for_each_other_are_named() -> None:
    first = planned("s1", "search", {"q": ref("s2.x")})
    second = planned("s2", "search", {"q": ref("s1.x")})
    assert problem_of(first, second) == "steps s1, s2 wait for each other for ever; reorder them"


def test_a_step_may_use_a_later_one_that_does_not_wait_for_it() -> None:
    assert (
        problems_of(planned("s1", "search", {"q": ref("s2.name")}), planned("s2", "search", {}))
        == []
    )


def test_a_write_waits_for_every_earlier_step() -> None:
    early = planned("s1", "search", {}, after=["s2"])
    write = planned("s2", "refund", {"invoice_id": "i"})
    assert "wait for each other" in problem_of(early, write)


def test_ids_are_given_once_and_can_be_referred_to() -> None:
    step = planned("s1", "search", {})
    assert "used by two steps" in problem_of(step, step)
    for name in ("item", "a.b", "a b", "", "s1#x"):
        assert "cannot be the id of a step" in problem_of(planned(name, "search", {}))


def test_steps_already_done_are_judged_by_what_they_gave() -> None:
    known: dict[str, Json] = {"s1": {"rows": [{"id": 1}, {"name": "x"}], "note": None}}
    assert problems_of(needs=["s1.rows[*].id", "s1.rows[0].name"], known=known) == []
    assert "s1 has no field 'row'" in problem_of(needs=["s1.row"], known=known)
    step = planned("s2", "lookup_account", {"email": ref("s1.rows[0].id")})
    assert "must be string, but s1.rows[0].id is integer" in problem_of(step, known=known)


def test_a_template_may_only_use_what_is_there() -> None:
    assert problem_of(FIRST, template="{s1.name} has {s1.seat} {not a place}") == (
        "answer_template: s1 has no field 'seat', it has account_id, name, seats, tags;"
        " did you mean s1.seats?"
    )


_VALUES = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["$ref", "email", "a"]), inner, max_size=2)
    ),
    max_leaves=6,
)
_REFERENCES = st.sampled_from(["s1", "s1.a", "s2[*].b", "s2[0]", "item", "item.x", "s3..", ""])


@given(st.data())
def test_any_plan_of_the_right_shape_is_judged(data: st.DataObject) -> None:
    tools = st.sampled_from(["lookup_account", "fetch_invoices", "refund", "none", None])
    steps = [
        planned(
            name,
            data.draw(tools),
            data.draw(st.dictionaries(st.sampled_from(["email", "account_id", "x"]), _VALUES)),
            for_each=data.draw(st.none() | _REFERENCES),
            function=data.draw(st.none() | st.sampled_from(["first", "sum", "nope"])),
            when=[{"ref": data.draw(_REFERENCES), "op": "eq", "value": data.draw(_VALUES)}],
        )
        for name in ("s1", "s2", "s3")
    ]
    for problem in problems_of(*steps, needs=[data.draw(_REFERENCES)], template="{s1.a}{s2[*]}"):
        assert problem
