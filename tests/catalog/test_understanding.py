"""What a catalog leaves out is inferred from its words, and conservatively."""

from __future__ import annotations

import pytest

from catalog.returns_text import returns_of
from catalog.understanding import Understanding, understand
from catalog.verbs import kind_of_verb

READ = Understanding("read", "inferred", True)
WRITE = Understanding("write", "inferred", False)
LOOKS_UP = Understanding("write", "unknown", True)
UNKNOWN = Understanding("write", "unknown", False)


def _understood(name: str, description: str, method: str | None = None) -> Understanding:
    return understand(name, description, method, returns_of(description))


@pytest.mark.parametrize(
    ("name", "description"),
    [
        ("lookup_account", "Look up an account by email. Returns account_id."),
        ("get_customer", ""),
        ("customerSearch", "Full text."),
        ("crm.contacts.list", ""),
        ("weather", "Fetches the forecast of a city. Returns temperature."),
        ("ticket_info", "This tool can be used for retrieving tickets. Returns id."),
        ("run_query", "Runs a query. Returns rows."),
        ("search_policies", "Look up the policy needed to cancel or change a booking."),
        ("get_history", "Get the status and update history of a case."),
        ("list_deleted_users", "List users. Returns deleted_at."),
        ("track_parcel", "Track a parcel."),
        ("export_rates", "Show the rates. Does not change anything."),
        ("crm__list_people", "People who work at a company. Returns people, a list."),
        ("vend_lkp", "Vendor look-up. Give a number or a name. Returns vends."),
        ("roomSearch", "Finds the rooms of a house. Gives back rooms, a list."),
        ("acme_get_tenant", "Opens one tenant file with the lease. Returns tenant_id, name."),
        ("acme_list_meters", "Meters of a house. Returns meters, a list."),
        ("get_yield", "Get the yield of a field. Leave out the year for all. Returns tons."),
    ],
)
def test_a_tool_that_only_looks_is_a_read(name: str, description: str) -> None:
    assert _understood(name, description) == READ


@pytest.mark.parametrize(
    ("name", "description"),
    [
        ("refund_order", "Refunds an order. Returns refund_id."),
        ("update_status", "Returns status."),
        ("get_or_create_user", "Gets a user. Returns user_id."),
        ("invoice_create", "Returns invoice_id."),
        ("crm.contacts.delete", ""),
        ("check_in", "Check in a guest. Returns room."),
        ("fetch_messages", "Fetches new messages and marks them as read. Returns messages."),
        ("get_quote", "Get a quote. Reserves the seat for ten minutes. Returns price."),
        ("get_refund", "Refund an order. Returns refund_id."),
        ("refill_prescription", "Hand out one more pack of a medicine. Returns refill_id."),
        ("book_visit", "Books a visit, optionally with a nurse. Returns booking_id."),
        ("account_transfer", "Moves money between accounts. Returns transfer_id."),
        ("generate_invoice", "Generate an invoice for an order. Returns invoice_id."),
        ("ticket_action", "Used for closing tickets. Returns status."),
        ("open_case", "Open a case for a customer. Returns case_id."),
        ("sendEmail", "Returns message_id."),
        ("crm__delete_person", "Takes a person off the books."),
        ("rm_rsv", "A room for a guest. Returns rsv_no."),
        ("warning", "Gives notice to an employee."),
        ("acme_read_and_book", "Bookings. Returns room."),
        ("acme_cancel_lease", "Lease of a flat. Returns lease_no."),
        ("get_case", "Opens a new case. Returns case_no, queue, owner."),
        ("get_locker", "Opens a locker for a member. Returns locker_no, hall, code."),
    ],
)
def test_a_tool_whose_words_speak_of_a_change_is_a_write(name: str, description: str) -> None:
    assert _understood(name, description) == WRITE


@pytest.mark.parametrize(
    ("name", "description"),
    [
        ("weather", "Returns temperature, wind."),
        ("order_status", "Status of an order. Returns status, eta."),
        ("shipping_rates", "Shipping rates for a parcel. Returns rates."),
        ("inventory", "Stock of an article. Returns quantity."),
        ("report_sales", "Shows what was sold. Returns region, total."),
        ("stock", "Stock of an article. Returns quantity."),
        (
            "free_slots",
            "Appointments that can still be booked, optionally of one vet. Returns slots.",
        ),
        ("rota", "Who is on duty on a day. Returns shifts."),
        ("changes", "Updates for a parcel. Returns events."),
        ("donation_list", "Donations, by donor or day. Returns donations."),
        ("toll_ledger", "Tolls charged to a lorry, newest first. Returns tolls."),
        (
            "guest_record",
            "Data of one guest: address, company. lock_reason is a code. Returns name.",
        ),
        ("tax_report", "Report of what was paid in a year. Returns year, total."),
        ("account_orders", "Orders of an account. Returns order_no, total."),
        ("refund_status", "Tells where a refund stands. Returns status."),
    ],
)
def test_what_cannot_be_told_may_be_planned_as_a_look_up_when_it_says_what_it_returns(
    name: str, description: str
) -> None:
    assert _understood(name, description) == LOOKS_UP


@pytest.mark.parametrize(
    ("name", "description"),
    [
        ("frobnicate", "Frobs the gizmo. Returns frob_id."),
        ("dispatchify", "Dispatchifys goods at once. Returns batch_id."),
        ("kit_out", "Kits out a new employee. Returns kit_id."),
        ("refund", "Returns refund_id, status."),
        ("commission", "Commission work on a site. Returns work_id, status."),
        ("record_arrival", "Checks a guest in. Returns arrival_id, status."),
        ("order_sample", "Sample order. Look up the article first. Returns order_no, status."),
        ("return_item", "Return a purchased item. Returns rma_id."),
        ("acme_credit_miles", "Credits miles to a passenger. Returns posting_no, balance."),
        ("change_address", "Change address of a member. Returns member_id, address, valid_from."),
        ("order_supplies", "Order supplies for an office. Returns order_no, total, eta."),
        ("print_invoice", "Print invoice copies. Returns pages, printer."),
        ("BadgeHandout", "Badge for a visitor. Returns badgeNo, holder."),
        ("RateChange", "New rate of a member from a month on. Returns rate, from."),
        ("orderparts", "Order parts from a maker. Returns partno, eta."),
        ("", ""),
        ("数据", "数据"),
    ],
)
def test_what_cannot_be_told_and_may_act_is_no_look_up(name: str, description: str) -> None:
    assert _understood(name, description) == UNKNOWN


@pytest.mark.parametrize(
    ("method", "expected"), [("GET", READ), ("POST", LOOKS_UP), ("DELETE", WRITE), ("PUT", WRITE)]
)
def test_the_http_method_helps_to_tell(method: str, expected: Understanding) -> None:
    assert _understood("inventory", "Stock. Returns quantity.", method) == expected


def test_a_verb_of_change_outweighs_a_safe_method() -> None:
    assert _understood("cancel_order", "Returns status.", "GET") == WRITE


def test_no_verb_is_in_two_classes() -> None:
    assert kind_of_verb("fetch") == "read"
    assert kind_of_verb("cancel") == "change"
    assert kind_of_verb("refund") == "either"
    assert kind_of_verb("table") == ""
