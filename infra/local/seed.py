"""``make seed``: fills the database with the demo school; a second run adds what is missing."""

from __future__ import annotations

import os
import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import insert

from infra.local import demo
from infra.local.process import say
from infra.passwords import hash_password
from infra.postgres.boards.tables import (
    boards,
    question_tags,
    question_terms,
    question_upvotes,
    questions,
    tags,
)
from infra.postgres.core.engine import create_engine_for
from infra.postgres.core.unit_of_work import UnitOfWork
from infra.postgres.identity.guest_tables import join_codes
from infra.postgres.identity.tables import profiles, users
from infra.postgres.people.tables import follows
from infra.postgres.school.tables import (
    academic_years,
    class_enrollments,
    class_teachers,
    classes,
    students,
    subjects,
)
from infra.postgres.social.tables import comments, likes, posts
from infra.postgres.tenants.tables import memberships, tenants
from shared.boards.policy import terms
from shared.social.policy import topic_tags
from shared.text.same import canonical

_NAMESPACE = UUID("5a3f0f6e-7c1d-4a52-9d0b-000000000001")
# Slow hashes protect passwords that nobody knows; this one stands in the README.
_BCRYPT_ROUNDS = 4


def demo_id(*parts: object) -> UUID:
    """The id of a demo row: always the same, so that a second run finds the first one's rows."""
    return uuid.uuid5(_NAMESPACE, "/".join(str(part) for part in parts))


