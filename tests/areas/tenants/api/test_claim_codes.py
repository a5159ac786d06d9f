"""Claim codes: on paper, for one person, once."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import text

from shared.tenants.codes import ALPHABET, digest_of
from tests.areas.identity.factories.links import confirm
from tests.areas.people.factories.people import (
    make_class,
    make_membership,
    make_session,
    make_user,
)
from tests.areas.school.factories.years import make_guardian
from tests.areas.tenants.factories.schools import make_claim_code, make_student
from tests.support.api import Api, all_items, in_parallel, ok, refused
from tests.support.scene import Member
from tests.support.waiting import behind, looking_first

PATH = "/v1/claim-codes"
CLAIM = f"{PATH}/claim"
PASSWORD = "correct horse battery"


def make(api: Api, admin: Member, **body: Any) -> Any:
    return ok(api.as_(admin).post(PATH, json=body), 201)


def code_of(api: Api, admin: Member, **columns: Any) -> str:
    with api.scene() as connection:
        return make_claim_code(
            connection, tenant_id=admin.tenant.id, created_by=admin.id, **columns
        )[1]


def student_of(api: Api, admin: Member, **columns: Any) -> Any:
    with api.scene() as connection:
        return make_student(connection, tenant_id=admin.tenant.id, **columns)


def claim(api: Api, member: Member, code: str) -> Any:
    return api.as_(member).post(CLAIM, json={"code": code})


def registration(admin: Member, code: str, **changes: Any) -> dict[str, Any]:
    given = {
        "email": f"{admin.tenant.slug}@example.test",
        "password": PASSWORD,
        "firstName": "Dara",
        "lastName": "Chan",
        "claimCode": code,
    }
    return {**given, **changes}


def register(api: Api, admin: Member, code: str, **changes: Any) -> Any:
    return api.anonymous().post("/v1/auth/register", json=registration(admin, code, **changes))


def test_the_slow_digests_of_a_batch_keep_no_transaction_open(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Postgres ends one that is idle for ten seconds, and a busy instance needs as long for 500."""
    pool: Any = api.deps.engine.pool
    held: list[int] = []

    def digest(code: str) -> str:
        held.append(pool.checkedout())
        return digest_of(code)

    monkeypatch.setattr("functions.tenants.claim_codes.digest_of", digest)
    made = make(api, api.member("ADMIN"), type="TEACHER", count=3)
    assert len(made["codes"]) == 3
    assert held == [0, 0, 0]


def test_a_batch_is_shown_once(api: Api) -> None:
    admin = api.member("ADMIN")
    batch = make(api, admin, type="TEACHER", count=3, expiresInDays=10)
    codes = [made["code"] for made in batch["codes"]]
    assert len(set(codes)) == 3
    for code in codes:
        parts = code.split("-")
        assert [len(part) for part in parts] == [4, 4, 4]
        assert set("".join(parts)) <= set(ALPHABET)
    listed = all_items(api.as_(admin), PATH, batchId=batch["batchId"])
    assert {(c["hint"], c["status"], c["type"]) for c in listed} == {
        (code[-4:], "ACTIVE", "TEACHER") for code in codes
    }
    # Nowhere in the database, and in no event.
    for code in codes:
        for table in ("claim_codes", "join_codes", "event", "audit_logs"):
            query = f"SELECT 1 FROM app.{table} AS t WHERE t::text LIKE :c"  # noqa: S608 - a constant
            assert not api.rows(query, c=f"%{code}%")


def test_codes_for_pupils_and_parents_name_them(api: Api) -> None:
    admin = api.member("ADMIN")
    pupils = [student_of(api, admin), student_of(api, admin, first_name="Maly")]
    named = [str(pupil) for pupil in pupils]
    batch = make(api, admin, type="STUDENT", studentIds=named)
    assert [made["studentName"] for made in batch["codes"]] == ["Chan Dara", "Chan Maly"]
    ok(claim(api, api.member(), batch["codes"][0]["code"]))
    again = api.as_(admin).post(PATH, json={"type": "STUDENT", "studentIds": named})
    refused(again, 409, "student_has_account")
    make(api, admin, type="PARENT", studentIds=named)
    foreign = student_of(api, api.member("ADMIN"))
    body = {"type": "PARENT", "studentIds": [*named, str(foreign)]}
    with api.nothing_written():
        refused(api.as_(admin).post(PATH, json=body), 404, "not_found")


