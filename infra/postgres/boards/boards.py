"""Boards and who may read them."""

from __future__ import annotations

from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    Uuid,
    bindparam,
    exists,
    func,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from infra.postgres.boards.records import Board, ReadableBy
from infra.postgres.boards.tables import boards, questions
from infra.postgres.core.repository import Repository, columns_of, newest_first
from infra.postgres.learning.course_tables import course_members
from infra.postgres.tenants.tables import tenants
from shared.boards.types import BoardScope, BoardStatus
from shared.http.paging import Position


class BoardRepository(Repository):
    """Queries on boards."""

    def _courses_of(self, user_id: UUID) -> Select[Any]:
        m = course_members.c
        return select(m.course_id).where(
            m.tenant_id == self.tenant,
            m.user_id == user_id,
            func.app.course_is_open_to(self.tenant, user_id, m.course_id),
        )

    def insert(self, **values: Any) -> bool:
        """Add a board; False when the slug is taken."""
        adding = insert(boards).values(tenant_id=self.tenant, **values)
        return self._changed(adding.on_conflict_do_nothing(index_elements=["tenant_id", "slug"]))

    def get(self, board_id: UUID) -> Board | None:
        """A board, whoever asks."""
        return self._record(Board, _one(), tenant_id=self.tenant, board_id=board_id)

    def get_readable(self, viewer_id: UUID, board_id: UUID) -> Board | None:
        """The board if the member or guest may read it."""
        values = {"tenant_id": self.tenant, "viewer_id": viewer_id, "board_id": board_id}
        return self._record(Board, _readable(), **values)

    def get_readable_of_question(self, viewer_id: UUID, question_id: UUID) -> Board | None:
        """The board of a question if the member or guest may read it; ``waiting`` is not counted.

        Every vote asks for it.
        """
        values = {"tenant_id": self.tenant, "viewer_id": viewer_id, "question_id": question_id}
        return self._record(Board, _readable_of_question(), **values)

    def get_for_guests(self, board_id: UUID) -> Board | None:
        """A board of an active school, for somebody with its code; kept as it is meanwhile."""
        return self._record(Board, _of_active_school(), tenant_id=self.tenant, board_id=board_id)

    def find(
        self,
        reader: ReadableBy,
        *,
        status: BoardStatus | None,
        scope_id: UUID | None,
        before: Position | None,
        limit: int,
    ) -> list[Board]:
        """Newest first, ``limit + 1`` rows; archived ones only where they are asked for."""
        b, query = boards.c, _boards()
        if not reader.everything:
            mine = [*reader.scope_ids]
            query = query.where(
                or_(
                    b.scope_type == BoardScope.TENANT,
                    b.created_by == reader.user_id,
                    b.scope_id.in_(select(func.app.classes_of(self.tenant, reader.user_id))),
                    b.scope_id.in_(select(func.app.clubs_of(self.tenant, reader.user_id))),
                    b.scope_id.in_(self._courses_of(reader.user_id)),
                    b.scope_id.in_(mine),
                    b.id.in_(mine),
                )
            )
        archived = b.status != BoardStatus.ARCHIVED
        query = query.where(archived if status is None else b.status == status)
        if scope_id is not None:
            query = query.where(b.scope_id == scope_id)
        page = newest_first(query, b.created_at, b.id, before=before, limit=limit)
        return self._records(Board, page, tenant_id=self.tenant)

    def update(self, board_id: UUID, **values: Any) -> None:
        """Change columns of a board."""
        self._unit.execute(update(boards).where(*self._this(board_id)).values(**values))

    def count(self, board_id: UUID, **change: int) -> None:
        """Add to ``questions``, ``refused``, ``held`` or ``rejected``."""
        changed = {f"{name}_count": boards.c[f"{name}_count"] + n for name, n in change.items()}
        self.update(board_id, **changed)

    def stop_presenting(self, board_id: UUID, question_id: UUID) -> None:
        """Take a question that is gone off the screen."""
        shows_it = boards.c.presenting_question_id == question_id
        change = update(boards).where(*self._this(board_id), shows_it)
        self._unit.execute(change.values(presenting_question_id=None))

    def _this(self, board_id: UUID) -> tuple[ColumnElement[bool], ...]:
        return (boards.c.tenant_id == self.tenant, boards.c.id == board_id)


_TENANT = bindparam("tenant_id", type_=Uuid())
_VIEWER = bindparam("viewer_id", type_=Uuid())
_BOARD = bindparam("board_id", type_=Uuid())


# Building a statement takes longer than running it.
@cache
def _one() -> Select[Any]:
    return _boards().where(boards.c.id == _BOARD)


@cache
def _readable() -> Select[Any]:
    return _one().where(func.app.board_is_readable(_TENANT, _VIEWER, _BOARD))


@cache
def _of_active_school() -> Select[Any]:
    active = exists().where(tenants.c.id == _TENANT, tenants.c.status == "ACTIVE")
    return _one().where(active).with_for_update(read=True, of=boards)


@cache
def _readable_of_question() -> Select[Any]:
    of_board = _boards(waiting=literal_column("0"))
    return of_board.join(questions, questions.c.board_id == boards.c.id).where(
        questions.c.tenant_id == _TENANT,
        questions.c.id == bindparam("question_id", type_=Uuid()),
        func.app.board_is_readable(_TENANT, _VIEWER, boards.c.id),
    )


def _boards(waiting: ColumnElement[int] | None = None) -> Select[Any]:
    columns = columns_of(
        Board,
        boards,
        refused=boards.c.refused_count,
        held=boards.c.held_count,
        rejected=boards.c.rejected_count,
        waiting=_waiting() if waiting is None else waiting,
    )
    return select(*columns).select_from(boards).where(boards.c.tenant_id == _TENANT)


def _waiting() -> ColumnElement[int]:
    b, waiting = boards.c, questions.alias("waiting")
    return (
        select(func.count())
        .where(
            waiting.c.tenant_id == b.tenant_id,
            waiting.c.board_id == b.id,
            # Spelled out, so that the planner sees the condition of the index.
            waiting.c.status == literal_column("'UNDER_REVIEW'"),
        )
        .scalar_subquery()
    )
