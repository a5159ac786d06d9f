"""Reading the audit log."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from functions.runtime.context import Ctx
from infra.postgres import platform
from shared.auth.permissions import Permission
from shared.http.files import TextFile, csv_text
from shared.http.paging import Page, Position
from shared.http.route import route
from shared.platform.schemas import (
    AuditActions,
    AuditExportQuery,
    AuditFilters,
    AuditQuery,
    AuditRead,
)

if TYPE_CHECKING:
    from infra.postgres.platform import AuditEntry, AuditFilter

EXPORT_PAGE = 500
EXPORT_COLUMNS = (
    "number",
    "at",
    "action",
    "kind",
    "id",
    "actor",
    "actor id",
    "about",
    "about id",
    "before",
    "after",
    "texts",
    "address",
    "user agent",
    "request",
)


@route("GET", "/v1/audit-log", permission=Permission.AUDIT_READ, limits=("read",))
def audit_list(ctx: Ctx, query: AuditQuery) -> Page[AuditRead]:
    """List what those who run the school have changed, newest first."""
    found = ctx.db(platform.AuditRepository).find(
        _wanted(query), before=Position.decode(query.cursor), limit=query.limit
    )
    return Page.of_rows(found, query.limit, AuditRead.of)


@route("GET", "/v1/audit-log/actions", permission=Permission.AUDIT_READ, limits=("read",))
def audit_actions(ctx: Ctx) -> AuditActions:
    """List the actions that the log of the school holds, to choose from."""
    return AuditActions(data=ctx.db(platform.AuditRepository).find_actions())


@route("GET", "/v1/audit-log/export.csv", permission=Permission.AUDIT_READ, limits=("export",))
def audit_export(ctx: Ctx, query: AuditExportQuery) -> TextFile:
    """Export the log as CSV, newest first, with the filters of the list.

    UTF-8 with a byte order mark, so that spreadsheets read Khmer; no cell is a formula.
    """
    rows = (_row(entry) for entry in _everything(ctx, _wanted(query)))
    return TextFile(csv_text((EXPORT_COLUMNS, *rows)), "text/csv", "audit-log.csv")


def _wanted(query: AuditFilters) -> AuditFilter:
    return platform.AuditFilter(
        actor_id=query.actor_id,
        subject_id=query.subject_id,
        action=query.action,
        entity_type=query.entity_type,
        entity_id=query.entity_id,
        since=query.since,
        until=query.until,
    )


def _everything(ctx: Ctx, wanted: AuditFilter) -> Iterator[AuditEntry]:
    log, before = ctx.db(platform.AuditRepository), None
    while True:
        found = log.find(wanted, before=before, limit=EXPORT_PAGE)
        yield from found[:EXPORT_PAGE]
        if len(found) <= EXPORT_PAGE:
            return
        before = found[EXPORT_PAGE - 1].position


def _row(entry: AuditEntry) -> tuple[object, ...]:
    documents = (entry.before, entry.after, entry.texts)
    return (
        entry.seq,
        entry.created_at.isoformat(),
        entry.action,
        entry.entity_type,
        entry.entity_id,
        entry.actor_name,
        entry.actor_id and str(entry.actor_id),
        entry.subject_name,
        entry.subject_id and str(entry.subject_id),
        *(d and json.dumps(d, ensure_ascii=False, sort_keys=True) for d in documents),
        entry.ip,
        entry.user_agent,
        entry.request_id,
    )
