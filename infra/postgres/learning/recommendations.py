"""What speaks for courses in which somebody does not learn yet."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, union, union_all

from infra.postgres.core.repository import Repository
from infra.postgres.identity.tables import profiles
from infra.postgres.learning.course_tables import course_members, courses
from infra.postgres.people.beside import followed_by, not_blocked
from infra.postgres.people.tables import user_mutes
from infra.postgres.school.accounts import pupils_in
from infra.postgres.school.tables import class_teachers, subjects
from infra.postgres.social.tables import hashtag_follows
from shared.learning.courses.recommending import FEWEST, RecommendedBecause, Recommending
from shared.learning.courses.types import CourseRole, Enrolment, MemberStatus
from shared.text.same import canonical

LATELY = timedelta(days=30)
_WINDOW = 300
_OF_EACH = 50
_MOST_FOLLOWED = 500
_MOST_POPULAR = 10


@dataclass(frozen=True, slots=True)
class _Offered:
    id: UUID
    category: str | None
    published_at: datetime
    came: int


class RecommendationRepository(Repository):
    """Questions on courses of the catalogue into which somebody can come and never came."""

    def find(self, viewer_id: UUID, now: datetime) -> list[Recommending]:
        """All that speaks for any course; each kind looks through so many and no more.

        Courses whose owner the viewer hides or mutes are left out.
        """
        return [
            *self._given_by_people_they_know(viewer_id, now),
            *self._learnt_by_classmates(viewer_id, now),
            *self._of_the_catalogue(viewer_id, now),
        ]

    def _given_by_people_they_know(self, viewer_id: UUID, now: datetime) -> Iterable[Recommending]:
        t = class_teachers.c
        teachers = select(t.user_id).where(
            t.tenant_id == self.tenant, t.class_id.in_(self._classes(viewer_id))
        )
        followed = followed_by(self.tenant, viewer_id).limit(_MOST_FOLLOWED)
        for because, people in (
            (RecommendedBecause.TEACHER, teachers),
            (RecommendedBecause.FOLLOWED, followed),
        ):
            query = self._open(viewer_id, now).where(courses.c.owner_id.in_(people))
            for course_id in self._values(_newest(query).limit(_OF_EACH)):
                yield Recommending(course_id, because)

    def _learnt_by_classmates(self, viewer_id: UUID, now: datetime) -> Iterable[Recommending]:
        """Who learns where is told to who teaches there: to others only how many, and not few."""
        m = course_members.c
        mates = pupils_in(self.tenant, self._classes(viewer_id)).subquery("mates").c
        learnt = (
            select(m.course_id, func.count().label("people"))
            .where(
                m.tenant_id == self.tenant,
                m.user_id.in_(select(mates.user_id)),
                m.user_id != viewer_id,
                m.role == CourseRole.STUDENT,
                m.status == MemberStatus.ACTIVE,
            )
            .group_by(m.course_id)
            .having(func.count() >= FEWEST)
            .subquery("learnt")
        )
        query = (
            self._open(viewer_id, now, learnt.c.people)
            .join(learnt, learnt.c.course_id == courses.c.id)
            .order_by(learnt.c.people.desc(), courses.c.id.desc())
            .limit(_OF_EACH)
        )
        for course_id, people in map(tuple, self._unit.all(query, {})):
            yield Recommending(course_id, RecommendedBecause.CLASSMATES, people)

    def _of_the_catalogue(self, viewer_id: UUID, now: datetime) -> Iterable[Recommending]:
        c, m = courses.c, course_members.c
        came = select(func.count()).where(
            m.tenant_id == c.tenant_id,
            m.course_id == c.id,
            m.role == CourseRole.STUDENT,
            m.status == MemberStatus.ACTIVE,
            m.joined_at >= now - LATELY,
        )
        lately = came.scalar_subquery().label("came")
        query = self._open(viewer_id, now, c.category, c.published_at, lately)
        offered = self._records(_Offered, _newest(query).limit(_WINDOW))
        names = self._subjects(viewer_id)
        for one in offered:
            if one.category is not None and canonical(one.category) in names:
                yield Recommending(one.id, RecommendedBecause.SUBJECT)
            if one.published_at >= now - LATELY:
                yield Recommending(one.id, RecommendedBecause.NEW)
        popular = sorted(offered, key=lambda one: (-one.came, -one.id.int))[:_MOST_POPULAR]
        for one in popular:
            if one.came >= FEWEST:
                yield Recommending(one.id, RecommendedBecause.POPULAR, one.came)

    def _subjects(self, viewer_id: UUID) -> Collection[str]:
        """What the viewer learns, in courses and in class, and what they say that they like."""
        c, m, s, t, h = (
            courses.c,
            course_members.c,
            subjects.c,
            class_teachers.c,
            hashtag_follows.c,
        )
        in_courses = (
            select(c.category)
            .join_from(
                courses, course_members, and_(m.tenant_id == c.tenant_id, m.course_id == c.id)
            )
            .where(
                m.tenant_id == self.tenant,
                m.user_id == viewer_id,
                m.status == MemberStatus.ACTIVE,
                c.deleted_at.is_(None),
            )
        )
        taught = select(t.subject_id).where(
            t.tenant_id == self.tenant, t.class_id.in_(self._classes(viewer_id))
        )
        in_class = (
            select(name).where(s.tenant_id == self.tenant, s.id.in_(taught))
            for name in (s.name, s.name_kh)
        )
        named = select(func.unnest(profiles.c.interests)).where(profiles.c.user_id == viewer_id)
        tags = select(h.tag).where(h.tenant_id == self.tenant, h.user_id == viewer_id)
        found = self._values(union_all(in_courses, union(*in_class), named, tags))
        return {canonical(name) for name in found if name is not None}

    def _classes(self, viewer_id: UUID) -> Select[Any]:
        return select(func.app.classes_of(self.tenant, viewer_id))

    def _open(self, viewer_id: UUID, now: datetime, *columns: ColumnElement[Any]) -> Select[Any]:
        c, m, mute = courses.c, course_members.c, user_mutes.c
        been_there = exists().where(
            m.tenant_id == self.tenant, m.course_id == c.id, m.user_id == viewer_id
        )
        muted = exists().where(
            mute.muter_id == viewer_id,
            mute.muted_id == c.owner_id,
            or_(mute.expires_at.is_(None), mute.expires_at > now),
        )
        return select(c.id, *columns).where(
            c.tenant_id == self.tenant,
            c.deleted_at.is_(None),
            c.archived_at.is_(None),
            c.published_at.is_not(None),
            c.enrolment == Enrolment.OPEN,
            c.is_paid.is_(False),
            or_(c.ends_at.is_(None), c.ends_at > now),
            ~been_there,
            ~muted,
            not_blocked(c.owner_id, viewer_id, self.tenant),
        )


def _newest(query: Select[Any]) -> Select[Any]:
    return query.order_by(courses.c.created_at.desc(), courses.c.id.desc())
