"""Files that schools import, for tests."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from sqlalchemy import Connection, insert

from infra.postgres.school.import_tables import imports
from tests.areas.media.factories.uploads import sent
from tests.areas.people.factories.people import act_for, new_id
from tests.areas.school.factories.scenes import Campus
from tests.areas.school.factories.years import YEAR_START
from tests.support.api import ok

TABLE = "text/plain"
ARCHIVE = "application/zip"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def make_import(
    connection: Connection, *, tenant_id: UUID, created_by: UUID, year_id: UUID, **columns: Any
) -> UUID:
    """An import whose plan is made, of nothing; returns its id."""
    act_for(connection, tenant_id)
    row = {
        "id": new_id(),
        "tenant_id": tenant_id,
        "created_by": created_by,
        "upload_id": new_id(),
        "kind": "PUPILS",
        "name": "pupils.csv",
        "year_id": year_id,
        "started_on": YEAR_START,
        "status": "PLANNED",
        "plan_hash": "0" * 64,
        **columns,
    }
    connection.execute(insert(imports).values(row))
    made: UUID = row["id"]
    return made


def uploaded(campus: Campus, content: bytes, media_type: str, name: str = "pupils.csv") -> str:
    """The id of a file that the office has sent to be imported."""
    ticket = sent(campus.office, content, media_type, name=name, purpose="IMPORT")
    upload_id: str = ticket["upload"]["id"]
    ok(campus.office.post(f"/v1/uploads/{upload_id}/complete"))
    return upload_id


def planned(
    campus: Campus, content: bytes | str, media_type: str = TABLE, **options: Any
) -> dict[str, Any]:
    """An import of the office whose plan is made."""
    data = content.encode() if isinstance(content, str) else content
    body = {"uploadId": uploaded(campus, data, media_type), **options}
    made = ok(campus.office.post("/v1/imports", json=body), 201)
    assert (made["status"], made["planHash"]) == ("PLANNING", None)
    campus.api.deliver("worker_imports", campus.admin.tenant)
    return read(campus, made["id"])


def applied(campus: Campus, plan: dict[str, Any], *, endings: int = 0) -> dict[str, Any]:
    """What became of a plan, all its steps done."""
    path = f"/v1/imports/{plan['id']}"
    body = {"planHash": plan["planHash"], "endings": endings}
    found: dict[str, Any] = ok(campus.office.post(f"{path}/apply", json=body))
    while found["status"] == "APPLYING":
        campus.api.deliver("worker_imports", campus.admin.tenant)
        found = read(campus, plan["id"])
    return found


def read(campus: Campus, import_id: str) -> dict[str, Any]:
    """An import as it is now."""
    found: dict[str, Any] = ok(campus.office.get(f"/v1/imports/{import_id}"))
    return found


def rows_of(campus: Campus, plan: dict[str, Any], **query: Any) -> list[dict[str, Any]]:
    """The rows of a plan."""
    said = urlencode({"limit": 100, **query})
    found = campus.office.get(f"/v1/imports/{plan['id']}/rows?{said}")
    rows: list[dict[str, Any]] = ok(found)["data"]
    return rows


def archive(files: Mapping[str, Sequence[Mapping[str, str]]]) -> bytes:
    """A OneRoster archive with these tables."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, records in files.items():
            text = io.StringIO()
            writer = csv.DictWriter(text, list(records[0]))
            writer.writeheader()
            writer.writerows(records)
            packed.writestr(f"{name}.csv", text.getvalue())
    return out.getvalue()
