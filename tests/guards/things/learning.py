"""Courses, lessons, certificates and work."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, select

from infra.postgres.learning.assignment_tables import assignments, submission_attempts
from infra.postgres.live.tables import live_participants, live_sessions
from tests.areas.learning.factories.assignments import (
    make_banked,
    make_extension,
    make_submission,
    make_work,
)
from tests.areas.learning.factories.courses import (
    course,
    make_certificate,
    make_course_member,
    make_faq,
    make_lesson,
    make_resource,
)
from tests.areas.people.factories.people import act_for, new_id
from tests.guards.things.people import colleague
from tests.support.api import Api
from tests.support.scene import Member


def own_course(api: Api, member: Member, **columns: Any) -> UUID:
    """A course that the person owns."""
    return course_of(api, member, member.id, **columns)


def course_of_players(api: Api, member: Member) -> UUID:
    """A course of the person's, in which those learn who have played their games."""
    seat, game = live_participants.c, live_sessions.c
    played = select(seat.user_id).where(
        seat.tenant_id == member.tenant.id,
        seat.session_id.in_(select(game.id).where(game.host_id == member.id)),
    )
    with api.scene() as connection:
        players = tuple(connection.execute(played).scalars())
    return own_course(api, member, students=players)


def course_of(api: Api, member: Member, owner_id: UUID, **columns: Any) -> UUID:
    with api.scene() as connection:
        return course(connection, tenant_id=member.tenant.id, owner_id=owner_id, **columns)


def anothers_course(api: Api, member: Member, **columns: Any) -> UUID:
    """A course of a colleague's, which the person may find."""
    return course_of(api, member, colleague(api, member), **columns)


def course_to_publish(api: Api, member: Member) -> UUID:
    course_id = own_course(api, member, published_at=None)
    with api.scene() as connection:
        make_lesson(connection, tenant_id=member.tenant.id, course_id=course_id)
    return course_id


def course_to_leave(api: Api, member: Member) -> UUID:
    return anothers_course(api, member, students=(member.id,))


def draft_course(api: Api, member: Member) -> UUID:
    return anothers_course(api, member, published_at=None)


def in_course(api: Api, member: Member, course_id: UUID) -> Mapping[str, UUID]:
    pupil = colleague(api, member)
    with api.scene() as connection:
        make_course_member(
            connection, tenant_id=member.tenant.id, course_id=course_id, user_id=pupil
        )
    return {"id": course_id, "userId": pupil}


def lesson(api: Api, member: Member, course_id: UUID, **columns: Any) -> UUID:
    with api.scene() as connection:
        return make_lesson(connection, tenant_id=member.tenant.id, course_id=course_id, **columns)


def lesson_to_publish(api: Api, member: Member) -> UUID:
    return lesson(api, member, own_course(api, member), published_at=None)


def lesson_to_do(api: Api, member: Member) -> UUID:
    """The only lesson of a course in which the person studies."""
    return lesson(api, member, anothers_course(api, member, students=(member.id,)))


def resource(api: Api, member: Member, lesson_id: UUID) -> Mapping[str, UUID]:
    with api.scene() as connection:
        made = make_resource(connection, tenant_id=member.tenant.id, lesson_id=lesson_id)
    return {"id": lesson_id, "resourceId": made}


def faq(api: Api, member: Member, course_id: UUID) -> Mapping[str, UUID]:
    with api.scene() as connection:
        made = make_faq(
            connection,
            tenant_id=member.tenant.id,
            course_id=course_id,
            promoted_by=colleague(api, member),
        )
    return {"id": course_id, "entryId": made}


def course_with_certificate(api: Api, member: Member) -> UUID:
    course_id = anothers_course(api, member, students=(member.id,))
    certificate(api, member, course_id)
    return course_id


def certificate(api: Api, member: Member, course_id: UUID) -> str:
    """The code of what the person has earned in the course."""
    with api.scene() as connection:
        return make_certificate(
            connection, tenant_id=member.tenant.id, course_id=course_id, user_id=member.id
        )


_SET_WORK = frozenset({"TEACHER", "ADMIN"})


def work(api: Api, member: Member, **columns: Any) -> UUID:
    """An assignment: of the person's own course if they teach, else of one in which they study."""
    if member.role in _SET_WORK:
        course_id = own_course(api, member)
        in_course(api, member, course_id)
    else:
        course_id = anothers_course(api, member, students=(member.id,))
    return work_in(api, member, course_id, **columns)


def work_in(api: Api, member: Member, course_id: UUID, **columns: Any) -> UUID:
    with api.scene() as connection:
        return make_work(
            connection,
            tenant_id=member.tenant.id,
            course_id=course_id,
            created_by=member.id,
            **columns,
        )


def strange_work(api: Api, member: Member) -> UUID:
    return work_in(api, member, anothers_course(api, member))


def handed_in(
    api: Api, member: Member, work_id: UUID | None = None, *, begun: bool = False
) -> Mapping[str, UUID]:
    """Work of the person's own, or of a pupil of theirs where they teach."""
    work_id = work_id or work(api, member)
    pupil = member.id if member.role not in _SET_WORK else colleague(api, member)
    with api.scene() as connection:
        act_for(connection, member.tenant.id)
        course_id = _course_of(connection, work_id)
        submission_id = make_submission(
            connection,
            tenant_id=member.tenant.id,
            course_id=course_id,
            assignment_id=work_id,
            student_id=pupil,
            attempt=int(begun),
        )
        if begun:
            connection.execute(
                insert(submission_attempts).values(
                    tenant_id=member.tenant.id,
                    id=new_id(),
                    submission_id=submission_id,
                    student_id=pupil,
                    attempt=1,
                    content="An essay.",
                    received_at=datetime.now(UTC),
                )
            )
    return {"id": work_id, "submissionId": submission_id}


def _course_of(connection: Connection, work_id: UUID) -> UUID:
    query = select(assignments.c.course_id).where(assignments.c.id == work_id)
    found: UUID = connection.execute(query).scalar_one()
    return found


def strange_submission(api: Api, member: Member) -> Mapping[str, UUID]:
    work_id, pupil = strange_work(api, member), colleague(api, member)
    with api.scene() as connection:
        act_for(connection, member.tenant.id)
        course_id = _course_of(connection, work_id)
        submission_id = make_submission(
            connection,
            tenant_id=member.tenant.id,
            course_id=course_id,
            assignment_id=work_id,
            student_id=pupil,
        )
    return {"id": work_id, "submissionId": submission_id}


def only(names: Mapping[str, UUID], name: str) -> Mapping[str, UUID]:
    return {name: names[name]}


def extension(api: Api, member: Member, work_id: UUID) -> Mapping[str, UUID]:
    with api.scene() as connection:
        extension_id = make_extension(
            connection,
            tenant_id=member.tenant.id,
            assignment_id=work_id,
            granted_by=member.id,
            user_id=member.id,
        )
    return {"id": work_id, "extensionId": extension_id}


def banked(api: Api, member: Member, owner_id: UUID) -> Mapping[str, UUID]:
    with api.scene() as connection:
        made = make_banked(connection, tenant_id=member.tenant.id, owner_id=owner_id)
    return {"commentId": made}


def course_with_work(api: Api, member: Member) -> UUID:
    """A course of the person's with a pupil and an assignment."""
    course_id = own_course(api, member)
    in_course(api, member, course_id)
    work_in(api, member, course_id)
    return course_id
