"""Which embedder the settings name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.embeddings.embedder import Embedder, EmbedderUnavailable
from shared.search.vectors import Model

if TYPE_CHECKING:
    from infra.settings import Settings


def embedder_of(settings: Settings) -> Embedder | None:
    """What makes vectors, or None.

    None where nobody is named, the model of this machine is not there, or a service that takes
    nobody without a key has been given none.
    """
    provider = settings.embedding_provider
    if provider is None:
        return None
    if provider == "local":
        return _local()
    from infra.embeddings.remote import HUGGING_FACE, HuggingFaceEmbedder, OpenAiEmbedder

    model = Model(settings.embedding_model, settings.embedding_version)
    secret = settings.embedding_api_key
    key = None if secret is None else secret.get_secret_value() or None
    of_hugging_face = provider == "huggingface"
    url = settings.embedding_url or (HUGGING_FACE if of_hugging_face and key else None)
    if not url:
        return None
    kind = HuggingFaceEmbedder if of_hugging_face else OpenAiEmbedder
    return kind(model, url, key, seconds=settings.embedding_timeout)


def _local() -> Embedder | None:
    from infra.embeddings.local import LocalEmbedder

    try:
        return LocalEmbedder()
    except EmbedderUnavailable:
        return None
