"""Courses for somebody: each with what speaks for it, and none that they know or may not see."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, update

from infra.postgres.identity.tables import profiles
from infra.postgres.school.tables import subjects
from tests.areas.learning.factories.courses import course, make_course_member
from tests.support.api import Caller, ok
from tests.support.scene import Member
from tests.support.school import School

LONG_AGO = datetime.now(UTC) - timedelta(days=200)
Reasons = dict[str, list[tuple[str, int | None]]]


def offered(school: School, owner: Member | None = None, **columns: Any) -> str:
    """A course that is neither new nor popular."""
    with school.api.scene() as connection:
        return str(
            course(
                connection,
                tenant_id=school.author.tenant.id,
                owner_id=(owner or school.member("some teacher", "TEACHER")).id,
                **{"published_at": LONG_AGO, "created_at": LONG_AGO, **columns},
            )
        )


def let_in(school: School, course_id: str, *people: Member, **columns: Any) -> None:
    with school.api.scene() as connection:
        for one in people:
            make_course_member(
                connection,
                tenant_id=school.author.tenant.id,
                course_id=UUID(course_id),
                user_id=one.id,
                **columns,
            )


def recommended(caller: Caller, **query: Any) -> Reasons:
    """The courses in their order, with what speaks for each."""
    answer = ok(caller.get("/v1/courses/recommended", query=query))
    return {
        one["course"]["id"]: [(reason["kind"], reason["people"]) for reason in one["reasons"]]
        for one in answer["data"]
    }


def test_each_reason_is_told_and_the_strongest_course_is_first(school: School) -> None:
    mates = [school.member(f"mate {n}") for n in range(5)]
    school.make_class(students=("me", *(f"mate {n}" for n in range(5))))
    me, teacher = school.member("me"), school.author
    friend = school.member("a friend", "TEACHER")
    school.follow(me, friend)
    new = offered(school, published_at=datetime.now(UTC))
    learnt = offered(school)
    let_in(school, learnt, *mates, joined_at=LONG_AGO)
    popular = offered(school)
    let_in(school, popular, *(school.member(f"stranger {n}") for n in range(6)))
    followed = offered(school, friend)
    taught = offered(school, teacher, category="physics")  # as the class learns it
    assert offered(school) not in recommended(school.caller("me"))
    assert recommended(school.caller("me")) == {
        taught: [("TEACHER", None), ("SUBJECT", None)],
        learnt: [("CLASSMATES", 5)],
        followed: [("FOLLOWED", None)],
        popular: [("POPULAR", 6)],
        new: [("NEW", None)],
    }
    assert list(recommended(school.caller("me"), limit=2)) == [taught, learnt]
    # Who is in no class has nothing of it.
    assert set(recommended(school.caller("another"))) == {popular, new}


def test_subjects_are_those_of_courses_of_interests_and_of_classes_in_both_languages(
    school: School,
) -> None:
    me = school.member("me")
    school.make_class(students=("me",))
    of_school = update(subjects).where(subjects.c.tenant_id == school.author.tenant.id)
    with school.api.scene() as connection:
        connection.execute(of_school.values(name_kh="រូបវិទ្យា"))
        connection.execute(
            insert(profiles).values(user_id=me.id, interests=["Chess", "\u200bត្រីកោណ"])
        )
    let_in(school, offered(school, category="Art"), me)
    left = offered(school, category="Music")
    let_in(school, left, me, status="LEFT")
    wanted = {
        offered(school, category=category)
        for category in ("ART", "chess", "ត្រីកោណ", "រូបវិទ្យា", "Physics")
    }
    offered(school, category="music")
    offered(school)
    found = recommended(school.caller("me"))
    assert found == {one: [("SUBJECT", None)] for one in wanted}


def test_fewer_than_five_of_a_class_are_not_told(school: School) -> None:
    mates = [school.member(f"mate {n}") for n in range(4)]
    school.make_class(students=("me", *(f"mate {n}" for n in range(4))))
    learnt = offered(school)
    let_in(school, learnt, *mates, school.member("of another class"), joined_at=LONG_AGO)
    assert recommended(school.caller("me")) == {}


def test_nothing_is_recommended_that_one_knows_or_cannot_come_into(school: School) -> None:
    me, now = school.member("me"), datetime.now(UTC)
    blocked, blocking, muted = (
        school.member(name, "TEACHER") for name in ("blocked", "blocking", "muted")
    )
    school.block(me, blocked)
    school.block(blocking, me)
    ok(school.caller("me").post(f"/v1/users/{muted.id}/mute", json={}))
    new: dict[str, Any] = {"published_at": now}
    for status in ("ACTIVE", "LEFT"):
        let_in(school, offered(school, **new), me, status=status)
    for owner in (blocked, blocking, muted):
        offered(school, owner, **new)
    ways: list[dict[str, Any]] = [
        {"published_at": None},
        {"archived_at": now},
        {"deleted_at": now},
        {"ends_at": now - timedelta(days=1)},
        {"enrolment": "CODE"},
        {"enrolment": "CLOSED"},
        {"is_paid": True, "price": 5},
    ]
    for closed in ways:
        offered(school, **{**new, **closed})
    known = offered(school, **new)
    other = School(school.api, school.api.member("TEACHER"))
    offered(other, **new)
    assert list(recommended(school.caller("me"))) == [known]
    ok(school.caller("me").post(f"/v1/courses/{known}/enroll"))
    assert recommended(school.caller("me")) == {}
