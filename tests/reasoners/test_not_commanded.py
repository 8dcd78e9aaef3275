"""Words that sound like a command, and are none: nothing is done."""

from __future__ import annotations

import pytest

from tests.reasoners.test_unheeded import allotment


@pytest.mark.parametrize(
    "prompt",
    [
        "Clear PL-33?",
        "Clear PL-33? I don't think so.",
        "Clear PL-33? Not today.",
        "I would clear PL-33, but it is let.",
        "Clear PL-33 once the fence is up.",
        "PL-33 has to be cleared some day.",
        "PL-33 will be cleared on Friday.",
        'Ada Moss wrote "Please clear PL-33". Which grower has PL-33?',
        'The note on the gate says "ban Ben Holt".',
    ],
)
def test_a_question_a_supposition_or_a_quotation_commands_nothing(prompt: str) -> None:
    assert allotment(prompt) == []


@pytest.mark.parametrize(
    "prompt",
    [
        "Clear PL-33. What is on PL-31? On second thoughts, leave it.",
        "Clear PL-33. Ben Holt rang about it. Scrap all that.",
        "Clear PL-33. I see that it has been dealt with already.",
        "Clear PL-33 for Ben Holt. Nothing to be done, he says.",
        "I am not sure yet whether we should do this: clear PL-33.",
        "Nothing to be cleared, I need to look at PL-33.",
        "Ben Holt asks about PL-33. Nothing to be cleared now, I only need to hear who has it.",
    ],
)
def test_what_is_withdrawn_at_the_end_or_not_decided_is_not_done(prompt: str) -> None:
    assert allotment(prompt) == []


@pytest.mark.parametrize(
    "prompt",
    [
        "Clear PL-33, please?",
        "Could you look up PL-33 and clear it?",
        "Would you clear PL-33?",
        "Clear PL-33. Not PL-34.",
        "Is PL-31 let? On second thoughts, leave that. Clear PL-33.",
    ],
)
def test_a_command_put_politely_or_set_off_against_another_is_done(prompt: str) -> None:
    assert allotment(prompt) == [("clear_plot", {"plot_no": "PL-33"})]


def test_who_has_something_is_looked_up_by_it_and_not_called_like_it() -> None:
    assert allotment("Ban the grower of PL-34.") == [("ban_grower", {"grower_id": "gr3"})]


@pytest.mark.parametrize(
    "said",
    [
        "No objections if nobody has planted anything there, otherwise tell me who did.",
        "Fine with us if the neighbours have been told, otherwise leave it and tell me who not.",
    ],
)
def test_a_condition_on_what_was_wished_before_holds_it_back(said: str) -> None:
    assert allotment(f"Ben Holt wants PL-33 cleared. {said}") == []
