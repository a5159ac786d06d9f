"""A school with a year, a class and its people, for tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from tests.areas.school.factories.years import (
    YEAR_START,
    Year,
    enrol,
    make_class_of,
    make_grade,
    make_guardian,
    make_shift,
    make_student,
    make_subject,
    make_year,
)
from tests.support.api import Api, Caller
from tests.support.scene import Member


@dataclass
class Campus:
    """A school in the year 2025-2026: an administrator, and a teacher who leads class 7A."""

    api: Api
    admin: Member
    teacher: Member
    year: Year
    grade_id: UUID
    subject_id: UUID
    shift_id: UUID
    class_id: UUID
    pupils: list[UUID] = field(default_factory=list)

    @property
    def school_id(self) -> UUID:
        return self.admin.tenant.id

    @property
    def office(self) -> Caller:
        return self.api.as_(self.admin)

    @property
    def as_teacher(self) -> Caller:
        return self.api.as_(self.teacher)

    def another_class(self, name: str = "7B", **columns: Any) -> UUID:
        with self.api.scene() as connection:
            return make_class_of(
                connection,
                self.school_id,
                year_id=self.year.id,
                name=name,
                **{"grade_id": self.grade_id, "shift_id": self.shift_id, **columns},
            )

    def pupil(
        self, class_id: UUID | None = None, *, since: date = YEAR_START, **columns: Any
    ) -> UUID:
        """A pupil in the class, or in another one, from a day on."""
        with self.api.scene() as connection:
            student_id = make_student(connection, self.school_id, **columns)
            enrol(
                connection,
                self.school_id,
                year_id=self.year.id,
                class_id=class_id or self.class_id,
                student_id=student_id,
                started_on=since,
            )
        return student_id

    def parent(self, *student_ids: UUID, **columns: Any) -> Member:
        """A guardian with an account."""
        parent = self.api.member("PARENT", self.admin.tenant)
        with self.api.scene() as connection:
            make_guardian(connection, self.school_id, *student_ids, user_id=parent.id, **columns)
        return parent


def make_campus(api: Api, *sessions: str, pupils: int = 0, **shift: Any) -> Campus:
    """A school with class 7A and so many pupils in it."""
    admin = api.member("ADMIN", api.tenant(timezone="Asia/Phnom_Penh"))
    teacher = api.member("TEACHER", admin.tenant)
    school = admin.tenant.id
    with api.scene() as connection:
        year = make_year(connection, school, is_current=True)
        grade_id, subject_id = make_grade(connection, school), make_subject(connection, school)
        shift_id = make_shift(connection, school, *sessions, **shift)
        class_id = make_class_of(
            connection,
            school,
            year_id=year.id,
            name="7A",
            grade_id=grade_id,
            shift_id=shift_id,
            homeroom_teacher_id=teacher.id,
            teachers=[(teacher.id, subject_id)],
        )
    campus = Campus(api, admin, teacher, year, grade_id, subject_id, shift_id, class_id)
    campus.pupils = [
        campus.pupil(last_name="Sok", first_name=f"Dara {number:02}") for number in range(pupils)
    ]
    return campus
