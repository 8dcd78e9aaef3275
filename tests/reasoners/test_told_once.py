"""An answer tells a failure once, whoever noticed it."""

from __future__ import annotations

import pytest

from core.observation import Failure
from core.tool import Tool
from reasoners.symbolic import SymbolicReasoner
from tests.reasoners.asking import answer_request, seen

LIST = Tool("billing__list_invoices", "Shows invoices.", {"type": "object"}, effect="read")
NOTE = 'billing__list_invoices (email "a@b.test") gave no answer: HTTP 503: down.'


@pytest.mark.parametrize("notes", [(NOTE,), ()])
def test_a_failure_is_told_once(notes: tuple[str, ...]) -> None:
    down = seen(None, LIST, "broken")
    down["failure"] = Failure(message="HTTP 503: down")
    request = answer_request(
        {"steps": [], "answer_needs": []}, observations={"s1": down}, notes=notes
    )
    assert SymbolicReasoner((LIST,)).answer(request).value.count("HTTP 503: down") == 1
