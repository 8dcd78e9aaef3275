"""The contract's command as a black box: metered, limited, and sealed off where possible."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rehearsal.folders import Folders
from rehearsal.job import Ended, Job
from rehearsal.log_file import holds, last_lines
from rehearsal.metered import Measured, Meter, measured, metering
from rehearsal.settings import RehearsalSettings
from rehearsal.supervised import closed_supervisor
from rehearsal.telling import tell
from rehearsal.upstream import Upstream, upstream

_LAST_LINES = 12


@dataclass(frozen=True)
class Performance:
    """How the command ended and what it used of the model that `upstream` describes.

    `last_words` are the last lines that it printed; `key_shown`: its key is among what it printed
    or wrote as results.
    """

    ended: Ended
    last_words: tuple[str, ...]
    key_shown: bool
    measured: Measured
    upstream: str
    network_closed: bool


def perform(
    settings: RehearsalSettings, made: Folders, python: Path, environ: Mapping[str, str]
) -> Performance:
    """Run the command once. Raises RehearsalFailed where this machine cannot."""
    with closed_supervisor() as ready, upstream(environ) as model:
        closed = ready.listener is not None
        if not closed:
            tell("other network is not blocked here: the system does not allow it")
        tell(f"the model is {model.description}")
        with metering(model, made.gateway, settings.budget, ready.listener) as meter:
            ended = ready.run(_job(settings, made, python, meter, model))
            refused = meter.refused()
    return Performance(
        ended=ended,
        last_words=tuple(last_lines(made.log, _LAST_LINES, meter.key)),
        key_shown=any(holds(file, meter.key) for file in (made.log, made.results)),
        measured=measured(made.gateway, refused),
        upstream=model.description,
        network_closed=closed,
    )


def _job(
    settings: RehearsalSettings, made: Folders, python: Path, meter: Meter, model: Upstream
) -> Job:
    files = ("--tasks", made.tasks, "--tools", made.tools, "--output", made.results)
    tell(f"running python run.py {' '.join(str(word) for word in files)}")
    return Job(
        command=(str(python), "run.py", *(str(word) for word in files)),
        folder=str(made.project),
        environ={
            "PATH": f"{python.parent}{os.pathsep}{os.defpath}",
            "HOME": str(made.home),
            "TMPDIR": str(made.scratch),
            "LANG": "C.UTF-8",
            "MODEL_GATEWAY_URL": meter.url,
            "MODEL_GATEWAY_KEY": meter.key,
            "CHAT_MODEL": model.model,
            "OPENAI_BASE_URL": meter.url,
            "OPENAI_API_KEY": meter.key,
        },
        log=str(made.log),
        seconds=settings.time_limit_s,
        memory_bytes=settings.memory_limit_bytes,
    )
