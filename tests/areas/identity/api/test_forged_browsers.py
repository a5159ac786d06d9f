"""Pages of other sites open no session, by whichever way in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from infra.tickets import TicketKind
from tests.areas.identity.factories.device_sign_ins import waiting
from tests.areas.identity.factories.factors import (
    CHALLENGE,
    code_of_app,
    insert_authenticator,
    insert_key,
    new_key,
    ticket,
)
from tests.areas.identity.factories.paper import paper_code
from tests.areas.identity.factories.providers import answer_of, insert_provider
from tests.support.api import Api, refused
from tests.support.oidc import Issuer

Way = tuple[str, dict[str, Any]]


def second_step(api: Api, _: Issuer) -> Way:
    person = api.member()
    note = {"user": str(person.id), "tenant": str(person.tenant.id), "version": 0}
    code = code_of_app(api, insert_authenticator(api, person))
    body = {**ticket(api, TicketKind.SECOND_STEP, "mfaToken", **note), "code": code}
    return "/v1/auth/mfa/challenge", body


def passkey(api: Api, _: Issuer) -> Way:
    key = new_key()
    insert_key(api, api.member(), key)
    body = {
        **ticket(api, TicketKind.PASSKEY, "ticket"),
        "passkey": key.get({"challenge": CHALLENGE}),
    }
    return "/v1/auth/passkeys/sign-in", body


def code_on_paper(api: Api, _: Issuer) -> Way:
    body = {"code": paper_code(api, api.member().id), "password": "a fresh battery staple"}
    return "/v1/auth/code/password", body


def provider(api: Api, issuer: Issuer) -> Way:
    slug = insert_provider(api, issuer.url, school_id=api.tenant().id)
    body = answer_of(api, issuer, slug, f"{slug}@school.test")
    return f"/v1/auth/oidc/{slug}/callback", body


def program(api: Api, _: Issuer) -> Way:
    codes = waiting(api, let_in_by=api.member())
    return "/v1/auth/device/token", {"deviceCode": codes["deviceCode"]}


@pytest.mark.parametrize("way", [second_step, passkey, code_on_paper, provider, program])
def test_a_page_of_another_site_opens_no_session(
    api: Api, way: Callable[[Api, Issuer], Way]
) -> None:
    headers = {"X-CSRF-Token": "forged", "Origin": "https://evil.example"}
    with Issuer() as issuer:
        path, body = way(api, issuer)
        with api.nothing_written():
            answer = api.anonymous().post(path, json=body, headers=headers)
            refused(answer, 403, "csrf_failed")
        # It was a good one: the ticket, the code and the key are still what they were.
        if way is not provider:
            assert api.anonymous().post(path, json=body).status_code == 200
