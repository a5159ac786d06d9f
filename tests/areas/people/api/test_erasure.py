"""Erasure: two weeks to change one's mind, then nothing of a person but what a rule keeps."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import (
    ARRAY,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Engine,
    Integer,
    LargeBinary,
    Numeric,
    Table,
    Text,
    Time,
    Uuid,
    func,
    insert,
    text,
)
from sqlalchemy.dialects.postgresql import JSON, JSONB
from sqlalchemy.exc import DBAPIError

from infra.postgres.core.choice import Choice
from infra.postgres.core.data_rules import Data, Erasure, data_of, is_severed, person_of, rows_of
from infra.postgres.core.document import Document
from infra.postgres.core.schema import metadata
from infra.postgres.core.unit_of_work import UnitOfWork
from infra.postgres.core.vector import Halfvec
from infra.postgres.platform.erasure import erase
from tests.areas.identity.factories.factors import prove
from tests.areas.people.factories.people import act_for, make_membership, make_session, new_id
from tests.areas.social.factories.posts import make_post
from tests.support.api import Api, ok, refused
from tests.support.postgres import Database
from tests.support.scene import Member
from tests.support.school import School

pytestmark = pytest.mark.every_school

ME = "/v1/users/me"
GRACE = {"days": 14, "minutes": 1}
OF_PEOPLE = [t for t in metadata.sorted_tables if rows_of(t).of is not None and t.name != "users"]


@pytest.fixture
def owned(api: Api, few_schools: tuple[Database, Engine]) -> Iterator[Api]:
    with api.environment(DATABASE_OWNER_URL=few_schools[0].owner):
        yield api


def again(api: Api, member: Member) -> Member:
    """The person signed in anew."""
    with api.scene() as connection:
        session = make_session(connection, tenant_id=member.tenant.id, user_id=member.id)
    return api.signed_in(member.user, member.tenant, member.role, session)


def ask_to_go(api: Api, member: Member, ago: timedelta = timedelta()) -> Any:
    """Ask for erasure, as somebody who has just shown who they are."""
    prove(api, member, ago=ago)
    return ok(api.as_(member).delete(ME))


def run(api: Api, *members: Member) -> None:
    """The job of the night; these are erased by it. Others in this database may be due as well."""
    api.run_job("job_gdpr_erase")
    for member in members:
        assert is_erased(api, member)


def is_erased(api: Api, member: Member) -> bool:
    [row] = api.rows("SELECT deleted_at FROM app.users WHERE id = :i", i=member.id)
    return row.deleted_at is not None


# The grace.


def test_who_asks_is_signed_out_and_may_come_back_for_two_weeks(owned: Api, school: School) -> None:
    member = school.member("a student")
    caller = owned.as_(member)
    assert ok(caller.get(ME))["erasesAt"] is None
    with owned.nothing_written():
        refused(caller.delete(ME), 403, "proof_required")
    at = datetime.fromisoformat(ask_to_go(owned, member)["erasesAt"])
    assert 13.9 < (at - datetime.now(UTC)).total_seconds() / 86_400 < 14.1
    refused(caller.get(ME), 401, "unauthenticated")
    [ended] = owned.events(school.author.tenant, "session:revoked")
    assert ended.data["reason"] == "erasure"
    [mail] = owned.events(school.author.tenant, "email:queued")
    assert (mail.data["templateKey"], mail.data["toUserId"]) == ("erasure", str(member.id))

    owned.clock.advance(days=13)
    run(owned)
    assert not is_erased(owned, member)
    member = again(owned, member)
    back = owned.as_(member)
    assert ok(back.get(ME))["erasesAt"] is not None
    assert ask_to_go(owned, member, ago=-timedelta(days=13))["erasesAt"] == at.isoformat().replace(
        "+00:00", "Z"
    )
    back = owned.as_(again(owned, member))
    assert ok(back.post(f"{ME}/keep")) == {"erasesAt": None}
    with owned.nothing_written():
        ok(back.post(f"{ME}/keep"))
    owned.clock.advance(days=30)
    run(owned)
    assert not is_erased(owned, member)


def test_nobody_else_is_erased(owned: Api, school: School) -> None:
    goes, stays = school.member("goes"), school.member("stays")
    ask_to_go(owned, goes)
    owned.clock.advance(**GRACE)
    run(owned, goes)
    [left] = owned.rows("SELECT * FROM app.users WHERE id = :i", i=stays.id)
    assert (left.deleted_at, left.email) == (None, stays.user.email)


# Every table.


WORDY = {Data.PERSONAL, Data.SECRET, Data.DERIVED}


def rows_for(
    table: Table, person: UUID, other: UUID, school_id: UUID, mark: str, *, whole: bool = False
) -> Iterator[dict[str, Any]]:
    """Rows in which the person is each of those whom the table knows, with the mark in theirs."""
    rows = rows_of(table)
    people = {rows.of, *rows.also, *(person_of(c) for c in table.columns)} - {None}
    for one in sorted(map(str, people)):
        made: dict[str, Any] = {}
        column: Column[Any]
        for column in table.columns:
            theirs = one in rows.also or person_of(column) == one
            if column.computed is not None:
                continue
            if column.name in people:
                made[column.name] = person if column.name == one else other
            elif column.name == "tenant_id":
                made[column.name] = school_id
            elif whole or not column.nullable or data_of(column) in WORDY:
                said = mark if theirs and data_of(column) in WORDY else secrets.token_hex(8)
                made[column.name] = value_for(column.type, said)
        yield {**made, **FITTING.get(table.name, {})}


def value_for(kind: Any, said: str) -> Any:
    if isinstance(kind, Choice):
        return next(iter(kind.kind.__members__.values()))
    if isinstance(kind, Document):
        return func.jsonb_build_object("said", said)
    if isinstance(kind, ARRAY):
        return [said] if isinstance(kind.item_type, Text) else []
    if isinstance(kind, Halfvec):
        return [1.0] * (kind.dimension or 1)
    samples: Mapping[Any, Any] = {
        (JSONB, JSON): {"said": said},
        LargeBinary: said.encode(),
        Uuid: new_id(),
        Text: said,
        (Integer, Numeric): 1,
        Time: time(8),
        Boolean: False,
        DateTime: datetime.now(UTC),
        Date: date(2020, 1, 1),
    }
    return next(sample for type_, sample in samples.items() if isinstance(kind, type_))


FITTING: Mapping[str, Mapping[str, Any]] = {
    "likes": {"post_id": new_id()},
    "conversations": {"type": "GROUP", "direct_key": None},
}
"""Values that a rule of a table asks for, beside those that every row has."""


def put(connection: Connection, table: Table, *made: Any) -> None:
    """Rows as they have to be: with what may be empty left out, or else with all of it."""
    for whole in (False, True):
        try:
            with connection.begin_nested():
                for row in rows_for(table, *made, whole=whole):
                    connection.execute(insert(table).values(row))
        except DBAPIError as error:
            said = error
        else:
            return
    raise AssertionError(f"say in FITTING what a row of {table.name} needs: {said.orig}")


def plant(api: Api, member: Member, other: Member, mark: str) -> None:
    """Rows of the person in every table that has rows of people; references lead nowhere."""
    school_id = member.tenant.id
    with api.scene() as connection:
        # The audit log has its chain, whoever writes it.
        act_for(connection, school_id)
        for chained in (True, False):
            if not chained:
                connection.execute(text("SET LOCAL session_replication_role = replica"))
            for table in OF_PEOPLE:
                if table.name in {"memberships", "auth_sessions"}:
                    continue
                if (table.name == "audit_logs") is chained:
                    put(connection, table, member.id, other.id, school_id, mark)
        marked = "UPDATE app.users SET first_name = :m, last_name = :m, bio = :m, avatar = :m,"
        marked += " cover_photo = :m, password_hash = :m WHERE id = :i"
        connection.execute(text(marked), {"m": mark, "i": member.id})


def tables_with(api: Api, mark: str) -> set[str]:
    """Every table of the database that holds the mark anywhere, as words or as bytes."""
    needles = {"words": f"%{mark}%", "bytes": f"%{mark.encode().hex()}%"}
    return {
        table.name
        for table in metadata.sorted_tables
        if api.rows(
            f"SELECT 1 FROM app.{table.name} AS t"  # noqa: S608 - a name of the schema
            " WHERE t::text LIKE :words OR t::text LIKE :bytes LIMIT 1",
            **needles,
        )
    }


def test_after_erasure_no_table_holds_what_a_person_wrote_unless_its_rule_keeps_it(
    owned: Api, school: School
) -> None:
    mark, member = f"mark{secrets.token_hex(8)}", school.member("a student")
    ask_to_go(owned, member)
    plant(owned, member, school.member("somebody else"), mark)
    planted = tables_with(owned, mark)
    wordy = {
        table.name
        for table in OF_PEOPLE
        if any(
            data_of(c) in WORDY and c.computed is None and value_for(c.type, mark) != []
            for c in table.columns
        )
    }
    assert wordy - {"auth_sessions"} <= planted, "the control: every table was written to"
    owned.clock.advance(**GRACE)
    run(owned, member)

    kept = {t.name for t in OF_PEOPLE if rows_of(t).erasure is Erasure.KEEP}
    assert tables_with(owned, mark) <= kept
    for table in OF_PEOPLE:
        rows = rows_of(table)
        people = [rows.of, *rows.also] if rows.erasure is Erasure.DELETE else []
        people += [c.name for c in table.columns if is_severed(c)]
        for name in people:
            query = f"SELECT 1 FROM app.{table.name} WHERE {name} = :i"  # noqa: S608 - the same
            assert not owned.rows(query, i=member.id), f"{table.name}.{name}"
    [gone] = owned.rows("SELECT * FROM app.users WHERE id = :i", i=member.id)
    assert gone.email == f"{member.id}@erased.invalid"
    assert (gone.name, gone.password_hash, gone.bio) == ("", None, None)
    assert gone.deleted_at is not None
    query = "SELECT status FROM app.memberships WHERE user_id = :i"
    assert [row.status for row in owned.rows(query, i=member.id)] == ["LEFT"]
    refused(school.as_author.get(f"/v1/users/{member.id}"), 404, "not_found")


def test_two_people_of_one_game_are_erased(owned: Api, school: School) -> None:
    """Where names must differ, so must what is left of them."""
    game, table = new_id(), metadata.tables["app.live_participants"]
    for name in ("one", "other"):
        member = school.member(name)
        ask_to_go(owned, member)
        with owned.scene() as connection:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            for row in rows_for(table, member.id, member.id, member.tenant.id, name):
                connection.execute(insert(table).values({**row, "session_id": game}))
    owned.clock.advance(**GRACE)
    run(owned, school.member("one"), school.member("other"))


def test_what_others_did_with_ones_posts_goes_with_them_and_their_own_stays(
    owned: Api, school: School
) -> None:
    author, other = school.member("goes"), school.member("stays")
    with owned.scene() as connection:
        mine = make_post(connection, tenant_id=author.tenant.id, author_id=author.id)
        theirs = make_post(connection, tenant_id=author.tenant.id, author_id=other.id)
    for caller in (owned.as_(author), owned.as_(other)):
        for post in (mine, theirs):
            path = f"/v1/posts/{post}"
            said = ok(caller.post(f"{path}/comments", json={"content": "hello"}), 201)
            ok(caller.post(f"{path}/comments", json={"content": "x", "parentId": said["id"]}), 201)
            ok(caller.post(f"{path}/like"))
            ok(caller.post(f"{path}/share", json={}))
    ok(owned.as_(author).put(f"/v1/posts/{mine}", json={"content": "changed"}))
    ok(owned.as_(other).post(f"/v1/users/{author.id}/follow"))
    ok(owned.as_(author).post(f"/v1/users/{other.id}/follow"))
    owned.deliver("worker_notifications", author.tenant)
    owned.deliver("worker_activity", author.tenant)
    ask_to_go(owned, author)
    owned.clock.advance(**GRACE)
    run(owned, author)

    refused(owned.as_(other).get(f"/v1/posts/{mine}"), 404, "not_found")
    comments = ok(owned.as_(other).get(f"/v1/posts/{theirs}/comments"))["data"]
    assert all(c["author"]["id"] == str(other.id) for c in comments if c["content"])
    assert ok(owned.as_(other).get("/v1/notifications"))["data"] == []
    followers = ok(owned.as_(other).get(f"/v1/users/{other.id}/followers"))["data"]
    assert followers == []
    owned.run_job("job_counter_reconcile")
    post = ok(owned.as_(other).get(f"/v1/posts/{theirs}"))
    assert (post["likesCount"], post["sharesCount"]) == (1, 1)


def test_the_schools_record_stays_without_the_way_to_the_account(
    owned: Api, school: School
) -> None:
    member = school.member("a student")
    school.make_class(students=("a student",))
    ask_to_go(owned, member)
    owned.clock.advance(**GRACE)
    run(owned, member)
    query = "SELECT user_id, first_name FROM app.students WHERE tenant_id = :t"
    [record] = owned.rows(query, t=member.tenant.id)
    assert record.user_id is None
    assert record.first_name
    log = "SELECT action, actor_id, entity_id FROM app.audit_logs WHERE tenant_id = :t"
    [row] = owned.rows(log, t=member.tenant.id)
    assert (row.action, row.actor_id, row.entity_id) == ("member.erased", None, str(member.id))


def test_a_person_of_several_schools_is_erased_in_all_of_them(owned: Api, school: School) -> None:
    member, elsewhere = school.member("a student"), owned.tenant()
    with owned.scene() as connection:
        make_membership(connection, tenant_id=elsewhere.id, user_id=member.id)
        for tenant in (member.tenant, elsewhere):
            make_post(connection, tenant_id=tenant.id, author_id=member.id)
    ask_to_go(owned, member)
    owned.clock.advance(**GRACE)
    run(owned, member)
    assert not owned.rows("SELECT 1 FROM app.posts WHERE author_id = :i", i=member.id)


def test_erasure_is_whole_or_not_at_all(owned: Api, school: School) -> None:
    member = school.member("a student")
    with owned.scene() as connection:
        make_post(connection, tenant_id=member.tenant.id, author_id=member.id)
    ask_to_go(owned, member)
    owned.clock.advance(**GRACE)
    with UnitOfWork(owned.deps.owner_engine) as unit:
        assert erase(unit, member.id, owned.deps.clock())
    assert owned.rows("SELECT 1 FROM app.posts WHERE author_id = :i", i=member.id)
    [user] = owned.rows("SELECT email FROM app.users WHERE id = :i", i=member.id)
    assert user.email == member.user.email
    run(owned, member)
