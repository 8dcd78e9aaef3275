"""A competent model for every agent alike: it knows each task's solution and says it in whatever
protocol the agent speaks: tool calls for a loop, a plan for Surefoot, steps in words for a
plan-and-execute graph. It uses only tools that the request shows it.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from core.json_values import Json
from core.references import MISSING, fill, references_in, resolve
from tests.model_server.replies import Say, say_json

_MARK = re.compile(r"\[(\S+?):(\S+?)\]")
_DONE = re.compile(r"^(\S+?) \S+\(.*?\) -> (.*)$", re.MULTILINE)
_PLACE = re.compile(r"\{(s\d+\.[^{}]+)\}")


@dataclass(frozen=True)
class Call:
    """One call of a solution; `args` may refer to earlier calls, as in a plan."""

    id: str
    tool: str
    args: Mapping[str, Json]

    @property
    def needs(self) -> set[str]:
        """The calls whose outputs this one takes."""
        return {re.split(r"[.\[]", found)[0] for found in references_in(dict(self.args))}


@dataclass(frozen=True)
class Solution:
    """What a competent operator does about a request, and says.

    `template` is the answer as a plan may hold it, None where words must be chosen afterwards;
    `question` is said where nothing can be done.
    """

    task_id: str
    prompt: str
    calls: tuple[Call, ...]
    answer: str
    template: str | None = None
    question: str | None = None


class CompetentModel:
    """The brain of a ModelServer. Raises AssertionError for a request it has no solution for.

    `parallel` lets a loop ask for every call whose inputs are there in one turn; without it a loop
    spends one turn per call, as most do.
    """

    def __init__(self, solutions: Iterable[Solution], *, parallel: bool = False) -> None:
        self._parallel = parallel
        self._solutions = sorted(solutions, key=lambda one: len(one.prompt), reverse=True)
        self._outputs: dict[str, dict[str, Json]] = {}
        self._lock = threading.Lock()

    def __call__(self, request: dict[str, Any]) -> Say:
        return replace(self._reply(request), about=self._of_loop(request)[0].task_id)

    def _reply(self, request: dict[str, Any]) -> Say:
        shape = _shape(request)
        if request.get("tools") and shape:
            said = self._said(request, shape)
            return Say(calls=((shape, said.content or ""),))
        if shape:
            return self._said(request, shape)
        if request.get("tools"):
            return self._loop(request)
        raise AssertionError("no protocol is known for a request without tools and structure")

    def _said(self, request: dict[str, Any], shape: str) -> Say:
        if shape == "plan":
            return self._plan(request)
        if shape == "answer":
            return say_json({"answer": _worded(self._solution(request), _shown(request))})
        if shape == "Plan":
            solution = self._solution(request)
            return say_json({"steps": self._words(solution, solution.calls)})
        if shape == "Act":
            return self._act(self._solution(request))
        raise AssertionError(f"no protocol is known for the structure {shape!r}")

    def _plan(self, request: dict[str, Any]) -> Say:
        """Surefoot's plan: the calls that are not shown as done."""
        solution = self._solution(request)
        system, user = (message["content"] for message in request["messages"])
        done = {step for step, _ in _DONE.findall(user)}
        steps = [
            {
                "id": call.id,
                "tool": call.tool,
                "args": [
                    {"name": name, "value": json.dumps(value, ensure_ascii=False)}
                    for name, value in call.args.items()
                ],
            }
            for call in solution.calls
            if call.id not in done and _offered(call.tool, system)
        ]
        return say_json(
            {
                "steps": steps,
                "needs": [],
                "say": solution.template if steps else solution.question,
            }
        )

    def _loop(self, request: dict[str, Any]) -> Say:
        """A tool-calling loop: every call whose inputs are there, side by side; then the answer."""
        solution, wanted = self._of_loop(request)
        outputs, failures = _told(request["messages"])
        with self._lock:
            known = self._outputs.setdefault(solution.task_id, {})
            known.update(outputs)
            known = dict(known)
        names = {tool["function"]["name"] for tool in request["tools"]}
        ready = [
            call
            for call in wanted
            if call.id not in outputs and call.needs <= set(known) and call.tool in names
        ]
        if not self._parallel:
            ready = ready[:1]
        if not ready:
            return Say(self._closing(solution, wanted, outputs))
        return Say(
            calls=tuple((call.tool, json.dumps(_filled(call, known))) for call in ready),
            ids=tuple(f"{call.id}.{failures.get(call.id, 0)}" for call in ready),
        )

    def _closing(
        self, solution: Solution, wanted: tuple[Call, ...], outputs: Mapping[str, Json]
    ) -> str:
        if wanted is solution.calls:
            return _worded(solution, outputs)
        return "; ".join(f"{key}: {json.dumps(value)}" for key, value in outputs.items())

    def _of_loop(self, request: dict[str, Any]) -> tuple[Solution, tuple[Call, ...]]:
        """The whole solution, or the one step that a plan-and-execute graph asks for."""
        asked = _user_text(request).rpartition("You are tasked with executing step 1")[2]
        mark = _MARK.search(asked) if "executing step 1" in _user_text(request) else None
        if mark is None:
            solution = self._solution(request)
            return solution, solution.calls
        solution = next(one for one in self._solutions if one.task_id == mark[1])
        return solution, tuple(call for call in solution.calls if call.id == mark[2])

    def _act(self, solution: Solution) -> Say:
        left = [call for call in solution.calls if call.id not in self._known(solution)]
        if not left:
            return say_json({"action": {"response": _worded(solution, self._known(solution))}})
        return say_json({"action": {"steps": self._words(solution, left)}})

    def _words(self, solution: Solution, calls: Iterable[Call]) -> list[str]:
        known = self._known(solution)
        return [
            f"Call {call.tool} with {json.dumps(_filled(call, known))}"
            f" [{solution.task_id}:{call.id}]"
            for call in calls
        ]

    def _known(self, solution: Solution) -> dict[str, Json]:
        with self._lock:
            return dict(self._outputs.get(solution.task_id, {}))

    def _solution(self, request: dict[str, Any]) -> Solution:
        text = _user_text(request)
        for solution in self._solutions:
            if solution.prompt in text:
                return solution
        raise AssertionError(f"no solution is known for {text[:200]!r}")


