"""Records of a school: years, classes, pupils, guardians, marks, attendance."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import update

from infra.postgres.school.tables import students
from tests.areas.media.factories.uploads import make_upload
from tests.areas.people.factories.people import make_class, make_member, new_id
from tests.areas.school.factories.announcements import make_announcement
from tests.areas.school.factories.attendance import make_event, make_notice
from tests.areas.school.factories.imports import make_import
from tests.areas.school.factories.marks import Marks, make_card, make_locked_sheet, make_marks
from tests.areas.school.factories.pulses import make_pulse
from tests.areas.school.factories.timetable import make_lesson as make_slot
from tests.areas.school.factories.timetable import make_lesson_change
from tests.areas.school.factories.years import (
    enrol,
    make_class_of,
    make_grade,
    make_guardian,
    make_student,
    make_subject,
    make_year,
)
from tests.guards.things.people import colleague
from tests.support.api import Api
from tests.support.scene import Member

_graded: dict[UUID, Marks] = {}


def graded_class(api: Api, member: Member) -> Marks:
    """The one class with marks of the person's school, which they teach."""
    if member.id not in _graded:
        marks = _graded[member.id] = make_marks(api, member=member)
        with api.scene() as connection:
            make_locked_sheet(connection, marks, ("40", "30", "20"))
            make_card(connection, marks)
        if member.role == "PARENT":
            make_guardian_of(api, member, marks.pupils)
        if member.role == "STUDENT":
            make_pupil_of(api, member, marks.pupils[0])
    return _graded[member.id]


def make_guardian_of(api: Api, member: Member, pupils: list[UUID]) -> None:
    """Let the person be the guardian of these pupils."""
    with api.scene() as connection:
        make_guardian(connection, member.tenant.id, *pupils, user_id=member.id)


def make_pupil_of(api: Api, member: Member, student_id: UUID) -> None:
    """Let the person be this pupil."""
    with api.scene() as connection:
        change = update(students).where(students.c.id == student_id)
        connection.execute(change.values(user_id=member.id))


def teacher(api: Api, member: Member) -> UUID:
    """Somebody to whom everybody of the person's school may write."""
    with api.scene() as connection:
        return make_member(connection, tenant_id=member.tenant.id, role="TEACHER").id


def pupil_of_another(api: Api, member: Member) -> UUID:
    with api.scene() as connection:
        return make_student(connection, member.tenant.id)


def strangers_class(api: Api, member: Member) -> UUID:
    """A class of the person's school with which they have nothing to do."""
    with api.scene() as connection:
        return make_class(connection, tenant_id=member.tenant.id)


def pulse(api: Api, member: Member) -> UUID:
    with api.scene() as connection:
        return make_pulse(connection, tenant_id=member.tenant.id, author_id=member.id)


def announcement(api: Api, member: Member) -> UUID:
    with api.scene() as connection:
        return make_announcement(connection, tenant_id=member.tenant.id, author_id=member.id)


def import_of_pupils(api: Api, member: Member) -> UUID:
    year_id = class_year(api, member)
    with api.scene() as connection:
        return make_import(
            connection, tenant_id=member.tenant.id, created_by=member.id, year_id=year_id
        )


def file_to_import(api: Api, member: Member) -> UUID:
    """An upload of the person's for an import."""
    with api.scene() as connection:
        return make_upload(
            connection, tenant_id=member.tenant.id, owner_id=member.id, purpose="IMPORT"
        )


def class_year(api: Api, member: Member) -> UUID:
    """A new year of the person's school."""
    with api.scene() as connection:
        return make_year(connection, member.tenant.id).id


def year_after(api: Api, member: Member) -> UUID:
    """A year of the person's school behind all others."""
    later = {"start_date": date(2090, 11, 1), "end_date": date(2091, 8, 31)}
    with api.scene() as connection:
        return make_year(connection, member.tenant.id, **later).id


def grade(api: Api, member: Member) -> UUID:
    """A new grade of the person's school."""
    with api.scene() as connection:
        return make_grade(connection, member.tenant.id, code=new_id().hex[-12:])


def subject(api: Api, member: Member) -> UUID:
    """A new subject of the person's school."""
    with api.scene() as connection:
        return make_subject(connection, member.tenant.id)


def pupil(api: Api, member: Member, **columns: Any) -> UUID:
    """The record of a pupil of the person's school."""
    with api.scene() as connection:
        return make_student(connection, member.tenant.id, **columns)


def class_of_year(api: Api, member: Member, **columns: Any) -> UUID:
    """A class of a new year of the person's school."""
    with api.scene() as connection:
        year = make_year(connection, member.tenant.id)
        return make_class_of(connection, member.tenant.id, year_id=year.id, **columns)


def tied_guardian(api: Api, member: Member) -> Mapping[str, UUID]:
    student_id = pupil(api, member)
    with api.scene() as connection:
        return {
            "id": student_id,
            "guardianId": make_guardian(connection, member.tenant.id, student_id),
        }


def known_guardian(api: Api, member: Member) -> UUID:
    """A guardian whom the school knows, with an account."""
    parent = colleague(api, member)
    with api.scene() as connection:
        return make_guardian(connection, member.tenant.id, user_id=parent)


def taught_class(api: Api, member: Member, **columns: Any) -> UUID:
    """A class of a long year that the person leads, unless told."""
    long = {"start_date": date(2020, 1, 1), "end_date": date(2099, 12, 31)}
    with api.scene() as connection:
        year = make_year(connection, member.tenant.id, **long)
        given = {"homeroom_teacher_id": member.id, **columns}
        return make_class_of(connection, member.tenant.id, year_id=year.id, **given)


def child(api: Api, member: Member) -> UUID:
    """A pupil whose guardian the person is."""
    student_id = pupil(api, member)
    with api.scene() as connection:
        make_guardian(connection, member.tenant.id, student_id, user_id=member.id)
    return student_id


def notice(api: Api, member: Member, student_id: UUID) -> Mapping[str, UUID]:
    with api.scene() as connection:
        notice_id = make_notice(connection, member.tenant.id, student_id, member.id)
    return {"id": student_id, "noticeId": notice_id}


def calendar_event(api: Api, member: Member, class_id: UUID) -> UUID:
    with api.scene() as connection:
        return make_event(connection, member.tenant.id, member.id, class_id=class_id)


def slot(api: Api, member: Member) -> UUID:
    class_id = taught_class(api, member)
    with api.scene() as connection:
        return make_slot(connection, member.tenant.id, class_id=class_id)


def lesson_change(api: Api, member: Member) -> UUID:
    """A lesson that is cancelled on a day."""
    lesson_id, by = slot(api, member), {"made_by": member.id}
    with api.scene() as connection:
        return make_lesson_change(connection, member.tenant.id, lesson_id, **by)


def enrolled(api: Api, member: Member) -> Mapping[str, UUID]:
    student_id, school = pupil(api, member), member.tenant.id
    with api.scene() as connection:
        year = make_year(connection, school)
        class_id = make_class_of(connection, school, year_id=year.id)
        enrol(connection, school, year_id=year.id, class_id=class_id, student_id=student_id)
    return {"id": class_id, "studentId": student_id}
