"""Shares of posts."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects.postgresql import insert

from infra.postgres.core.repository import Repository
from infra.postgres.social.tables import shares


class ShareRepository(Repository):
    """Queries on shares; the caller has checked that the post may be read."""

    def insert(self, **values: Any) -> bool:
        """Share a post; False when the person had before."""
        sharing = insert(shares).values(tenant_id=self.tenant, **values)
        once = sharing.on_conflict_do_nothing(index_elements=["tenant_id", "post_id", "user_id"])
        return self._changed(once)
