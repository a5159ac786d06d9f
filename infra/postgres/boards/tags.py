"""Tags of a school and their place on questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import delete, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from infra.postgres.boards.questions import Tag
from infra.postgres.boards.tables import question_tags, tags
from infra.postgres.core.errors import UniqueViolation
from infra.postgres.core.records import record

if TYPE_CHECKING:
    from infra.postgres.core.unit_of_work import UnitOfWork

MAX_TAGS = 200
"""Tags of one school."""


class TagRepository:
    """Queries on tags."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._unit = unit

    def find(self, tenant_id: UUID, *, after: tuple[str, UUID] | None, limit: int) -> list[Tag]:
        """By name, whatever its case; ``limit + 1`` rows."""
        name = func.lower(tags.c.name)
        query = _tags(tenant_id).order_by(name, tags.c.id).limit(limit + 1)
        if after is not None:
            query = query.where(tuple_(name, tags.c.id) > after)
        return [record(Tag, row) for row in self._unit.all(query)]

    def get(self, tenant_id: UUID, tag_id: UUID) -> Tag | None:
        """A tag of the school."""
        row = self._unit.one_or_none(_tags(tenant_id).where(tags.c.id == tag_id))
        return None if row is None else record(Tag, row)

    def insert(self, values: dict[str, Any]) -> bool:
        """Add a tag; False when the name is taken. Keys are column names."""
        statement = insert(tags).values(**values).on_conflict_do_nothing().returning(tags.c.id)
        return self._unit.one_or_none(statement) is not None

    def update(self, tenant_id: UUID, tag_id: UUID, values: dict[str, Any]) -> bool:
        """Change a tag; False when the name is taken."""
        try:
            self._unit.execute(
                update(tags)
                .where(tags.c.tenant_id == tenant_id, tags.c.id == tag_id)
                .values(**values)
            )
        except UniqueViolation:
            return False
        return True

    def delete(self, tenant_id: UUID, tag_id: UUID) -> None:
        """Remove a tag, also from questions."""
        link = question_tags.c
        self._unit.execute(
            delete(question_tags).where(link.tenant_id == tenant_id, link.tag_id == tag_id)
        )
        self._unit.execute(delete(tags).where(tags.c.tenant_id == tenant_id, tags.c.id == tag_id))

    def put_on(self, tenant_id: UUID, question_id: UUID, tag_id: UUID) -> bool:
        """Tag a question; False when it was tagged so."""
        statement = (
            insert(question_tags)
            .values(tenant_id=tenant_id, question_id=question_id, tag_id=tag_id)
            .on_conflict_do_nothing()
            .returning(question_tags.c.tag_id)
        )
        return self._unit.one_or_none(statement) is not None

    def take_off(self, tenant_id: UUID, question_id: UUID, tag_id: UUID) -> bool:
        """Take a tag off a question; False when it was not on it."""
        link = question_tags.c
        statement = (
            delete(question_tags)
            .where(
                link.tenant_id == tenant_id,
                link.question_id == question_id,
                link.tag_id == tag_id,
            )
            .returning(link.tag_id)
        )
        return self._unit.one_or_none(statement) is not None


def _tags(tenant_id: UUID) -> Any:
    t = tags.c
    sort_name = func.lower(t.name).label("sort_name")
    return select(t.id, t.name, t.color, t.description, sort_name).where(t.tenant_id == tenant_id)
