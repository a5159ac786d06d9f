"""Keeping vectors like Postgres: of the row as it is, under the lock of the thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING
from uuid import UUID

from infra.postgres import platform, search
from shared.platform.flags import Flag
from shared.search.reference import REVISION, sentences
from shared.search.types import Collection
from shared.search.vectors import Calibration, Model, Vector, calibrate, language_of, prepared

if TYPE_CHECKING:
    from infra.bootstrap import Dependencies
    from infra.embeddings.embedder import Embedder
    from infra.postgres.core.unit_of_work import UnitOfWork


def embedder_for(deps: Dependencies, unit: UnitOfWork) -> Embedder | None:
    """What makes vectors for the school of the unit: none outside that it has not admitted."""
    found = deps.embedder
    if found is None or not found.is_external:
        return found
    flag = Flag.EMBEDDINGS_EXTERNAL
    admitted = unit(platform.FlagRepository).get(flag).is_on(flag, unit.tenant)
    return found if admitted else None


def model_of(embedder: Embedder) -> Model:
    """The model as its vectors are kept: measured on other sentences it is another one."""
    return replace(embedder.model, version=f"{embedder.model.version}/{REVISION}")


def renew(
    deps: Dependencies,
    unit: UnitOfWork,
    embedder: Embedder,
    collection: Collection,
    ids: Sequence[UUID],
) -> int:
    """Embed what things say now, or forget them; returns how many vectors changed.

    Raises EmbedderUnavailable. The lock is held until the unit commits: whoever embeds the same
    thing later has read it later, whatever order events come in.
    """
    vectors, model = unit(search.VectorRepository), model_of(embedder)
    found = vectors.lock_and_read(collection, ids)
    gone = set(ids) - {said.id for said in found}
    changed = vectors.remove(collection, sorted(gone)) if gone else 0
    kept = vectors.digests(collection, [said.id for said in found], model)
    new = [said for said in found if kept.get(said.id) != said.digest]
    texts = [prepared(said) for said in new]
    worded = [text for text in dict.fromkeys(texts) if text]
    made: dict[str, Vector] = {}
    if worded:
        vectors.wait_for_model()
        calibration = _calibrated(deps, unit, embedder)
        made = _embedded(embedder, worded)
    for said, text in zip(new, texts, strict=True):
        language, vector, now = None, None, deps.clock()
        if text in made:
            language = language_of(text)
            vector = calibration.centred(made[text], language)
        vectors.put(collection, said, model, vector, language=language, now=now)
    return changed + len(new)


def renew_stale(deps: Dependencies, unit: UnitOfWork, embedder: Embedder, limit: int) -> int:
    """Bring up to ``limit`` things up to date; returns how many there were.

    Raises EmbedderUnavailable.
    """
    stale = unit(search.VectorRepository).find_stale(model_of(embedder), limit)
    for collection, found in groupby(sorted(stale), key=lambda one: one[0]):
        renew(deps, unit, embedder, collection, [thing for _, thing in found])
    return len(stale)


def _embedded(embedder: Embedder, texts: Sequence[str]) -> dict[str, Vector]:
    """Vectors by text; without those texts that the model does not take."""
    from infra.embeddings.embedder import BATCH, TextRefused

    made: dict[str, Vector] = {}
    for first in range(0, len(texts), BATCH):
        some = texts[first : first + BATCH]
        try:
            made |= zip(some, embedder.embed(some), strict=True)
        except TextRefused:
            if len(some) > 1:
                for one in some:
                    made |= _embedded(embedder, [one])
    return made


def _calibrated(deps: Dependencies, unit: UnitOfWork, embedder: Embedder) -> Calibration:
    """How vectors of the embedder are read; measured, where nobody has done it before."""
    from infra.embeddings.embedder import EmbedderUnavailable

    vectors, model = unit(search.VectorRepository), model_of(embedder)
    known, used = vectors.calibration(model), vectors.in_use()
    if known is None:
        said = list(sentences())
        made = _embedded(embedder, [text for _, _, text in said])
        if len(made) < len(said):
            raise EmbedderUnavailable("it does not take the sentences that it is measured on")
        known = calibrate((language, topic, made[text]) for language, topic, text in said)
    elif used is not None and (used.name, used.version) == (model.name, model.version):
        return known
    vectors.use(model, known, deps.clock())
    return known
