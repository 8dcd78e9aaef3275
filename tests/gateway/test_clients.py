"""The clients people use, unchanged, against the gateway and against upstream itself."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from typing import Any

import openai
import pytest
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_openai import ChatOpenAI, OpenAIEmbeddings
from pydantic import BaseModel, SecretStr

from tests.gateway import model
from tests.gateway.conftest import StartGateway
from tests.gateway.running import LocalGateway
from tests.gateway.upstream import ScriptedUpstream

MODEL = "gpt-4o-mini"
MESSAGES: list[Any] = [{"role": "user", "content": "hello"}]
TOOL: Any = {
    "type": "function",
    "function": {
        "name": "find_order",
        "description": "Find an order.",
        "parameters": {"type": "object", "properties": {"order_id": {"type": "string"}}},
    },
}


class Weather(BaseModel):
    """A structured answer."""

    city: str
    degrees: int


@pytest.fixture(params=["direct", "gateway"])
def base(request: pytest.FixtureRequest, gateway: LocalGateway, upstream: ScriptedUpstream) -> str:
    """Every test of this file runs against upstream too, so that both give the same."""
    return f"{gateway.base}/v1" if request.param == "gateway" else upstream.url


@pytest.fixture
def client(base: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=base, api_key="unused", max_retries=0) as made:
        yield made


@pytest.fixture
def chat(base: str) -> ChatOpenAI:
    return ChatOpenAI(model=MODEL, base_url=base, api_key=SecretStr("unused"), max_retries=0)


def test_openai_completes(client: openai.OpenAI) -> None:
    answer = client.chat.completions.create(model=MODEL, messages=MESSAGES)

    assert answer.choices[0].message.content == model.TEXT
    assert answer.usage is not None and answer.usage.prompt_tokens == model.PROMPT_TOKENS


def test_openai_streams_without_a_chunk_it_did_not_ask_for(client: openai.OpenAI) -> None:
    chunks = list(client.chat.completions.create(model=MODEL, messages=MESSAGES, stream=True))

    # A chunk without choices would break every loop over chunk.choices[0].
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == model.TEXT
    assert all("usage" not in chunk.model_fields_set for chunk in chunks)


def test_openai_streams_usage_where_it_asks(client: openai.OpenAI) -> None:
    chunks = list(
        client.chat.completions.create(
            model=MODEL, messages=MESSAGES, stream=True, stream_options={"include_usage": True}
        )
    )

    assert chunks[-1].usage is not None
    assert chunks[-1].usage.completion_tokens == model.COMPLETION_TOKENS


def test_openai_calls_tools(client: openai.OpenAI) -> None:
    answer = client.chat.completions.create(model=MODEL, messages=MESSAGES, tools=[TOOL])

    (call,) = answer.choices[0].message.tool_calls or []
    assert call.type == "function" and json.loads(call.function.arguments) == {"order_id": "A-1"}


def test_openai_streams_tool_calls(client: openai.OpenAI) -> None:
    with client.chat.completions.stream(model=MODEL, messages=MESSAGES, tools=[TOOL]) as stream:
        final = stream.get_final_completion()

    (call,) = final.choices[0].message.tool_calls or []
    assert json.loads(call.function.arguments) == {"order_id": "A-1"}


def test_openai_parses_structured_output(client: openai.OpenAI) -> None:
    answer = client.chat.completions.parse(model=MODEL, messages=MESSAGES, response_format=Weather)

    assert answer.choices[0].message.parsed == Weather(city="Wien", degrees=21)


def test_openai_embeds_and_lists_models(client: openai.OpenAI) -> None:
    made = client.embeddings.create(
        model="text-embedding-3-small", input="x", encoding_format="float"
    )

    assert made.data[0].embedding == [0.25, -1e-7]
    assert [entry.id for entry in client.models.list()] == [MODEL]


def test_langchain_invokes(chat: ChatOpenAI) -> None:
    answer = chat.invoke("hello")

    assert answer.text == model.TEXT
    assert usage_of(answer) == (model.PROMPT_TOKENS, model.COMPLETION_TOKENS)


def usage_of(message: BaseMessage) -> tuple[int, int]:
    usage = getattr(message, "usage_metadata", None)
    assert usage is not None
    return usage["input_tokens"], usage["output_tokens"]


@pytest.mark.parametrize("asked", [True, False], ids=["usage asked", "usage not asked"])
def test_langchain_streams(base: str, asked: bool) -> None:
    chat = ChatOpenAI(
        model=MODEL, base_url=base, api_key=SecretStr("unused"), stream_usage=asked, max_retries=0
    )
    whole: BaseMessage | None = None
    for chunk in chat.stream("hello"):
        assert isinstance(chunk, AIMessageChunk)
        whole = chunk if whole is None else whole + chunk  # type: ignore[assignment]

    assert whole is not None and whole.text == model.TEXT
    if asked:
        assert usage_of(whole) == (model.PROMPT_TOKENS, model.COMPLETION_TOKENS)
    else:
        assert getattr(whole, "usage_metadata", None) is None


def test_langchain_calls_tools(chat: ChatOpenAI) -> None:
    answer = chat.bind_tools([TOOL]).invoke("hello")

    (call,) = answer.tool_calls
    assert (call["name"], call["args"]) == ("find_order", {"order_id": "A-1"})


def test_langchain_gets_structured_output(chat: ChatOpenAI) -> None:
    answer = chat.with_structured_output(Weather, method="json_schema").invoke("hello")

    assert answer == Weather(city="Wien", degrees=21)


def test_langchain_embeds(base: str) -> None:
    embeddings = OpenAIEmbeddings(
        model="text-embedding-3-small",
        base_url=base,
        api_key=SecretStr("unused"),
        check_embedding_ctx_length=False,
    )

    assert embeddings.embed_query("x") == [0.25, -1e-7]


@pytest.mark.parametrize("stream", [False, True])
def test_curl_gets_the_same_bytes(
    gateway: LocalGateway, upstream: ScriptedUpstream, stream: bool
) -> None:
    body = json.dumps({"model": MODEL, "messages": MESSAGES, "stream": stream})

    assert curl(f"{gateway.base}/v1", body) == curl(upstream.url, body)


def curl(base: str, body: str) -> bytes:
    address = f"{base}/chat/completions"
    json_type = "Content-Type: application/json"
    command = ["curl", "-sS", "--fail", "-N", address, "-H", json_type, "--data-binary", body]
    return subprocess.run(command, capture_output=True, check=True, timeout=20).stdout


def test_openai_is_told_that_the_budget_is_spent_and_does_not_try_again(
    start: StartGateway, upstream: ScriptedUpstream
) -> None:
    gateway = start(budget=0)
    with openai.OpenAI(base_url=f"{gateway.base}/v1", api_key="unused") as client:
        with pytest.raises(openai.APIStatusError) as refused:
            client.chat.completions.create(model=MODEL, messages=MESSAGES)

    assert (refused.value.status_code, refused.value.code) == (402, "budget_exceeded")
    assert refused.value.type == "insufficient_quota"
    assert gateway.usage()["refused"] == {"budget_exceeded": 1}