@pytest.mark.parametrize(
    "body",
    [
        {"type": "TEACHER"},
        {"type": "TEACHER", "count": 0},
        {"type": "TEACHER", "count": 501},
        {"type": "TEACHER", "count": 1, "expiresInDays": 366},
        {"type": "PARENT", "count": 1},
        {"type": "ADMIN", "count": 1},
        {"type": "STUDENT", "count": 1, "studentIds": ["0199a1f9-0000-7000-8000-000000000000"]},
        {"type": "STAFF", "studentIds": ["0199a1f9-0000-7000-8000-000000000000"]},
        {"type": "STUDENT", "studentIds": ["0199a1f9-0000-7000-8000-000000000000"] * 2},
    ],
)
def test_what_is_no_batch_is_refused(api: Api, body: dict[str, Any]) -> None:
    admin = api.member("ADMIN")
    with api.nothing_written():
        refused(api.as_(admin).post(PATH, json=body), 422, "validation_failed")


@pytest.mark.parametrize(
    ("kind", "role"),
    [("TEACHER", "TEACHER"), ("STAFF", "TEACHER"), ("STUDENT", "STUDENT")],
)
def test_who_has_an_account_comes_in_by_a_code(api: Api, kind: str, role: str) -> None:
    admin, person = api.member("ADMIN"), api.member("PARENT")
    code = code_of(api, admin, type=kind)
    typed = f" {code.lower().replace('-', ' ').replace('0', 'o').replace('1', 'l')} "
    joined = ok(claim(api, person, typed))
    assert joined == {"tenantId": str(admin.tenant.id), "role": role}
    (told,) = api.events(admin.tenant, "claim_code:claimed")
    assert told.channel == f"user:{admin.id}"
    assert (told.data["type"], told.data["claimedBy"]) == (kind, str(person.id))
    (listed,) = all_items(api.as_(admin), PATH)
    assert (listed["status"], listed["claimedByName"]) == ("CLAIMED", person.user.name)
    refused(claim(api, api.member(), code), 404, "claim_code_not_valid")


def test_a_code_lets_one_person_in_however_many_try(api: Api) -> None:
    admin = api.member("ADMIN")
    people = [api.member() for _ in range(8)]
    code = code_of(api, admin)
    answers = in_parallel([partial(claim, api, person, code) for person in people])
    assert sorted(answer.status_code for answer in answers) == [200] + [404] * 7
    assert len(all_items(api.as_(admin), "/v1/members", role="TEACHER")) == 1


def test_a_pupil_comes_by_registration_once_the_address_is_confirmed(api: Api) -> None:
    admin = api.member("ADMIN")
    student = student_of(api, admin)
    code = code_of(api, admin, type="STUDENT", student_id=student)
    email = f"{admin.tenant.slug}@example.test"
    # With a typing error in the address first: the code is not lost by it.
    ok(register(api, admin, code, email=f"typo-{email}"), 201)
    ok(register(api, admin, code), 201)
    assert not api.events(admin.tenant, "claim_code:claimed")
    login = {"email": email, "password": PASSWORD}
    refused(api.anonymous().post("/v1/auth/login", json=login), 403, "address_not_confirmed")
    confirm(api, email, PASSWORD)
    tokens = ok(api.anonymous().post("/v1/auth/login", json=login))
    me = ok(api.with_token(tokens["accessToken"]).get("/v1/users/me"))
    assert me["role"] == "STUDENT"
    (row,) = api.rows("SELECT user_id FROM app.students WHERE id = :s", s=student)
    assert str(row.user_id) == me["id"]
    assert api.events(admin.tenant, "member:joined")
    # Who confirms the other address comes too late.
    assert confirm(api, f"typo-{email}", PASSWORD)["belongs"] is False
    assert len(all_items(api.as_(admin), "/v1/members", role="STUDENT")) == 1
    refused(register(api, admin, code, email="x@example.test"), 404, "claim_code_not_valid")


def test_a_known_address_decides_by_its_mail(api: Api) -> None:
    """Also somebody who has left their school, and so cannot sign in, comes in by a code."""
    admin, elsewhere = api.member("ADMIN"), api.tenant()
    email = f"{elsewhere.slug}@example.test"
    with api.scene() as connection:
        user = make_user(connection, email=email)
        make_membership(connection, tenant_id=elsewhere.id, user_id=user.id, status="LEFT")
        make_session(connection, tenant_id=elsewhere.id, user_id=user.id)
    code = code_of(api, admin)
    answer = ok(register(api, admin, code, email=email, password="another one"), 201)
    assert answer == {"email": email, "status": "accepted"}
    queued = api.events(admin.tenant, "email:queued")
    (mail,) = [event for event in queued if event.data["toUserId"] == str(user.id)]
    assert (mail.data["templateKey"], mail.data["toUserId"]) == ("claimed", str(user.id))
    assert not all_items(api.as_(admin), "/v1/members", role="TEACHER")
    confirm(api, email, PASSWORD)
    (member,) = all_items(api.as_(admin), "/v1/members", role="TEACHER")
    assert member["userId"] == str(user.id)
    # The password was another one: what was signed in before has ended, where it was.
    assert api.events(elsewhere, "session:revoked")


