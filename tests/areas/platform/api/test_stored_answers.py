"""The first answer to an Idempotency-Key is kept for a day, and nobody else can read it."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from sqlalchemy import text

from shared.social.schemas import PostCreate
from tests.support.api import Api, Caller, ok, refused
from tests.support.scene import Member

KEY = "key-1"
SECRET = "what nobody else may read"


@pytest.fixture
def teacher(api: Api) -> Member:
    return api.member("TEACHER")


def post(caller: Caller, content: str = SECRET, key: str = KEY) -> Any:
    body = {"content": content}
    return caller.post("/v1/posts", json=body, headers={"Idempotency-Key": key})


def rows(api: Api, member: Member) -> list[Any]:
    return api.rows(
        "SELECT k::text AS whole, response_body FROM app.idempotency_keys AS k"
        " WHERE tenant_id = :t",
        t=member.tenant.id,
    )


def test_a_stored_answer_is_sealed_and_repeated_byte_by_byte(api: Api, teacher: Member) -> None:
    first = post(api.as_(teacher))
    (row,) = rows(api, teacher)
    answer = ok(first, 201)
    for readable in (SECRET, answer["id"], KEY, str(teacher.id)):
        assert readable not in row.whole
    again = post(api.as_(teacher))
    assert (again.status_code, again.data) == (201, first.data)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.headers["Content-Type"] == first.headers["Content-Type"]
    refused(post(api.as_(teacher), "another"), 422, "idempotency_mismatch")


def test_what_was_sent_cannot_be_found_out_by_trying(api: Api, teacher: Member) -> None:
    """A digest without a key would tell who can guess the request."""
    ok(post(api.as_(teacher), "yes"), 201)
    (row,) = api.rows(
        "SELECT request_hash FROM app.idempotency_keys WHERE tenant_id = :t", t=teacher.tenant.id
    )
    (sent,) = api.rows("SELECT content FROM app.posts WHERE tenant_id = :t", t=teacher.tenant.id)
    assert sent.content == "yes"
    guess = f"POST /v1/posts?\n{PostCreate(content='yes').model_dump_json()}"
    assert bytes(row.request_hash) != hashlib.sha256(guess.encode()).digest()
    other = api.member("TEACHER")
    ok(post(api.as_(other), "yes"), 201)
    (theirs,) = api.rows(
        "SELECT request_hash FROM app.idempotency_keys WHERE tenant_id = :t", t=other.tenant.id
    )
    assert bytes(row.request_hash) != bytes(theirs.request_hash)


def test_an_answer_of_the_release_before_is_repeated(api: Api, teacher: Member) -> None:
    first = post(api.as_(teacher))
    sent = f"POST /v1/posts?\n{PostCreate(content=SECRET).model_dump_json()}"
    with api.scene() as connection:
        connection.execute(
            text(
                "UPDATE app.idempotency_keys SET response_body = :body, request_hash = :digest,"
                " response_headers = :headers WHERE tenant_id = :t"
            ),
            {
                "body": first.text,
                "digest": hashlib.sha256(sent.encode()).digest(),
                "headers": '{"Content-Type": "application/json"}',
                "t": teacher.tenant.id,
            },
        )
    assert post(api.as_(teacher)).data == first.data
    refused(post(api.as_(teacher), "another"), 422, "idempotency_mismatch")
