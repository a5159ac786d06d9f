from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, Engine, insert, text, update

from infra.postgres.core.records import RequestIdentity
from infra.postgres.core.unit_of_work import UnitOfWork
from infra.postgres.identity.tables import auth_sessions, jwt_revocations, users
from infra.postgres.school.tables import class_enrollments, classes
from infra.postgres.social.tables import posts
from infra.postgres.tenants.tables import memberships, tenants
from tests.areas.people.factories.people import (
    act_for,
    make_class,
    make_member,
    make_membership,
    make_session,
    make_tenant,
    make_user,
    new_id,
)
from tests.areas.social.factories.posts import make_block, make_follow, make_post
from tests.integration.postgres.conftest import School

NOW = datetime.now(UTC)
PAST = NOW - timedelta(seconds=1)

Change = Callable[[Connection, School], object]


def begin(engine: Engine, school: School, **other: UUID) -> RequestIdentity | None:
    ids = {
        "tenant_id": school.id,
        "user_id": school.teacher.id,
        "session_id": school.session_id,
        "token_id": new_id(),
    }
    with UnitOfWork(engine) as unit:
        found = unit.begin_request(**(ids | other))
        unit.commit()
    return found


def change_session(**columns: Any) -> Change:
    def change(connection: Connection, school: School) -> None:
        connection.execute(
            update(auth_sessions).where(auth_sessions.c.id == school.session_id).values(columns)
        )

    return change


def change_user(**columns: Any) -> Change:
    def change(connection: Connection, school: School) -> None:
        connection.execute(update(users).where(users.c.id == school.teacher.id).values(columns))

    return change


def change_tenant(**columns: Any) -> Change:
    def change(connection: Connection, school: School) -> None:
        connection.execute(update(tenants).where(tenants.c.id == school.id).values(columns))

    return change


def change_membership(**columns: Any) -> Change:
    def change(connection: Connection, school: School) -> None:
        connection.execute(
            update(memberships).where(memberships.c.user_id == school.teacher.id).values(columns)
        )

    return change


def test_a_request_begins_with_all_that_is_known_of_the_caller(
    engine: Engine, school: School
) -> None:
    assert begin(engine, school) == RequestIdentity(
        token_version=0,
        role="TEACHER",
        membership_status="ACTIVE",
        tenant_status="ACTIVE",
        tenant_settings={},
        tenant_slug=school.tenant.slug,
        tenant_timezone="UTC",
        session_live=True,
        user_name=school.teacher.name,
        user_locale="en",
        user_email_verified=True,
        user_deleted=False,
        assignments=[],
    )


def test_a_request_of_nobody_or_in_no_school_begins_with_nothing(
    engine: Engine, school: School
) -> None:
    assert begin(engine, school, user_id=new_id()) is None
    assert begin(engine, school, tenant_id=new_id()) is None


def test_a_stranger_to_the_school_has_no_role_and_no_session(
    engine: Engine, school: School, make_school: Callable[[], School]
) -> None:
    found = begin(engine, school, tenant_id=make_school().id)

    assert found is not None
    assert found.role is None
    assert found.membership_status is None
    assert not found.session_live


@pytest.mark.parametrize(
    "change",
    [
        change_session(revoked_at=PAST),
        change_session(expires_at=PAST),
        change_session(absolute_expires_at=PAST),
    ],
)
def test_a_session_ends(
    engine: Engine, admin_engine: Engine, school: School, change: Change
) -> None:
    with admin_engine.begin() as connection:
        change(connection, school)

    found = begin(engine, school)

    assert found is not None
    assert not found.session_live


def test_another_persons_session_does_not_serve(engine: Engine, school: School) -> None:
    with engine.begin() as connection:
        other = make_member(connection, tenant_id=school.id)

    found = begin(engine, school, user_id=other.id)

    assert found is not None
    assert not found.session_live


def test_a_revoked_token_ends_its_session(engine: Engine, school: School) -> None:
    token_id = new_id()
    with engine.begin() as connection:
        connection.execute(
            insert(jwt_revocations).values(
                jti=token_id,
                user_id=school.teacher.id,
                expires_at=datetime.now(UTC) + timedelta(minutes=15),
            )
        )

    found = begin(engine, school, token_id=token_id)

    assert found is not None
    assert not found.session_live


def test_waits_are_bounded_inside_the_unit_and_not_after_it(engine: Engine, school: School) -> None:
    query = text(
        "SELECT current_setting('lock_timeout'), current_setting('statement_timeout'),"
        " current_setting('idle_in_transaction_session_timeout')"
    )
    with UnitOfWork(engine) as unit:
        unit.as_tenant(school.id)
        inside = tuple(unit.execute(query).one())
        unit.commit()
    with engine.begin() as connection:
        after = tuple(connection.execute(query).one())

    assert inside == ("2s", "5s", "10s")
    assert after == ("0", "0", "0")