def test_a_parent_is_tied_to_each_of_their_children(api: Api) -> None:
    admin, parent = api.member("ADMIN"), api.member("PARENT")
    children = [student_of(api, admin), student_of(api, admin)]
    for child in children:
        code = code_of(api, admin, type="PARENT", student_id=child)
        assert ok(claim(api, parent, code))["role"] == "PARENT"
    rows = api.rows(
        "SELECT g.user_id, s.student_id FROM app.guardians AS g JOIN app.student_guardians AS s"
        " ON s.tenant_id = g.tenant_id AND s.guardian_id = g.id WHERE g.tenant_id = :t",
        t=admin.tenant.id,
    )
    assert {(row.user_id, row.student_id) for row in rows} == {
        (parent.id, child) for child in children
    }
    assert len(api.rows("SELECT 1 FROM app.guardians WHERE tenant_id = :t", t=admin.tenant.id)) == 1


def guardians_of(api: Api, admin: Member) -> set[tuple[Any, ...]]:
    rows = api.rows(
        "SELECT g.id, g.user_id, g.phone, s.student_id, s.relationship FROM app.guardians AS g"
        " JOIN app.student_guardians AS s ON s.tenant_id = g.tenant_id AND s.guardian_id = g.id"
        " WHERE g.tenant_id = :t",
        t=admin.tenant.id,
    )
    return {tuple(row) for row in rows}


def test_a_parent_takes_over_the_record_that_the_school_has_of_them(api: Api) -> None:
    admin, parent = api.member("ADMIN"), api.member("PARENT")
    older, younger, cousin = (student_of(api, admin) for _ in range(3))
    (person,) = api.rows("SELECT first_name, last_name FROM app.users WHERE id = :u", u=parent.id)
    # The school writes the names the other way round, and in capitals.
    names = {"last_name": person.first_name.upper(), "first_name": person.last_name}
    school = admin.tenant.id
    with api.scene() as connection:
        known = make_guardian(connection, school, older, younger, phone="012 345 678", **names)
        other = make_guardian(connection, school, older, last_name="Mao", first_name="Vuthy")
        again = make_guardian(connection, school, cousin, **names)
    before = guardians_of(api, admin)
    ok(claim(api, parent, code_of(api, admin, type="PARENT", student_id=older)))
    taken = {(known, parent.id, "012 345 678", child, "Mother") for child in (older, younger)}
    left = {row for row in before if row[0] in {other, again}}
    assert guardians_of(api, admin) == taken | left
    ok(claim(api, parent, code_of(api, admin, type="PARENT", student_id=cousin)))
    assert guardians_of(api, admin) == {
        *taken,
        (known, parent.id, "012 345 678", cousin, "Mother"),
        *(row for row in left if row[0] == other),
    }


def test_of_two_guardians_of_one_name_neither_is_taken_over(api: Api) -> None:
    admin, parent = api.member("ADMIN"), api.member("PARENT")
    child, school = student_of(api, admin), admin.tenant.id
    (names,) = api.rows("SELECT first_name, last_name FROM app.users WHERE id = :u", u=parent.id)
    with api.scene() as connection:
        for _ in range(2):
            make_guardian(connection, school, child, **names._asdict())
    ok(claim(api, parent, code_of(api, admin, type="PARENT", student_id=child)))
    owners = sorted(str(row[1]) for row in guardians_of(api, admin))
    assert owners == sorted(["None", "None", str(parent.id)])


def test_a_record_that_somebody_takes_at_this_moment_stays_theirs(api: Api) -> None:
    """Two parents of one name, each with a code of their own."""
    admin, second = api.member("ADMIN"), api.member("PARENT")
    first = api.member("PARENT", admin.tenant)
    child, school = student_of(api, admin), admin.tenant.id
    (names,) = api.rows("SELECT first_name, last_name FROM app.users WHERE id = :u", u=second.id)
    with api.scene() as connection:
        known = make_guardian(connection, school, child, **names._asdict())
    code = code_of(api, admin, type="PARENT", student_id=child)
    taking = text("UPDATE app.guardians SET user_id = :u WHERE tenant_id = :t AND id = :g")
    values = {"u": first.id, "t": school, "g": known}
    calls = [partial(claim, api, second, code)]
    (answer,) = behind(api, lambda scene: scene.execute(taking, values), calls)
    ok(answer)
    owners = {row[0]: row[1] for row in guardians_of(api, admin)}
    assert owners.pop(known) == first.id
    assert list(owners.values()) == [second.id]


