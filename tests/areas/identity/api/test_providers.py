"""Sign-in by a provider: who comes in, and what is not believed."""

from __future__ import annotations

import hmac
import time
from collections.abc import Iterator
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from sqlalchemy import text

from infra import oidc
from infra.ops import providers
from tests.areas.identity.factories.factors import insert_authenticator
from tests.areas.identity.factories.providers import begin, come_back, insert_provider
from tests.support.api import Api, ok, refused
from tests.support.authenticator import b64
from tests.support.oidc import CLIENT, Issuer
from tests.support.scene import Member
from tests.support.waiting import looking_first


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with Issuer() as found:
        yield found


@pytest.fixture
def slug(api: Api, issuer: Issuer) -> str:
    return insert_provider(api, issuer.url)


@pytest.fixture
def person(api: Api) -> Member:
    member = api.member()
    with api.scene() as connection:
        connection.execute(
            text("UPDATE app.users SET email = :e WHERE id = :u"),
            {"e": f"{member.id.hex}@school.test", "u": member.id},
        )
    return member


def email_of(person: Member) -> str:
    return f"{person.id.hex}@school.test"


def arrive(api: Api, slug: str, issuer: Issuer, person: Member, **changes: Any) -> Any:
    said = {"EMAIL": email_of(person), "EMAIL_VERIFIED": True, "SUB": person.id.hex}
    return come_back(api, slug, issuer, begin(api, slug), **{**said, **changes})


def test_a_confirmed_address_of_the_provider_signs_in(
    api: Api, slug: str, issuer: Issuer, person: Member
) -> None:
    listed = ok(api.anonymous().get("/v1/auth/oidc"))["data"]
    assert {"slug": slug, "name": "School account"} in listed
    asked = begin(api, slug)
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert asked["redirect_uri"].endswith(f"/sign-in/{slug}")
    said = {"EMAIL": email_of(person).upper(), "EMAIL_VERIFIED": True, "SUB": "one"}
    tokens = ok(come_back(api, slug, issuer, asked, **said))
    assert tokens["userId"] == str(person.id)
    # The secret of the beginning was shown at the end.
    assert oidc.challenge_of(issuer.forms[-1]["code_verifier"]) == asked["code_challenge"]
    # The provider's name of the person counts from now on, whatever the address.
    again = come_back(api, slug, issuer, begin(api, slug), SUB="one")
    assert ok(again)["userId"] == str(person.id)
    refused(come_back(api, slug, issuer, begin(api, slug), SUB="two"), 403, "account_not_linked")


@pytest.mark.parametrize(
    "changes",
    [
        {"EMAIL_VERIFIED": False},
        {"EMAIL_VERIFIED": "true"},
        {"EMAIL_VERIFIED": None},
        {"EMAIL": None},
        {"EMAIL": "somebody@elsewhere.test"},
        {"EMAIL": "nobody@school.test"},
        {"EMAIL": "x@evil.test@school.test"},
    ],
    ids=str,
)
def test_no_other_address_opens_an_account(
    api: Api, slug: str, issuer: Issuer, person: Member, changes: dict[str, Any]
) -> None:
    refused(arrive(api, slug, issuer, person, **changes), 403, "account_not_linked")


def test_a_provider_is_believed_for_its_own_domains_alone(
    api: Api, issuer: Issuer, person: Member
) -> None:
    """A provider of anybody's addresses would otherwise open every account."""
    stranger = insert_provider(api, issuer.url, trusted_domains=["other.test"])
    refused(arrive(api, stranger, issuer, person), 403, "account_not_linked")


def test_who_has_not_confirmed_the_address_here_is_not_linked(
    api: Api, slug: str, issuer: Issuer, person: Member
) -> None:
    """Somebody else may have registered with it, and waits for its owner."""
    with api.scene() as connection:
        connection.execute(
            text("UPDATE app.users SET email_verified_at = NULL WHERE id = :u"), {"u": person.id}
        )
    refused(arrive(api, slug, issuer, person), 403, "account_not_linked")


@pytest.mark.parametrize(
    "changes",
    [
        {"NONCE": "another"},
        {"NONCE": None},
        {"ISS": "https://evil.example"},
        {"ISS": None},
        {"AUD": "another client"},
        {"AUD": [CLIENT, "another client"]},
        {"AUD": [CLIENT, "another client"], "AZP": "another client"},
        {"AZP": "another client"},
        {"EXP": 1},
        {"EXP": None},
        {"IAT": None},
        {"SUB": None},
        {"iss": "https://evil.example"},
        {"iss": None},
        {"code": "unknown"},
        {"secret": "t" * 43},
    ],
    ids=str,
)
def test_what_is_not_an_answer_to_us_is_not_believed(
    api: Api, slug: str, issuer: Issuer, person: Member, changes: dict[str, Any]
) -> None:
    with api.nothing_written():
        refused(arrive(api, slug, issuer, person, **changes), 403, "provider_not_believed")