def test_a_refresh_token_leads_to_its_session_and_opens_its_school(
    engine: Engine, school: School
) -> None:
    token_hash = secrets.token_bytes(32)
    with engine.begin() as connection:
        session_id = make_session(
            connection,
            tenant_id=school.id,
            user_id=school.teacher.id,
            refresh_hash=token_hash,
        )

    with UnitOfWork(engine) as unit:
        found = unit.begin_refresh(token_hash)
        assert found is not None
        assert (found.tenant_id, found.user_id) == (school.id, school.teacher.id)
        assert found.session_id == session_id
        changed = unit.execute(
            update(auth_sessions).where(auth_sessions.c.id == session_id).values(last_used_at=NOW)
        )
        assert changed.rowcount == 1


@pytest.mark.usefixtures("school")
def test_an_unknown_refresh_token_leads_nowhere(engine: Engine) -> None:
    with UnitOfWork(engine) as unit:
        assert unit.begin_refresh(secrets.token_bytes(32)) is None
        assert unit.all(text("SELECT 1 FROM app.auth_sessions")) == []


PRINCIPAL = text(
    "SELECT role, slug, channels FROM app.stream_principal(:tenant, :user, :session, :version)"
)


def principal(relay_engine: Engine, school: School, version: int = 0) -> Any:
    with relay_engine.begin() as connection:
        return connection.execute(
            PRINCIPAL,
            {
                "tenant": school.id,
                "user": school.teacher.id,
                "session": school.session_id,
                "version": version,
            },
        ).one_or_none()


def test_a_stream_opens_with_the_channels_of_the_person(
    engine: Engine, relay_engine: Engine, school: School
) -> None:
    me = school.teacher.id
    with engine.begin() as connection:
        taught = make_class(connection, tenant_id=school.id, teacher_ids=(me,))
        attended = make_class(connection, tenant_id=school.id, student_user_ids=(me,))
        homeroom = make_class(connection, tenant_id=school.id, homeroom_teacher_id=me)
        left = make_class(connection, tenant_id=school.id, student_user_ids=(me,))
        make_class(connection, tenant_id=school.id, teacher_ids=(me,), archived_at=PAST)
        make_class(connection, tenant_id=school.id)
        connection.execute(
            update(class_enrollments)
            .where(class_enrollments.c.class_id == left)
            .values(ended_on=NOW.date())
        )

    found = principal(relay_engine, school)

    assert found.role == "TEACHER"
    assert found.slug == school.tenant.slug
    assert found.channels == [
        f"user:{me}",
        f"tenant:{school.id}",
        *(f"class:{class_id}" for class_id in (homeroom, attended, taught)),
    ]


@pytest.mark.parametrize(
    "change",
    [
        change_session(revoked_at=PAST),
        change_session(expires_at=PAST),
        change_session(absolute_expires_at=PAST),
        change_user(deleted_at=PAST),
        change_user(token_version=1),
        change_tenant(status="SUSPENDED"),
        change_membership(status="SUSPENDED"),
        change_membership(status="LEFT"),
        change_membership(status="INVITED"),
    ],
)
def test_a_stream_is_refused(
    admin_engine: Engine, relay_engine: Engine, school: School, change: Change
) -> None:
    assert principal(relay_engine, school) is not None

    with admin_engine.begin() as connection:
        change(connection, school)

    assert principal(relay_engine, school) is None


@dataclass(frozen=True, slots=True)
class Scene:
    """One school with posts of every kind by one author, and people who stand differently."""

    tenant_id: UUID
    class_id: UUID
    people: dict[str, UUID]
    posts: dict[str, UUID]

    def allowed(self, engine: Engine, who: str, channels: list[str]) -> list[str]:
        query = text("SELECT app.stream_allowed(:tenant, :user, CAST(:channels AS text[]))")
        with engine.begin() as connection:
            return list(
                connection.execute(
                    query,
                    {"tenant": self.tenant_id, "user": self.people[who], "channels": channels},
                ).scalar_one()
            )