def test_a_teacher_of_the_school_who_is_a_parent_too_stays_a_teacher(api: Api) -> None:
    admin = api.member("ADMIN")
    teacher = api.member("TEACHER", admin.tenant)
    code = code_of(api, admin, type="PARENT", student_id=student_of(api, admin))
    assert ok(claim(api, teacher, code))["role"] == "TEACHER"


def test_a_pupil_without_a_record_is_tied_to_one_once(api: Api) -> None:
    admin = api.member("ADMIN")
    pupil = api.member("STUDENT", admin.tenant)
    one = code_of(api, admin, type="STUDENT", student_id=student_of(api, admin))
    other = code_of(api, admin, type="STUDENT", student_id=student_of(api, admin))
    ok(claim(api, pupil, one))
    with api.nothing_written():
        refused(claim(api, pupil, other), 409, "already_member")


def test_a_pupil_with_two_codes_is_tied_to_one_record_at_once(api: Api) -> None:
    admin = api.member("ADMIN")
    pupil = api.member("STUDENT", admin.tenant)
    codes = [
        code_of(api, admin, type="STUDENT", student_id=student_of(api, admin)) for _ in range(2)
    ]
    claiming = [partial(claim, api, pupil, code) for code in codes]
    done, refusal = sorted(
        looking_first(api, "students", claiming), key=lambda answer: answer.status_code
    )
    ok(done)
    refused(refusal, 409, "already_member")


@pytest.mark.parametrize("role", ["STUDENT", "ADMIN"])
def test_a_code_changes_no_members_role(api: Api, role: str) -> None:
    admin = api.member("ADMIN")
    member, code = api.member(role, admin.tenant), code_of(api, admin)
    with api.nothing_written():
        refused(claim(api, member, code), 409, "already_member")


def test_a_code_lets_nobody_in_who_is_shut_out(api: Api) -> None:
    admin, pupil = api.member("ADMIN"), api.member()
    with api.scene() as connection:
        make_membership(connection, tenant_id=admin.tenant.id, user_id=pupil.id, status="SUSPENDED")
    code = code_of(api, admin, type="PARENT", student_id=student_of(api, admin))
    with api.nothing_written():
        refused(claim(api, pupil, code), 409, "already_member")


def test_two_codes_for_one_pupil_let_one_person_in(api: Api) -> None:
    admin = api.member("ADMIN")
    student = student_of(api, admin)
    one, other = (code_of(api, admin, type="STUDENT", student_id=student) for _ in range(2))
    ok(claim(api, api.member(), one))
    refused(claim(api, api.member(), other), 404, "claim_code_not_valid")


def test_two_pupils_with_codes_for_one_record_at_once_are_not_both_tied_to_it(api: Api) -> None:
    admin = api.member("ADMIN")
    record = student_of(api, admin)
    calls = [
        partial(
            claim,
            api,
            api.member("STUDENT", admin.tenant),
            code_of(api, admin, type="STUDENT", student_id=record),
        )
        for _ in range(2)
    ]
    answers = looking_first(api, "students", calls)
    assert sorted(answer.status_code for answer in answers) == [200, 404]


def test_what_was_taken_back_or_has_expired_opens_nothing(api: Api) -> None:
    admin = api.member("ADMIN")
    revoked, late = code_of(api, admin), code_of(api, admin)
    closed = code_of(api, api.member("ADMIN", api.tenant(status="SUSPENDED")))
    by_hint = {c["hint"]: c["id"] for c in all_items(api.as_(admin), PATH)}
    ok(api.as_(admin).delete(f"{PATH}/{by_hint[revoked[-4:]]}"), 204)
    api.clock.advance(days=31)
    answers = []
    for code in (revoked, late, closed, "0000-0000-0000", "not a code"):
        problem = refused(claim(api, api.member(), code), 404, "claim_code_not_valid")
        del problem["requestId"]
        answers.append(problem)
    assert all(answer == answers[0] for answer in answers)
    statuses = {c["hint"]: c["status"] for c in all_items(api.as_(admin), PATH)}
    assert statuses == {revoked[-4:]: "REVOKED", late[-4:]: "EXPIRED"}
    for status, hint in (("REVOKED", revoked[-4:]), ("EXPIRED", late[-4:])):
        assert [c["hint"] for c in all_items(api.as_(admin), PATH, status=status)] == [hint]


