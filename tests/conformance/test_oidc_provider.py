"""Sign-in by a provider that nobody here wrote: `oidc-provider` of npm, as a browser goes there."""

from __future__ import annotations

import re
import secrets
import subprocess
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx
import pytest
from sqlalchemy import Engine, text

from functions.identity.providers import secret_context
from tests.areas.identity.factories.providers import insert_provider
from tests.conformance.vectors import HERE
from tests.support.api import Api, ok, refused, shared_api
from tests.support.oidc import CLIENT
from tests.support.postgres import Database

PASSWORD_OF_CLIENT = secrets.token_urlsafe(24)


@pytest.fixture(scope="module")
def slug() -> str:
    return f"provider-{secrets.token_hex(4)}"


@pytest.fixture(scope="module")
def api(database: Database, admin_engine: Engine) -> Iterator[Api]:
    with shared_api(database, admin_engine) as found, pytest.MonkeyPatch.context() as patch:
        patch.setattr("infra.oidc._TIMEOUT_SECONDS", 60.0)  # a busy machine answers late
        found.claim()
        yield found


@pytest.fixture(scope="module")
def back(api: Api, slug: str) -> str:
    """Where people are sent back to."""
    return f"{api.deps.settings.public_app_url}/sign-in/{slug}"


@pytest.fixture(scope="module")
def issuer(node: str, back: str) -> Iterator[str]:
    command = [node, "oidc-provider.mjs", CLIENT, PASSWORD_OF_CLIENT, back]
    with subprocess.Popen(  # noqa: S603 - our own file
        command, cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def walk(address: str, back: str, login: str) -> dict[str, str]:
    """What a person does there: sign in, agree, and be sent back."""
    with httpx.Client(trust_env=False, timeout=60) as browser:
        answer = browser.get(address)
        for _ in range(20):
            if answer.is_redirect:
                following = urljoin(str(answer.url), answer.headers["Location"])
                if following.startswith(back):
                    return {k: v[0] for k, v in parse_qs(urlsplit(following).query).items()}
                answer = browser.get(following)
                continue
            assert answer.status_code == 200, answer.text
            form = re.search(r'action="([^"]+)"', answer.text)
            prompt = re.search(r'name="prompt" value="(\w+)"', answer.text)
            assert form is not None, answer.text
            assert prompt is not None, answer.text
            filled = {"prompt": prompt[1], "login": login, "password": "x"}
            answer = browser.post(urljoin(str(answer.url), form[1]), data=filled)
    raise AssertionError("never sent back")


def test_a_real_provider_signs_in(api: Api, issuer: str, slug: str, back: str) -> None:
    sealed = api.deps.sealer.seal(PASSWORD_OF_CLIENT, secret_context(slug))
    insert_provider(api, issuer, slug=slug, client_secret_sealed=sealed)
    person = api.member()
    with api.scene() as connection:
        connection.execute(
            text("UPDATE app.users SET email = :e WHERE id = :u"),
            {"e": f"{person.id.hex}@school.test", "u": person.id},
        )

    def go(login: str) -> dict[str, Any]:
        begun = ok(api.anonymous().get(f"/v1/auth/oidc/{slug}/start"))
        sent = walk(begun["address"], back, login)
        return {name: sent[name] for name in ("state", "code", "iss")} | {"secret": begun["secret"]}

    path = f"/v1/auth/oidc/{slug}/callback"
    answer = go(person.id.hex)
    assert answer["iss"] == issuer
    stolen = api.anonymous().post(path, json={**answer, "secret": "t" * 43})
    refused(stolen, 403, "provider_not_believed")
    tokens = ok(api.anonymous().post(path, json=answer))
    assert tokens["userId"] == str(person.id)
    # The code was used; and nobody has the address of a stranger.
    assert api.anonymous().post(path, json=answer).status_code in {401, 403}
    refused(api.anonymous().post(path, json=go("stranger")), 403, "account_not_linked")
