"""Words the answer, adds what the words leave out, and says how the task ended."""

from __future__ import annotations

from core.action import Action
from core.errors import ModelError
from core.facts import recall_fact, record_fact
from core.json_values import canonical
from core.plain_words import holds_address, known_addresses, plain_words
from core.services import Services
from core.state import Ending, State
from core.thought import AnswerRequest
from nodes.honesty import left_unsaid
from nodes.notes import Note, notes_of
from nodes.outputs import with_whole_outputs
from nodes.plain_answer import plain_answer
from nodes.readiness import thinks
from nodes.times import run_now
from nodes.view import View


def finalize(state: State, services: Services) -> State:
    """Return the answer and the ending. A question of the plan is the answer where nothing ran."""
    view = View(state, services)
    notes = notes_of(view)
    words = _words(view, notes)
    unsaid = left_unsaid(words, notes, view)
    return State(answer=_harmless("\n".join([words, *unsaid]), view), ending=_ending(view, notes))


def _harmless(answer: str, view: View) -> str:
    """Return an answer in which nothing acts when it is shown, whoever worded it: tools are quoted
    in it, and what they say may be hostile."""
    plain = plain_words(answer, view.task.prompt)
    if not holds_address(plain):
        return plain
    observed = with_whole_outputs(view.observations, view.task_id, view.services)
    texts = [one["output"] for one in observed.values()]
    failures = [one["failure"]["message"] for one in observed.values() if one["failure"]]
    return known_addresses(plain, "\n".join([view.task.prompt, *failures, canonical(texts)]))


def _words(view: View, notes: list[Note]) -> str:
    question = view.plan.get("question")
    if question and not view.observations:
        return question
    if notes and not view.observations:
        return ""
    services = view.services
    fallen_silent = Action(services.run_id, view.task_id, "plain answer")
    told = recall_fact(services.journal, fallen_silent)
    if isinstance(told, str):
        return told
    try:
        return services.reasoner.answer(_request(view, notes)).value
    except ModelError:
        words = plain_answer(view)
        record_fact(services.journal, fallen_silent, words)
        return words


def _request(view: View, notes: list[Note]) -> AnswerRequest:
    return AnswerRequest(
        task=view.task,
        plan=view.plan,
        observations=with_whole_outputs(view.observations, view.task_id, view.services),
        notes=tuple(note.sentence for note in notes),
        now=run_now(view.services),
    )


def _ending(view: View, notes: list[Note]) -> Ending:
    if any(note.short for note in notes):
        reached = any(seen["status"] == "done" for seen in view.observations.values())
        return "partial" if reached else "failed"
    if view.plan.get("question") and all(map(thinks, view.steps)):
        return "question"
    return "finished"
