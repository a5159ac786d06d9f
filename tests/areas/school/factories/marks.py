"""A class with subjects, teachers and pupils that marks are entered for."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert

from infra.postgres.identity.guest_tables import join_codes
from infra.postgres.school.grade_tables import (
    grade_entries,
    grade_history,
    grade_sheets,
    report_cards,
)
from shared.school.grades.card_schemas import CardContent, CardPupil
from shared.school.grades.chain import Link, digest
from shared.school.grades.types import CardScope, EntryState, GradeAction, SheetKind, SheetStatus
from shared.tenants.codes import new_code
from tests.areas.people.factories.people import act_for, new_id
from tests.areas.school.factories.years import (
    enrol,
    make_class_of,
    make_grade,
    make_guardian,
    make_offering,
    make_student,
    make_subject,
    make_year,
)
from tests.support.api import Api, Caller, ok
from tests.support.scene import Member

NAMES = ("Chan", "Kim", "Lim", "Mao", "Nou", "Sok", "Touch", "Yim")
MONTH, NEXT, EXAM = "2026-01", "2026-02", "EXAM"


@dataclass
class Marks:
    """A class of grade 7 in the year 2025-2026, its teacher of all subjects, and an admin."""

    api: Api
    admin: Member
    teacher: Member
    year_id: UUID
    term_ids: Sequence[UUID]
    grade_id: UUID
    class_id: UUID
    subjects: Mapping[str, UUID]
    pupils: list[UUID]

    @property
    def maths(self) -> UUID:
        return self.subjects["MATHS"]

    @property
    def path(self) -> str:
        return f"/v1/classes/{self.class_id}/grades"

    def of(self, subject: str = "MATHS", period: str = MONTH, term: int = 0) -> dict[str, str]:
        """Which sheet, as requests name it."""
        return {
            "subjectId": str(self.subjects[subject]),
            "termId": str(self.term_ids[term]),
            "period": period,
        }

    @property
    def as_teacher(self) -> Caller:
        return self.api.as_(self.teacher)

    @property
    def as_admin(self) -> Caller:
        return self.api.as_(self.admin)

    def sheet(self, **of: Any) -> dict[str, Any]:
        found: dict[str, Any] = ok(self.as_admin.get(self.path, query=self.of(**of)))
        return found

    def enter(
        self, scores: Sequence[str | None], *, submit: bool = False, by: Member | None = None,
        **of: Any,
    ) -> Any:  # fmt: skip
        """Enter marks for the pupils in their order; None leaves a cell as it is."""
        entries = [
            scored(pupil, score)
            for pupil, score in zip(self.pupils, scores, strict=False)
            if score is not None
        ]
        body = {**self.of(**of), "entries": entries, "submit": submit}
        return self.api.as_(by or self.teacher).put(self.path, json=body)

    def lock(self, period: str = MONTH, term: int = 0) -> Any:
        body = {"termId": str(self.term_ids[term]), "period": period}
        return self.as_admin.post(f"{self.path}/lock", json=body)

    def locked(self, scores: Mapping[str, Sequence[str]], period: str = MONTH) -> None:
        """Enter, hand in and lock the sheets of these subjects."""
        for subject, found in scores.items():
            ok(self.enter(found, submit=True, subject=subject, period=period))
        ok(self.lock(period))

    def correct(self, pupil: int, score: str, subject: str = "MATHS", **body: Any) -> Any:
        of = self.of(subject, **{k: body.pop(k) for k in ("period", "term") if k in body})
        entry = scored(self.pupils[pupil], score)
        sent = {**of, **entry, "reason": "A page was not counted", **body}
        return self.as_admin.post(f"{self.path}/corrections", json=sent)

    def issue(self, scope: str = "MONTH", period: str | None = MONTH, term: int = 0) -> Any:
        """Issue cards: what the API answers."""
        body = {"scope": scope, "termId": str(self.term_ids[term]), "period": period}
        return self.as_admin.post(f"/v1/classes/{self.class_id}/report-cards", json=body)

    def cards(self, scope: str = "MONTH", period: str | None = MONTH, **query: Any) -> list[Any]:
        """The cards of the class in the first semester."""
        of = {"scope": scope, "termId": str(self.term_ids[0]), **query}
        of |= {} if period is None else {"period": period}
        path = f"/v1/classes/{self.class_id}/report-cards"
        found: list[Any] = ok(self.as_teacher.get(path, query=of))["data"]
        return found

    def family(self, pupil: int) -> tuple[Member, Member]:
        """Accounts of the pupil and of a guardian."""
        tenant = self.admin.tenant
        child, parent = self.api.member("STUDENT", tenant), self.api.member("PARENT", tenant)
        self.api.rows(
            "UPDATE app.students SET user_id = :u WHERE id = :s RETURNING 1",
            u=child.id,
            s=self.pupils[pupil],
        )
        with self.api.scene() as connection:
            make_guardian(connection, tenant.id, self.pupils[pupil], user_id=parent.id)
        return child, parent


def make_locked_sheet(
    connection: Connection, marks: Marks, scores: Sequence[str], period: str = MONTH
) -> UUID:
    """A locked sheet of mathematics with its chain, without any request; returns its id."""
    tenant, sheet_id, at = marks.admin.tenant.id, new_id(), datetime.now(UTC)
    act_for(connection, tenant)
    made: list[Link] = []
    cells = [f"SCORED {Decimal(score):.2f}" for score in scores]
    steps = [
        *((GradeAction.ENTERED, p, c) for p, c in zip(marks.pupils, cells, strict=False)),
        (GradeAction.SUBMITTED, None, None),
        (GradeAction.LOCKED, None, None),
    ]
    for seq, (action, student_id, new) in enumerate(steps, start=1):
        previous = made[-1].hash if made else None
        by = marks.teacher.id
        link = Link(sheet_id, seq, action, student_id, None, new, None, by, at, previous)
        made.append(replace(link, hash=digest(link.document())))
    of = {"subject_id": marks.maths, "term_id": marks.term_ids[0], "period": period}
    connection.execute(
        insert(grade_sheets).values(
            tenant_id=tenant, id=sheet_id, academic_year_id=marks.year_id, class_id=marks.class_id,
            kind=SheetKind.EXAM if period == EXAM else SheetKind.MONTH, max_score=Decimal(50),
            status=SheetStatus.LOCKED, submitted_at=at, submitted_by=marks.teacher.id,
            locked_at=at, locked_by=marks.admin.id, head_seq=len(made), head_hash=made[-1].hash,
            **of,
        )
    )  # fmt: skip
    for pupil, score in zip(marks.pupils, scores, strict=False):
        connection.execute(
            insert(grade_entries).values(
                tenant_id=tenant, sheet_id=sheet_id, student_id=pupil, state=EntryState.SCORED,
                score=Decimal(score), entered_by=marks.teacher.id, **of,
            )
        )  # fmt: skip
    rows = [{"tenant_id": tenant, **asdict(link)} for link in made]
    connection.execute(insert(grade_history).values(rows))
    return sheet_id


def make_card(
    connection: Connection, marks: Marks, *, period: str = "2026-07", **columns: Any
) -> str:
    """A card of the first pupil for a month of the second semester, unless told; returns its code.

    Its content is that of the month whatever ``columns`` say.
    """
    tenant, card_id, code = marks.admin.tenant.id, new_id(), new_code(secrets.token_bytes(12))
    act_for(connection, tenant)
    pupil = CardPupil(
        id=marks.pupils[0], number="1", first_name="000", last_name="Chan",
        family_name_kh=None, given_name_kh=None,
    )  # fmt: skip
    content = CardContent(
        school_name="School", class_id=marks.class_id, class_name="7A", year_name="2025-2026",
        scope=CardScope.MONTH, term_name="Semester 2", term_name_kh=None, period=period,
        full_mark=Decimal(50), pass_mark=Decimal(25), pupil=pupil, subjects=[], parts=[],
        average=None, rank=None, out_of=0, mention=None, mention_label=None,
        mention_label_kh=None, passed=None, missing=["Maths"], heads=[],
    ).model_dump(mode="json", by_alias=True)  # fmt: skip
    connection.execute(
        insert(report_cards).values(
            **{
                "tenant_id": tenant, "id": card_id, "academic_year_id": marks.year_id,
                "class_id": marks.class_id, "student_id": marks.pupils[0],
                "scope": CardScope.MONTH, "term_id": marks.term_ids[1], "period": period,
                "version": 1, "content": content, "hash": digest(content), "code": code,
                "issued_by": marks.admin.id, **columns,
            }
        )
    )  # fmt: skip
    row = {"kind": "card", "code": code, "tenant_id": tenant, "object_id": card_id}
    connection.execute(insert(join_codes).values(row))
    return code


def scored(pupil: UUID, score: str, **more: Any) -> dict[str, Any]:
    """An entry as requests spell it."""
    return {"studentId": str(pupil), "state": "SCORED", "score": score, **more}


def make_marks(
    api: Api,
    *,
    pupils: int = 3,
    subjects: Mapping[str, tuple[str, str]] | None = None,
    member: Member | None = None,
) -> Marks:
    """A class; ``subjects`` are coefficient and maximum by code. ``member`` teaches it."""
    admin = api.member("ADMIN") if member is None else api.member("ADMIN", member.tenant)
    tenant = admin.tenant.id
    teacher = member or api.member("TEACHER", admin.tenant)
    with api.scene() as connection:
        year = make_year(connection, tenant)
        grade_id = make_grade(connection, tenant)
        taught = {}
        for at, (code, (coefficient, maximum)) in enumerate(
            (subjects or {"MATHS": ("1", "50")}).items()
        ):
            subject_id = make_subject(connection, tenant, code=code, name=code.title())
            make_offering(
                connection, tenant, year_id=year.id, grade_id=grade_id, subject_id=subject_id,
                coefficient=coefficient, max_score=maximum, ordinal=at,
            )  # fmt: skip
            taught[code] = subject_id
        class_id = make_class_of(
            connection, tenant, year_id=year.id, grade_id=grade_id, name="7A",
            teachers=[(teacher.id, subject_id) for subject_id in taught.values()],
        )  # fmt: skip
        listed = [
            make_student(connection, tenant, last_name=NAMES[n % len(NAMES)], first_name=f"{n:03}")
            for n in range(pupils)
        ]
        for student_id in listed:
            enrol(connection, tenant, year_id=year.id, class_id=class_id, student_id=student_id)
    return Marks(api, admin, teacher, year.id, year.term_ids, grade_id, class_id, taught, listed)
