"""Which embedder the settings name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.embeddings.embedder import Embedder, EmbedderUnavailable
from shared.search.vectors import Model

if TYPE_CHECKING:
    from infra.settings import Settings


def embedder_of(settings: Settings) -> Embedder | None:
    """What makes vectors, or None: nobody is named, or the model of this machine is not there."""
    if settings.embedding_provider is None:
        return None
    if settings.embedding_provider == "local":
        from infra.embeddings.local import LocalEmbedder

        try:
            return LocalEmbedder()
        except EmbedderUnavailable:
            return None
    from infra.embeddings.remote import HUGGING_FACE, HuggingFaceEmbedder, OpenAiEmbedder

    model = Model(settings.embedding_model, settings.embedding_version)
    secret = settings.embedding_api_key
    key = None if secret is None else secret.get_secret_value()
    if settings.embedding_provider == "huggingface":
        url = settings.embedding_url or HUGGING_FACE
        return HuggingFaceEmbedder(model, url, key, seconds=settings.embedding_timeout)
    if not settings.embedding_url:
        return None
    return OpenAiEmbedder(model, settings.embedding_url, key, seconds=settings.embedding_timeout)