@pytest.fixture(scope="module")
def scene(engine: Engine) -> Scene:
    with engine.begin() as connection:
        tenant = make_tenant(connection)
        names = ("author", "mate", "teacher", "friend", "fan", "pending", "stranger")
        people = {name: make_member(connection, tenant_id=tenant.id).id for name in names}
        for name in ("blocker", "blocked"):
            people[name] = make_member(connection, tenant_id=tenant.id).id
        outsider = make_user(connection)
        people["outsider"] = outsider.id
        people["gone"] = make_user(connection).id
        make_membership(connection, tenant_id=tenant.id, user_id=people["gone"], status="LEFT")
        author = people["author"]
        for name in ("friend", "blocker", "pending"):
            status = "PENDING" if name == "pending" else "ACCEPTED"
            make_follow(
                connection,
                tenant_id=tenant.id,
                follower_id=people[name],
                following_id=author,
                status=status,
            )
            make_follow(
                connection, tenant_id=tenant.id, follower_id=author, following_id=people[name]
            )
        make_follow(connection, tenant_id=tenant.id, follower_id=people["fan"], following_id=author)
        make_block(connection, blocker_id=people["blocker"], blocked_id=author)
        make_block(connection, blocker_id=author, blocked_id=people["blocked"])
        class_id = make_class(
            connection,
            tenant_id=tenant.id,
            teacher_ids=(people["teacher"],),
            student_user_ids=(people["mate"],),
        )
        kinds: dict[str, dict[str, Any]] = {
            "public": {"visibility": "PUBLIC"},
            "school": {"visibility": "SCHOOL"},
            "class": {"visibility": "CLASS", "class_id": class_id},
            "connections": {"visibility": "CONNECTIONS"},
            "private": {"visibility": "PRIVATE"},
            "deleted": {"visibility": "PUBLIC", "deleted_at": PAST},
            "draft": {"visibility": "PUBLIC", "status": "DRAFT"},
            "removed": {"visibility": "PUBLIC", "status": "REMOVED"},
        }
        made = {
            kind: make_post(connection, tenant_id=tenant.id, author_id=author, **columns)
            for kind, columns in kinds.items()
        }
    return Scene(tenant.id, class_id, people, made)


@pytest.mark.parametrize(
    ("who", "readable"),
    [
        # Who wrote for a class in which they are not (any more) hears nothing of it: ADR 0089.
        ("author", {"public", "school", "connections", "private"}),
        ("mate", {"public", "school", "class"}),
        ("teacher", {"public", "school", "class"}),
        ("friend", {"public", "school", "connections"}),
        ("fan", {"public", "school"}),
        ("pending", {"public", "school"}),
        ("stranger", {"public", "school"}),
        ("blocker", set()),
        ("blocked", set()),
        ("outsider", set()),
        ("gone", set()),
    ],
)
def test_a_post_is_streamed_to_those_who_may_read_it(
    relay_engine: Engine, scene: Scene, who: str, readable: set[str]
) -> None:
    channels = {kind: f"post:{post_id}" for kind, post_id in scene.posts.items()}

    allowed = scene.allowed(relay_engine, who, list(channels.values()))

    assert {kind for kind, name in channels.items() if name in allowed} == readable


def test_own_channels_are_allowed_and_those_of_others_are_not(
    relay_engine: Engine, scene: Scene
) -> None:
    mine = [
        f"class:{scene.class_id}",
        f"user:{scene.people['mate']}",
        f"tenant:{scene.tenant_id}",
    ]
    others = [
        f"user:{scene.people['author']}",
        f"tenant:{new_id()}",
        f"class:{new_id()}",
        f"post:{new_id()}",
        f"domain:{scene.people['mate']}",
        "post:",
        "post",
        "",
        "post:not-a-uuid",
        f"user:{scene.people['mate']}:x",
        f"USER:{scene.people['mate']}",
        f"user:{str(scene.people['mate']).upper()}",
    ]

    assert scene.allowed(relay_engine, "mate", [*others, *mine]) == mine
    assert scene.allowed(relay_engine, "stranger", [mine[0]]) == []
    assert scene.allowed(relay_engine, "outsider", mine) == []
    assert scene.allowed(relay_engine, "mate", []) == []


def test_a_post_of_another_school_is_not_streamed(
    engine: Engine, relay_engine: Engine, scene: Scene, school: School
) -> None:
    with engine.begin() as connection:
        foreign = make_post(
            connection, tenant_id=school.id, author_id=school.teacher.id, visibility="PUBLIC"
        )

    assert scene.allowed(relay_engine, "mate", [f"post:{foreign}"]) == []


def test_an_archived_class_is_closed(engine: Engine, relay_engine: Engine, school: School) -> None:
    me = school.teacher.id
    with engine.begin() as connection:
        class_id = make_class(connection, tenant_id=school.id, teacher_ids=(me,))
    scene = Scene(school.id, class_id, {"me": me}, {})
    assert scene.allowed(relay_engine, "me", [f"class:{class_id}"]) != []

    with engine.begin() as connection:
        act_for(connection, school.id)
        connection.execute(update(classes).values(archived_at=PAST))

    assert scene.allowed(relay_engine, "me", [f"class:{class_id}"]) == []


def test_asking_about_a_stream_leaves_the_scope_of_the_unit_as_it_was(
    engine: Engine, school: School, make_school: Callable[[], School]
) -> None:
    other = make_school()
    with engine.begin() as connection:
        make_post(connection, tenant_id=school.id, author_id=school.teacher.id)

    with UnitOfWork(engine) as unit:
        unit.as_tenant(school.id)
        unit.execute(
            PRINCIPAL,
            {
                "tenant": other.id,
                "user": other.teacher.id,
                "session": other.session_id,
                "version": 0,
            },
        ).one()
        unit.execute(
            text("SELECT app.stream_allowed(:tenant, :user, '{}')"),
            {"tenant": other.id, "user": other.teacher.id},
        )
        assert len(unit.all(posts.select())) == 1
