"""Callers' keys: made, hashed, compared, and kept in a file that a running gateway reads again."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from core.errors import InputError, StoreError

KEYS_FILE = "keys.json"
PREFIX = "sg"


@dataclass(frozen=True)
class Key:
    """One caller's key as stored. Money in picodollars, None for no limit; times since the epoch.

    `sha256` is enough for 32 random bytes: nobody can guess them, so a slow hash, which protects
    guessable passwords, would only make every call slow. An `operator` may see everybody's usage.
    """

    id: str
    name: str
    sha256: str
    budget: int | None
    models: tuple[str, ...] | None
    rate_per_minute: float | None
    operator: bool
    created_at: float
    revoked_at: float | None = None

    def allows(self, model: str) -> bool:
        """Whether the key may use a model."""
        return self.models is None or model in self.models


def new_secret(key_id: str) -> str:
    """Return a key as its caller will send it; only its hash is ever stored."""
    return f"{PREFIX}-{key_id}-{secrets.token_urlsafe(32)}"


def hashed(secret: str) -> str:
    """Return what is stored of a key."""
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()


class KeyFile:
    """The keys on disk, read again whenever the file has changed: a revoked key ends at once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, int, int] | None = None
        self._keys: dict[str, Key] = {}

    def all(self) -> dict[str, Key]:
        """Return every key by id, revoked ones too. StoreError where the file cannot be read."""
        stamp = self._stamp()
        if stamp != self._seen:
            if stamp is None:
                # Without this a lost file would open the gateway to everybody.
                raise StoreError(f"{self._path}: the keys are gone; put the file back")
            self._keys, self._seen = _read(self._path), stamp
        return self._keys

    def find(self, secret: str) -> Key | None:
        """Return the key that a caller presents, unless it is unknown or revoked."""
        parts = secret.split("-", 2)
        key = self.all().get(parts[1]) if len(parts) == 3 else None
        # An unknown id costs the same comparison as a known one.
        matches = hmac.compare_digest(hashed(secret), key.sha256 if key else hashed(""))
        return key if key and matches and key.revoked_at is None else None

    def add(self, key: Key) -> None:
        """Store a new key. InputError where its name is in use."""
        with self._locked():
            if any(k.name == key.name and k.revoked_at is None for k in self.all().values()):
                raise InputError(f"a key named {key.name!r} exists; revoke it first", field="name")
            self._write({**self.all(), key.id: key})

    def revoke(self, name: str, at: float) -> Key:
        """End a key, found by name or id. InputError where there is none to end."""
        with self._locked():
            for key in self.all().values():
                if name in (key.name, key.id) and key.revoked_at is None:
                    revoked = replace(key, revoked_at=at)
                    self._write({**self.all(), key.id: revoked})
                    return revoked
        raise InputError(f"no key {name!r} is in force", file=str(self._path))

    def _stamp(self) -> tuple[int, int, int] | None:
        try:
            found = os.stat(self._path)
        except FileNotFoundError:
            return None
        except OSError as problem:
            raise StoreError(f"{self._path}: {problem.strerror}") from None
        return found.st_mtime_ns, found.st_ino, found.st_size

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with open(self._path.with_suffix(".lock"), "a", encoding="utf-8") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                yield
        except OSError as problem:
            raise StoreError(f"{self._path}: {problem.strerror}") from None

    def _write(self, keys: dict[str, Key]) -> None:
        text = json.dumps([asdict(key) for key in keys.values()], indent=1)
        draft = self._path.with_suffix(".new")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(handle, "w", encoding="utf-8") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, self._path)
        folder = os.open(self._path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)


def _read(path: Path) -> dict[str, Key]:
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
        keys = [Key(**{**entry, "models": _models(entry["models"])}) for entry in entries]
    except (OSError, ValueError, TypeError, KeyError) as problem:
        raise StoreError(f"{path}: damaged, restore it from a backup ({problem})") from None
    return {key.id: key for key in keys}


def _models(models: list[str] | None) -> tuple[str, ...] | None:
    return None if models is None else tuple(models)
