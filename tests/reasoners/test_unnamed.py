"""What descriptions say stands in for names that say nothing."""

from __future__ import annotations

from core.json_values import Json
from core.tool import Tool
from reasoners.meaning.unnamed import plain_names

TEXT: Json = {"type": "string"}


def tool(
    name: str, description: str, *arguments: str, gives: str = "", effect: str = "read"
) -> Tool:
    schema: dict[str, Json] = {
        "type": "object",
        "properties": dict.fromkeys(arguments, TEXT),
        "required": list(arguments),
    }
    returns: dict[str, Json] = {"type": "object", "properties": {gives: TEXT}} if gives else {}
    return Tool(name, description, schema, returns, effect="write" if effect == "write" else "read")


FIND = tool("zork_1", "Find a member by surname or e-mail.", "p1", "p2", gives="kunnr")
LOANS = tool("zork_2", "Loans of a member.", "kunnr", gives="vbeln")
EXTEND = tool("zork_3", "Extend a loan.", "vbeln", "bemk", effect="write")


def test_arguments_are_called_by_what_a_description_leaves_open_in_its_order() -> None:
    assert plain_names((FIND, LOANS))["zork_1"]["p1"] == ("surname",)
    assert plain_names((FIND, LOANS))["zork_1"]["p2"] == ("e-mail",)


def test_a_name_that_a_look_up_returns_is_an_identifier_wherever_it_stands() -> None:
    called = plain_names((FIND, LOANS, EXTEND))
    assert called["zork_2"]["kunnr"] == called["zork_1"]["kunnr"] == ("member", "id")
    assert called["zork_3"]["vbeln"] == ("loan", "id")


def test_what_a_change_requires_and_nothing_says_more_of_is_text() -> None:
    assert plain_names((FIND, LOANS, EXTEND))["zork_3"]["bemk"] == ("text",)


def test_names_that_speak_are_left_alone_also_beside_one_that_does_not() -> None:
    plain = tool("find_member", "Find a member.", "surname", "e_mail", "kunnr")
    assert plain_names((plain,)) == {}
