"""What makes vectors of texts: one interface, whoever computes them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Protocol

from shared.search.vectors import DIMENSION, Model, Vector

BATCH = 8
"""As many texts as go with one call: none takes long, also by a model on a busy machine."""


class EmbedderUnavailable(Exception):
    """No usable vectors came, or not in time. ``retry_after``: in how many seconds to ask again."""

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after


class TextRefused(EmbedderUnavailable):
    """One of the texts is one that the model does not take; others may be asked for."""


class Embedder(Protocol):
    """A model that somebody runs. ``is_external``: texts leave for it."""

    model: Model
    is_external: bool

    def embed(self, texts: Sequence[str]) -> list[Vector]:
        """A vector for each of at most :data:`BATCH` texts.

        Raises EmbedderUnavailable, TextRefused where it is about the texts.
        """
        ...


def checked(vectors: object, count: int) -> list[Vector]:
    """Vectors as a service answered them; raises EmbedderUnavailable where they are none."""
    if not isinstance(vectors, list) or len(vectors) != count:
        raise EmbedderUnavailable("not one vector for each text")
    for vector in vectors:
        if not isinstance(vector, list) or len(vector) != DIMENSION:
            raise EmbedderUnavailable(f"a vector that has not {DIMENSION} numbers")
        if not all(isinstance(x, int | float) and math.isfinite(x) for x in vector):
            raise EmbedderUnavailable("a vector of something else than numbers")
    return vectors


def prefixed(name: str, texts: Sequence[str]) -> list[str]:
    """Texts as a model of this name was trained on them."""
    # Of E5, both sides of a comparison are questions: what is compared is alike.
    return [f"query: {text}" for text in texts] if "e5" in name.lower() else list(texts)
