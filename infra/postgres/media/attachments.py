"""What refers to uploads: posts, messages, people."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Update,
    case,
    delete,
    exists,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.identity.tables import users
from infra.postgres.media.records import Attached, Reference
from infra.postgres.media.tables import attachments, uploads
from infra.postgres.tenants.tables import tenants
from shared.media.types import MediaKind, Referrer, UploadStatus


class Refusal(StrEnum):
    """Why uploads cannot be attached."""

    UNKNOWN = "unknown"
    """One of them is not the person's."""
    NOT_READY = "not ready"
    WRONG_KIND = "wrong kind"
    """One of them is not what it has to be there, such as a picture."""


class AttachmentRepository(Repository):
    """Queries on attachments; the caller has checked who may read and change the referrer."""

    def attach(
        self,
        kind: Referrer,
        target_id: UUID,
        wanted: Mapping[UUID, str | None],
        *,
        owner_id: UUID,
        now: datetime,
        lent: Collection[UUID] = (),
        only: MediaKind | None = None,
    ) -> Refusal | None:
        """Make these the attachments of something, in their order, each with its words.

        New ones must be the person's own or among ``lent``, ready, and of the kind ``only`` where
        that is said; what is attached already may stay, whoever changes the rest. Nothing is
        changed where one of them is refused.
        """
        self._wait_for_turn("attachments", kind, target_id)
        before = self._attached(kind, target_id)
        added = wanted.keys() - before
        owners = self._owners(added, owner_id, lent, only) if added else {}
        if isinstance(owners, Refusal):
            return owners
        gone = before - wanted.keys()
        if gone:
            self._detach(kind, target_id, gone)
        place = {upload_id: n for n, upload_id in enumerate(wanted)}
        for upload_id in wanted.keys() & before:
            values = {"place": place[upload_id], "alt": wanted[upload_id]}
            self._unit.execute(self._one(kind, target_id, upload_id).values(**values))
        if added:
            rows = [
                {
                    "tenant_id": self.tenant,
                    "kind": kind,
                    "target_id": target_id,
                    "upload_id": upload_id,
                    "owner_id": owners[upload_id],
                    "place": place[upload_id],
                    "alt": wanted[upload_id],
                    "created_at": now,
                }
                for upload_id in wanted
                if upload_id in added
            ]
            self._unit.execute(insert(attachments).values(rows))
        self._touch(added | gone, now)
        return None

    def copy(
        self,
        kind: Referrer,
        source_id: UUID,
        target_id: UUID,
        now: datetime,
        *,
        to: Referrer | None = None,
    ) -> None:
        """Make the attachments of something those of another too, whoever owns them.

        ``to`` is what the other is, where it is of another kind.
        """
        a = attachments.c
        names = ("tenant_id", "kind", "target_id", "upload_id", "owner_id", "place", "alt")
        changed = {
            "kind": literal(to or kind, a.kind.type),
            "target_id": literal(target_id, a.target_id.type),
        }
        columns = [changed.get(name, a[name]).label(name) for name in names]
        source = select(*columns, literal(now, a.created_at.type).label("created_at"))
        self._unit.execute(
            insert(attachments)
            .from_select([*names, "created_at"], source.where(*self._of(kind, source_id)))
            .on_conflict_do_nothing()
        )

    def detach_all(self, kind: Referrer, target_id: UUID, now: datetime) -> None:
        """Let go of everything that something refers to, when it is deleted."""
        self.detach_each(kind, [target_id], now)

    def detach_each(self, kind: Referrer, target_ids: Sequence[UUID], now: datetime) -> None:
        """Like :meth:`detach_all`, for all that goes with something that is deleted."""
        if not target_ids:
            return
        a = attachments.c
        gone = delete(attachments).where(
            a.tenant_id == self.tenant, a.kind == kind, a.target_id.in_(target_ids)
        )
        self._touch(set(self._values(gone.returning(a.upload_id))), now)

    def let_go(self, upload_id: UUID) -> None:
        """Remove an upload from everything that refers to it."""
        mine = (attachments.c.tenant_id == self.tenant, attachments.c.upload_id == upload_id)
        self._unit.execute(delete(attachments).where(*mine))

    def let_go_of_replaced(self) -> None:
        """Let go of portraits and covers that are not their owners' any more.

        Whoever belongs to two schools replaces in one what they had uploaded in the other, where
        nothing can be changed meanwhile.
        """
        a, u = attachments.c, uploads.c
        shown = case((a.kind == Referrer.AVATAR, users.c.avatar), else_=users.c.cover_photo)
        own = case((a.kind == Referrer.AVATAR, u.thumb_key), else_=u.key)
        gone = delete(attachments).where(
            a.tenant_id == self.tenant,
            a.kind.in_([Referrer.AVATAR, Referrer.COVER]),
            u.tenant_id == a.tenant_id,
            u.id == a.upload_id,
            users.c.id == a.target_id,
            shown.is_distinct_from(own),
        )
        self._unit.execute(gone)

    def let_go_of_lost_logo(self) -> None:
        """A school whose logo went with the account of who had uploaded it has none."""
        a, t = attachments.c, tenants.c
        kept = exists().where(a.tenant_id == t.id, a.kind == Referrer.SCHOOL_LOGO)
        lost = update(tenants).where(t.id == self.tenant, t.logo.is_not(None), ~kept)
        self._unit.execute(lost.values(logo=None))

    def find(self, kind: Referrer, target_ids: Sequence[UUID]) -> Mapping[UUID, list[Attached]]:
        """The files beside several things, in their order, by what refers to them."""
        if not target_ids:
            return {}
        a, u = attachments.c, uploads.c
        query = (
            select(*columns_of(Attached, attachments, uploads))
            .join_from(attachments, uploads, (u.tenant_id == a.tenant_id) & (u.id == a.upload_id))
            .where(
                a.tenant_id == self.tenant,
                a.kind == kind,
                a.target_id.in_(target_ids),
                u.status == UploadStatus.READY,
            )
            .order_by(a.target_id, a.place)
        )
        found: dict[UUID, list[Attached]] = {}
        for attached in self._records(Attached, query):
            found.setdefault(attached.target_id, []).append(attached)
        return found

    def find_referrers(self, upload_id: UUID) -> list[Reference]:
        """What refers to an upload."""
        mine = (attachments.c.tenant_id == self.tenant, attachments.c.upload_id == upload_id)
        return self._records(Reference, select(*columns_of(Reference, attachments)).where(*mine))

    def find_referrers_of(self, upload_ids: Collection[UUID]) -> Mapping[UUID, list[Reference]]:
        """What refers to several uploads, by their ids."""
        a = attachments.c
        query = select(a.upload_id, *columns_of(Reference, attachments)).where(
            a.tenant_id == self.tenant, a.upload_id.in_(upload_ids)
        )
        found: dict[UUID, list[Reference]] = {}
        for row in self._unit.all(query):
            found.setdefault(row.upload_id, []).append(Reference(row.kind, row.target_id))
        return found

    def _attached(self, kind: Referrer, target_id: UUID) -> set[UUID]:
        query = select(attachments.c.upload_id).where(*self._of(kind, target_id))
        return set(self._values(query))

    def _owners(
        self,
        upload_ids: set[UUID],
        owner_id: UUID,
        lent: Collection[UUID],
        only: MediaKind | None,
    ) -> Mapping[UUID, UUID] | Refusal:
        """Whose the uploads are, if all of them can be attached."""
        u = uploads.c
        query = select(u.id, u.owner_id, u.status, u.content_type).where(
            u.tenant_id == self.tenant,
            or_(u.owner_id == owner_id, u.id.in_(lent)),
            u.id.in_(upload_ids),
            u.status != UploadStatus.DELETED,
        )
        # Locked: one that is deleted at the same time is either attached or gone, not both.
        found = self._unit.all(query.with_for_update(key_share=True))
        if len(found) < len(upload_ids):
            return Refusal.UNKNOWN
        if any(row.status != UploadStatus.READY for row in found):
            return Refusal.NOT_READY
        if only is not None and any(row.content_type.kind is not only for row in found):
            return Refusal.WRONG_KIND
        return {row.id: row.owner_id for row in found}

    def _detach(self, kind: Referrer, target_id: UUID, upload_ids: set[UUID]) -> None:
        gone = delete(attachments).where(*self._of(kind, target_id))
        self._unit.execute(gone.where(attachments.c.upload_id.in_(upload_ids)))

    def _touch(self, upload_ids: set[UUID], now: datetime) -> None:
        if upload_ids:
            touched = update(uploads).where(uploads.c.tenant_id == self.tenant)
            touched = touched.where(uploads.c.id.in_(upload_ids))
            self._unit.execute(touched.values(touched_at=now))

    def _one(self, kind: Referrer, target_id: UUID, upload_id: UUID) -> Update:
        changed = update(attachments).where(*self._of(kind, target_id))
        return changed.where(attachments.c.upload_id == upload_id)

    def _of(self, kind: Referrer, target_id: UUID) -> tuple[ColumnElement[bool], ...]:
        return (
            attachments.c.tenant_id == self.tenant,
            attachments.c.kind == kind,
            attachments.c.target_id == target_id,
        )
