"""The service of the adapter contract as functions of this process, which HTTP can also offer."""

from __future__ import annotations

import threading
from typing import Any

from core.errors import ToolBusy, ToolRejected
from tests.contracts.adapter_contract import PEOPLE

_lock = threading.Lock()
_notes: dict[str, dict[str, Any]] = {}


def forget() -> None:
    """Begin anew."""
    with _lock:
        _notes.clear()


def keys() -> list[str]:
    """Return the keys under which something was changed."""
    with _lock:
        return list(_notes)


def find_person(email: str) -> dict[str, Any]:
    for person in PEOPLE:
        if person["email"] == email:
            return dict(person)
    raise ToolRejected(f"there is nobody with email {email}", status=404)


def add_note(email: str, note: str, idempotency_key: str) -> dict[str, Any]:
    with _lock:
        found = {"note_id": f"N-{len(_notes) + 1}", "email": email}
        return _notes.setdefault(idempotency_key, found)


def tag_note(note: str, reference: str) -> dict[str, Any]:
    return {"reference": reference}


def unsteady() -> None:
    raise ToolBusy("not now", status=503, retry_after=1.0)
