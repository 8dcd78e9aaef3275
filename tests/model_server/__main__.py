"""The scripted endpoint as a process: a competent model for the samples.

    python -m tests.model_server [--latency SECONDS] [--per-token SECONDS]

Prints its base URL, serves until it is ended. `GET /control` gives what it saw and billed;
`POST /control` takes {"refuse_from": N} and {"says": [...]}, replies (fields of `Say`) that come
before the competent model's own.
"""

from __future__ import annotations

import argparse
import threading

from tests.model_server.competent import CompetentModel
from tests.model_server.samples import sample_solutions
from tests.model_server.server import Latency, ModelServer


def main() -> None:
    """Serve until the process is ended."""
    parser = argparse.ArgumentParser(description="A scripted OpenAI-compatible endpoint.")
    parser.add_argument("--latency", type=float, default=0.0)
    parser.add_argument("--per-token", type=float, default=0.0)
    given = parser.parse_args()
    latency = Latency(given.latency, given.per_token)
    with ModelServer(CompetentModel(sample_solutions()), latency=latency) as server:
        print(server.url, flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
