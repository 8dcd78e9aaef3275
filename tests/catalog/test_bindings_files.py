"""Bindings: precedence, paths, headers, and what is said of keys that cannot work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from catalog import load_catalog
from tests.catalog.files import complaint, loaded, one_tool, tool_entry, written

HTTP = {"adapter": "http", "base_url": "http://127.0.0.1:9000/tools"}


def _said(folder: Path, binding: object) -> str:
    said = complaint(folder, [tool_entry()], {"tools": {"lookup_account": binding}})
    assert said.startswith("bindings.json, tools.lookup_account")
    return said.removeprefix("bindings.json, tools.lookup_account, ")


def test_the_first_place_that_sets_a_key_wins(tmp_path: Path) -> None:
    entries = [tool_entry("a", timeout_s=2), tool_entry("b", timeout_s=2), tool_entry("c")]
    bindings = {"defaults": {**HTTP, "timeout_s": 3}, "tools": {"a": {"timeout_s": 1}}}
    tools = loaded(tmp_path, entries, bindings).tools
    assert [tool.timeout_s for tool in tools] == [1, 2, 3]
    assert [tool.adapter for tool in tools] == ["http"] * 3


def test_what_nobody_sets_has_its_default(tmp_path: Path) -> None:
    tool = one_tool(tmp_path, tool_entry(effect="write", **HTTP))
    assert tool.idempotency == "none"
    assert (tool.timeout_s, tool.key_retention_s, tool.retry_window_s) == (30, 86_400, 3600)
    assert (tool.approve, tool.key_arg, tool.reconcile) == (False, None, None)


def test_a_tool_that_nothing_binds_stays_in_the_catalog(tmp_path: Path) -> None:
    tool = one_tool(tmp_path, tool_entry(), {"tools": {}})
    assert (tool.adapter, tool.binding) == (None, {})


def test_a_tool_that_the_catalog_lacks_is_passed_over_with_one_warning(tmp_path: Path) -> None:
    bindings = {"tools": {"gone": {"nonsense": 1}, "lookup_account": HTTP}}
    catalog = loaded(tmp_path, [tool_entry()], bindings)
    assert len(catalog.warnings) == 1
    assert "tools.gone: the catalog has no such tool; passed over" in catalog.warnings[0]


def test_paths_are_relative_to_the_file_that_names_them(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    written(tmp_path, "rows.json", [])
    written(tmp_path / "deep", "rows.json", [])
    tools = written(
        tmp_path,
        "tools.json",
        [tool_entry("a", adapter="mock", fixture="rows.json"), tool_entry("b")],
    )
    bindings = written(
        tmp_path / "deep",
        "bindings.json",
        {"tools": {"b": {"adapter": "mock", "fixture": "rows.json", "ledger": "../out.jsonl"}}},
    )
    first, second = load_catalog(tools, bindings).tools
    assert first.binding["fixture"] == str(tmp_path / "rows.json")
    assert second.binding["fixture"] == str(tmp_path / "deep" / "rows.json")
    assert second.binding["ledger"] == str(tmp_path / "out.jsonl")


def test_the_binding_holds_the_keys_of_its_adapter_only(tmp_path: Path) -> None:
    bindings = {
        "defaults": {**HTTP, "headers": {"X-Team": "ops"}, "latency_s": 1},
        "tools": {"lookup_account": {"method": "get", "timeout_s": 1}},
    }
    tool = one_tool(tmp_path, tool_entry(), bindings)
    assert dict(tool.binding) == {
        "base_url": HTTP["base_url"],
        "headers": {"X-Team": "ops"},
        "method": "GET",
    }
    assert tool.target == f"http:{HTTP['base_url']}"


def test_a_header_value_keeps_the_name_of_its_variable_and_not_the_secret(tmp_path: Path) -> None:
    headers = {"Authorization": "Bearer ${CRM_TOKEN}"}
    catalog = loaded(
        tmp_path, [tool_entry(**HTTP, headers=headers)], environ={"CRM_TOKEN": "s3cret"}
    )
    assert catalog.tools[0].binding["headers"] == headers
    assert "s3cret" not in repr(catalog)


def test_a_missing_variable_is_an_error_before_any_call(tmp_path: Path) -> None:
    said = _said(tmp_path, {**HTTP, "headers": {"Authorization": "Bearer ${CRM_TOKEN}"}})
    assert said == "field 'headers': needs the environment variable CRM_TOKEN; set it"


@pytest.mark.parametrize("key", ["effect", "idempotency", "reconcile", "approve"])
def test_what_is_a_tools_own_cannot_be_a_default(tmp_path: Path, key: str) -> None:
    said = complaint(tmp_path, [tool_entry()], {"defaults": {key: "write"}})
    assert said.startswith(f"bindings.json, defaults, field '{key}': cannot be a default")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ([], "bindings.json: holds an array; write an object with defaults and tools"),
        ({"tool": {}}, "bindings.json, field 'tool': is not a key; did you mean \"tools\"?"),
        ({"tools": []}, "bindings.json, field 'tools': is an array; write an object"),
        ({"defaults": None}, "bindings.json, field 'defaults': is null; write an object"),
        (
            {"tools": {"lookup_account": "http"}},
            "bindings.json, tools.lookup_account: is a string; write an object of keys",
        ),
        (
            {"defaults": {"adapter": "ftp", "timeout_s": 1}},
            "bindings.json, defaults, field 'adapter': \"ftp\" is unknown",
        ),
        (
            '{"tools": {"a": {}, "a": {}}}',
            'bindings.json: the object that ends in line 1 has the key "a" twice; keep one',
        ),
    ],
)
def test_a_bindings_file_of_another_shape_is_one_line(
    tmp_path: Path, content: object, said: str
) -> None:
    assert complaint(tmp_path, [tool_entry()], content).startswith(said)


@pytest.mark.parametrize(
    ("binding", "said"),
    [
        ({"timeot_s": 5}, "field 'timeot_s': is not a key; did you mean \"timeout_s\"?"),
        ({"timeout_s": "5"}, "field 'timeout_s': is a string; write a number of seconds"),
        ({"timeout_s": True}, "field 'timeout_s': is a boolean; write a number of seconds"),
        ({"timeout_s": 0}, "field 'timeout_s': is 0; write seconds between 0.001 and 86400"),
        ({"idempotency": "keys"}, '"keys" is unknown; did you mean "key"?'),
        ({"approve": "yes"}, "field 'approve': is a string; write true or false"),
        ({"key_arg": ""}, "field 'key_arg': is empty"),
        ({"idempotency_header": "a b"}, '"a b" is not a header name'),
        ({**HTTP, "base_url": "localhost:9000"}, "is not a URL; write it like https://"),
        ({**HTTP, "base_url": "file:///etc/passwd"}, "is not a URL"),
        ({**HTTP, "base_url": "http://x/{email}"}, "has a placeholder; only url takes {argument}"),
        ({**HTTP, "url": "http://x/?api_key=abc"}, 'carries "api_key"; send it in headers'),
        ({**HTTP, "url": "http://a:b@x/"}, "carries a user name or password; send them in headers"),
        ({**HTTP, "url": "http://{email}/"}, "takes its host from an argument"),
        (
            {**HTTP, "url": "http://x/{mail}"},
            'takes {mail}, which is no argument of lookup_account; did you mean "email"?',
        ),
        ({**HTTP, "url": "http://x:99999/"}, "is not a URL"),
        ({**HTTP, "url": "http://x/a b"}, "has a space or control character"),
        ({**HTTP, "method": "FETCH"}, '"FETCH" is unknown'),
        ({**HTTP, "headers": ["a"]}, "field 'headers': is an array"),
        ({**HTTP, "headers": {"a b": "x"}}, '"a b" is not a header name'),
        ({**HTTP, "headers": {"A": 1}}, 'the value of "A" must be one line of ASCII text'),
        ({**HTTP, "headers": {"A": "x\ny"}}, 'the value of "A" must be one line of ASCII text'),
        ({**HTTP, "headers": {"A": "ß"}}, 'the value of "A" must be one line of ASCII text'),
        ({**HTTP, "headers": {"A": "${not a name}"}}, "write ${NAME}"),
        ({"adapter": "http"}, "field 'adapter': is http, which needs url or base_url; add it"),
        ({"adapter": "python"}, "field 'adapter': is python, which needs target; add it"),
        ({"adapter": "mock"}, "field 'adapter': is mock, which needs fixture; add it"),
        ({"adapter": "mock", "fixture": "no.json"}, "field 'fixture': there is no file "),
        ({"adapter": "mock", "fixture": 3}, "field 'fixture': is a number"),
        (
            {"adapter": "mock", "flaky": {"rate": 1.5}},
            "has rate 1.5; write a number between 0 and 1",
        ),
        ({"adapter": "mock", "flaky": 0.3}, "must be an object like"),
        ({"adapter": "mock", "flaky": {"rate": 0.3, "seed": "x"}}, 'has seed "x"'),
        ({"adapter": "mock", "latency_s": -1}, "field 'latency_s': is -1"),
        ({"adapter": "python", "target": "forecast"}, "must be written module:function"),
        (
            {"adapter": "python", "target": "core.clock:SystemClock"},
            "lies in core, a package of this project",
        ),
        ({"adapter": "python", "target": "run:main"}, "lies in run, a package of this project"),
        (
            {"fixture": "x.json"},
            'field \'fixture\': is given without an adapter; add "adapter": "mock"',
        ),
        (
            {"effect": "write", "idempotency": "reconcile"},
            "is reconcile, which needs the key reconcile",
        ),
    ],
)
def test_a_key_that_cannot_work_is_named_with_what_to_do(
    tmp_path: Path, binding: dict[str, Any], said: str
) -> None:
    assert said in _said(tmp_path, binding)


def test_a_write_may_be_mocked_without_a_fixture(tmp_path: Path) -> None:
    tool = one_tool(tmp_path, tool_entry(effect="write", adapter="mock", ledger="out.jsonl"))
    assert tool.adapter == "mock"


def test_a_default_adapter_that_lacks_what_it_needs_leaves_the_tool_unbound(tmp_path: Path) -> None:
    catalog = loaded(tmp_path, [tool_entry()], {"defaults": {"adapter": "mock"}})
    assert catalog.tools[0].adapter is None
    assert "no fixture is set, so the tool is not bound" in catalog.warnings[0]


def test_keys_that_nothing_reads_are_remarked(tmp_path: Path) -> None:
    entry = tool_entry(effect="read", idempotency="key", fixture="x.json", **HTTP)
    warnings = loaded(tmp_path, [entry]).warnings
    assert any("idempotency means nothing for a read" in warning for warning in warnings)
    assert any("fixture means nothing to adapter http" in warning for warning in warnings)
    assert one_tool(tmp_path, entry).idempotency == "none"


def test_a_declared_effect_wins_over_what_the_words_say(tmp_path: Path) -> None:
    tool = one_tool(tmp_path, tool_entry("delete_all", effect="read"))
    assert (tool.effect, tool.effect_origin, tool.looks_up) == ("read", "declared", True)


@pytest.mark.parametrize("key", [{"idempotency": "natural"}, {"approve": True}])
def test_who_says_how_a_change_is_repeated_says_that_it_is_one(
    tmp_path: Path, key: dict[str, Any]
) -> None:
    tool = one_tool(tmp_path, tool_entry("get_account", **key))
    assert (tool.effect, tool.effect_origin) == ("write", "declared")


def test_the_argument_that_carries_the_key_need_not_be_planned(tmp_path: Path) -> None:
    entry = tool_entry(
        "pay", effect="write", args_schema={"amount": "number", "ref": "string"}, key_arg="ref"
    )
    assert one_tool(tmp_path, entry).required == ("amount",)


def test_bindings_of_the_samples_serve_tools_like_samples_and_no_others(tmp_path: Path) -> None:
    written(tmp_path, "rows.json", [])
    own = {"adapter": "python", "target": "mine:f"}
    other = tool_entry("d", args_schema={"something": "string", "else": "string"})
    tools = written(
        tmp_path, "tools.json", [tool_entry("a"), tool_entry("b"), tool_entry("c", **own), other]
    )
    samples = written(tmp_path, "samples.json", [tool_entry(name) for name in "acd"])
    named = {"effect": "write", "fixture": "rows.json"}
    shipped = written(
        tmp_path,
        "shipped.json",
        {
            "defaults": {"adapter": "mock"},
            "tools": {name: named for name in ("a", "c", "d", "gone")},
        },
    )
    catalog = load_catalog(tools, shipped, samples_path=samples)
    assert [tool.adapter for tool in catalog.tools] == ["mock", None, "python", None]
    assert [tool.effect for tool in catalog.tools] == ["write", "read", "read", "read"]
    assert catalog.warnings == ()


def test_the_samples_load_without_a_warning() -> None:
    examples = Path(__file__).parents[2] / "examples"
    catalog = load_catalog(examples / "tools.json", examples / "bindings.json")
    assert catalog.warnings == ()
    assert all(tool.adapter == "mock" and tool.returns for tool in catalog.tools)