class Seeder:
    """Adds the demo rows of one school through one unit of work."""

    def __init__(self, unit: UnitOfWork, now: datetime) -> None:
        self._unit = unit
        self._now = now
        self.tenant_id = demo_id("tenant", demo.SCHOOL_SLUG)
        self.added = 0

    def run(self) -> None:
        """Add everything, in the order of the references."""
        self._school(
            demo.SCHOOL_SLUG, demo.SCHOOL_NAME, demo.SCHOOL_NAME_KH, open_registration=True
        )
        self._people()
        self._classes()
        for follower, followed in demo.FOLLOWS:
            self._add(
                follows,
                follower_id=self._person(follower),
                following_id=self._person(followed),
                created_at=self._now,
            )
        for number, post in enumerate(demo.POSTS):
            self._post(number, post)
        self._board()
        self._second_school()

    def _school(
        self, slug: str, name: str, name_kh: str | None, *, open_registration: bool
    ) -> UUID:
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
        return tenant_id

    def _people(self) -> None:
        password_hash = hash_password(demo.PASSWORD, rounds=_BCRYPT_ROUNDS)
        for person in demo.PEOPLE:
            user_id = self._person(person.key)
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

    def _join(self, tenant_id: UUID, user_id: UUID, role: str) -> None:
        row = {
            "tenant_id": tenant_id,
            "id": demo_id("membership", tenant_id, user_id),
            "user_id": user_id,
            "role": role,
            "joined_at": self._now,
        }
        self._insert(memberships, row)

    def _classes(self) -> None:
        year_id, subject_id = demo_id("year"), demo_id("subject", "physics")
        year = self._now.year
        self._add(
            academic_years,
            id=year_id,
            name=f"{year}-{year + 1}",
            start_date=date(year, 11, 1),
            end_date=date(year + 1, 8, 31),
            is_current=True,
            status="ACTIVE",
        )
        self._add(subjects, id=subject_id, code="PHY", name="Physics", name_kh="រូបវិទ្យា")
        for name, grade, teacher in demo.CLASSES:
            class_id = demo_id("class", name)
            self._add(
                classes,
                id=class_id,
                academic_year_id=year_id,
                name=name,
                grade_level=grade,
                homeroom_teacher_id=self._person(teacher),
            )
            self._add(
                class_teachers,
                class_id=class_id,
                user_id=self._person(teacher),
                subject_id=subject_id,
            )
        attending = [person for person in demo.PEOPLE if person.role == "STUDENT"]
        for number, person in enumerate(attending):
            self._enrol(person, number, year_id)

    def _enrol(self, person: demo.Person, number: int, year_id: UUID) -> None:
        student_id = demo_id("student", person.key)
        self._add(
            students,
            id=student_id,
            user_id=self._person(person.key),
            student_number=f"S{number + 1:04}",
            first_name=person.first_name,
            last_name=person.last_name,
        )
        self._add(
            class_enrollments,
            id=demo_id("enrollment", person.key),
            class_id=demo_id("class", demo.CLASSES[number % 2][0]),
            student_id=student_id,
            academic_year_id=year_id,
            started_on=self._now.date(),
        )

    def _post(self, number: int, post: demo.DemoPost) -> None:
        post_id, at = demo_id("post", number), self._now - timedelta(hours=post.hours)
        self._add(
            posts,
            id=post_id,
            author_id=self._person(post.author),
            title=post.title,
            content=post.content,
            content_kh=post.content_kh,
            type=post.type,
            visibility="CLASS" if post.in_class else "SCHOOL",
            class_id=demo_id("class", post.in_class) if post.in_class else None,
            hashtags=list(post.hashtags),
            topic_tags=topic_tags(list(post.hashtags)),
            likes_count=len(post.liked_by),
            comments_count=len(post.comments),
            created_at=at,
            updated_at=at,
        )
        for key in post.liked_by:
            self._add(
                likes,
                id=demo_id("like", number, key),
                user_id=self._person(key),
                post_id=post_id,
                created_at=at,
            )
        for place, (key, content) in enumerate(post.comments, start=1):
            self._add(
                comments,
                id=demo_id("comment", number, place),
                post_id=post_id,
                author_id=self._person(key),
                depth=1,
                content=content,
                created_at=at + timedelta(minutes=7 * place),
            )

    def _board(self) -> None:
        board_id, shown = demo_id("board"), [q for q in demo.QUESTIONS if not q.under_review]
        self._add(
            boards,
            id=board_id,
            slug="ask-the-headmaster",
            title=demo.BOARD_TITLE,
            join_code=demo.BOARD_CODE,
            settings={"moderation": "FILTER", "guests": True, "votes_per_user": None},
            created_by=self._person(demo.BOARD_OWNER),
            questions_count=len(shown),
            held_count=len(demo.QUESTIONS) - len(shown),
            created_at=self._now - timedelta(hours=2),
            updated_at=self._now - timedelta(hours=2),
        )
        self._add(join_codes, kind="board", code=demo.BOARD_CODE, object_id=board_id)
        for name, color in demo.TAGS:
            self._add(
                tags, id=demo_id("tag", name), name=name, name_key=canonical(name), color=color
            )
        for number, question in enumerate(demo.QUESTIONS):
            self._question(number, question, board_id)

    def _question(self, number: int, question: demo.DemoQuestion, board_id: UUID) -> None:
        question_id, at = (
            demo_id("question", number),
            self._now - timedelta(minutes=question.minutes),
        )
        answered, author_id = question.answer is not None, self._person(question.author)
        owner_id = self._person(demo.BOARD_OWNER)
        status = "UNDER_REVIEW" if question.under_review else "ANSWERED" if answered else "OPEN"
        self._add(
            questions,
            id=question_id,
            board_id=board_id,
            author_id=author_id,
            author_key=str(author_id),
            body=question.body,
            status=status,
            upvotes=len(question.voters),
            response_text=question.answer,
            responded_by=owner_id if answered else None,
            responded_at=self._now if answered else None,
            is_pinned=question.pinned,
            pinned_by=owner_id if question.pinned else None,
            pinned_at=self._now if question.pinned else None,
            moderation={"reasons": list(question.under_review)} if question.under_review else {},
            created_at=at,
            updated_at=at,
        )
        for key in question.voters:
            self._add(
                question_upvotes,
                question_id=question_id,
                voter_key=str(self._person(key)),
                board_id=board_id,
                created_at=at,
            )
        for term in sorted(set(terms(question.body))):
            self._add(question_terms, board_id=board_id, term=term, question_id=question_id)
        if question.tag is not None:
            tag_id = demo_id("tag", question.tag)
            self._add(question_tags, question_id=question_id, tag_id=tag_id)

    def _second_school(self) -> None:
        tenant_id = self._school(
            demo.SECOND_SCHOOL_SLUG, demo.SECOND_SCHOOL_NAME, None, open_registration=False
        )
        self._join(tenant_id, self._person("teacher"), "TEACHER")

    def _person(self, key: str) -> UUID:
        return demo_id("user", key)

    def _add(self, table: Table, **row: Any) -> None:
        self._insert(table, {"tenant_id": self.tenant_id, **row})

    def _insert(self, table: Table, row: dict[str, Any]) -> None:
        statement = insert(table).values(row).on_conflict_do_nothing().returning(*table.primary_key)
        self.added += len(self._unit.all(statement))


def main() -> None:
    """Seed the database of ``DATABASE_URL``."""
    engine = create_engine_for(os.environ["DATABASE_URL"], pool_size=1, application_name="seed")
    with UnitOfWork(engine) as unit:
        unit.begin_public()
        seeder = Seeder(unit, datetime.now(UTC))
        seeder.run()
        unit.commit()
    say(f"demo data    {seeder.added} rows added" if seeder.added else "demo data    already there")


if __name__ == "__main__":
    main()
