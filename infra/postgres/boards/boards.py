"""Boards and who may read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
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
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.sql import ColumnElement

from infra.postgres.boards.tables import boards, question_upvotes, questions
from infra.postgres.school.tables import classes
from infra.postgres.tenants.tables import tenants
from shared.boards.types import BoardScope, BoardStatus, Moderation
from shared.http.paging import Position

if TYPE_CHECKING:
    from infra.postgres.core.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Board:
    """A board. ``salt`` makes the pseudonyms of an anonymous one; ``waiting`` is for review."""

    id: UUID
    slug: str
    title: str
    scope_type: BoardScope
    scope_id: UUID | None
    join_code: str
    settings: Mapping[str, Any]
    salt: bytes | None
    status: BoardStatus
    presenting_question_id: UUID | None
    created_by: UUID
    questions_count: int
    refused_count: int
    held_count: int
    rejected_count: int
    waiting: int
    created_at: datetime
    updated_at: datetime

    @property
    def anonymous(self) -> bool:
        """Whether nobody learns who asked or voted."""
        return self.salt is not None

    @property
    def moderation(self) -> Moderation:
        """Which questions wait for a moderator."""
        return Moderation(self.settings["moderation"])

    @property
    def guests(self) -> bool:
        """Whether people without an account may join by the code."""
        return bool(self.settings["guests"])

    @property
    def votes_per_user(self) -> int | None:
        """How many votes one person may hold."""
        found: int | None = self.settings["votes_per_user"]
        return found

    @property
    def position(self) -> Position:
        """Where this board stands in the list."""
        return Position(self.created_at, self.id)


@dataclass(frozen=True, slots=True)
class ReadableBy:
    """Whose boards a list shows: all, or those of the person's school, classes and scopes."""

    user_id: UUID
    everything: bool = False
    scope_ids: Sequence[UUID] = ()


