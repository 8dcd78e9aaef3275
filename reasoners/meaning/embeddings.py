"""Sentence embeddings, where somebody asks for them: how alike a clause and each tool are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Protocol

from core.errors import InputError
from reasoners.meaning.tools import ToolMeaning

HEAD_START = 1  # of reciprocal rank fusion: the larger, the less the first rank counts
WEIGHT = 0.6


class Similarity(Protocol):
    """How alike a text is to each of some others; only the order matters."""

    def __call__(self, text: str, others: Sequence[str]) -> Sequence[float]: ...


def sentence_similarity(name: str) -> Similarity:
    """Return the likeness by a sentence model, named or a local folder. Raises InputError."""
    try:
        library = import_module("sentence_transformers")
    except ImportError:
        raise InputError(
            "--embeddings needs sentence-transformers: install the extra 'semantic'"
        ) from None
    try:
        model = library.SentenceTransformer(name)
    except (OSError, ValueError) as problem:
        raise InputError(f"--embeddings {name}: {str(problem).splitlines()[0]}") from None

    def similar(text: str, others: Sequence[str]) -> Sequence[float]:
        vectors = model.encode([text, *others], normalize_embeddings=True)
        return [float(vectors[0] @ vector) for vector in vectors[1:]]

    return similar


def bonuses(
    similar: Similarity, texts: Mapping[int, str], tools: Sequence[ToolMeaning]
) -> dict[int, dict[str, float]]:
    """Return for each clause what the rank of each tool adds to its score."""
    said = [f"{meaning.name}: {meaning.tool.description}" for meaning in tools]
    found = {}
    for clause, text in texts.items():
        likeness = similar(text, said)
        ordered = sorted(range(len(tools)), key=lambda at: -likeness[at])
        found[clause] = {
            tools[at].name: WEIGHT / (HEAD_START + rank) for rank, at in enumerate(ordered)
        }
    return found
