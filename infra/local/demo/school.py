"""The demo school itself: its people and classes, which no function of the product makes yet."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import insert

from functions.runtime.context import Viewer
from infra.local.demo import people
from infra.local.demo.arrivals import EXPECTED
from infra.local.demo.stage import demo_id, viewer_of
from infra.passwords import hash_password
from infra.postgres.core.unit_of_work import UnitOfWork
from infra.postgres.identity.tables import profiles, users
from infra.postgres.school.structure_tables import (
    grade_levels,
    rooms,
    shifts,
    subject_offerings,
    term_months,
    terms,
)
from infra.postgres.school.tables import (
    academic_years,
    class_enrollments,
    class_teachers,
    classes,
    guardians,
    student_guardians,
    students,
    subjects,
)
from infra.postgres.tenants.tables import memberships, role_assignments, tenants
from shared.auth.assignments import ScopeType
from shared.auth.roles import Role
from shared.school.naming import PersonName

# Slow hashes protect passwords that nobody knows; this one stands in the README.
_BCRYPT_ROUNDS = 4
_FIRST_MONTH = 9


class School:
    """Adds what is missing of the schools; ``added`` counts rows, ``came`` says who is new."""

    def __init__(self, unit: UnitOfWork, now: datetime) -> None:
        self._unit = unit
        self._now = now
        self.tenant_id = demo_id("tenant", people.SCHOOL_SLUG)
        self.added = 0
        self.came = False

    def add(self) -> dict[str, Viewer]:
        """Add everything, in the order of the references; returns the people by their keys.

        The unit acts for the demo school afterwards.
        """
        self._second_school()
        self._school(
            people.SCHOOL_SLUG, people.SCHOOL_NAME, people.SCHOOL_NAME_KH, open_registration=True
        )
        before = self.added
        self._people()
        self.came = self.added > before
        self._second_membership()
        self._classes()
        self._family()
        self._operator()
        return {person.key: self._viewer(person) for person in people.PEOPLE}

    def _viewer(self, person: people.Person) -> Viewer:
        return viewer_of(
            self.tenant_id,
            demo_id("user", person.key),
            role=person.role,
            name=f"{person.first_name} {person.last_name}",
            locale=person.locale,
        )

    def _school(
        self, slug: str, name: str, name_kh: str | None, *, open_registration: bool
    ) -> None:
        tenant_id = demo_id("tenant", slug)
        self._unit.as_tenant(tenant_id)
        self._insert(
            tenants,
            {
                "id": tenant_id,
                "slug": slug,
                "name": name,
                "name_kh": name_kh,
                "timezone": "Asia/Phnom_Penh",
                "settings": {"open_registration": open_registration},
            },
        )

    def _people(self) -> None:
        password_hash = hash_password(people.PASSWORD, rounds=_BCRYPT_ROUNDS)
        for person in people.PEOPLE:
            user_id = demo_id("user", person.key)
            row = {
                "id": user_id,
                "email": f"{person.key}@demo.school",
                "email_verified_at": self._now,
                "password_hash": password_hash,
                "first_name": person.first_name,
                "last_name": person.last_name,
                "locale": person.locale,
            }
            self._insert(users, row)
            self._insert(profiles, {"user_id": user_id})
            self._join(self.tenant_id, user_id, person.role)

    def _join(self, tenant_id: UUID, user_id: UUID, role: Role) -> None:
        row = {
            "tenant_id": tenant_id,
            "id": demo_id("membership", tenant_id, user_id),
            "user_id": user_id,
            "role": role,
            "joined_at": self._now,
        }
        self._insert(memberships, row)

    def _classes(self) -> None:
        year_id = demo_id("year")
        self._year(year_id)
        self._taught(year_id)
        for name, grade, teacher in people.CLASSES:
            class_id = demo_id("class", name)
            self._add(
                classes,
                id=class_id,
                academic_year_id=year_id,
                name=name,
                grade_id=demo_id("grade", grade),
                shift_id=demo_id("shift", "morning"),
                room_id=demo_id("room", name),
                capacity=40,
                homeroom_teacher_id=demo_id("user", teacher),
            )
            self._add(
                class_teachers,
                class_id=class_id,
                user_id=demo_id("user", teacher),
                subject_id=demo_id("subject", "physics"),
            )
        attending = [person for person in people.PEOPLE if person.role == "STUDENT"]
        for number, person in enumerate(attending):
            self._enrol(person, number, year_id)

    def _year(self, year_id: UUID) -> None:
        """The year around the present day, with two semesters."""
        first = self._first_day
        middle, last = date(first.year + 1, 3, 1), date(first.year + 1, 8, 31)
        self._add(
            academic_years,
            id=year_id,
            name=f"{first.year}-{first.year + 1}",
            start_date=first,
            end_date=last,
            is_current=True,
            status="ACTIVE",
        )
        semesters = ((first, middle - timedelta(days=1)), (middle, last))
        for number, (start, end) in enumerate(semesters, start=1):
            term_id = demo_id("term", number)
            self._add(
                terms,
                id=term_id,
                academic_year_id=year_id,
                ordinal=number,
                name=f"Semester {number}",
                name_kh=f"ឆមាសទី{number}",
                start_date=start,
                end_date=end,
            )
            for later in (31, 62, 93):
                month = (start + timedelta(days=later)).replace(day=1)
                self._add(term_months, term_id=term_id, month=month)

    def _taught(self, year_id: UUID) -> None:
        grade_id = demo_id("grade", "10")
        self._add(
            grade_levels,
            id=grade_id,
            code="10",
            name="Grade 10",
            name_kh="ថ្នាក់ទី១០",
            ordinal=10,
            band="UPPER_SECONDARY",
        )
        self._add(
            shifts,
            id=demo_id("shift", "morning"),
            name="Morning",
            name_kh="ពេលព្រឹក",
            sessions=["MORNING"],
            # Every day, so that there is a register to try whenever somebody looks.
            weekdays=[1, 2, 3, 4, 5, 6, 7],
            starts=time(7),
            ends=time(11),
        )
        for name, _, _ in people.CLASSES:
            self._add(rooms, id=demo_id("room", name), name=f"Room {name}", capacity=45)
        for place, (key, code, name, name_kh, coefficient) in enumerate(people.SUBJECTS):
            subject_id = demo_id("subject", key)
            self._add(subjects, id=subject_id, code=code, name=name, name_kh=name_kh)
            self._add(
                subject_offerings,
                id=demo_id("offering", key),
                academic_year_id=year_id,
                grade_id=grade_id,
                subject_id=subject_id,
                coefficient=Decimal(coefficient),
                max_score=Decimal(50 * coefficient),
                ordinal=place,
            )

    def _enrol(self, person: people.Person, number: int, year_id: UUID) -> None:
        student_id = demo_id("student", person.key)
        name = PersonName(person.last_name, person.first_name)
        self._pupil(student_id, name, f"S{number + 1:04}", user_id=demo_id("user", person.key))
        self._add(
            class_enrollments,
            id=demo_id("enrollment", person.key),
            class_id=demo_id("class", people.CLASSES[number % 2][0]),
            student_id=student_id,
            academic_year_id=year_id,
            started_on=self._first_day,
        )

    def _family(self) -> None:
        """Pupils who have not come yet, and a parent who has."""
        for number, (key, first, last, given_kh, family_kh) in enumerate(EXPECTED):
            name = PersonName(last, first, family_kh, given_kh)
            self._pupil(demo_id("student", key), name, f"S{number + 101:04}")
            self._add(
                class_enrollments,
                id=demo_id("enrollment", key),
                class_id=demo_id("class", people.CLASSES[0][0]),
                student_id=demo_id("student", key),
                academic_year_id=demo_id("year"),
                started_on=self._first_day,
            )
        parent = demo_id("guardian", "leakena")
        self._add(
            guardians,
            id=parent,
            user_id=demo_id("user", "leakena"),
            first_name="Leakena",
            last_name="Mao",
            phone="+855 12 000 000",
        )
        for child in ("bopha", "rithy"):
            self._add(student_guardians, student_id=demo_id("student", child), guardian_id=parent)

    @property
    def _first_day(self) -> date:
        """Of the school year, in September."""
        today = self._now.date()
        return date(today.year - (today.month < _FIRST_MONTH), _FIRST_MONTH, 1)

    def _pupil(self, student_id: UUID, name: PersonName, number: str, **columns: Any) -> None:
        self._add(
            students,
            id=student_id,
            student_number=number,
            sort_key=name.sort_key,
            search_text=name.search_text(number),
            **asdict(name),
            **columns,
        )

    def _operator(self) -> None:
        self._add(
            role_assignments,
            id=demo_id("assignment", "operator"),
            user_id=demo_id("user", "operator"),
            role=Role.PLATFORM_ADMIN,
            scope_type=ScopeType.TENANT,
            scope_id=self.tenant_id,
        )

    def _second_school(self) -> None:
        self._school(
            people.SECOND_SCHOOL_SLUG, people.SECOND_SCHOOL_NAME, None, open_registration=False
        )

    def _second_membership(self) -> None:
        """The teacher teaches in the evening as well."""
        evening = demo_id("tenant", people.SECOND_SCHOOL_SLUG)
        self._unit.as_tenant(evening)
        self._join(evening, demo_id("user", "teacher"), Role.TEACHER)
        self._unit.as_tenant(self.tenant_id)

    def _add(self, table: Table, **row: Any) -> None:
        self._insert(table, {"tenant_id": self.tenant_id, **row})

    def _insert(self, table: Table, row: dict[str, Any]) -> None:
        statement = insert(table).values(row).on_conflict_do_nothing().returning(*table.primary_key)
        self.added += len(self._unit.all(statement))
