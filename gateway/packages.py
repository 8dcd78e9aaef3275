"""The packages that only a running gateway needs."""

from __future__ import annotations

from importlib.util import find_spec

from core.errors import InputError


def check_installed(who: str) -> None:
    """Raise InputError, which says that `who` needs the packages, where one is missing."""
    missing = [name for name in ("fastapi", "uvicorn") if find_spec(name) is None]
    if missing:
        raise InputError(
            f"{' and '.join(missing)} not installed; {who} needs the packages of the extra "
            "'gateway' in pyproject.toml: pip install fastapi uvicorn"
        )
