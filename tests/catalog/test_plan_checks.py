"""A plan is checked before anything is called, in words that help whoever planned."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog import ToolCatalog
from core.json_values import Json
from core.plan import Plan, Step
from core.tool import Tool


def _object(**members: Any) -> dict[str, Any]:
    return {"type": "object", "properties": members, "additionalProperties": False}


TEXT = {"type": "string"}
ACCOUNT = Tool(
    "lookup_account",
    "Look up an account.",
    {**_object(email={"type": "string", "format": "email"}), "required": ["email"]},
    returns=_object(account_id=TEXT, name={}, seats={"type": "integer"}, tags={"type": "array"}),
    effect="read",
)
INVOICES = Tool(
    "fetch_invoices",
    "Fetch invoices.",
    {
        **_object(
            account_id=TEXT, status={"enum": ["open", "paid"]}, since={**TEXT, "format": "date"}
        ),
        "required": ["account_id"],
    },
    returns=_object(
        invoices={"type": "array", "items": _object(invoice_id=TEXT, amount={"type": "number"})}
    ),
    effect="read",
)
SEARCH = Tool("search", "Search anything.", {"type": "object"}, effect="read")
REFUND = Tool(
    "refund",
    "Refund an invoice.",
    {**_object(invoice_id=TEXT, amount={"type": "number"}, ref=TEXT), "required": ["invoice_id"]},
    key_arg="ref",
)
CATALOG = ToolCatalog([ACCOUNT, INVOICES, SEARCH, REFUND])


def _ref(reference: str) -> dict[str, Json]:
    return {"$ref": reference}


def _step(name: str, tool: str | None, args: dict[str, Json], **options: Any) -> Step:
    step: Any = {"id": name, "tool": tool, "args": args, **options}
    return step  # type: ignore[no-any-return]


FIRST = _step("s1", "lookup_account", {"email": "alex@acme.test"})
SECOND = _step("s2", "fetch_invoices", {"account_id": _ref("s1.account_id")})


def _problems(
    *steps: Step,
    needs: list[str] | None = None,
    template: str | None = None,
    known: dict[str, Json] | None = None,
) -> list[str]:
    plan = Plan(steps=list(steps), answer_needs=needs or [], answer_template=template)
    return CATALOG.check_plan(plan, known or {})


def _problem(*steps: Step, **options: Any) -> str:
    problems = _problems(*steps, **options)
    assert len(problems) == 1, problems
    return problems[0]


def test_a_plan_that_can_be_carried_out_has_no_problem() -> None:
    total = _step("s3", None, {"values": _ref("s2.invoices[*].amount")}, function="sum")
    top = _step("s4", None, {"rows": _ref("s2.invoices"), "by": "amount", "n": 1}, function="top_n")
    refund = _step(
        "s5",
        "refund",
        {"invoice_id": _ref("s4[0].invoice_id"), "amount": _ref("s3")},
        when=[{"ref": "s3", "op": "gt", "value": _ref("s1.seats")}],
        after=["s2"],
    )
    each = _step("s6", "search", {"words": [_ref("item.invoice_id")]}, for_each="s2.invoices")
    think = _step("s7", None, {})
    assert (
        _problems(
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
            _step("s1", "lookup_acount", {}),
            "step s1: there is no tool 'lookup_acount'; did you mean 'lookup_account'?",
        ),
        (
            _step("s1", "zzz", {}),
            "step s1: there is no tool 'zzz';"
            " there are lookup_account, fetch_invoices, search, refund",
        ),
        (
            _step("s1", None, {"values": [1]}, function="summ"),
            "step s1: there is no function 'summ'; did you mean 'sum'?",
        ),
        (
            _step("s1", "search", {}, function="sum"),
            "step s1: names the tool search and the function sum; choose one",
        ),
        (
            _step("s1", "lookup_account", {}),
            "step s1: lookup_account needs the argument 'email' (string)",
        ),
        (
            _step("s1", "lookup_account", {"email": 3}),
            "step s1: email of lookup_account must be string, not 3 (integer)",
        ),
        (
            _step("s1", "lookup_account", {"email": "alex"}),
            'step s1: email of lookup_account must be an e-mail address, not "alex"',
        ),
        (
            _step("s1", "fetch_invoices", {"account_id": "a", "status": "late"}),
            'step s1: status of fetch_invoices must be one of "open", "paid", not "late"',
        ),
        (
            _step("s1", "fetch_invoices", {"account_id": "a", "since": "10 June"}),
            "step s1: since of fetch_invoices must be a date like 2025-06-10, not \"10 June\"",
        ),
        (
            _step("s1", "refund", {"invoice_id": "i", "ref": "mine"}),
            "step s1: ref of refund is filled in by itself; leave it out",
        ),
        (
            _step("s1", None, {"values": [1], "by": "x"}, function="sum"),
            "step s1: sum has no argument 'by'; it takes values",
        ),
        (
            _step("s1", "search", {"q": _ref("item.name")}),
            "step s1: q of search: 'item' is only there inside a step with for_each",
        ),
        (
            _step("s1", "search", {"q": _ref("s9.name")}),
            "step s1: q of search: there is no step 's9'; there are s1",
        ),
        (
            _step("s1", "search", {"q": _ref("s1 .name")}),
            "step s1: q of search: malformed reference 's1 .name';"
            " write it like s1.customer.id or s1[*].id",
        ),
        (
            _step("s1", "search", {}, after=["s8"]),
            "step s1: after names 's8', which is no step",
        ),
        (
            _step("s1", "search", {}, when=[{"ref": "s0.x", "op": "exists"}]),
            "step s1: when: there is no step 's0'; there are s1",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_step_is_said_in_one_sentence(step: Step, problem: str) -> None:
    assert _problem(step) == problem


def test_an_unknown_argument_names_the_one_that_was_meant() -> None:
    step = _step("s1", "fetch_invoices", {"account": "a"})
    assert _problems(step) == [
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
    assert _problems(FIRST, SECOND, needs=[reference]) == wanted


def test_an_output_that_nobody_declared_may_hold_anything() -> None:
    assert _problems(_step("s1", "search", {}), needs=["s1.a[3].b", "s1[*].c"]) == []


def test_a_reference_to_another_type_is_ill_typed() -> None:
    step = _step("s3", "fetch_invoices", {"account_id": _ref("s1.seats")})
    assert _problem(FIRST, step) == (
        "step s3: account_id of fetch_invoices must be string, but s1.seats is integer"
    )


def test_a_list_where_one_value_is_wanted_says_what_to_do() -> None:
    step = _step("s3", "refund", {"invoice_id": _ref("s2.invoices[*].invoice_id")})
    assert _problem(FIRST, SECOND, step).endswith(
        "is array; take one item ([0]), or repeat the step with for_each"
    )


def test_what_a_function_takes_and_gives_is_checked_too() -> None:
    total = _step("s3", None, {"values": _ref("s2.invoices[0].amount")}, function="sum")
    assert "values of sum must be array, but s2.invoices[0].amount is number" in _problem(
        FIRST, SECOND, total
    )
    first = _step("s3", None, {"items": _ref("s2.invoices")}, function="first")
    assert "s3 has no field 'total'" in _problem(FIRST, SECOND, first, needs=["s3.total"])


def test_for_each_needs_a_list_and_its_items_are_known() -> None:
    one = _step("s3", "search", {}, for_each="s1.seats")
    assert _problem(FIRST, one) == "step s3: for_each: s1.seats is not a list; leave for_each out"
    each = _step("s3", "search", {"id": _ref("item.id")}, for_each="s2.invoices")
    assert "item has no field 'id', it has invoice_id, amount" in _problem(FIRST, SECOND, each)


def test_the_output_of_a_repeated_step_is_a_list() -> None:
    each = _step("s3", "lookup_account", {"email": _ref("item")}, for_each="s1.tags")
    assert _problems(FIRST, each, needs=["s3[*].name"]) == []
    assert "s3 is a list" in _problem(FIRST, each, needs=["s3.name"])


def test_a_thinking_step_gives_nothing_to_refer_to() -> None:
    problem = _problem(_step("s1", None, {}), needs=["s1.text"])
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
        ({"ref": "s1.name", "op": "eq", "value": _ref("s1.x")}, "s1 has no field 'x'"),
        ({"ref": "s1.tags[*]", "op": "eq", "value": 1, "over": "some"}, "write all or any"),
    ],
)
def test_conditions_are_checked(condition: dict[str, Json], problem: str) -> None:
    step = _step("s2", "search", {}, when=[condition])
    assert problem in _problem(FIRST, step)


def test_steps_that_wait_for_each_other_are_named() -> None:
    first = _step("s1", "search", {"q": _ref("s2.x")})
    second = _step("s2", "search", {"q": _ref("s1.x")})
    assert _problem(first, second) == "steps s1, s2 wait for each other for ever; reorder them"


def test_a_step_may_use_a_later_one_that_does_not_wait_for_it() -> None:
    assert _problems(_step("s1", "search", {"q": _ref("s2.name")}), _step("s2", "search", {})) == []


def test_a_write_waits_for_every_earlier_step() -> None:
    early = _step("s1", "search", {}, after=["s2"])
    write = _step("s2", "refund", {"invoice_id": "i"})
    assert "wait for each other" in _problem(early, write)


def test_ids_are_given_once_and_can_be_referred_to() -> None:
    step = _step("s1", "search", {})
    assert "used by two steps" in _problem(step, step)
    for name in ("item", "a.b", "a b", "", "s1#x"):
        assert "cannot be the id of a step" in _problem(_step(name, "search", {}))


def test_steps_already_done_are_judged_by_what_they_gave() -> None:
    known: dict[str, Json] = {"s1": {"rows": [{"id": 1}, {"name": "x"}], "note": None}}
    assert _problems(needs=["s1.rows[*].id", "s1.rows[0].name"], known=known) == []
    assert "s1 has no field 'row'" in _problem(needs=["s1.row"], known=known)
    step = _step("s2", "lookup_account", {"email": _ref("s1.rows[0].id")})
    assert "must be string, but s1.rows[0].id is integer" in _problem(step, known=known)


def test_a_template_may_only_use_what_is_there() -> None:
    assert _problem(FIRST, template="{s1.name} has {s1.seat} {not a place}") == (
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
        _step(
            name,
            data.draw(tools),
            data.draw(st.dictionaries(st.sampled_from(["email", "account_id", "x"]), _VALUES)),
            for_each=data.draw(st.none() | _REFERENCES),
            function=data.draw(st.none() | st.sampled_from(["first", "sum", "nope"])),
            when=[{"ref": data.draw(_REFERENCES), "op": "eq", "value": data.draw(_VALUES)}],
        )
        for name in ("s1", "s2", "s3")
    ]
    for problem in _problems(*steps, needs=[data.draw(_REFERENCES)], template="{s1.a}{s2[*]}"):
        assert problem
