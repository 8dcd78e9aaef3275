"""The scripted model as a process of its own: `python -m tests.rehearsal.scripted_upstream`.

Its first line of input names the key it accepts; it says its address, and ends with its input.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from tests.model_server.competent import CompetentModel
from tests.model_server.replies import Say, fail
from tests.model_server.samples import sample_solutions
from tests.model_server.server import ModelServer


def main() -> None:
    """Serve until the input ends."""
    told = json.loads(sys.stdin.readline())
    competent = CompetentModel(sample_solutions())

    def say(request: dict[str, Any]) -> Say:
        try:
            return competent(request)
        except AssertionError as unknown:
            # A status that no client asks again after.
            return fail(410, f"the scripted model knows the samples only: {unknown}")

    with ModelServer(say, key=told["key"]) as server:
        print(server.url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
