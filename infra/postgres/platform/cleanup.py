"""Deletion of rows that have served their purpose, in batches that block nobody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import Engine, Table, delete, select, text, tuple_

from infra.postgres.core.failures import translated
from infra.postgres.core.tables import consumed_messages, idempotency_keys, rate_limit_counters
from infra.postgres.identity.device_sign_in_tables import device_sign_ins
from infra.postgres.identity.factor_tables import session_proofs, spent_tickets
from infra.postgres.identity.guest_tables import guest_passes
from infra.postgres.identity.key_tables import api_keys
from infra.postgres.identity.tables import (
    auth_sessions,
    jwt_revocations,
    login_attempts,
    one_time_tokens,
)
from infra.postgres.notifications.activity_tables import activities
from infra.postgres.platform.webhook_tables import webhook_deliveries
from infra.postgres.school.import_tables import import_rows
from infra.postgres.social.spread_tables import spreads
from infra.postgres.social.tables import chosen_feeds
from infra.postgres.tenants.tables import code_reservations, tenants
from shared.platform.webhook_rules import KEPT

BATCH = 5_000
_KEPT: Mapping[Table, tuple[str, timedelta]] = MappingProxyType(
    {
        jwt_revocations: ("expires_at", timedelta()),
        one_time_tokens: ("expires_at", timedelta(days=7)),
        login_attempts: ("at", timedelta(days=30)),
        spent_tickets: ("expires_at", timedelta()),
        device_sign_ins: ("expires_at", timedelta()),
        session_proofs: ("proven_at", timedelta(days=1)),
        # Longer than any link to confirm an address works.
        code_reservations: ("created_at", timedelta(days=30)),
        rate_limit_counters: ("window_start", timedelta(days=1)),
        # Pub/Sub keeps an undelivered message for seven days at most.
        consumed_messages: ("consumed_at", timedelta(days=8)),
    }
)
_KEPT_BY_SCHOOL: Mapping[Table, tuple[str, timedelta]] = MappingProxyType(
    {
        idempotency_keys: ("expires_at", timedelta()),
        chosen_feeds: ("expires_at", timedelta()),
        # As long as the event that goes on with one may be delivered, and what marks it as handled.
        spreads: ("created_at", timedelta(days=8)),
        # Who reads the feed back to the last school year finds it.
        activities: ("created_at", timedelta(days=400)),
        # Long enough to ask what became of a row; the records themselves are kept.
        import_rows: ("created_at", timedelta(days=90)),
        # As long as they can be read and sent again.
        webhook_deliveries: ("created_at", KEPT),
        # A game or board still shows the nickname from rows of its own.
        guest_passes: ("expires_at", timedelta(days=1)),
        api_keys: ("expires_at", timedelta(days=30)),
        # A month longer than they work, so that a stolen token is still recognised as used.
        auth_sessions: ("absolute_expires_at", timedelta(days=30)),
    }
)


def delete_expired(engine: Engine, *, now: datetime) -> dict[str, int]:
    """Delete what has expired; returns the number of rows by table.

    Runs as the schema's owner, whom row security binds as well: tables of schools are cleaned
    school by school.
    """
    deleted = {
        table.name: _delete(engine, table, column, now - kept)
        for table, (column, kept) in _KEPT.items()
    }
    with translated(), engine.connect() as connection:
        schools = list(connection.execute(select(tenants.c.id)).scalars())
    for table, (column, kept) in _KEPT_BY_SCHOOL.items():
        deleted[table.name] = sum(
            _delete(engine, table, column, now - kept, tenant_id=school) for school in schools
        )
    return deleted


def _delete(
    engine: Engine, table: Table, column: str, before: datetime, *, tenant_id: UUID | None = None
) -> int:
    total, school = 0, [] if tenant_id is None else [table.c.tenant_id == tenant_id]
    while True:
        with translated(), engine.begin() as connection:
            connection.execute(
                text("SELECT set_config('app.tenant_id', :tenant, true)"),
                {"tenant": str(tenant_id or "")},
            )
            key = list(table.primary_key.columns)
            expired = select(*key).where(table.c[column] < before, *school).limit(BATCH)
            rows = delete(table).where(tuple_(*key).in_(expired), *school)
            count = connection.execute(rows).rowcount
        total += count
        if count < BATCH:
            return total
