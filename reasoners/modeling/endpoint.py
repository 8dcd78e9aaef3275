"""One request to the model through ChatOpenAI, put in the manner the endpoint accepts."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from core.action import Usage
from core.json_values import Json, canonical
from reasoners.modeling.dialect import Manner
from reasoners.modeling.settings import ModelSettings
from reasoners.modeling.transport import Exchange, RecordingTransport

if TYPE_CHECKING:
    from langchain_openai import ChatOpenAI

UNBOUNDED_COMPLETION = 128_000  # where the endpoint takes no limit: no known model writes more


@dataclass(frozen=True)
class Question:
    """What is asked: a stable prefix, the task's part, the shape of the reply, its longest size.

    `problem` judges a value that fits the schema: in words for the model, "" where it will do.
    `reserve` is told, before each request, the most that all of them can have cost by then.
    """

    task_id: str
    name: str
    schema: Mapping[str, Any]
    system: str
    user: str
    limit: int
    problem: Callable[[Json], str] = lambda value: ""
    reserve: Callable[[Usage], None] = lambda most: None


@dataclass(frozen=True)
class Wire:
    """The question as it travels."""

    messages: list[dict[str, str]]
    params: dict[str, Any]

    @property
    def text(self) -> str:
        """Everything that is billed as prompt."""
        shape: dict[str, Json] = {
            key: self.params[key] for key in ("tools", "response_format") if key in self.params
        }
        messages: list[Json] = [*self.messages]
        return canonical([messages, shape])


class Endpoint(Protocol):
    """Sends one request and says what came of it; never raises for what the other side does.

    `longest_s` is how long an answer is waited for at most, in seconds.
    """

    def send(self, wire: Wire, longest_s: float) -> Exchange: ...


def wire_of(question: Question, manner: Manner) -> Wire:
    """Return the question in a manner the endpoint accepts."""
    system = question.system + _shape_in_words(question, manner)
    params: dict[str, Any] = _structure(question, manner)
    if manner.temperature:
        params["temperature"] = 0
    if manner.limit == "max_completion_tokens":
        params["max_completion_tokens"] = question.limit
    elif manner.limit == "max_tokens":
        # ChatOpenAI renames max_tokens; extra_body is what it leaves alone.
        params["extra_body"] = {"max_tokens": question.limit}
    messages = [
        {"role": "system", "content": system},
        {"role": "user", "content": question.user},
    ]
    return Wire(messages, params)


def longest_completion(question: Question, manner: Manner) -> int:
    """Return the most tokens the reply can have."""
    return question.limit if manner.limit else max(question.limit, UNBOUNDED_COMPLETION)


def _structure(question: Question, manner: Manner) -> dict[str, Any]:
    if manner.method == "json_schema":
        shape = {"name": question.name, "schema": question.schema, "strict": True}
        return {"response_format": {"type": "json_schema", "json_schema": shape}}
    if manner.method == "function":
        function = {"name": question.name, "parameters": question.schema}
        return {
            "tools": [{"type": "function", "function": function}],
            "tool_choice": {"type": "function", "function": {"name": question.name}},
        }
    if manner.method == "json_mode":
        return {"response_format": {"type": "json_object"}}
    return {}


def _shape_in_words(question: Question, manner: Manner) -> str:
    if manner.method in ("json_schema", "function"):
        return ""
    return "\nReply with one JSON object and nothing else, of this JSON Schema:\n" + canonical(
        question.schema
    )


class ChatEndpoint:
    """ChatOpenAI against any OpenAI-compatible address; its own retries are off.

    `close` gives back the connections.
    """

    def __init__(self, chat: ChatOpenAI, transport: RecordingTransport) -> None:
        self._chat, self._transport = chat, transport
        # A run that ends forgets its endpoint; its connections must not wait for the process.
        self.close = weakref.finalize(self, transport.close)

    def send(self, wire: Wire, longest_s: float) -> Exchange:
        self._transport.take()
        self._transport.wait_at_most(longest_s)
        problem: Exception | None = None
        try:
            self._chat.invoke(wire.messages, **wire.params)
        except Exception as raised:  # judged below, from the bytes and not from what it says
            problem = raised
        exchange = self._transport.take()
        if exchange is None:
            raise problem or RuntimeError("the client library sent nothing")
        return exchange


def connect(settings: ModelSettings) -> ChatEndpoint:
    """Build the client. Slow (seconds): the library is loaded here."""
    import httpx
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    inner = httpx.Client(timeout=settings.timeout_s, follow_redirects=False)
    transport = RecordingTransport(inner, settings.timeout_s)
    chat = ChatOpenAI(
        model=settings.model,
        base_url=settings.base_url,
        api_key=SecretStr(settings.api_key),
        max_retries=0,
        timeout=settings.timeout_s,
        use_responses_api=False,
        http_client=httpx.Client(transport=transport, timeout=settings.timeout_s),
    )
    return ChatEndpoint(chat, transport)
