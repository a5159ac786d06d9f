"""All that is kept of one person, by what each column declares: for an archive of their own."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Table, func, select, text

from infra.postgres.core.data_rules import names_media, rows_of, told_of
from infra.postgres.core.schema import metadata
from infra.postgres.tenants.tables import memberships, tenants

if TYPE_CHECKING:
    from infra.postgres.core.unit_of_work import UnitOfWork

README = """\
data.json   what Stunity keeps of you: your account, and for each of your schools the rows that are
            yours, by table. Left out is what proves who somebody is, such as passwords and keys,
            what is computed from the rest, and what you are not told yet, such as a grade before
            its release.
media.json  the files that these rows name, with the table and the row.

data.json   អ្វីដែល Stunity រក្សាទុកអំពីអ្នក។ ពាក្យសម្ងាត់ និងកូនសោមិនមាននៅក្នុងនេះទេ។
media.json  ឯកសារដែលមានឈ្មោះនៅក្នុងនោះ។
"""


@dataclass(frozen=True, slots=True)
class _School:
    id: UUID
    slug: str
    name: str


def archive(unit: UnitOfWork, user_id: UUID, now: datetime) -> bytes:
    """A ZIP of ``data.json`` and ``media.json``; the unit acts for the same school afterwards.

    Of every school that the person has ever belonged to: rows of one are read acting for it.
    """
    here = unit.tenant
    unit.as_user(user_id)
    account, schools = _rows_of(unit, user_id, None, now), []
    files = list(_files(account, None))
    for school in _schools(unit, user_id):
        unit.as_tenant(school.id)
        rows = _rows_of(unit, user_id, school.id, now)
        schools.append({"slug": school.slug, "name": school.name, "tables": rows})
        files += _files(rows, school.slug)
    unit.as_tenant(here)
    data = {"exportedAt": now.isoformat(), "account": account, "schools": schools}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("README.txt", README)
        zipped.writestr("data.json", json.dumps(data, ensure_ascii=False, indent=1))
        zipped.writestr("media.json", json.dumps(files, ensure_ascii=False, indent=1))
    return out.getvalue()


def own_tables(*, of_schools: bool) -> list[Table]:
    """The tables with rows of people, of schools or of nobody's."""
    return [
        table
        for table in metadata.sorted_tables
        if rows_of(table).of is not None and ("tenant_id" in table.c) is of_schools
    ]


def _schools(unit: UnitOfWork, user_id: UUID) -> list[_School]:
    m, t = memberships.c, tenants.c
    query = (
        select(t.id, t.slug, t.name)
        .join_from(memberships, tenants, t.id == m.tenant_id)
        .where(m.user_id == user_id)
        .order_by(t.slug)
    )
    return [_School(row.id, row.slug, row.name) for row in unit.all(query)]


def _rows_of(
    unit: UnitOfWork, user_id: UUID, school_id: UUID | None, now: datetime
) -> dict[str, list[dict[str, Any]]]:
    found = {}
    for table in own_tables(of_schools=school_id is not None):
        person = rows_of(table).of
        assert person is not None
        known = rows_of(table).told.known(table, now)
        query = select(*told_of(table, now)).where(table.c[person] == user_id, known)
        if school_id is not None:
            query = query.where(table.c.tenant_id == school_id)
        rows = query.order_by(*table.primary_key.columns).subquery("r")
        # As JSON by the server, so that every type has one spelling.
        lines = unit.all(select(func.to_jsonb(text("r"))).select_from(rows))
        if lines:
            found[table.name] = [line[0] for line in lines]
    return found


def _files(rows: dict[str, list[dict[str, Any]]], school: str | None) -> Iterator[dict[str, Any]]:
    for name, lines in rows.items():
        table = metadata.tables[f"{metadata.schema}.{name}"]
        for column in (c.name for c in table.columns if names_media(c)):
            for line in lines:
                value = line.get(column)
                for file in value if isinstance(value, list) else [value]:
                    if file:
                        said = {"school": school, "table": name, "row": line.get("id")}
                        yield {**said, "file": file}
