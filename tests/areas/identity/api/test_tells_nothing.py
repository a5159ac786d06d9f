"""Whether an address has an account is told by nobody: not by answers, nor by what they cost."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import bcrypt
import pytest
from werkzeug.test import TestResponse

from infra.passwords import hash_password
from tests.support.api import Api
from tests.support.statements import recorded_statements

PASSWORD = "correct horse battery"


@dataclass(frozen=True, slots=True)
class Cost:
    """What an answer says, the statements that it took, and its events with their channels."""

    status: int
    body: dict[str, Any]
    hashes: int
    statements: tuple[str, ...]
    events: tuple[int, int]


def cost_of(
    api: Api, monkeypatch: pytest.MonkeyPatch, email: str, send: Callable[[str], TestResponse]
) -> Cost:
    hashed: list[str] = []

    def counted(name: str) -> Callable[..., Any]:
        real = getattr(bcrypt, name)

        def call(*arguments: Any) -> Any:
            hashed.append(name)
            return real(*arguments)

        return call

    with monkeypatch.context() as patch, recorded_statements(api.deps.engine) as log:
        for name in ("checkpw", "hashpw"):
            patch.setattr(bcrypt, name, counted(name))
        answer = send(email)
    body = dict(answer.json or {})
    body.pop("requestId", None)
    if body.get("email") == email:
        body["email"] = "the address"
    appended = next((one for one in log if "append_events" in one), "")
    return Cost(
        answer.status_code,
        body,
        len(hashed),
        tuple(_VALUE.sub("?", statement) for statement in log),
        _shape(appended),
    )


_VALUE = re.compile(r"'[^']*'|\b\d+\b")
"""What is spelled within a statement: ids, numbers and the texts of events."""


def _shape(appended: str) -> tuple[int, int]:
    """Of how many events and channels a statement tells."""
    found = re.search(r"'\{([-\d,]*)\}'::bigint\[\]", appended)
    channels = found[1].split(",") if found else []
    return len(channels), len(set(channels))


def known(api: Api) -> str:
    return api.member(password_hash=hash_password(PASSWORD, rounds=4)).user.email


def unknown(_: Api) -> str:
    return f"{secrets.token_hex(8)}@example.test"


def unconfirmed(api: Api) -> str:
    hashed = hash_password(PASSWORD, rounds=4)
    return api.member(password_hash=hashed, email_verified_at=None).user.email


@pytest.mark.parametrize("who", [known, unconfirmed])
@pytest.mark.parametrize("route", ["login", "register", "forgot-password", "verify-email/resend"])
def test_known_and_unknown_addresses_are_the_same(
    api: Api, monkeypatch: pytest.MonkeyPatch, route: str, who: Callable[[Api], str]
) -> None:
    school = api.tenant(settings={"open_registration": True})
    bodies: dict[str, dict[str, Any]] = {
        "login": {"password": "another one"},
        "register": {
            "password": PASSWORD,
            "firstName": "Sok",
            "lastName": "Chan",
            "tenant": school.slug,
        },
    }

    def send(email: str) -> TestResponse:
        body = {**bodies.get(route, {}), "email": email}
        return api.anonymous().post(f"/v1/auth/{route}", json=body)

    send(unknown(api))  # what is made at first use is made
    costs = [cost_of(api, monkeypatch, whose(api), send) for whose in (unknown, who)]
    assert costs[0] == costs[1]
    assert costs[0].hashes == (1 if route in bodies else 0)
