"""Uploads for tests: announced, sent and completed as a browser does it, or made ready at once."""

from __future__ import annotations

import hashlib
import http.client
import io
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from PIL import Image
from sqlalchemy import Connection, insert

from infra.postgres.media.tables import attachments, uploads
from tests.areas.people.factories.people import act_for, new_id
from tests.support.api import Caller, ok
from tests.support.scene import Member
from tests.support.school import School


def make_upload(connection: Connection, *, tenant_id: UUID, owner_id: UUID, **columns: Any) -> UUID:
    """A picture that is ready, unless told; there is nothing in a store."""
    act_for(connection, tenant_id)
    upload_id = new_id()
    connection.execute(
        insert(uploads).values(
            {
                "tenant_id": tenant_id,
                "id": upload_id,
                "owner_id": owner_id,
                "purpose": "POST",
                "name": "class.jpg",
                "content_type": "image/jpeg",
                "size_bytes": 1000,
                "sha256": "0" * 64,
                "status": "READY",
                "key": f"t/{tenant_id}/{upload_id}/full",
                "thumb_key": f"t/{tenant_id}/{upload_id}/thumb",
                "width": 640,
                "height": 480,
                **columns,
            }
        )
    )
    return upload_id


def upload(school: School, owner: Member | None = None, **columns: Any) -> str:
    """The id of a picture of somebody's that is ready, the author's unless told."""
    tenant_id, owner_id = school.author.tenant.id, (owner or school.author).id
    with school.api.scene() as connection:
        return str(make_upload(connection, tenant_id=tenant_id, owner_id=owner_id, **columns))


def make_attachment(
    connection: Connection,
    *,
    tenant_id: UUID,
    owner_id: UUID,
    upload_id: UUID,
    kind: str,
    target_id: UUID,
) -> None:
    """Something refers to an upload."""
    act_for(connection, tenant_id)
    connection.execute(
        insert(attachments).values(
            tenant_id=tenant_id,
            kind=kind,
            target_id=target_id,
            upload_id=upload_id,
            owner_id=owner_id,
        )
    )


def announcement(body: bytes, content_type: str, **changes: Any) -> dict[str, Any]:
    """What a browser says of a file before it sends it."""
    return {
        "name": "class.jpg",
        "contentType": content_type,
        "sizeBytes": len(body),
        "sha256": hashlib.sha256(body).hexdigest(),
        "purpose": "POST",
        **changes,
    }


def send(ticket: dict[str, Any], body: bytes) -> int:
    """Send the bytes where the ticket says; returns the store's status."""
    parts = urlsplit(ticket["url"])
    connection = http.client.HTTPConnection(parts.netloc, timeout=60)
    connection.request(
        ticket["method"], f"{parts.path}?{parts.query}", body, dict(ticket["headers"])
    )
    status = connection.getresponse().status
    connection.close()
    return status


def fetch(url: str) -> tuple[int, bytes, dict[str, str]]:
    """What a browser gets from the store."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=60)
    connection.request("GET", f"{parts.path}?{parts.query}")
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, content, {k.lower(): v for k, v in answer.getheaders()}


def sent(caller: Caller, body: bytes, content_type: str, **changes: Any) -> dict[str, Any]:
    """Announce and send a file; returns the ticket."""
    ticket: dict[str, Any] = ok(
        caller.post("/v1/uploads", json=announcement(body, content_type, **changes)), 201
    )
    assert send(ticket, body) == 200
    return ticket


def picture(
    width: int = 64, height: int = 48, form: str = "JPEG", *, turned: int | None = None
) -> bytes:
    """A picture, red above and blue below; ``turned`` gives it an orientation and a position."""
    image = Image.new("RGB", (width, height), "red")
    image.paste("blue", (0, height // 2, width, height))
    exif = Image.Exif()
    if turned is not None:
        exif[0x010F] = "Phone of Sok"
        exif[0x0112] = turned
        where = exif.get_ifd(0x8825)
        where[1], where[2] = "N", (11.0, 33.0, 0.0)
        where[3], where[4] = "E", (104.0, 55.0, 0.0)
    out = io.BytesIO()
    image.save(out, form, exif=exif)
    return out.getvalue()
