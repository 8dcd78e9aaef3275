"""Confidence rises with its evidence, and too little of it is a question."""

from __future__ import annotations

import pytest

from reasoners.planning import confidence
from reasoners.planning.confidence import features, probability
from tests.reasoners.symbolic_world import plan_for


def test_more_evidence_never_lowers_it() -> None:
    least = probability(features([0.1], 0.5, missed=1))
    assert least <= probability(features([0.4], 0.5, missed=1))
    assert least <= probability(features([0.1], 1.0, missed=1))
    assert least <= probability(features([0.1], 0.5, missed=0))


def test_a_plan_is_as_good_as_its_weakest_pick() -> None:
    assert features([0.9, 0.1], 1.0, 0) == features([0.1], 1.0, 0)


def test_a_plan_says_how_much_of_the_prompt_it_uses() -> None:
    plan = plan_for("How long is the permit of Ms Lund valid?")
    found = plan["notes"]["features"]
    assert isinstance(found, dict) and found["used"] == 1.0
    assert 0.0 < plan["confidence"] < 1.0


def test_a_change_that_is_too_uncertain_is_a_question(monkeypatch: pytest.MonkeyPatch) -> None:
    prompt = "Renew permit p_7."
    assert "renew_permit" in {step["tool"] for step in plan_for(prompt)["steps"]}
    monkeypatch.setattr(confidence, "WRITE_ENOUGH", 0.99)
    asked = plan_for(prompt)
    assert asked["steps"] == [] and "Renew a permit for a year" in str(asked["question"])


def test_a_look_up_needs_less_certainty_than_a_change() -> None:
    assert confidence.READ_ENOUGH < confidence.WRITE_ENOUGH
