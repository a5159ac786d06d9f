"""Providers by whom people sign in."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.identity.provider_tables import provider_identities as identities
from infra.postgres.identity.provider_tables import sign_in_providers as providers
from infra.postgres.identity.records import Provider


class ProviderRepository(Repository):
    """Queries on providers, and on whom they know."""

    def find(self) -> list[Provider]:
        """Those that are open, by name."""
        p = providers.c
        query = select(*columns_of(Provider, providers)).where(p.enabled)
        return self._records(Provider, query.order_by(p.name, p.slug))

    def get(self, slug: str) -> Provider | None:
        """An open provider."""
        p = providers.c
        query = select(*columns_of(Provider, providers)).where(p.slug == slug, p.enabled)
        return self._record(Provider, query)

    def recognise(self, provider: str, subject: str, now: datetime) -> UUID | None:
        """Whose account it is that the provider calls so; it is used now."""
        i = identities.c
        known = update(identities).where(i.provider == provider, i.subject == subject)
        found: UUID | None = self._value(known.values(last_used_at=now).returning(i.user_id))
        return found

    def link(self, provider: str, subject: str, user_id: UUID, now: datetime) -> None:
        """From now on the provider's name of a person means this account."""
        row = {
            "provider": provider,
            "subject": subject,
            "user_id": user_id,
            "created_at": now,
            "last_used_at": now,
        }
        self._unit.execute(insert(identities).values(row).on_conflict_do_nothing())
