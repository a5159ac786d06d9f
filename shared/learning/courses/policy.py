"""Who may do what in a course, and when a lesson is open to a pupil."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from shared.auth.permissions import GRANTS, Permission
from shared.auth.roles import Role
from shared.learning.courses.types import (
    STAFF,
    CourseRole,
    CourseStatus,
    Enrolment,
    LessonState,
)


class CourseRight(StrEnum):
    """What somebody may do in a course."""

    KNOW = "KNOW"  # see its card in the catalogue
    STUDY = "STUDY"  # read its lessons and hand in
    TEACH = "TEACH"  # see drafts, the roster and everybody's progress, and grade
    EDIT = "EDIT"  # write lessons, publish, change who is in it
    OWN = "OWN"  # archive and delete it, and say who teaches it


_OF_ROLE: Mapping[CourseRole, frozenset[CourseRight]] = {
    CourseRole.OWNER: frozenset(CourseRight),
    CourseRole.TEACHER: frozenset(CourseRight) - {CourseRight.OWN},
    CourseRole.ASSISTANT: frozenset({CourseRight.KNOW, CourseRight.STUDY, CourseRight.TEACH}),
    CourseRole.STUDENT: frozenset({CourseRight.KNOW, CourseRight.STUDY}),
}


def rights(
    role: CourseRole | None, status: CourseStatus, *, everywhere: bool, teaches: bool
) -> frozenset[CourseRight]:
    """What somebody may do in a course.

    ``everywhere``: they may change every course of the school. ``teaches``: their role in the
    school lets them teach at all; who lost it reads on as a pupil does.
    """
    if everywhere:
        return frozenset(CourseRight)
    held = _OF_ROLE[role] if role is not None else frozenset[CourseRight]()
    if role in STAFF and not teaches:
        held = _OF_ROLE[CourseRole.STUDENT]
    if CourseRight.TEACH in held:
        return held
    if status is CourseStatus.DRAFT:
        return frozenset()
    if status is CourseStatus.PUBLISHED:
        return held | {CourseRight.KNOW}
    return held


def status_of(published_at: datetime | None, archived_at: datetime | None) -> CourseStatus:
    """Where a course stands."""
    if archived_at is not None:
        return CourseStatus.ARCHIVED
    return CourseStatus.DRAFT if published_at is None else CourseStatus.PUBLISHED


class Opening(Protocol):
    """What says when a lesson opens."""

    @property
    def id(self) -> UUID:
        """The lesson."""

    @property
    def published_at(self) -> datetime | None:
        """When it was published, if it was."""

    @property
    def opens_at(self) -> datetime | None:
        """The later of its own day and its module's."""

    @property
    def prerequisites(self) -> Sequence[UUID]:
        """Lessons that come first."""


def state_of(
    lesson: Opening, *, done: Collection[UUID], shown: Collection[UUID], now: datetime
) -> LessonState:
    """What a lesson is to somebody who has completed ``done``.

    ``shown`` are the published lessons of the course: one that is a draft again, or deleted, holds
    nobody up. What was completed stays readable.
    """
    if lesson.published_at is None:
        return LessonState.DRAFT
    if lesson.id in done:
        return LessonState.DONE
    if lesson.opens_at is not None and now < lesson.opens_at:
        return LessonState.NOT_YET
    first = [other for other in lesson.prerequisites if other in shown and other not in done]
    return LessonState.LOCKED if first else LessonState.OPEN


def progress(done: int, published: int) -> Decimal:
    """Completed of published lessons, in percent with two decimals; 100 only when it is all."""
    if published == 0:
        return Decimal(0)
    share = Decimal(100 * min(done, published)) / published
    return share.quantize(Decimal("0.01"), rounding=ROUND_DOWN)


def has_cycle(prerequisites: Mapping[UUID, Iterable[UUID]]) -> bool:
    """Whether lessons wait for each other, so that nobody could ever open them."""
    left = {lesson: set(first) & prerequisites.keys() for lesson, first in prerequisites.items()}
    while free := [lesson for lesson, first in left.items() if not first]:
        for lesson in free:
            del left[lesson]
        for first in left.values():
            first.difference_update(free)
    return bool(left)


def may_enrol(
    enrolment: Enrolment,
    status: CourseStatus,
    ends_at: datetime | None,
    now: datetime,
    *,
    by_code: bool,
) -> bool:
    """Whether somebody can come into a course without being added by who teaches it."""
    opened = enrolment is Enrolment.OPEN or (by_code and enrolment is Enrolment.CODE)
    return opened and status is CourseStatus.PUBLISHED and (ends_at is None or now < ends_at)


TEACHING_ROLES = frozenset({Role.TEACHER, Role.RESEARCHER, Role.ADMIN})
"""Who of a school can teach a course."""


def may_be(role: CourseRole, of: Role) -> bool:
    """Whether somebody with this role in the school can be that in a course."""
    if role in STAFF:
        return of in TEACHING_ROLES
    return Permission.COURSES_ENROLL in GRANTS[of]
