"""One member of a JSON text can be set or taken out, and no other byte changes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.json_members import NotAnObject, members, with_member, without_member

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
OBJECTS = st.dictionaries(st.text(), VALUES, max_size=5)
LAYOUTS = st.sampled_from([None, 0, 3])


@settings(deadline=None, max_examples=50)
@given(OBJECTS, LAYOUTS)
def test_members_are_read_as_json_reads_them(value: dict[str, object], indent: int | None) -> None:
    text = "\n " + json.dumps(value, indent=indent) + "\r\n"

    assert {member.name: member.value for member in members(text)} == value


@settings(deadline=None, max_examples=50)
@given(OBJECTS, LAYOUTS)
def test_each_member_is_found_in_its_place(value: dict[str, object], indent: int | None) -> None:
    text = json.dumps(value, indent=indent)

    for member in members(text):
        assert json.loads("{" + text[member.start : member.end] + "}") == {
            member.name: member.value
        }
        assert json.loads(text[member.value_start : member.end]) == member.value


@settings(deadline=None, max_examples=50)
@given(OBJECTS, LAYOUTS)
def test_a_member_put_in_and_taken_out_leaves_the_text_as_it_was(
    value: dict[str, object], indent: int | None
) -> None:
    value.pop("added", None)
    text = json.dumps(value, indent=indent)

    added = with_member(text, "added", {"x": 1})
    assert without_member(added, members(added), "added") == text


@settings(deadline=None, max_examples=50)
@given(OBJECTS.filter(bool), st.data())
def test_a_member_that_is_there_is_replaced_where_it_stands(
    value: dict[str, object], data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(sorted(value)))
    changed = with_member(json.dumps(value, indent=1), name, 7)

    assert changed == json.dumps({**value, name: 7}, indent=1)


@settings(deadline=None, max_examples=50)
@given(OBJECTS.filter(bool), st.data())
def test_any_member_can_be_taken_out(value: dict[str, object], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(value)))
    text = json.dumps(value, separators=(",", ":"))

    del value[name]
    assert without_member(text, members(text), name) == json.dumps(value, separators=(",", ":"))


@settings(deadline=None, max_examples=50)
@given(st.text(alphabet='{}[]":, \\u1aé\n', max_size=12))
def test_what_json_refuses_is_refused(text: str) -> None:
    try:
        read = json.loads(text)
    except ValueError:
        read = None
    if isinstance(read, dict):
        assert {member.name: member.value for member in members(text)} == read
    else:
        with pytest.raises(NotAnObject):
            members(text)
