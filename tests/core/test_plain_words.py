"""Nothing in an answer acts when it is shown."""

from __future__ import annotations

import re

import pytest

from core.plain_words import holds_address, known_addresses, plain_words, visible

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


LEFT_OVER = (
    '<img>img src="//evil.test/p.png?d=x">',
    "<img src=//evil.test/x",
    '<div style="background:url(//evil.test)">x</div>',
    "![x](http://evil.test/a_(b)c)",
    "[a [b](c) [d](e) [f [g](h)](i)](//evil.test)",
    "<<<b>script>alert()",
)


@pytest.mark.parametrize("answer", LEFT_OVER)
def test_nothing_that_is_left_over_acts(answer: str) -> None:
    shown = plain_words(answer, "")
    assert "](" not in shown and "![" not in shown
    assert re.search("<[a-zA-Z/!?]", shown) is None


@pytest.mark.parametrize("address", ["www.evil.test/x", "wss://evil.test/x", "WWW.EVIL.TEST"])
def test_an_address_of_any_kind_that_was_made_up_goes(address: str) -> None:
    assert holds_address(f"see {address}")
    assert known_addresses(f"see {address}", "") == "see [address left out]"


MARKS = ("[", "[a](b", "<a", "![", "<img ", "[a]: http://x\n", "![![]", "[[x](y)", "<<<a>")


@pytest.mark.parametrize("mark", MARKS)
def test_a_text_of_nothing_but_marks_is_read_in_one_go(mark: str) -> None:
    # Where every mark is a new start to the end of the text, this takes hours.
    assert "](" not in plain_words(mark * 100_000, "")


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
