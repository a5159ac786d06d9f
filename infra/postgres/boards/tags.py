"""Tags of a school and their place on questions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, delete, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from infra.postgres.boards.records import Tag
from infra.postgres.boards.tables import question_tags, tags
from infra.postgres.core.errors import UniqueViolation
from infra.postgres.core.repository import Repository, columns_of
from shared.boards.policy import NamePlace
from shared.text.same import canonical

_NAME = func.lower(tags.c.name)


class TagRepository(Repository):
    """Queries on tags."""

    def find(self, *, after: NamePlace | None, limit: int) -> list[Tag]:
        """By name, whatever its case; ``limit + 1`` rows."""
        query = self._tags().order_by(_NAME, tags.c.id).limit(limit + 1)
        if after is not None:
            query = query.where(tuple_(_NAME, tags.c.id) > (after.name, after.id))
        return self._records(Tag, query)

    def get(self, tag_id: UUID) -> Tag | None:
        """A tag of the school."""
        return self._record(Tag, self._tags().where(tags.c.id == tag_id))

    def insert(self, **values: Any) -> bool:
        """Add a tag; False when the name is taken."""
        named = {**values, "name_key": canonical(values["name"])}
        adding = insert(tags).values(tenant_id=self.tenant, **named)
        return self._changed(adding.on_conflict_do_nothing())

    def update(self, tag_id: UUID, **values: Any) -> bool:
        """Change a tag; False when the name is taken."""
        try:
            named = {**values, "name_key": canonical(values["name"])}
            self._unit.execute(update(tags).where(*self._this(tag_id)).values(**named))
        except UniqueViolation:
            return False
        return True

    def delete(self, tag_id: UUID) -> None:
        """Remove a locked tag, also from questions."""
        link = question_tags.c
        self._unit.execute(
            delete(question_tags).where(link.tenant_id == self.tenant, link.tag_id == tag_id)
        )
        self._unit.execute(delete(tags).where(*self._this(tag_id)))

    def lock(self, tag_id: UUID, *, to_delete: bool) -> bool:
        """Keep a tag in the school, or to oneself; False when it is gone."""
        query = select(tags.c.id).where(*self._this(tag_id))
        locked = query.with_for_update(read=not to_delete, key_share=not to_delete)
        return self._value(locked) is not None

    def put_on(self, question_id: UUID, tag_id: UUID) -> bool:
        """Tag a question; False when it was tagged so."""
        row = {"tenant_id": self.tenant, "question_id": question_id, "tag_id": tag_id}
        return self._changed(insert(question_tags).values(row).on_conflict_do_nothing())

    def take_off(self, question_id: UUID, tag_id: UUID) -> bool:
        """Take a tag off a question; False when it was not on it."""
        link = question_tags.c
        this = (link.question_id == question_id, link.tag_id == tag_id)
        return self._changed(delete(question_tags).where(link.tenant_id == self.tenant, *this))

    def _tags(self) -> Select[Any]:
        columns = columns_of(Tag, tags, sort_name=_NAME)
        return select(*columns).where(tags.c.tenant_id == self.tenant)

    def _this(self, tag_id: UUID) -> tuple[ColumnElement[bool], ...]:
        return (tags.c.tenant_id == self.tenant, tags.c.id == tag_id)
