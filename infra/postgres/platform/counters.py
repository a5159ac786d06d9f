"""Counters kept beside rows, and what they must be: the number of the rows that they count."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text

from infra.postgres.core.repository import Repository

BATCH = 500


@dataclass(frozen=True, slots=True)
class Counter:
    """A column and the query that counts its rows; ``c`` is the row that carries the column.

    Whoever changes counted rows must hold the lock of the row with the counter, or take it later
    in the same transaction by changing the counter.
    """

    table: str
    column: str
    counted: str
    key: str = "id"

    @property
    def name(self) -> str:
        """For reports."""
        return f"{self.table}.{self.column}"


COUNTERS = (
    Counter(
        "posts",
        "likes_count",
        "SELECT count(*) FROM app.likes AS l WHERE l.tenant_id = c.tenant_id AND l.post_id = c.id",
    ),
    Counter(
        "posts",
        "comments_count",
        "SELECT count(*) FROM app.comments AS s WHERE s.tenant_id = c.tenant_id"
        " AND s.post_id = c.id AND s.deleted_at IS NULL",
    ),
    Counter(
        "posts",
        "shares_count",
        "SELECT count(*) FROM app.shares AS s WHERE s.tenant_id = c.tenant_id AND s.post_id = c.id",
    ),
    Counter(
        "posts",
        "bookmarks_count",
        "SELECT count(*) FROM app.bookmarks AS b"
        " WHERE b.tenant_id = c.tenant_id AND b.post_id = c.id",
    ),
    Counter(
        "posts",
        "reaction_counts",
        "SELECT coalesce(jsonb_object_agg(r.reaction_type, r.n), '{}'::jsonb)"
        " FROM (SELECT l.reaction_type, count(*) AS n FROM app.likes AS l"
        " WHERE l.tenant_id = c.tenant_id AND l.post_id = c.id GROUP BY l.reaction_type) AS r",
    ),
    Counter(
        "comments",
        "likes_count",
        "SELECT count(*) FROM app.likes AS l"
        " WHERE l.tenant_id = c.tenant_id AND l.comment_id = c.id",
    ),
    Counter(
        "questions",
        "upvotes",
        "SELECT count(*) FROM app.question_upvotes AS v"
        " WHERE v.tenant_id = c.tenant_id AND v.question_id = c.id",
    ),
    Counter(
        "clubs",
        "members_count",
        "SELECT count(*) FROM app.club_members AS m WHERE m.tenant_id = c.tenant_id"
        " AND m.club_id = c.id AND m.status = 'ACTIVE'",
    ),
    Counter(
        "boards",
        "questions_count",
        "SELECT count(*) FROM app.questions AS q WHERE q.tenant_id = c.tenant_id"
        " AND q.board_id = c.id AND q.status IN ('OPEN', 'ANSWERED')",
    ),
    # Raw views go after ninety days. Days that will not change any more count what they held, and
    # raw ones from there on; a school that was never rolled up has dropped none.
    Counter(
        "post_view_counts",
        "views_count",
        "SELECT coalesce((SELECT sum(d.view_count) FROM app.post_views_daily AS d"
        " WHERE d.tenant_id = c.tenant_id AND d.post_id = c.post_id AND d.day <"
        " (SELECT m.final_day FROM app.rollup_marks AS m"
        " WHERE m.tenant_id = c.tenant_id AND m.rollup = 'VIEWS')), 0)"
        " + (SELECT count(*) FROM app.post_views_ts AS v"
        " WHERE v.tenant_id = c.tenant_id AND v.post_id = c.post_id AND v.hour >= coalesce("
        "(SELECT m.final_from FROM app.rollup_marks AS m"
        " WHERE m.tenant_id = c.tenant_id AND m.rollup = 'VIEWS'), '-infinity'))",
        key="post_id",
    ),
)
"""Every counter; an area adds its own."""


class CounterRepository(Repository):
    """Finds counters that are wrong in one school, and puts them right."""

    def find_wrong(self, counter: Counter) -> list[UUID]:
        """Rows whose counter seems wrong: a change in flight may look like it."""
        query = text(
            f"SELECT c.{counter.key} FROM app.{counter.table} AS c WHERE c.tenant_id = :tenant_id"  # noqa: S608 - names of this module
            f" AND c.{counter.column} <> ({counter.counted}) ORDER BY c.{counter.key} LIMIT {BATCH}"
        )
        return self._values(query, tenant_id=self.tenant)

    def put_right(self, counter: Counter, row_id: UUID) -> bool:
        """Count again while the row is locked; False when the counter was right.

        Two statements: only one that begins after the lock is held sees what others committed.
        """
        values = {"tenant_id": self.tenant, "id": row_id}
        key = f"c.{counter.key}"
        where = f"c.tenant_id = :tenant_id AND {key} = :id"
        lock = f"SELECT FROM app.{counter.table} AS c WHERE {where} FOR NO KEY UPDATE"
        self._unit.execute(text(lock), values)
        update = text(
            f"UPDATE app.{counter.table} AS c SET {counter.column} = ({counter.counted})"  # noqa: S608 - names of this module
            f" WHERE {where} AND c.{counter.column} <> ({counter.counted}) RETURNING {key}"
        )
        return self._value(update, **values) is not None
