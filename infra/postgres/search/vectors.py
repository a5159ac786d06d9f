"""Vectors of posts and courses: kept beside the digest of their text, and asked what is near.

A school is looked through whole as long as it is small, which is exact. A larger one is asked by
the index, which goes on until it has found enough of this school: by itself it would stop at
the nearest of all schools. It gives up after 20,000 vectors; where few of these were of the school,
that is looked through after all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Double,
    Integer,
    Select,
    Text,
    Uuid,
    any_,
    bindparam,
    delete,
    func,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import insert

from infra.postgres.core.repository import Repository
from infra.postgres.core.vector import Halfvec
from infra.postgres.search.vector_sources import some, stale
from infra.postgres.search.vector_tables import embedding_models, embeddings
from shared.search.types import Collection
from shared.search.vectors import DIMENSION, Calibration, Model, Said, Scale

EXACT_UP_TO = 3_000
_LOCK = text("SELECT app.search_lock(:tenant_id, :collection, :ids)")
# Without it the index gives what is nearest of all schools, and the filter leaves next to nothing.
_LOOK_FURTHER = text("SELECT set_config('hnsw.iterative_scan', 'relaxed_order', true)")

_PATIENTLY = text("SELECT set_config('idle_in_transaction_session_timeout', '120s', true)")

_TENANT = bindparam("tenant_id", type_=Uuid())
_COLLECTION = bindparam("collection", type_=Text())
_MODEL = bindparam("model", type_=Text())
_VERSION = bindparam("version", type_=Text())
_TO = bindparam("to", type_=Halfvec(DIMENSION))
_IDS = bindparam("ids", type_=ARRAY(Uuid()))
_ROWS = bindparam("row_limit", type_=Integer())


@dataclass(frozen=True, slots=True)
class ModelInUse:
    """The model whose vectors are compared, and how its cosines are read."""

    name: str
    version: str
    unrelated: float
    related: float

    @property
    def scale(self) -> Scale:
        """What a cosine of this model says."""
        return Scale(self.unrelated, self.related)


class VectorRepository(Repository):
    """Vectors of one school, and the models of the platform."""

    # Models

    def in_use(self) -> ModelInUse | None:
        """The model that was calibrated last; None where there is none."""
        return self._record(ModelInUse, _in_use())

    def calibration(self, model: Model) -> Calibration | None:
        """How the vectors of a model are read, if that is known."""
        m = embedding_models.c
        query = select(m.centres, m.unrelated, m.related)
        row = self._unit.one_or_none(query.where(m.name == model.name, m.version == model.version))
        return None if row is None else Calibration(row.centres, Scale(row.unrelated, row.related))

    def use(self, model: Model, calibration: Calibration, now: datetime) -> None:
        """Compare vectors of this model from now on."""
        values = {
            "centres": {name: list(centre) for name, centre in calibration.centres.items()},
            "unrelated": calibration.scale.unrelated,
            "related": calibration.scale.related,
            "calibrated_at": now,
        }
        key = {"name": model.name, "version": model.version}
        adding = insert(embedding_models).values(**key, **values)
        self._unit.execute(adding.on_conflict_do_update(index_elements=list(key), set_=values))

    def wait_for_model(self) -> None:
        """Keep the transaction while a model takes its time: others are ended after ten seconds."""
        self._value(_PATIENTLY)

    # What there is to embed

    def lock_and_read(self, collection: Collection, ids: Sequence[UUID]) -> list[Said]:
        """What things say now, which nobody else embeds until the unit ends."""
        here = {"tenant_id": self.tenant, "ids": sorted(ids)}
        self._unit.execute(_LOCK, here | {"collection": f"vectors of {collection}"})
        return self._records(Said, some(collection), **here)

    def find_stale(self, model: Model, limit: int) -> list[tuple[Collection, UUID]]:
        """What has no vector of this model for what it says now, or has one and may not."""
        values = {"tenant_id": self.tenant, "model": model.name, "version": model.version}
        found = self._unit.all(stale(), values | {"row_limit": limit})
        return [(Collection(row.collection), row.id) for row in found]

    def count_stale(self, model: Model) -> int:
        """How much there is to do."""
        values = {"tenant_id": self.tenant, "model": model.name, "version": model.version}
        counted = select(func.count()).select_from(stale().limit(None).subquery("stale"))
        return int(self._value(counted, **values))

    def digests(self, collection: Collection, ids: Sequence[UUID], model: Model) -> dict[UUID, str]:
        """What the vectors of these things were made of, as far as this model made them."""
        e = embeddings.c
        query = select(e.id, e.digest).where(
            e.tenant_id == self.tenant,
            e.collection == collection.value,
            e.id == any_(_IDS),
            e.model == model.name,
            e.version == model.version,
        )
        return {row.id: row.digest for row in self._unit.all(query, {"ids": list(ids)})}

    # Writing

    def put(
        self,
        collection: Collection,
        said: Said,
        model: Model,
        vector: Sequence[float] | None,
        *,
        language: str | None,
        now: datetime,
    ) -> None:
        """Keep the vector of what a thing says; None where it says nothing."""
        values = {
            "owner_id": said.owner_id,
            "model": model.name,
            "version": model.version,
            "language": language,
            "digest": said.digest,
            "vector": vector,
            "embedded_at": now,
        }
        key = {"tenant_id": self.tenant, "collection": collection.value, "id": said.id}
        adding = insert(embeddings).values(**key, **values)
        self._unit.execute(adding.on_conflict_do_update(index_elements=list(key), set_=values))

    def remove(self, collection: Collection, ids: Sequence[UUID]) -> int:
        """Forget vectors; returns how many there were."""
        e = embeddings.c
        here = (e.tenant_id == self.tenant, e.collection == collection.value, e.id == any_(_IDS))
        return self._unit.execute(delete(embeddings).where(*here), {"ids": list(ids)}).rowcount

    # What is near

    def vector_of(
        self, collection: Collection, thing_id: UUID, model: ModelInUse
    ) -> list[float] | None:
        """The vector of a thing, if there is one of this model."""
        e = embeddings.c
        found: list[float] | None = self._value(
            select(e.vector).where(
                e.tenant_id == self.tenant,
                e.collection == collection.value,
                e.id == thing_id,
                e.model == model.name,
                e.version == model.version,
            )
        )
        return found

    def nearest(
        self, collection: Collection, to: Sequence[float], model: ModelInUse, limit: int
    ) -> list[tuple[UUID, float]]:
        """The nearest things of a school, each with how near it is between 0 and 1."""
        here = self._here(collection, model)
        values = {**here, "to": to, "row_limit": limit}
        there = {"tenant_id": self.tenant, "collection": collection.value}
        many = int(self._value(_some_of(), **there, row_limit=EXACT_UP_TO + 1)) > EXACT_UP_TO
        if not many:
            return self._near(_exactly(), model, values)
        self._unit.execute(_LOOK_FURTHER)
        found = self._near(_by_index(), model, values)
        if len(found) < limit:
            return self._near(_exactly(), model, values)
        return sorted(found, key=lambda one: -one[1])

    def nearness(
        self, collection: Collection, ids: Sequence[UUID], to: Sequence[float], model: ModelInUse
    ) -> dict[UUID, float]:
        """How near each of these things is, as far as it has a vector."""
        values = {**self._here(collection, model), "to": to, "ids": list(ids)}
        return dict(self._near(_of_these(), model, values))

    def _here(self, collection: Collection, model: ModelInUse) -> dict[str, Any]:
        return {
            "tenant_id": self.tenant,
            "collection": collection.value,
            "model": model.name,
            "version": model.version,
        }

    def _near(
        self, query: Select[Any], model: ModelInUse, values: Mapping[str, Any]
    ) -> list[tuple[UUID, float]]:
        scale = model.scale
        return [(row.id, scale.near(row.cosine)) for row in self._unit.all(query, values)]


# Built once: that takes longer than running it.
@cache
def _in_use() -> Select[Any]:
    m = embedding_models.c
    query = select(m.name, m.version, m.unrelated, m.related)
    return query.order_by(m.calibrated_at.desc(), m.name, m.version).limit(1)


def _kept() -> Select[Any]:
    e = embeddings.c
    return select(e.id, e.vector).where(
        e.tenant_id == _TENANT,
        e.collection == _COLLECTION,
        e.model == _MODEL,
        e.version == _VERSION,
        e.vector.is_not(None),
    )


def _cosine(vector: Any) -> Any:
    return (1 - vector.op("<=>", return_type=Double())(_TO)).label("cosine")


@cache
def _some_of() -> Select[Any]:
    # Of whatever model, as all would be looked through: so the key alone answers.
    e = embeddings.c
    some = select(e.id).where(e.tenant_id == _TENANT, e.collection == _COLLECTION).limit(_ROWS)
    return select(func.count()).select_from(some.subquery("some"))


@cache
def _exactly() -> Select[Any]:
    # Not by the distance itself: the index of all schools knows that order, and would be asked.
    e = embeddings.c
    cosine = _cosine(e.vector)
    return _kept().with_only_columns(e.id, cosine).order_by(cosine.desc(), e.id).limit(_ROWS)


@cache
def _by_index() -> Select[Any]:
    e = embeddings.c
    distance: ColumnElement[float] = e.vector.op("<=>", return_type=Double())(_TO)
    return _kept().with_only_columns(e.id, _cosine(e.vector)).order_by(distance).limit(_ROWS)


@cache
def _of_these() -> Select[Any]:
    e = embeddings.c
    return _kept().with_only_columns(e.id, _cosine(e.vector)).where(e.id == any_(_IDS))
