"""Sentence embeddings, where somebody asks for them: how alike a clause and each tool are."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Protocol, TypeAlias

from core.errors import InputError
from reasoners.meaning.tools import ToolMeaning

HEAD_START = 1  # of reciprocal rank fusion: the larger, the less the first rank counts
WEIGHT = 0.6

Vector: TypeAlias = Sequence[float]


class Encoder(Protocol):
    """Texts as vectors of length one: the nearer, the more alike."""

    def __call__(self, texts: Sequence[str]) -> Sequence[Vector]: ...


class Likeness:
    """How alike clauses and tools are; a tool's description becomes a vector once per process."""

    def __init__(self, encode: Encoder) -> None:
        self._encode = encode
        self._known: dict[str, Vector] = {}
        self._one_at_a_time = threading.Lock()

    def ranked(self, text: str, tools: Sequence[ToolMeaning]) -> list[str]:
        """Return the names of the tools, the likest first."""
        with self._one_at_a_time:
            said = [f"{meaning.name}: {meaning.tool.description}" for meaning in tools]
            fresh = [one for one in dict.fromkeys(said) if one not in self._known]
            (wanted, *found) = self._encode([text, *fresh])
            self._known.update(zip(fresh, found, strict=True))
            near = [_product(wanted, self._known[one]) for one in said]
        order = sorted(range(len(tools)), key=lambda at: -near[at])
        return [tools[at].name for at in order]


def sentence_likeness(name: str) -> Likeness:
    """Return the likeness by a sentence model, named or a local folder. Raises InputError."""
    try:
        library = import_module("sentence_transformers")
    except ImportError:
        raise InputError(
            "--embeddings needs sentence-transformers: install the extra 'semantic'"
        ) from None
    try:
        model = library.SentenceTransformer(name, device="cpu")
    except (OSError, ValueError, TypeError, KeyError) as problem:
        raise InputError(f"--embeddings {name}: {_first_line(problem)}") from None

    def encode(texts: Sequence[str]) -> Sequence[Vector]:
        vectors = model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        rows: list[Vector] = vectors.tolist()
        return rows

    return Likeness(encode)


def _first_line(problem: Exception) -> str:
    return next(iter(str(problem).splitlines()), type(problem).__name__)


def _product(left: Vector, right: Vector) -> float:
    return sum(a * b for a, b in zip(left, right, strict=True))


def bonuses(
    likeness: Likeness, texts: Mapping[int, str], tools: Sequence[ToolMeaning]
) -> dict[int, dict[str, float]]:
    """Return for each clause what the rank of each tool adds to its score."""
    return {
        clause: {
            name: WEIGHT / (HEAD_START + rank)
            for rank, name in enumerate(likeness.ranked(text, tools))
        }
        for clause, text in texts.items()
    }
