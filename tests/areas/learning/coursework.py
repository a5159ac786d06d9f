"""A course with people, whose work is set, handed in and graded through the API."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update

from infra.postgres.learning.course_tables import courses
from infra.postgres.school.tables import guardians, student_guardians, students
from tests.areas.learning.factories.courses import course, make_course_member
from tests.areas.people.factories.people import act_for, new_id
from tests.support.api import Api, Caller, ok
from tests.support.school import School, make_school


def at(**parts: float) -> str:
    """A moment that far from now, as JSON has it."""
    return (datetime.now(UTC) + timedelta(**parts)).isoformat()


@dataclass
class Course:
    """A published course of the school's author; students join by name."""

    school: School
    id: UUID

    @property
    def api(self) -> Api:
        return self.school.api

    @property
    def teacher(self) -> Caller:
        return self.school.as_author

    def join(self, *names: str, role: str = "STUDENT", **columns: Any) -> None:
        for name in names:
            self.school.member(name, "STUDENT" if role == "STUDENT" else "TEACHER")
            self.join_as(name, role, **columns)

    def join_as(self, name: str, role: str, **columns: Any) -> None:
        """Let somebody of the school into the course, whatever they are there."""
        tenant_id, member = self.school.author.tenant.id, self.school.member(name)
        with self.api.scene() as connection:
            make_course_member(
                connection,
                tenant_id=tenant_id,
                course_id=self.id,
                user_id=member.id,
                role=role,
                **columns,
            )

    def caller(self, name: str) -> Caller:
        return self.school.caller(name)

    def user_id(self, name: str) -> str:
        return str(self.school.member(name).id)

    def work(self, **body: Any) -> dict[str, Any]:
        sent = {
            "courseId": str(self.id),
            "title": "An essay",
            "type": "TEXT",
            "maxPoints": 100,
            **body,
        }
        made: dict[str, Any] = ok(self.teacher.post("/v1/assignments", json=sent), 201)
        return made

    def read(self, work: dict[str, Any], name: str | None = None) -> Any:
        who = self.teacher if name is None else self.caller(name)
        return ok(who.get(f"/v1/assignments/{work['id']}"))

    def submit(self, work: dict[str, Any], name: str, **body: Any) -> Any:
        sent = body or {"content": f"The work of {name}"}
        return ok(self.caller(name).post(f"/v1/assignments/{work['id']}/submit", json=sent), 201)

    def grade(self, work: dict[str, Any], submission: dict[str, Any], **body: Any) -> Any:
        sent = {"version": submission["version"], **body}
        return ok(self.teacher.put(self.place(work, submission, "/grade"), json=sent))

    def place(self, work: dict[str, Any], submission: dict[str, Any], action: str = "") -> str:
        return f"/v1/assignments/{work['id']}/submissions/{submission['id']}{action}"

    def open(self, work: dict[str, Any], submission: dict[str, Any], name: str | None) -> Any:
        who = self.teacher if name is None else self.caller(name)
        return ok(who.get(self.place(work, submission)))

    def archive(self) -> None:
        with self.api.scene() as connection:
            act_for(connection, self.school.author.tenant.id)
            connection.execute(
                update(courses).where(courses.c.id == self.id).values(archived_at=datetime.now(UTC))
            )

    def guardian_of(self, name: str, *, sees_grades: bool = True) -> Caller:
        """A parent of the student, with an account."""
        parent = self.school.member(f"a parent of {name}", "PARENT")
        tenant_id, student_user = self.school.author.tenant.id, self.school.member(name).id
        with self.api.scene() as connection:
            act_for(connection, tenant_id)
            of_student = select(students.c.id).where(
                students.c.tenant_id == tenant_id, students.c.user_id == student_user
            )
            student_id = connection.execute(of_student).scalar_one_or_none()
            if student_id is None:
                student_id = new_id()
                connection.execute(
                    insert(students).values(
                        tenant_id=tenant_id,
                        id=student_id,
                        user_id=student_user,
                        student_number=student_id.hex[-12:],
                        first_name="Dara",
                        last_name="Chan",
                    )
                )
            guardian_id = new_id()
            connection.execute(
                insert(guardians).values(
                    tenant_id=tenant_id,
                    id=guardian_id,
                    user_id=parent.id,
                    first_name="Sophea",
                    last_name="Chan",
                )
            )
            connection.execute(
                insert(student_guardians).values(
                    tenant_id=tenant_id,
                    student_id=student_id,
                    guardian_id=guardian_id,
                    can_view_grades=sees_grades,
                )
            )
        return self.api.as_(parent)


def make_course(api: Api, *students_: str) -> Course:
    school = make_school(api)
    with api.scene() as connection:
        course_id = course(connection, tenant_id=school.author.tenant.id, owner_id=school.author.id)
    made = Course(school, course_id)
    made.join(*students_)
    return made
