"""The model behind the gateway: the user's own, else the scripted one."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from reasoners.modeling.settings import DEFAULT_MODEL, NO_KEY, ModelFlags, settings_from
from rehearsal.attended import attended

# Beside the tests of this room: only there is a model scripted.
_SCRIPTED = "tests.rehearsal.scripted_upstream"


@dataclass(frozen=True)
class Upstream:
    """A model's API. The key is never shown, and never given to the command."""

    url: str
    model: str
    key: str = field(repr=False)
    description: str


def users_own(environ: Mapping[str, str]) -> Upstream | None:
    """Return the model that the environment names. Raises InputError where it cannot be used."""
    found = settings_from(ModelFlags(), environ)
    if found is None:
        return None
    key = "" if found.api_key == NO_KEY else found.api_key
    said = f"{found.model} at {found.base_url}{' with your key' if key else ', without a key'}"
    return Upstream(found.base_url, found.model, key, said)


@contextlib.contextmanager
def upstream(environ: Mapping[str, str]) -> Iterator[Upstream]:
    """Give the model that the environment names, else start the scripted one."""
    if own := users_own(environ):
        yield own
        return
    key = secrets.token_urlsafe(24)
    said = "the scripted model, which knows the samples only (no key is set)"
    with attended(_SCRIPTED, {"key": key}) as url:
        model = environ.get("CHAT_MODEL", "").strip() or DEFAULT_MODEL
        yield Upstream(url, model, key, said)