class BoardRepository:
    """Queries on boards of one school."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._unit = unit

    def insert(self, values: dict[str, Any]) -> bool:
        """Add a board; False when the slug is taken. Keys are column names."""
        statement = (
            upsert(boards)
            .values(**values)
            .on_conflict_do_nothing(index_elements=["tenant_id", "slug"])
            .returning(boards.c.id)
        )
        return self._unit.one_or_none(statement) is not None

    def get(self, tenant_id: UUID, board_id: UUID) -> Board | None:
        """A board, whoever asks."""
        row = self._unit.one_or_none(_boards(tenant_id).where(boards.c.id == board_id))
        return None if row is None else _board(row)

    def get_readable(self, tenant_id: UUID, viewer_id: UUID, board_id: UUID) -> Board | None:
        """The board if the member or guest may read it."""
        values = {"tenant_id": tenant_id, "viewer_id": viewer_id, "board_id": board_id}
        row = self._unit.one_or_none(_readable(), values)
        return None if row is None else _board(row)

    def get_readable_of_question(
        self, tenant_id: UUID, viewer_id: UUID, question_id: UUID
    ) -> Board | None:
        """The board of a question if the member or guest may read it; ``waiting`` is not counted.

        Every vote asks for it.
        """
        values = {"tenant_id": tenant_id, "viewer_id": viewer_id, "question_id": question_id}
        row = self._unit.one_or_none(_readable_of_question(), values)
        return None if row is None else _board(row)

    def get_for_guests(self, tenant_id: UUID, board_id: UUID) -> Board | None:
        """A board of an active school, for somebody with its code."""
        school = exists().where(tenants.c.id == tenant_id, tenants.c.status == "ACTIVE")
        row = self._unit.one_or_none(_boards(tenant_id).where(boards.c.id == board_id, school))
        return None if row is None else _board(row)

    def find(
        self,
        tenant_id: UUID,
        reader: ReadableBy,
        *,
        status: BoardStatus | None,
        scope_id: UUID | None,
        before: Position | None,
        limit: int,
    ) -> list[Board]:
        """Newest first, ``limit + 1`` rows; archived ones only where they are asked for."""
        b = boards.c
        query = _boards(tenant_id)
        if not reader.everything:
            mine = [*reader.scope_ids]
            query = query.where(
                or_(
                    b.scope_type == BoardScope.TENANT,
                    b.created_by == reader.user_id,
                    b.scope_id.in_(select(func.app.classes_of(tenant_id, reader.user_id))),
                    b.scope_id.in_(mine),
                    b.id.in_(mine),
                )
            )
        if status is None:
            query = query.where(b.status != BoardStatus.ARCHIVED)
        else:
            query = query.where(b.status == status)
        if scope_id is not None:
            query = query.where(b.scope_id == scope_id)
        if before is not None:
            query = query.where(
                or_(
                    b.created_at < before.at,
                    (b.created_at == before.at) & (b.id < before.id),
                )
            )
        query = query.order_by(b.created_at.desc(), b.id.desc()).limit(limit + 1)
        return [_board(row) for row in self._unit.all(query)]

    def update(self, tenant_id: UUID, board_id: UUID, values: dict[str, Any]) -> None:
        """Change columns of a board."""
        self._unit.execute(
            update(boards)
            .where(boards.c.tenant_id == tenant_id, boards.c.id == board_id)
            .values(**values)
        )

    def count(self, tenant_id: UUID, board_id: UUID, **change: int) -> None:
        """Add to ``questions``, ``refused``, ``held`` or ``rejected``."""
        changed = {f"{name}_count": boards.c[f"{name}_count"] + n for name, n in change.items()}
        if any(change.values()):
            self.update(tenant_id, board_id, changed)

    def stop_presenting(self, tenant_id: UUID, board_id: UUID, question_id: UUID) -> None:
        """Take a question that is gone off the screen."""
        b = boards.c
        self._unit.execute(
            update(boards)
            .where(
                b.tenant_id == tenant_id,
                b.id == board_id,
                b.presenting_question_id == question_id,
            )
            .values(presenting_question_id=None)
        )

    def votes_held(self, tenant_id: UUID, board_id: UUID, voter_key: str) -> int:
        """How many votes somebody holds on a board."""
        v = question_upvotes.c
        query = select(func.count()).where(
            v.tenant_id == tenant_id, v.board_id == board_id, v.voter_key == voter_key
        )
        row = self._unit.one_or_none(query)
        assert row is not None, "a count has a row"
        return int(row[0])

    def may_use_class(self, tenant_id: UUID, user_id: UUID, class_id: UUID) -> bool:
        """Whether the person teaches or attends the class."""
        query = select(classes.c.id).where(
            classes.c.tenant_id == tenant_id,
            classes.c.id == class_id,
            classes.c.id.in_(select(func.app.classes_of(tenant_id, user_id))),
        )
        return self._unit.one_or_none(query) is not None

    def class_exists(self, tenant_id: UUID, class_id: UUID) -> bool:
        """Whether the school has the class, for those who may use every one."""
        query = select(classes.c.id).where(
            classes.c.tenant_id == tenant_id,
            classes.c.id == class_id,
            classes.c.archived_at.is_(None),
        )
        return self._unit.one_or_none(query) is not None


_TENANT = bindparam("tenant_id", type_=Uuid())
_VIEWER = bindparam("viewer_id", type_=Uuid())


@cache
def _readable() -> Select[Any]:
    """The board ``board_id``. Building a statement takes longer than running it."""
    board_id = bindparam("board_id", type_=Uuid())
    return _boards(_TENANT).where(
        boards.c.id == board_id, func.app.board_is_readable(_TENANT, _VIEWER, board_id)
    )


@cache
def _readable_of_question() -> Select[Any]:
    """The board of the question ``question_id``."""
    return (
        _boards(_TENANT, waiting=literal_column("0"))
        .join(questions, questions.c.board_id == boards.c.id)
        .where(
            questions.c.tenant_id == _TENANT,
            questions.c.id == bindparam("question_id", type_=Uuid()),
            func.app.board_is_readable(_TENANT, _VIEWER, boards.c.id),
        )
    )


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


def _boards(
    tenant_id: UUID | BindParameter[UUID], *, waiting: ColumnElement[int] | None = None
) -> Select[Any]:
    b = boards.c
    in_review = _waiting() if waiting is None else waiting
    return (
        select(
            b.id,
            b.slug,
            b.title,
            b.scope_type,
            b.scope_id,
            b.join_code,
            b.settings,
            b.salt,
            b.status,
            b.presenting_question_id,
            b.created_by,
            b.questions_count,
            b.refused_count,
            b.held_count,
            b.rejected_count,
            in_review.label("waiting"),
            b.created_at,
            b.updated_at,
        )
        .select_from(boards)
        .where(b.tenant_id == tenant_id)
    )


def _board(row: Any) -> Board:
    values = dict(row._mapping)  # noqa: SLF001 - the documented name of a row's mapping
    values["scope_type"] = BoardScope(row.scope_type)
    values["status"] = BoardStatus(row.status)
    values["salt"] = None if row.salt is None else bytes(row.salt)
    return Board(**values)