def test_only_keys_of_the_provider_sign(
    api: Api, slug: str, issuer: Issuer, person: Member
) -> None:
    asked = begin(api, slug)
    now = int(time.time())
    claims = {
        "iss": issuer.url,
        "aud": CLIENT,
        "sub": "x",
        "nonce": asked["nonce"],
        "email": email_of(person),
        "email_verified": True,
        "iat": now,
        "exp": now + 300,
    }
    other = RSAKey.generate_key(2048, {"kid": "one"})
    shared = jwt.encode({"alg": "HS256", "kid": "one"}, claims, OctKey.import_key("x" * 32))
    signed = shared.rpartition(".")[0]
    dot = "."
    unsigned = b64(b'{"alg":"none"}')
    public = hmac.digest(issuer.key.as_pem(private=False), signed.encode(), "sha256")
    for token in (
        jwt.encode({"alg": "RS256", "kid": "one"}, claims, other),
        # The public key as a shared secret.
        f"{signed}.{b64(public)}",
        # Signed by nobody.
        f"{unsigned}.{signed.partition(dot)[2]}.",
        "not a token",
        "",
    ):
        issuer.token = token or "."
        answer = come_back(api, slug, issuer, asked)
        refused(answer, 403, "provider_not_believed")
    issuer.token = None
    said = {"EMAIL": email_of(person), "EMAIL_VERIFIED": True}
    ok(come_back(api, slug, issuer, asked, **said))


def test_an_answer_counts_once_and_not_for_ever(
    api: Api, slug: str, issuer: Issuer, person: Member
) -> None:
    asked = begin(api, slug)
    said = {"EMAIL": email_of(person), "EMAIL_VERIFIED": True}
    ok(come_back(api, slug, issuer, asked, **said))
    refused(come_back(api, slug, issuer, asked, **said), 401, "sign_in_expired")
    late = begin(api, slug)
    api.clock.advance(minutes=6)
    refused(come_back(api, slug, issuer, late, **said), 401, "sign_in_expired")
    forged = {**asked, "state": "AAAA"}
    refused(come_back(api, slug, issuer, forged, **said), 401, "sign_in_expired")


def test_the_answer_of_one_provider_is_none_of_another(
    api: Api, slug: str, issuer: Issuer, person: Member
) -> None:
    """Mix-up: the browser is sent to a hostile provider, and brings its answer to an honest one."""
    with Issuer() as hostile:
        evil = insert_provider(api, hostile.url)
        asked = begin(api, evil)
        said = {"EMAIL": email_of(person), "EMAIL_VERIFIED": True}
        refused(come_back(api, slug, issuer, asked, **said), 403, "provider_not_believed")
        # The hostile one calls itself the honest one.
        hostile.metadata = {"issuer": issuer.url}
        fresh = insert_provider(api, f"{hostile.url}/")
        answer = api.anonymous().get(f"/v1/auth/oidc/{fresh}/start")
        refused(answer, 503, "dependency_unavailable")


def test_new_keys_of_a_provider_are_fetched(
    api: Api, slug: str, issuer: Issuer, person: Member
) -> None:
    ok(arrive(api, slug, issuer, person))
    issuer.key = RSAKey.generate_key(2048, {"kid": "two"})
    issuer.header = {"alg": "RS256", "kid": "two"}
    ok(arrive(api, slug, issuer, person))


def test_a_provider_that_is_away_or_unsafe_is_not_asked(api: Api, issuer: Issuer) -> None:
    for address in ("http://127.0.0.1:9", "http://provider.example"):
        gone = insert_provider(api, address)
        answer = api.anonymous().get(f"/v1/auth/oidc/{gone}/start")
        refused(answer, 503, "dependency_unavailable")
    closed = insert_provider(api, issuer.url, enabled=False)
    refused(api.anonymous().get(f"/v1/auth/oidc/{closed}/start"), 404, "not_found")
    late = {"state": "AAAA", "code": "x", "secret": "s" * 43}
    answer = api.anonymous().post(f"/v1/auth/oidc/{closed}/callback", json=late)
    refused(answer, 404, "not_found")
    issuer.metadata = {"token_endpoint": "http://provider.example/token"}
    unsafe = insert_provider(api, issuer.url)
    answer = api.anonymous().get(f"/v1/auth/oidc/{unsafe}/start")
    refused(answer, 503, "dependency_unavailable")


