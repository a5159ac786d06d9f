"""Whether the audit log of a school is what was once written: the chain, computed anew.

The database hashes in a trigger; this module does it again in its own words, so that a trigger
that was exchanged is noticed too. Personal text may be gone, with its salt: its digest still links.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Row, Text, cast, exists, select, update

from infra.postgres.platform.tables import audit_heads, audit_logs

if TYPE_CHECKING:
    from infra.postgres.core.unit_of_work import UnitOfWork

PAGE = 1_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Verdict:
    """``length`` rows were read. ``broken`` says what is wrong at ``at``, or is None."""

    length: int
    broken: str | None = None
    at: int | None = None


def verify(unit: UnitOfWork, tenant_id: UUID, now: datetime) -> Verdict:
    """Read the chain of a school from its first row, and note how far it is whole.

    Runs as the schema's owner, who alone may write the note. Rows that are added meanwhile wait
    for the next time: the head is read first.
    """
    unit.as_tenant(tenant_id)
    h = audit_heads.c
    head = unit.one_or_none(select(audit_heads).where(h.tenant_id == tenant_id))
    length = 0 if head is None else head.seq
    if head is not None and head.verified_seq is not None and head.verified_seq > length:
        return Verdict(length, "shorter than it was", length)
    known = {} if head is None else {head.seq: head.link, head.verified_seq: head.verified_link}
    verdict = _follow(unit, tenant_id, length, known)
    if verdict.broken is None and _unchained(unit, tenant_id):
        return Verdict(length, "a row outside the chain")
    if verdict.broken is None and head is not None:
        note = {"verified_seq": length, "verified_link": head.link, "verified_at": now}
        unit.execute(update(audit_heads).where(h.tenant_id == tenant_id).values(**note))
    return verdict


def _follow(
    unit: UnitOfWork, tenant_id: UUID, length: int, known: dict[int | None, Any]
) -> Verdict:
    previous, place = None, 0
    for row in _rows(unit, tenant_id, length):
        place += 1
        if row.seq != place:
            return Verdict(length, "a row is missing", place)
        if row.previous_link != previous or row.link != link(row):
            return Verdict(length, "a row was changed", place)
        if not _texts_are_as_written(row):
            return Verdict(length, "a text was changed", place)
        if place in known and known[place] != row.link:
            return Verdict(length, "another chain than before", place)
        previous = row.link
    if place != length:
        return Verdict(length, "the end is missing", place)
    return Verdict(length)


def link(row: Row[Any]) -> bytes:
    """The hash of a row, over its ids, facts, digests and the hash before."""
    micros = (row.created_at - _EPOCH) // timedelta(microseconds=1)
    texts = (row.action, row.entity_type, row.entity_id, row.request_id, row.before, row.after)
    parts = (
        str(row.tenant_id),
        str(row.seq),
        str(row.id),
        "-" if row.actor_id is None else str(row.actor_id),
        "-" if row.subject_id is None else str(row.subject_id),
        str(micros),
        *map(_part, texts),
        row.actor_digest.hex(),
        row.texts_digest.hex(),
        "-" if row.previous_link is None else row.previous_link.hex(),
    )
    return hashlib.sha256("|".join(parts).encode()).digest()


def _texts_are_as_written(row: Row[Any]) -> bool:
    kept = (
        (row.actor_salt, row.actor_digest, (row.ip, row.user_agent)),
        (row.texts_salt, row.texts_digest, (row.texts,)),
    )
    return all(
        _digest(salt, texts) == digest if salt is not None else not any(texts)
        for salt, digest, texts in kept
    )


def _digest(salt: bytes, texts: Sequence[str | None]) -> bytes:
    return hashlib.sha256(salt + "|".join(map(_part, texts)).encode()).digest()


def _part(text: str | None) -> str:
    return "-" if text is None else hashlib.sha256(text.encode()).hexdigest()


def _rows(unit: UnitOfWork, tenant_id: UUID, length: int) -> Iterator[Row[Any]]:
    """The rows up to the head, in their order; documents as the text that was hashed."""
    a, seen = audit_logs.c, 0
    documents = [cast(a[name], Text()).label(name) for name in ("before", "after", "texts")]
    others = [column for column in a if column.name not in {"before", "after", "texts"}]
    query = select(*others, *documents).where(a.tenant_id == tenant_id, a.seq <= length)
    while True:
        page = unit.all(query.where(a.seq > seen).order_by(a.seq).limit(PAGE))
        yield from page
        if len(page) < PAGE:
            return
        seen = page[-1].seq


def _unchained(unit: UnitOfWork, tenant_id: UUID) -> bool:
    a = audit_logs.c
    found = exists().where(a.tenant_id == tenant_id, a.seq.is_(None))
    row = unit.one_or_none(select(found))
    return row is not None and bool(row[0])
