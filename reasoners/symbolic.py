"""Plans, repairs and answers without a model."""

from __future__ import annotations

from dataclasses import replace

from core.json_values import Args
from core.plan import Plan
from core.thought import AnswerRequest, PlanRequest, RepairRequest, Thought
from core.tool import Tool
from reasoners.found.facts import facts_of
from reasoners.meaning.embeddings import Likeness, bonuses, sentence_likeness
from reasoners.meaning.tools import Meanings
from reasoners.planning.planner import make_plan
from reasoners.planning.repairing import other_args
from reasoners.reading.request import read_request
from reasoners.wording.answer import make_answer

BY = "symbolic"


class SymbolicReasoner:
    """A Reasoner of rules: deterministic, free, and silent where it does not know."""

    def __init__(self, tools: tuple[Tool, ...] = (), likeness: Likeness | None = None) -> None:
        """`tools` is the whole catalog; without it the tools of each request are all there is."""
        self._tools, self._likeness = tools, likeness
        self._meanings = Meanings()

    def plan(self, request: PlanRequest) -> Thought[Plan]:
        """Return the steps that can be taken now, or a question."""
        read = read_request(request.task.prompt, request.now)
        facts = facts_of(request.observations)
        meanings = self._meanings.of(self._tools or request.tools)
        if self._likeness is not None:
            texts = {clause.start: clause.text for clause in read.clauses}
            read = replace(read, bonuses=bonuses(self._likeness, texts, meanings))
        return Thought(make_plan(read, meanings, facts), BY)

    def repair(self, request: RepairRequest) -> Thought[Args | None]:
        """Return other arguments after a rejection, None where nothing else fits."""
        return Thought(other_args(request), BY)

    def answer(self, request: AnswerRequest) -> Thought[str]:
        """Return what was found, done and not done, in plain words."""
        read = read_request(request.task.prompt, request.now)
        return Thought(
            make_answer(read, request.plan, facts_of(request.observations), request.notes), BY
        )


def build_symbolic_reasoner(
    embeddings: str | None = None, tools: tuple[Tool, ...] = ()
) -> SymbolicReasoner:
    """Return the reasoner; `embeddings` names a sentence model, or a folder that holds one."""
    return SymbolicReasoner(tools, sentence_likeness(embeddings) if embeddings else None)