def test_who_has_come_stays_when_the_code_is_taken_back(api: Api) -> None:
    admin, person = api.member("ADMIN"), api.member()
    ok(claim(api, person, code_of(api, admin)))
    (listed,) = all_items(api.as_(admin), PATH, type="TEACHER")
    ok(api.as_(admin).delete(f"{PATH}/{listed['id']}"), 204)
    assert all_items(api.as_(admin), PATH, status="CLAIMED")


def test_what_is_no_code_of_the_school_cannot_be_taken_back(api: Api) -> None:
    caller = api.as_(api.member("ADMIN"))
    refused(caller.delete(f"{PATH}/0199a1f9-0000-7000-8000-000000000000"), 404, "not_found")


def test_a_full_school_takes_nobody_by_a_code(api: Api) -> None:
    admin = api.member("ADMIN", api.tenant(quotas={"members": 1}))
    person, code = api.member(), code_of(api, admin)
    with api.nothing_written():
        refused(claim(api, person, code), 409, "school_full")
        refused(register(api, admin, code), 409, "school_full")


def test_guesses_are_limited_and_right_codes_are_not(api: Api) -> None:
    admin, person = api.member("ADMIN"), api.member("PARENT")
    for child in range(6):
        code = code_of(api, admin, type="PARENT", student_id=student_of(api, admin))
        assert claim(api, person, code).status_code == 200, child
    for attempt in range(5):
        refused(claim(api, person, f"0000-0000-000{attempt}"), 404, "claim_code_not_valid")
    assert claim(api, person, "0000-0000-0009").status_code == 429


def test_the_export_says_who_has_come_and_holds_no_formula(api: Api) -> None:
    admin = api.member("ADMIN")
    code = code_of(api, admin, type="STUDENT", student_id=student_of(api, admin, last_name="=1+1"))
    answer = api.as_(admin).get(f"{PATH}/export.csv")
    assert answer.mimetype == "text/csv"
    text = answer.data.decode("utf-8-sig")
    assert code not in text
    line = text.splitlines()[1]
    assert line.startswith(f"STUDENT,{code[-4:]},ACTIVE,")
    assert ",=1" not in line


@pytest.mark.every_school
def test_who_made_codes_is_told_once_before_they_end(api: Api) -> None:
    admin = api.member("ADMIN", locale="km")
    soon = code_of(api, admin, expires_at=api.clock() + timedelta(days=6))
    ended = code_of(api, admin, expires_at=api.clock() - timedelta(days=1))
    code_of(api, admin, expires_at=api.clock() + timedelta(days=20))
    api.run_job("job_claim_code_expiry")
    (told,) = all_items(api.as_(admin), "/v1/notifications")
    assert (told["type"], told["link"]) == ("CLAIM_CODES_ENDING", "/school/codes")
    assert "1" in told["message"]
    assert [e.channel for e in api.events(admin.tenant, "notification:new")] == [f"user:{admin.id}"]
    api.run_job("job_claim_code_expiry")
    assert len(all_items(api.as_(admin), "/v1/notifications")) == 1
    left = api.rows("SELECT object_id FROM app.join_codes WHERE tenant_id = :t", t=admin.tenant.id)
    assert len(left) == 2
    assert ok(claim(api, api.member(), soon))
    refused(claim(api, api.member(), ended), 404, "claim_code_not_valid")


def test_pupils_are_found_by_name_number_and_class(api: Api) -> None:
    admin = api.member("ADMIN")
    come, teacher = api.member("STUDENT", admin.tenant), api.member("TEACHER", admin.tenant)
    with api.scene() as connection:
        make_class(
            connection,
            tenant_id=admin.tenant.id,
            name="10A",
            teacher_ids=(teacher.id,),
            student_user_ids=(come.id,),
        )
    child = student_of(api, admin, last_name="Keo", first_name="Maly", student_number="S-77")
    student_of(api, admin, last_name="Gone", status="TRANSFERRED")
    ok(claim(api, api.member(), code_of(api, admin, type="PARENT", student_id=child)))
    caller, path = api.as_(admin), f"{PATH}/students"
    chan, keo = all_items(caller, path, limit=1)
    assert (chan["name"], chan["className"], chan["hasAccount"]) == ("Chan Dara", "10A", True)
    assert (keo["name"], keo["className"], keo["guardians"]) == ("Keo Maly", None, 1)
    for q, names in (("keo m", ["Keo Maly"]), ("s-7", ["Keo Maly"]), ("10a", ["Chan Dara"])):
        assert [p["name"] for p in all_items(caller, path, q=q)] == names
    assert not all_items(api.as_(api.member("ADMIN")), path)
