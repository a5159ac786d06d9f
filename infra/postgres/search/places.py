"""Boards, clubs and courses as they are found."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Select,
    Text,
    any_,
    case,
    exists,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import array

from infra.postgres.boards.tables import boards
from infra.postgres.clubs.tables import club_members, clubs
from infra.postgres.core.repository import columns_of
from infra.postgres.identity.tables import users
from infra.postgres.learning.course_tables import course_members, courses
from infra.postgres.people.beside import person_columns
from infra.postgres.search.records import Hit
from infra.postgres.search.source import (
    CATALOGUE,
    IDS,
    MANAGERS,
    NO_PERSON,
    NO_TAGS,
    NOBODY,
    SCHOOL,
    TENANT,
    VIEWER,
    count,
    scoped,
)
from infra.postgres.tenants.tables import memberships
from shared.boards.types import BoardScope, BoardStatus
from shared.clubs.types import ClubMode, ClubStatus
from shared.learning.courses.types import CourseRole, MemberStatus
from shared.search.indexed import Document


def board_audiences() -> list[ColumnElement[str]]:
    """Who may find a board, and what stands on it."""
    b = boards.c
    scope = case(
        (b.scope_type == BoardScope.TENANT, literal(SCHOOL, Text())),
        (b.scope_type == BoardScope.CLASS, scoped("class", b.scope_id)),
        else_=scoped("scope", b.scope_id),
    )
    return [scope, scoped("person", b.created_by), literal(MANAGERS, Text())]


def board_rows() -> Select[Any]:
    """Boards that are not archived."""
    b = boards.c
    columns = columns_of(
        Document,
        boards,
        names=literal("", Text()),
        body=literal("", Text()),
        owner_id=NOBODY,
        audiences=array(board_audiences()),
        facet=b.status.cast(Text()),
        tags=NO_TAGS,
        popularity=b.questions_count,
        shown=literal(True, Boolean()),
        happened_at=b.created_at,
    )
    return select(*columns).where(b.tenant_id == TENANT, b.status != BoardStatus.ARCHIVED)


def board_hits() -> Select[Any]:
    """Boards that the viewer may read."""
    b = boards.c
    columns = columns_of(
        Hit,
        boards,
        NO_PERSON,
        body=literal("", Text()),
        facet=b.status.cast(Text()),
        count=b.questions_count,
        at=b.created_at,
        board_id=NOBODY,
    )
    readable_board = func.app.board_is_readable(TENANT, VIEWER, b.id)
    return select(*columns).where(b.tenant_id == TENANT, b.id == any_(IDS), readable_board)


def club_rows() -> Select[Any]:
    """Clubs."""
    c = clubs.c
    # Whoever may know of one that is by invitation only is decided where hits are read.
    known = case(
        (c.mode == ClubMode.INVITE_ONLY, scoped("near", c.id)), else_=literal(SCHOOL, Text())
    )
    columns = columns_of(
        Document,
        clubs,
        title=c.name,
        names=func.concat_ws(" ", c.category, func.array_to_string(c.tags, " ")),
        body=c.description,
        owner_id=NOBODY,
        audiences=array([known, literal(MANAGERS, Text())]),
        facet=c.mode.cast(Text()),
        tags=NO_TAGS,
        popularity=c.members_count,
        shown=literal(True, Boolean()),
        happened_at=c.created_at,
    )
    return select(*columns).where(c.tenant_id == TENANT, c.deleted_at.is_(None))


def club_hits() -> Select[Any]:
    """Clubs of which the viewer may know."""
    c, m = clubs.c, club_members.c
    columns = columns_of(
        Hit,
        NO_PERSON,
        title=c.name,
        id=c.id,
        body=c.description,
        facet=c.mode.cast(Text()),
        count=c.members_count,
        at=c.created_at,
        board_id=NOBODY,
    )
    inside = exists().where(
        m.tenant_id == c.tenant_id,
        m.club_id == c.id,
        m.user_id == VIEWER,
        m.status.in_([ClubStatus.ACTIVE, ClubStatus.INVITED]),
    )
    known = or_(c.mode != ClubMode.INVITE_ONLY, inside, func.app.moderates(TENANT, VIEWER))
    here = (c.tenant_id == TENANT, c.deleted_at.is_(None), c.id == any_(IDS))
    return select(*columns).where(*here, known)


_IN_CATALOGUE = (
    courses.c.tenant_id == TENANT,
    courses.c.published_at.is_not(None),
    courses.c.archived_at.is_(None),
    courses.c.deleted_at.is_(None),
)
_PUPILS = (
    select(func.count())
    .where(
        course_members.c.tenant_id == courses.c.tenant_id,
        course_members.c.course_id == courses.c.id,
        course_members.c.role == CourseRole.STUDENT,
        course_members.c.status == MemberStatus.ACTIVE,
    )
    .correlate(courses)
    .scalar_subquery()
)


def course_rows() -> Select[Any]:
    """Courses in the catalogue."""
    c = courses.c
    columns = columns_of(
        Document,
        courses,
        title=func.concat_ws(" ", c.title, c.title_kh),
        names=func.concat_ws(" ", c.category, users.c.name),
        body=func.concat_ws("\n", c.description, c.description_kh),
        owner_id=NOBODY,
        audiences=array([literal(CATALOGUE, Text())]),
        facet=c.level.cast(Text()),
        tags=NO_TAGS,
        popularity=count(_PUPILS),
        shown=literal(True, Boolean()),
        happened_at=c.published_at,
    )
    found = select(*columns).join_from(courses, users, users.c.id == c.owner_id)
    return found.where(*_IN_CATALOGUE)


def course_hits() -> Select[Any]:
    """Courses in the catalogue: whoever may read courses sees it."""
    c, m = courses.c, memberships.c
    columns = columns_of(
        Hit,
        person_columns("person"),
        id=c.id,
        title=func.concat_ws(" · ", c.title, c.title_kh),
        body=func.concat_ws("\n", c.description, c.description_kh),
        facet=c.level.cast(Text()),
        count=count(_PUPILS),
        at=c.published_at,
        person_id=c.owner_id,
        board_id=NOBODY,
    )
    return (
        select(*columns)
        .join_from(courses, users, users.c.id == c.owner_id)
        .join(memberships, (m.tenant_id == c.tenant_id) & (m.user_id == c.owner_id))
        .where(*_IN_CATALOGUE, c.id == any_(IDS))
    )
