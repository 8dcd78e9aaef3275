"""Where the tokens of one task go: the parts of a plan's prompt, against the eight sample tools."""

from __future__ import annotations

from collections.abc import Mapping

from catalog import load_catalog
from core.functions import FUNCTIONS
from core.json_values import canonical
from core.task import Task
from core.thought import PlanRequest
from reasoners.modeling.dialect import Manner
from reasoners.modeling.endpoint import wire_of
from reasoners.modeling.prompting import plan_question
from reasoners.modeling.reply import estimated_tokens
from reasoners.modeling.signatures import function_signatures, signatures
from tests.model_server.samples import ROOT, sample_solutions

NOON = 1_767_225_600.0


def prompt_parts() -> Mapping[str, int]:
    """Return part -> tokens, for the first sample."""
    tools = load_catalog(ROOT / "examples/tools.json", ROOT / "examples/bindings.json").tools
    task = Task("t", "support", sample_solutions()[0].prompt)
    functions = function_signatures(FUNCTIONS)
    question = plan_question(PlanRequest(task, tools, {}, "", 1, 1, NOON), functions)
    wire = wire_of(question, Manner())
    told = {"functions": functions, "tools": signatures(tools)}
    rules = question.system
    for text in told.values():
        rules = rules.replace(text, "")
    shape = canonical(wire.params["response_format"])
    parts = {"rules": rules, **told, "the plan's schema": shape, "the request": question.user}
    return {part: estimated_tokens(text) for part, text in parts.items()}


def parts_table() -> str:
    """Return the parts as text."""
    lines = [f"{tokens:>5}  {part}" for part, tokens in prompt_parts().items()]
    return "\n".join(["tokens of a plan's prompt, eight sample tools", *lines])