def test_nobody_says_where_the_browser_goes(api: Api, slug: str, issuer: Issuer) -> None:
    """No address of a request is followed: there is no open redirect to find."""
    for extra in ("returnTo", "redirect_uri", "next"):
        query = {extra: "https://evil.example"}
        answer = api.anonymous().get(f"/v1/auth/oidc/{slug}/start", query=query)
        refused(answer, 422, "validation_failed")
    found = ok(api.anonymous().get(f"/v1/auth/oidc/{slug}/start"))
    assert found["address"].startswith(f"{issuer.url}/auth?")


def test_a_second_factor_is_asked_for_as_ever(
    api: Api, slug: str, issuer: Issuer, person: Member
) -> None:
    insert_authenticator(api, person)
    assert ok(arrive(api, slug, issuer, person))["status"] == "second_step"


def test_a_provider_of_a_school_brings_new_pupils(api: Api, issuer: Issuer) -> None:
    school = api.tenant()
    slug = insert_provider(api, issuer.url, school_id=school.id)
    said = {"EMAIL": f"{school.slug}@school.test", "EMAIL_VERIFIED": True, "GIVEN_NAME": "Sok"}
    tokens = ok(come_back(api, slug, issuer, begin(api, slug), **said, SUB="new"))
    me = ok(api.with_token(tokens["accessToken"]).get("/v1/users/me"))
    assert (me["role"], me["firstName"], me["tenant"]["id"]) == ("STUDENT", "Sok", str(school.id))
    (event,) = api.events(school, "user:registered")
    assert event.data["via"] == "provider"
    again = ok(come_back(api, slug, issuer, begin(api, slug), **said, SUB="new"))
    assert UUID(again["userId"]) == UUID(tokens["userId"])


def test_who_comes_for_the_first_time_on_two_devices_has_one_account(
    api: Api, issuer: Issuer
) -> None:
    school = api.tenant()
    slug = insert_provider(api, issuer.url, school_id=school.id)
    said = {"EMAIL": f"{school.slug}@school.test", "EMAIL_VERIFIED": True, "SUB": "new"}
    coming = [partial(come_back, api, slug, issuer, begin(api, slug), **said) for _ in range(2)]
    one, other = (ok(answer) for answer in looking_first(api, "users", coming))
    assert one["userId"] == other["userId"]
    assert len(api.events(school, "user:registered")) == 1


def test_who_left_the_school_comes_in_by_no_provider(
    api: Api, slug: str, issuer: Issuer, person: Member
) -> None:
    ok(arrive(api, slug, issuer, person))
    for change in (
        "UPDATE app.memberships SET status = 'SUSPENDED' WHERE user_id = :u",
        "UPDATE app.users SET deleted_at = now() WHERE id = :u",
    ):
        with api.scene() as connection:
            connection.execute(text(change), {"u": person.id})
        refused(arrive(api, slug, issuer, person), 403, "account_not_linked")


def test_secrets_of_providers_are_sealed(api: Api, slug: str) -> None:
    row = "SELECT p::text AS row FROM app.sign_in_providers AS p WHERE slug = :s"
    stored = str(api.rows(row, s=slug))
    assert "the secret" not in stored
    assert b"the secret".hex() not in stored


def test_operators_add_change_and_close_a_provider(
    api: Api, issuer: Issuer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    school = api.tenant()
    address = api.admin.url.render_as_string(hide_password=False)
    monkeypatch.setenv("DATABASE_OWNER_URL", address)
    monkeypatch.setenv("REFRESH_SEAL_KEY", api.keys.seal_key)
    monkeypatch.setenv("CLIENT_SECRET", "the secret")
    slug = f"ops-{school.id.hex[-8:]}"
    said = ["add", slug, "--name", "Ours", "--issuer", issuer.url, "--client-id", CLIENT]
    with pytest.raises(providers.NoSuchSchool):
        providers.main([*said, "--school", "no-such-school"])
    assert providers.main([*said, "--domain", "School.test", "--school", school.slug]) == 0
    arrived = {"EMAIL": f"{school.slug}@school.test", "EMAIL_VERIFIED": True}
    ok(come_back(api, slug, issuer, begin(api, slug), **arrived))
    providers.main(["list"])
    assert f"{slug}  {issuer.url}  school.test\n" in capsys.readouterr().out
    assert providers.main(["close", slug]) == 0
    refused(api.anonymous().get(f"/v1/auth/oidc/{slug}/start"), 404, "not_found")
    assert providers.main(["close", slug]) == 1
