"""How many entries of the lexicon any test prompt uses: one fitted to the tests would hold little
else than their words.

    python -m bench.planning_lexicon

Counts words and phrases by their stems over the samples' prompts and those of every foreign domain;
prints no prompt and no entry.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from bench.planning_runs import DOMAINS
from evaluation.nonsense import SAMPLES
from reasoners.meaning.lexicon import lexicon
from reasoners.meaning.words import tokens

TASK_FILES = (*SAMPLES.glob("tasks*.json"), *DOMAINS.glob("*/*/tasks.json"))


@dataclass(frozen=True)
class Use:
    """Of so many entries so many occur in some prompt."""

    entries: int
    used: int

    @property
    def share(self) -> float:
        """The share that occurs."""
        return self.used / self.entries


def all_prompts() -> list[str]:
    """Return the prompts of all tests."""
    return [task["prompt"] for path in TASK_FILES for task in json.loads(path.read_text("utf-8"))]


def use_by(prompts: Iterable[str]) -> Use:
    """Count the lexicon's entries that occur in prompts."""
    entries = {entry for words in lexicon().entries().values() for entry in words}
    stems = [f" {' '.join(token.stem for token in tokens(prompt))} " for prompt in prompts]
    return Use(len(entries), sum(any(f" {entry} " in text for text in stems) for entry in entries))


def main() -> None:
    """Print the count."""
    prompts = all_prompts()
    use = use_by(prompts)
    print(
        f"{use.used} of {use.entries} entries of the lexicon ({use.share:.0%}) occur in one of "
        f"{len(prompts)} test prompts"
    )


if __name__ == "__main__":
    main()
