"""API keys: made once, used instead of a token, and over when they are revoked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import text

from shared.auth.permissions import Permission
from shared.identity.key_schemas import MAX_KEYS
from shared.identity.types import TokenPurpose
from shared.learning.quizzes.schemas import QuizWrite
from tests.areas.boards.factories.boards import make_board
from tests.areas.identity.factories.factors import prove, with_password
from tests.areas.identity.factories.keys import insert_api_key
from tests.areas.identity.factories.links import mailed_link, reset
from tests.areas.people.factories.people import new_id
from tests.support.api import Api, in_parallel, ok, refused
from tests.support.scene import Member
from tests.support.waiting import looking_first

PATH = "/v1/auth/api-keys"


@pytest.fixture
def person(api: Api) -> Member:
    return with_password(api)


def test_a_key_is_shown_once_and_works(api: Api, person: Member) -> None:
    caller = api.as_(person)
    body = {"name": "Timetable", "permissions": ["posts:read", "posts:read"], "expiresInDays": 7}
    created = ok(caller.post(PATH, json=body), 201)
    assert created["secret"].startswith(created["prefix"] + "_")
    assert created["permissions"] == ["posts:read"]
    (listed,) = ok(caller.get(PATH))["data"]
    assert listed == {k: v for k, v in created.items() if k != "secret"}
    program = api.with_token(created["secret"])
    ok(program.get("/v1/posts"))
    me = ok(program.get("/v1/users/me"))
    assert (me["id"], me["permissions"]) == (str(person.id), ["posts:read"])
    assert ok(caller.get(PATH))["data"][0]["lastUsedAt"] is not None
    refused(program.post("/v1/posts", json={"content": "Hello"}), 403, "forbidden")
    refused(program.get(PATH), 403, "session_required")
    stored = str(
        api.rows("SELECT k::text AS row FROM app.api_keys AS k WHERE user_id = :u", u=person.id)
    )
    log = str(api.events(person.tenant))
    assert created["secret"].rpartition("_")[2] not in stored + log
    mails = [event.data["templateKey"] for event in api.events(person.tenant, "email:queued")]
    assert mails == ["security_changed"]


def test_no_answer_with_a_secret_is_kept(api: Api, person: Member) -> None:
    """An Idempotency-Key is not honoured where the answer would be kept."""
    headers = {"Idempotency-Key": "once"}
    body = {"name": "Script", "permissions": ["posts:read"]}
    first, again = (api.as_(person).post(PATH, json=body, headers=headers) for _ in range(2))
    assert ok(first, 201)["secret"] != ok(again, 201)["secret"]
    count = "SELECT count(*) AS n FROM app.idempotency_keys WHERE tenant_id = :t"
    kept = api.rows(count, t=person.tenant.id)
    assert kept[0].n == 0


def test_a_revoked_key_is_refused_at_once(api: Api, person: Member) -> None:
    (key_id, secret), (kept, another) = (insert_api_key(api, person) for _ in range(2))
    program = api.with_token(secret)
    ok(program.get("/v1/posts"))
    ok(api.as_(person).delete(f"{PATH}/{key_id}"), 204)
    refused(program.get("/v1/posts"), 401, "unauthenticated")
    refused(api.as_(person).delete(f"{PATH}/{key_id}"), 404, "not_found")
    assert [key["id"] for key in ok(api.as_(person).get(PATH))["data"]] == [str(kept)]
    ok(api.with_token(another).get("/v1/posts"))


@pytest.mark.parametrize("secret", ["stk_", "stk_12345678_" + "x" * 43, "stk_é", "STK_12345678_x"])
def test_what_is_no_key_opens_nothing(api: Api, secret: str) -> None:
    refused(api.with_token(secret).get("/v1/posts"), 401, "unauthenticated")


def test_an_old_key_opens_nothing(api: Api, person: Member) -> None:
    before = datetime.now(UTC) - timedelta(seconds=1)
    _, secret = insert_api_key(api, person, expires_at=before)
    refused(api.with_token(secret).get("/v1/posts"), 401, "unauthenticated")


def test_a_key_never_does_more_than_its_owner_may_now(api: Api) -> None:
    teacher = api.member("TEACHER")
    _, secret = insert_api_key(api, teacher, ["quizzes:create"])
    program = api.with_token(secret)
    quiz = QuizWrite.model_json_schema()["examples"][0]
    ok(program.post("/v1/quizzes", json=quiz), 201)
    for change, status, code in (
        ("UPDATE app.memberships SET role = 'PARENT' WHERE user_id = :u", 403, "forbidden"),
        (
            "UPDATE app.memberships SET status = 'SUSPENDED' WHERE user_id = :u",
            403,
            "membership_inactive",
        ),
        ("UPDATE app.users SET deleted_at = now() WHERE id = :u", 401, "unauthenticated"),
    ):
        with api.scene() as connection:
            connection.execute(text(change), {"u": teacher.id})
        refused(program.post("/v1/quizzes", json=quiz), status, code)


def test_a_key_has_a_role_for_a_part_of_the_school_as_far_as_it_names_it(
    api: Api, person: Member
) -> None:
    """Somebody made a moderator reads what waits for review; so does their key, if it may."""
    row = {"t": person.tenant.id, "i": new_id(), "u": person.id}
    with api.scene() as connection:
        connection.execute(
            text(
                "INSERT INTO app.role_assignments"
                " (tenant_id, id, user_id, role, scope_type, scope_id)"
                " VALUES (:t, :i, :u, 'MODERATOR', 'TENANT', :t)"
            ),
            row,
        )
        board_id = make_board(
            connection, tenant_id=person.tenant.id, owner_id=api.member("TEACHER", person.tenant).id
        )
    path = f"/v1/boards/{board_id}/export.csv"
    body = {"name": "Script", "permissions": ["boards:manage", "questions:moderate"]}
    moderating = ok(api.as_(person).post(PATH, json=body), 201)["secret"]
    _, reading = insert_api_key(api, person, ["questions:read"])
    assert api.with_token(moderating).get(path).status_code == 200
    refused(api.with_token(reading).get(path), 403, "forbidden")


def test_nobody_gives_what_they_do_not_have(api: Api, person: Member) -> None:
    body = {"name": "Script", "permissions": ["posts:read", "users:manage"]}
    with api.nothing_written():
        problem = refused(api.as_(person).post(PATH, json=body), 422, "permission_not_held")
    assert [error["message"] for error in problem["errors"]] == ["users:manage"]


def test_making_a_key_needs_the_password_of_lately(api: Api) -> None:
    person = api.member()
    body = {"name": "Script", "permissions": ["posts:read"]}
    refused(api.as_(person).post(PATH, json=body), 403, "proof_required")
    prove(api, person)
    ok(api.as_(person).post(PATH, json=body), 201)


def test_twenty_keys_are_enough(api: Api, person: Member) -> None:
    for _ in range(MAX_KEYS):
        insert_api_key(api, person)
    body = {"name": "Script", "permissions": ["posts:read"]}
    refused(api.as_(person).post(PATH, json=body), 409, "too_many_api_keys")


def test_the_last_of_twenty_is_made_once(
    api: Api, person: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("functions.identity.api_keys.MAX_KEYS", 1)
    body = {"name": "Script", "permissions": ["posts:read"]}
    making = partial(api.as_(person).post, PATH, json=body)
    answers = looking_first(api, "api_keys", [making] * 3)
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]


def test_a_key_is_for_one_school(api: Api, person: Member) -> None:
    elsewhere = api.member(tenant=api.tenant())
    key_id, _ = insert_api_key(api, elsewhere)
    refused(api.as_(person).delete(f"{PATH}/{key_id}"), 404, "not_found")
    assert ok(api.as_(person).get(PATH))["data"] == []


def test_who_takes_the_account_back_ends_its_keys(api: Api, person: Member) -> None:
    _, secret = insert_api_key(api, person)
    token = mailed_link(api, person.user.email, TokenPurpose.RESET)
    ok(reset(api, token, "another horse battery"))
    refused(api.with_token(secret).get("/v1/posts"), 401, "unauthenticated")


def test_requests_with_one_key_run_beside_one_another(api: Api, person: Member) -> None:
    _, secret = insert_api_key(api, person, [str(Permission.POSTS_READ)])
    program = api.with_token(secret)
    answers = in_parallel([lambda: program.get("/v1/posts")] * 8)
    assert {answer.status_code for answer in answers} == {200}