def _shape(request: dict[str, Any]) -> str:
    """The name of the structure that is asked for, by whatever means; "" for none."""
    wanted = request.get("response_format", {}).get("json_schema", {}).get("name")
    choice = request.get("tool_choice")
    if isinstance(choice, dict):
        wanted = choice["function"]["name"]
    system = str(request["messages"][0]["content"])
    if not wanted and "of this JSON Schema" in system:
        wanted = "plan" if '"steps"' in system.rpartition("of this JSON Schema")[2] else "answer"
    return str(wanted or "")


def _worded(solution: Solution, outputs: Mapping[str, Json]) -> str:
    """The answer with the values a model would read off its prompt."""
    return _PLACE.sub(lambda found: str(resolve(found[1], outputs)), solution.answer)


def _shown(request: dict[str, Any]) -> dict[str, Json]:
    """The outputs that Surefoot shows when it asks for an answer, as far as they are whole."""
    outputs: dict[str, Json] = {}
    for step, text in _DONE.findall(_user_text(request)):
        try:
            outputs[step] = json.loads(text)
        except ValueError:
            continue
    return outputs


def _user_text(request: dict[str, Any]) -> str:
    return "\n".join(
        str(message["content"]) for message in request["messages"] if message["role"] == "user"
    )


def _offered(tool: str, system: str) -> bool:
    return re.search(rf"^{re.escape(tool)}!?\(", system, re.MULTILINE) is not None


def _told(messages: list[dict[str, Any]]) -> tuple[dict[str, Json], dict[str, int]]:
    """What tool messages gave, by call, and how often a call failed."""
    outputs: dict[str, Json] = {}
    failures: dict[str, int] = {}
    for message in messages:
        if message["role"] == "tool":
            step = message["tool_call_id"].rpartition(".")[0]
            if message["content"].startswith("Error"):
                failures[step] = failures.get(step, 0) + 1
            else:
                outputs[step] = json.loads(message["content"])
    return outputs, failures


def _filled(call: Call, known: Mapping[str, Json]) -> Json:
    args = fill(dict(call.args), known)
    return dict(call.args) if args is MISSING else args  # type: ignore[return-value]
