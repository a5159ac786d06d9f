"""Controls: what these guards rest on does fail when it should."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, Response
from sqlalchemy import text

from tests.areas.people.factories.people import make_tenant, new_id
from tests.support.api import Api
from tests.support.scene import Member

CHANGES = {
    "an insert": "INSERT INTO app.jwt_revocations VALUES (:jti, :user, now())",
    "an update that changes nothing": "UPDATE app.users SET locale = locale WHERE id = :user",
    "a delete": "DELETE FROM app.auth_sessions WHERE user_id = :user",
    "a delete and an insert": "WITH gone AS (DELETE FROM app.tenants WHERE id = :spare RETURNING *)"
    " INSERT INTO app.tenants SELECT gen_random_uuid(), slug || 'x', name FROM gone",
}


@pytest.mark.parametrize("change", CHANGES)
def test_any_write_is_seen(api: Api, change: str) -> None:
    member = api.member()
    with api.scene() as connection:
        spare = make_tenant(connection)
    values = {"jti": new_id(), "user": member.id, "spare": spare.id}
    statement = CHANGES[change]
    used = {name: value for name, value in values.items() if f":{name}" in statement}
    with (
        pytest.raises(AssertionError, match="wrote to"),
        api.nothing_written(),
        api.scene() as connection,
    ):
        connection.execute(text(statement), used)


def test_reading_and_locking_are_no_writes(api: Api) -> None:
    member = api.member()
    with api.nothing_written():
        api.rows("SELECT * FROM app.users WHERE id = :u FOR UPDATE", u=member.id)


Spoil = Callable[[Response], None]


def _other_status(answer: Response) -> None:
    answer.status_code = 418


def _server_error(answer: Response) -> None:
    answer.status_code = 500


def _more_fields(answer: Response) -> None:
    answer.set_data(answer.get_data().replace(b"{", b'{"passwordHash":"x",', 1))


def _fewer_fields(answer: Response) -> None:
    answer.set_data(b"{}")


def _html(answer: Response) -> None:
    answer.mimetype = "text/html"


def _no_header(answer: Response) -> None:
    del answer.headers["X-Content-Type-Options"]


def spoiled(api: Api, spoil: Spoil) -> Flask:
    """The product behind a gateway that spoils its answers."""
    app = Flask("spoiled", static_folder=None)

    @app.route("/<path:_>")
    def forward(_: str) -> Any:
        from flask import request

        with api.app.request_context(request.environ):
            answer = api.app.full_dispatch_request()
        spoil(answer)
        return answer

    return app


@pytest.mark.parametrize(
    "spoil", [_other_status, _server_error, _more_fields, _fewer_fields, _html, _no_header]
)
def test_an_answer_that_was_not_promised_is_refused(api: Api, spoil: Spoil) -> None:
    member: Member = api.member()
    client = spoiled(api, spoil).test_client(use_cookies=False)
    with pytest.raises(AssertionError):
        api.as_(member).get("/v1/users/me", client=client)


def test_an_undeclared_code_is_refused(api: Api) -> None:
    def other_code(answer: Response) -> None:
        answer.set_data(answer.get_data().replace(b"unauthenticated", b"secret_reason"))

    client = spoiled(api, other_code).test_client(use_cookies=False)
    with pytest.raises(AssertionError, match="undeclared code"):
        api.anonymous().get("/v1/users/me", client=client)
