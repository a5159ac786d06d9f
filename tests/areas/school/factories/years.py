"""School years and what belongs to them, for tests: say what matters, the rest is made up."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Table, insert

from infra.postgres.school.structure_tables import (
    grade_levels,
    rooms,
    shifts,
    subject_offerings,
    term_months,
    terms,
    tracks,
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
from shared.school.naming import PersonName
from tests.areas.people.factories.people import act_for, new_id

YEAR_START, YEAR_END = date(2025, 11, 1), date(2026, 8, 31)
TERMS = (
    (date(2025, 11, 1), date(2026, 3, 31), (date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1))),
    (date(2026, 4, 1), date(2026, 8, 31), (date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1))),
)
"""First day, last day and the months with marks of the two semesters."""


@dataclass(frozen=True, slots=True)
class Year:
    """A school year with its semesters."""

    id: UUID
    term_ids: tuple[UUID, ...]


def make_year(connection: Connection, tenant_id: UUID, **columns: Any) -> Year:
    """The year 2025-2026 with two semesters of three months each."""
    act_for(connection, tenant_id)
    year_id, term_ids = new_id(), tuple(new_id() for _ in TERMS)
    _add(
        connection, academic_years, tenant_id,
        **{
            "id": year_id,
            "name": f"2025-2026 {secrets.token_hex(3)}",
            "start_date": YEAR_START,
            "end_date": YEAR_END,
            "status": "ACTIVE",
            **columns,
        },
    )  # fmt: skip
    for number, (term_id, (start, end, months)) in enumerate(zip(term_ids, TERMS, strict=True), 1):
        _add(
            connection, terms, tenant_id,
            id=term_id, academic_year_id=year_id, ordinal=number, name=f"Semester {number}",
            name_kh=f"ឆមាសទី{number}", start_date=start, end_date=end,
        )  # fmt: skip
        for month in months:
            _add(connection, term_months, tenant_id, term_id=term_id, month=month)
    return Year(year_id, term_ids)


def make_grade(
    connection: Connection, tenant_id: UUID, *, ordinal: int = 7, **columns: Any
) -> UUID:
    """A grade; returns its id."""
    band = "PRIMARY" if ordinal < 7 else "LOWER_SECONDARY" if ordinal < 10 else "UPPER_SECONDARY"
    row = {"id": new_id(), "code": str(ordinal), "name": f"Grade {ordinal}", "ordinal": ordinal,
           "name_kh": f"ថ្នាក់ទី{ordinal}", "band": band, **columns}  # fmt: skip
    return _add(connection, grade_levels, tenant_id, **row)


def make_track(connection: Connection, tenant_id: UUID, code: str = "SCI") -> UUID:
    """A track; returns its id."""
    return _add(connection, tracks, tenant_id, id=new_id(), code=code, name=f"Track {code}")


def make_subject(connection: Connection, tenant_id: UUID, **columns: Any) -> UUID:
    """A subject; returns its id."""
    row = {"id": new_id(), "code": secrets.token_hex(4), "name": "Mathematics", **columns}
    return _add(connection, subjects, tenant_id, **row)


def make_offering(
    connection: Connection,
    tenant_id: UUID,
    *,
    year_id: UUID,
    grade_id: UUID,
    subject_id: UUID | None = None,
    coefficient: str = "1",
    max_score: str = "50",
    **columns: Any,
) -> UUID:
    """What is taught of a subject in a grade of a year; returns its id."""
    return _add(
        connection, subject_offerings, tenant_id,
        **{
            "id": new_id(),
            "academic_year_id": year_id,
            "grade_id": grade_id,
            "subject_id": subject_id or make_subject(connection, tenant_id),
            "coefficient": Decimal(coefficient),
            "max_score": Decimal(max_score),
            **columns,
        },
    )  # fmt: skip


def make_shift(
    connection: Connection,
    tenant_id: UUID,
    *sessions: str,
    weekdays: Iterable[int] = (1, 2, 3, 4, 5, 6),
    **columns: Any,
) -> UUID:
    """A shift, with the session of the morning unless told; returns its id."""
    row = {
        "id": new_id(),
        "name": f"Shift {secrets.token_hex(3)}",
        "sessions": list(sessions or ("MORNING",)),
        "weekdays": list(weekdays),
        "starts": time(7),
        "ends": time(17),
        **columns,
    }
    return _add(connection, shifts, tenant_id, **row)


def make_room(connection: Connection, tenant_id: UUID, **columns: Any) -> UUID:
    """A room; returns its id."""
    row = {"id": new_id(), "name": f"Room {secrets.token_hex(3)}", **columns}
    return _add(connection, rooms, tenant_id, **row)


def make_class_of(
    connection: Connection,
    tenant_id: UUID,
    *,
    year_id: UUID,
    teachers: Iterable[tuple[UUID, UUID]] = (),
    **columns: Any,
) -> UUID:
    """A class of a year; ``teachers`` are pairs of a person and a subject. Returns its id."""
    row = {"id": new_id(), "academic_year_id": year_id, "name": secrets.token_hex(4), **columns}
    class_id = _add(connection, classes, tenant_id, **row)
    for user_id, subject_id in teachers:
        _add(
            connection, class_teachers, tenant_id,
            class_id=class_id, user_id=user_id, subject_id=subject_id,
        )  # fmt: skip
    return class_id


def make_student(connection: Connection, tenant_id: UUID, **columns: Any) -> UUID:
    """A pupil's record without an account; returns its id."""
    name = {"last_name": "Sok", "first_name": "Dara", "family_name_kh": None, "given_name_kh": None}
    name |= {key: columns.pop(key) for key in name if key in columns}
    number = columns.pop("student_number", secrets.token_hex(6))
    person = PersonName(**name)  # type: ignore[arg-type]  # the keys are its own
    row = {
        "id": new_id(),
        "student_number": number,
        "sort_key": person.sort_key,
        "search_text": person.search_text(number),
        **name,
        **columns,
    }
    return _add(connection, students, tenant_id, **row)


def enrol(
    connection: Connection,
    tenant_id: UUID,
    *,
    year_id: UUID,
    class_id: UUID,
    student_id: UUID,
    started_on: date = YEAR_START,
    **columns: Any,
) -> UUID:
    """Put a pupil into a class from a day on; returns the id of the enrolment."""
    return _add(
        connection, class_enrollments, tenant_id,
        **{
            "id": new_id(),
            "academic_year_id": year_id,
            "class_id": class_id,
            "student_id": student_id,
            "started_on": started_on,
            **columns,
        },
    )  # fmt: skip


def make_guardian(
    connection: Connection, tenant_id: UUID, *student_ids: UUID, **columns: Any
) -> UUID:
    """The guardian of these pupils, without an account unless told; returns its id."""
    row = {"id": new_id(), "last_name": "Mao", "first_name": "Leakena", **columns}
    guardian_id = _add(connection, guardians, tenant_id, **row)
    for student_id in student_ids:
        _add(
            connection, student_guardians, tenant_id,
            student_id=student_id, guardian_id=guardian_id, relationship="Mother",
        )  # fmt: skip
    return guardian_id


def _add(connection: Connection, table: Table, tenant_id: UUID, **row: Any) -> UUID:
    act_for(connection, tenant_id)
    connection.execute(insert(table).values({"tenant_id": tenant_id, **row}))
    found: UUID = row.get("id", tenant_id)
    return found
