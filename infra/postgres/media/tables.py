"""Files that people upload, and what refers to them."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Index

from infra.postgres.core.choice import Choice
from infra.postgres.core.columns import (
    belongs_to_tenant,
    choice,
    column,
    counter,
    identifier,
    is_member,
    key,
    number,
    same_tenant,
    stamped,
    table,
    tenant_id,
    words,
)
from infra.postgres.core.data_rules import Data, media, of_person
from shared.media.formats import FileFormat
from shared.media.types import Referrer, Rejection, UploadStatus

uploads = table(
    "uploads",
    # The job uploads-gc deletes what is in the store and has no row.
    of_person("owner_id"),
    tenant_id(),
    identifier(),
    identifier("owner_id"),
    *choice("purpose", Referrer),
    words("name", Data.PERSONAL),
    # What the bytes say once they are here; until then, what was announced.
    column("content_type", Choice(FileFormat), Data.FACT),
    number("size_bytes", BigInteger()),
    words("sha256", Data.FACT),
    *choice("status", UploadStatus, default=UploadStatus.PENDING),
    column("reason", Choice(Rejection), Data.FACT, nullable=True),
    # Where the file and its small picture lie in the store.
    media(words("key", Data.KEY, nullable=True)),
    words("thumb_key", Data.KEY, nullable=True),
    number("width", nullable=True),
    number("height", nullable=True),
    # When something last began or ceased to refer to it.
    stamped("touched_at"),
    stamped("created_at"),
    CheckConstraint("size_bytes > 0", name="size_bytes"),
    CheckConstraint("(status = 'READY') <= (key IS NOT NULL)", name="ready_has_key"),
    belongs_to_tenant(),
    is_member("owner_id"),
    Index(None, "tenant_id", "owner_id"),
    Index(None, "tenant_id", "status", "touched_at"),
)

attachments = table(
    "attachments",
    of_person("owner_id"),
    tenant_id(),
    key("kind", Choice(Referrer), Data.FACT),
    key("target_id"),
    key("upload_id"),
    # Whose the upload is: nobody else can attach it.
    identifier("owner_id"),
    counter("place"),
    words("alt", Data.PERSONAL, nullable=True),
    stamped("created_at"),
    CheckConstraint(
        f"kind IN ({', '.join(repr(str(member)) for member in Referrer)})", name="kind"
    ),
    is_member("owner_id"),
    same_tenant("upload_id", "uploads"),
    Index(None, "tenant_id", "upload_id"),
)
