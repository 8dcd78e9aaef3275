"""What a later plan is judged by: the first plan's calls, its own, and what tools said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.json_values import Json
from core.observation import Observation
from core.plan import Plan
from reasoners.foreign import leaves
from reasoners.provenance import Calls, calls_of, first_calls, free_text
from reasoners.told_texts import Heard, passes_on
from reasoners.trusted import Trusted


@dataclass(frozen=True)
class Scene:
    """`before` is how the first plan's references are read, `now` how the later plan's are."""

    trusted: Trusted
    before: Calls
    now: Calls
    heard: Heard

    @property
    def outputs(self) -> Mapping[str, Json]:
        """What every step gave."""
        return {**self.before.outputs, **self.now.outputs}


def scene_of(plan: Plan, trusted: Trusted, seen: Mapping[str, Observation]) -> Scene:
    """Set the scene for a plan made after tools had spoken."""
    text = trusted.text
    before = first_calls(trusted.steps, seen, text)
    now = calls_of(plan, trusted.steps, seen, text)
    return Scene(trusted, before, now, heard_in(trusted.prompt, seen))


def heard_in(prompt: str, seen: Mapping[str, Observation], *messages: str) -> Heard:
    """Return what tools said, in outputs, in failures, and in further messages."""
    whole = frozenset(leaves([one["output"] for one in seen.values()]))
    failures = [one["failure"]["message"] for one in seen.values() if one["failure"]]
    texts = [text for text in [*whole, *failures, *messages] if free_text(text)]
    return Heard(tuple(texts), whole, passes_on(prompt))
