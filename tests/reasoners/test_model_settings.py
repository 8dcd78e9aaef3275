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
