"""The gateway without the rest of the project: `python -m gateway`."""

from __future__ import annotations

import sys

from core.errors import InputError, SurefootError
from gateway.cli import app


def main() -> int:
    """Run the command and return its exit code; no traceback reaches a user."""
    try:
        app()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except InputError as problem:
        print(f"gateway: {problem}", file=sys.stderr)
        return 2
    except SurefootError as problem:
        print(f"gateway: {problem}", file=sys.stderr)
        return 4
    return 0


if __name__ == "__main__":
    sys.exit(main())
