"""Which model is asked: flags, then the gateway's variables, then OpenAI's."""

from __future__ import annotations

import pytest

from core.errors import InputError
from reasoners.modeling.settings import DEFAULT_URL, NO_KEY, ModelFlags, settings_from

GATEWAY = {"MODEL_GATEWAY_URL": "http://gw.test/v1/", "MODEL_GATEWAY_KEY": "gw-key-1"}
OPENAI = {"OPENAI_BASE_URL": "http://openai.test/v1", "OPENAI_API_KEY": "sk-openai-1"}


def test_without_key_and_address_there_is_no_model() -> None:
    assert settings_from(ModelFlags(model="gpt-4o"), {"CHAT_MODEL": "gpt-4o"}) is None


def test_the_gateway_comes_before_openai_and_the_flag_before_all() -> None:
    environ = {**GATEWAY, **OPENAI, "CHAT_MODEL": "from-environ"}
    found = settings_from(ModelFlags(model="from-flag"), environ)
    assert found is not None
    assert (found.base_url, found.api_key) == ("http://gw.test/v1", "gw-key-1")
    assert found.model == "from-flag"


def test_openai_serves_where_there_is_no_gateway() -> None:
    found = settings_from(ModelFlags(), {"OPENAI_API_KEY": "sk-openai-1"})
    assert found is not None
    assert (found.base_url, found.api_key, found.model) == (
        DEFAULT_URL,
        "sk-openai-1",
        "gpt-4o-mini",
    )


def test_openais_key_is_never_sent_to_a_gateway() -> None:
    environ = {"MODEL_GATEWAY_URL": "http://gw.test/v1", **OPENAI}
    found = settings_from(ModelFlags(), environ)
    assert found is not None and found.api_key == NO_KEY


def test_a_gateways_key_without_its_address_is_an_error() -> None:
    with pytest.raises(InputError, match="MODEL_GATEWAY_URL"):
        settings_from(ModelFlags(), {"MODEL_GATEWAY_KEY": "gw-key-1", **OPENAI})


def test_an_address_that_is_none_is_named() -> None:
    with pytest.raises(InputError, match="OPENAI_BASE_URL"):
        settings_from(ModelFlags(), {"OPENAI_BASE_URL": "localhost:11434"})


def test_the_key_is_not_shown() -> None:
    assert "gw-key-1" not in repr(settings_from(ModelFlags(), GATEWAY))


SECRET = "canary-4711"


@pytest.mark.parametrize(
    "address",
    [
        f"http://me:{SECRET}@gw.test/v1",
        f"http://{SECRET}@gw.test/v1",
        f"http://me:12/{SECRET}@gw.test/v1",
        f"http://gw.test/v1?api_key={SECRET}",
        f"http://gw.test/v1#{SECRET}",
        f"http://gw.test:{SECRET}/v1",
        f"http://[{SECRET}/v1",
        f"http:///{SECRET}",
        f"http://gw.test/\x01{SECRET}",
        SECRET,
    ],
)
@pytest.mark.parametrize("variable", ["MODEL_GATEWAY_URL", "OPENAI_BASE_URL"])
def test_an_address_that_may_hold_a_secret_is_refused_unshown(variable: str, address: str) -> None:
    with pytest.raises(InputError, match=f"^{variable} must ") as refused:
        settings_from(ModelFlags(), {variable: address})
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize("value", [f"{SECRET}ß", f"{SECRET}\nx", f"{SECRET}\x7f"])
@pytest.mark.parametrize(
    "variable", ["MODEL_GATEWAY_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID", "OPENAI_ORGANIZATION"]
)
def test_what_a_header_cannot_carry_is_refused_unshown(variable: str, value: str) -> None:
    with pytest.raises(InputError, match=f"{variable} holds what a header") as refused:
        settings_from(ModelFlags(), {**GATEWAY, variable: value})
    assert SECRET not in str(refused.value)


def test_header_lines_may_be_many_and_each_must_be_sendable() -> None:
    lines = {"OPENAI_CUSTOM_HEADERS": "A: 1\nB: 2"}
    assert settings_from(ModelFlags(), {**OPENAI, **lines}) is not None
    with pytest.raises(InputError, match="OPENAI_CUSTOM_HEADERS holds what a header"):
        settings_from(ModelFlags(), {**OPENAI, "OPENAI_CUSTOM_HEADERS": "A: 1\nB: ß"})
