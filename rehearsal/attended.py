"""Processes that serve a rehearsal: each is told one line, says one line, and ends with its input.

So they end with the rehearsal, however that ends.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Any, NoReturn

from app.release_archive import PROJECT
from rehearsal.errors import RehearsalFailed

_PATIENCE_S = 15.0


@contextlib.contextmanager
def attended(module: str, told: Mapping[str, Any], fds: Sequence[int] = ()) -> Iterator[str]:
    """Run a module of the project until the block is left; give what it says once it is ready.

    What it is told is on no command line and in no environment. Raises RehearsalFailed with the
    last line of its errors where it does not get ready.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", module],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            pass_fds=fds,
            start_new_session=True,
            text=True,
        )
        try:
            yield _greeted(process, told) or _complain(module, process, errors)
        finally:
            _end(process)


def _greeted(process: subprocess.Popen[str], told: Mapping[str, Any]) -> str:
    assert process.stdin is not None and process.stdout is not None
    with contextlib.suppress(BrokenPipeError):
        process.stdin.write(json.dumps(told) + "\n")
        process.stdin.flush()
    return process.stdout.readline().strip()


def _complain(module: str, process: subprocess.Popen[str], errors: IO[str]) -> NoReturn:
    _end(process)
    errors.seek(0)
    reason = errors.read().strip().splitlines()[-1:]
    raise RehearsalFailed(f"{module} does not start: {''.join(reason) or 'it says nothing'}")


def _end(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None and process.stdout is not None
    with contextlib.suppress(BrokenPipeError):
        process.stdin.close()
    try:
        process.wait(_PATIENCE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    finally:
        process.stdout.close()
