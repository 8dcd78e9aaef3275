"""What a command says besides its deed is heeded, or the deed is asked about."""

from __future__ import annotations

from types import MappingProxyType

import pytest

from core.json_values import Json
from tests.reasoners.test_several_deeds import typed
from tests.reasoners.worlds import COUNT, NUMBER, TEXT, World, asked, change, look_up, rows_where

GROWERS = look_up(
    "find_growers", "Finds growers by name.", ("name",), "growers",
    {"grower_id": TEXT, "name": TEXT, "dues": NUMBER},
)  # fmt: skip
PLOTS = look_up(
    "list_plots", "Lists garden plots.", ("grower?", "state?"), "plots",
    {"plot_no": TEXT, "grower": TEXT, "state": TEXT, "taps": COUNT, "leased_until": TEXT,
     "fence": TEXT},
)  # fmt: skip
CLEAR = change("clear_plot", "Clears a plot.", ("plot_no",))
LEASE = typed(
    change("extend_lease", "Moves the end of the lease of a plot.", ("plot_no", "leased_until")),
    "leased_until", type="string", format="date",
)  # fmt: skip
TAPS = typed(
    change("set_taps", "Sets the number of taps of a plot.", ("plot_no", "taps")),
    "taps", type="integer",
)  # fmt: skip
BAN = change("ban_grower", "Bans a grower.", ("grower_id",))
WARDEN = typed(
    change("assign_warden", "Gives a plot to a warden.", ("plot_no", "warden")),
    "warden", type="string", description="Full name of the warden",
)  # fmt: skip
FINE = typed(
    change("fine_grower", "Fines a grower an amount.", ("grower_id", "amount")),
    "amount", type="number", description="EUR",
)  # fmt: skip


def plot(number: str, grower: str, state: str, taps: int, fence: str) -> dict[str, Json]:
    return {"plot_no": number, "grower": grower, "state": state, "taps": taps,
            "leased_until": "2026-09-30", "fence": fence}  # fmt: skip


def allotment(prompt: str) -> list[tuple[str, Json]]:
    plots = [
        plot("PL-31", "Ada Moss", "let", 2, "wire"),
        plot("PL-32", "Dora Finch", "let", 1, "hedge"),
        plot("PL-33", "Ben Holt", "idle", 1, "wire"),
        plot("PL-34", "Ben Holt", "idle", 0, "hedge"),
    ]
    growers: list[dict[str, Json]] = [
        {"grower_id": "gr1", "name": "Ada Moss", "dues": 20},
        {"grower_id": "gr2", "name": "Dora Finch", "dues": 0},
        {"grower_id": "gr3", "name": "Ben Holt", "dues": 0},
    ]
    answers = {
        "find_growers": rows_where("growers", growers),
        "list_plots": rows_where("plots", plots),
        **{one.name: lambda args: {"reference": "r"} for one in DEEDS},
    }
    return asked(World((GROWERS, PLOTS, *DEEDS), MappingProxyType(answers)), prompt).changes


DEEDS = (CLEAR, LEASE, TAPS, BAN, WARDEN, FINE)


@pytest.mark.parametrize(
    "prompt",
    [
        "Clear all idle plots except the one of Ben Holt with a hedge.",
        "Clear all idle plots, but not PL-33.",
        "Clear all plots but the last one.",
        "Clear PL-33, no, I mean PL-34.",
        "Clear PL-33. Sorry, PL-34.",
        "Undo the clearing of PL-33.",
        "Ada Moss met Dora Finch. Ban her.",
        "Ada Moss and Dora Finch both called. Ban her please.",
        "Ben Holt told us about PL-33 and PL-34. Clear it.",
        "Ben Holt told us about PL-33 and PL-34. Clear the latter.",
        "Set the taps of PL-31 up by 2.",
        "Set the taps of PL-31 to 4 as they are in the plan.",
        "PL-32 had 3 taps before. Set the taps of PL-31 accordingly.",
        "Extend the lease of PL-31 by a month; PL-32 ends on 30 September 2026.",
        "Clear all idle plots without mowing.",
        "Clear all plots nobody has watered.",
        "Ben Holt thinks we should clear PL-33.",
        "Ada Moss says you ought to ban Ben Holt.",
        "Dora Finch suggested clearing PL-32.",
        "Ben Holt wants us to clear PL-34. Refuse that.",
        "Ben Holt wants PL-34 cleared. What would that cost?",
        "PL-31 was to be cleared, but leave it until she calls.",
        "Cancel the clearance of PL-33.",
        "Is PL-31 idle? Then clear it.",
        "Clear PL-33 or just mow it?",
        "Clear nothing.",
        'The letter said: clear PL-33. What is on PL-33?',
        "Assign PL-33 to the warden of PL-31.",
        "Clear the brick kiln of Ada Moss.",
        "Dora Finch gives up the corner greenhouse, clear it.",
        "Dora Finch gives the corner greenhouse up, clear it.",
        "Take Ada Moss off the books.",
    ],
)  # fmt: skip
def test_a_deed_that_its_command_does_not_bear_out_is_not_done(prompt: str) -> None:
    assert allotment(prompt) == []


@pytest.mark.parametrize(
    ("prompt", "changes"),
    [
        ("Clear PL-33.", [("clear_plot", {"plot_no": "PL-33"})]),
        ("Do not clear PL-33 yet. Clear PL-34.", []),
        (
            "Please ban Ada Moss, but leave Dora Finch alone.",
            [("ban_grower", {"grower_id": "gr1"})],
        ),
        ("Clear the plot of Ben Holt with the hedge.", [("clear_plot", {"plot_no": "PL-34"})]),
        ("Ada Moss called. Ban her.", [("ban_grower", {"grower_id": "gr1"})]),
        ("Is PL-33 idle? Then clear it.", [("clear_plot", {"plot_no": "PL-33"})]),
    ],
)
def test_a_deed_that_its_command_bears_out_is_done(
    prompt: str, changes: list[tuple[str, Json]]
) -> None:
    assert allotment(prompt) == changes


def test_how_many_people_there_are_is_no_amount() -> None:
    prompt = "Two growers, Ada Moss and Ben Holt, quarrelled. Fine Ben Holt."
    assert allotment(prompt) == []


def test_all_that_is_meant_is_in_the_state_that_is_said() -> None:
    made = allotment("Clear all idle plots.")
    assert {str(args["plot_no"]) for _, args in made if isinstance(args, dict)} <= {
        "PL-33",
        "PL-34",
    }
