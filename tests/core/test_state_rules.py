"""The merge rules of the graph's state."""

from __future__ import annotations

from core.observation import Dispatch, Observation, Status, observation_key
from core.state import merge_observations


def _observation(step: str, item: str = "", status: Status = "done") -> Observation:
    dispatch = Dispatch(
        step=step,
        tool="t",
        args={},
        origin=f"1.{step}",
        slot=f"1.{step}",
        item=item,
        generation=1,
        attempt=1,
    )
    return Observation(
        dispatch=dispatch,
        status=status,
        settled=True,
        output=None,
        stored=False,
        known=True,
        failure=None,
    )


def test_the_branches_of_a_wave_add_up() -> None:
    first, second = _observation("s1"), _observation("s2")
    merged = merge_observations({"s1": first}, {"s2": second})
    assert merged == {"s1": first, "s2": second}


def test_a_later_observation_of_a_step_replaces_the_earlier() -> None:
    busy, done = _observation("s1", status="busy"), _observation("s1")
    assert merge_observations({"s1": busy}, {"s1": done}) == {"s1": done}


def test_merging_changes_neither_side() -> None:
    known, news = {"s1": _observation("s1")}, {"s2": _observation("s2")}
    merge_observations(known, news)
    assert list(known) == ["s1"]
    assert list(news) == ["s2"]


def test_items_of_a_repeated_step_have_keys_of_their_own() -> None:
    keys = {observation_key(_observation("s1", item)["dispatch"]) for item in ("", "a", "b")}
    assert len(keys) == 3
