"""The known solutions of the twenty samples; only the scripted model reads them."""

from __future__ import annotations

import json
from pathlib import Path

from tests.model_server.competent import Call, Solution

ROOT = Path(__file__).parent.parent.parent


def sample_solutions() -> tuple[Solution, ...]:
    """Return a solution per task of examples/tasks.json."""
    tasks = json.loads((ROOT / "examples/tasks.json").read_text(encoding="utf-8"))
    prompts = {task["id"]: task["prompt"] for task in tasks}
    path = Path(__file__).with_name("sample_solutions.json")
    return tuple(
        Solution(
            task_id=entry["id"],
            prompt=prompts[entry["id"]],
            calls=tuple(Call(**call) for call in entry["calls"]),
            answer=entry["answer"],
            template=entry.get("template"),
            question=entry.get("question"),
        )
        for entry in json.loads(path.read_text(encoding="utf-8"))
    )
