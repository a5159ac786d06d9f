"""Vectors of texts, and the models that made them."""

from __future__ import annotations

from sqlalchemy import Double, Index, Text

from infra.postgres.core.columns import (
    column,
    document,
    identifier,
    is_member,
    key,
    number,
    stamped,
    table,
    tenant_id,
    words,
)
from infra.postgres.core.data_rules import Data, of_person, of_school
from infra.postgres.core.vector import Halfvec
from shared.search.vectors import DIMENSION

embedding_models = table(
    "embedding_models",
    of_school(),
    key("name", Text(), Data.FACT),
    key("version", Text(), Data.FACT),
    # For each language the mean of what the model makes of sentences that are nobody's.
    document("centres", Data.FACT),
    number("unrelated", Double()),
    number("related", Double()),
    # The newest is the model in use.
    stamped("calibrated_at"),
    open_because="of the platform: what a model makes of sentences that are nobody's",
)

embeddings = table(
    "embeddings",
    of_person("owner_id"),
    tenant_id(),
    key("collection", Text(), Data.DERIVED),
    key("id", data=Data.DERIVED),
    identifier("owner_id"),
    words("model", Data.DERIVED),
    words("version", Data.DERIVED),
    words("language", Data.DERIVED, nullable=True),
    # Of what it was made of.
    words("digest", Data.DERIVED),
    # Of length 1, around the mean of its language; none where a text says nothing.
    column("vector", Halfvec(DIMENSION), Data.DERIVED, nullable=True),
    stamped("embedded_at"),
    is_member("owner_id"),
    Index("embeddings_owner_idx", "tenant_id", "owner_id"),
    Index(
        "embeddings_vector_idx",
        "vector",
        postgresql_using="hnsw",
        postgresql_ops={"vector": "halfvec_cosine_ops"},
    ),
)
