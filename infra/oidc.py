"""OpenID Connect: asking a provider who somebody is, and believing no more than it has signed.

What is checked where: the issuer of the answer (RFC 9207) and the browser by the caller's ticket,
the code by PKCE, the ID token here: signature by an asymmetric key of the issuer, issuer, audience,
times and nonce (OpenID Connect Core 3.1.3.7).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx

# Only keys whose private half the provider alone has: never "none", never a shared secret.
ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA", "Ed25519")
LEEWAY_SECONDS = 60
_KEPT_SECONDS = 600.0
_TIMEOUT_SECONDS = 5.0
_MOST_BYTES = 262_144
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class ProviderUnavailable(Exception):
    """The provider does not answer, or not as the standard says: try again later."""


class ProviderRefused(Exception):
    """The answer is not for us, not of this issuer, forged, too old, or for another request."""


@dataclass(frozen=True, slots=True)
class Client:
    """Who we are to a provider, and where it sends people back to."""

    issuer: str
    client_id: str
    client_secret: str | None
    redirect_uri: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as the provider knows them. ``email`` only where it has confirmed the address."""

    subject: str
    email: str | None
    given_name: str
    family_name: str


@dataclass(frozen=True, slots=True)
class _Known:
    metadata: Mapping[str, Any]
    keys: Mapping[str, Any]
    until: float


_known: dict[str, _Known] = {}
_lock = threading.Lock()


def challenge_of(verifier: str) -> str:
    """What goes ahead of a secret that is shown later (RFC 7636, S256)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def address_for(client: Client, *, state: str, nonce: str, verifier: str) -> str:
    """Where the browser goes to sign in; raises ProviderUnavailable."""
    asked = {
        "response_type": "code",
        "scope": "openid email profile",
        "client_id": client.client_id,
        "redirect_uri": client.redirect_uri,
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge_of(verifier),
        "code_challenge_method": "S256",
    }
    address = _discover(client.issuer).metadata["authorization_endpoint"]
    return f"{address}{'&' if urlsplit(address).query else '?'}{urlencode(asked)}"


def person_behind(
    client: Client, *, code: str, issuer: str | None, nonce: str, verifier: str
) -> Person:
    """Change the code for who it is; raises ProviderRefused and ProviderUnavailable.

    ``issuer`` is what came back beside the code.
    """
    known = _discover(client.issuer)
    named = known.metadata.get("authorization_response_iss_parameter_supported") is True
    if (named or issuer is not None) and issuer != client.issuer:
        raise ProviderRefused("the answer is of another issuer")
    tokens = _redeem(client, known.metadata, code, verifier)
    claims = _verified(client, str(tokens.get("id_token", "")), nonce)
    if "email" not in claims and "userinfo_endpoint" in known.metadata:
        more = _user_info(known.metadata["userinfo_endpoint"], str(tokens.get("access_token", "")))
        if more.get("sub") != claims["sub"]:
            raise ProviderRefused("the information is of somebody else")
        claims = {**more, **claims}
    confirmed = claims.get("email_verified") is True
    return Person(
        subject=str(claims["sub"]),
        email=str(claims["email"]) if confirmed and claims.get("email") else None,
        given_name=str(claims.get("given_name") or claims.get("name") or ""),
        family_name=str(claims.get("family_name") or ""),
    )


def _redeem(
    client: Client, metadata: Mapping[str, Any], code: str, verifier: str
) -> Mapping[str, Any]:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": client.redirect_uri,
        "code_verifier": verifier,
    }
    auth = None
    methods = metadata.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    if client.client_secret is None:
        form["client_id"] = client.client_id
    elif "client_secret_basic" in methods:
        auth = httpx.BasicAuth(client.client_id, client.client_secret)
    else:
        form |= {"client_id": client.client_id, "client_secret": client.client_secret}
    return _json("POST", metadata["token_endpoint"], data=form, auth=auth)


def _user_info(address: str, token: str) -> Mapping[str, Any]:
    return _json("GET", address, headers={"Authorization": f"Bearer {token}"})


def _verified(client: Client, token: str, nonce: str) -> dict[str, Any]:
    from joserfc import jwt
    from joserfc.errors import JoseError
    from joserfc.jwk import KeySet

    known, fresh = _discover(client.issuer), False
    while True:
        try:
            keys = KeySet.import_key_set({"keys": list(known.keys["keys"])})
            decoded = jwt.decode(token, keys, algorithms=list(ALGORITHMS))
            break
        except (JoseError, ValueError, KeyError, TypeError) as error:
            # A provider that has just changed its keys is asked once for the new ones.
            if fresh:
                raise ProviderRefused("not signed by the provider") from error
            known, fresh = _discover(client.issuer, anew=True), True
    claims: dict[str, Any] = dict(decoded.claims)
    registry = jwt.JWTClaimsRegistry(
        leeway=LEEWAY_SECONDS,
        iss={"essential": True, "value": client.issuer},
        aud={"essential": True, "value": client.client_id},
        exp={"essential": True},
        iat={"essential": True},
        sub={"essential": True},
        nonce={"essential": True},
    )
    try:
        registry.validate(claims)
    except JoseError as error:
        raise ProviderRefused(str(error)) from error
    alone = claims["aud"] in (client.client_id, [client.client_id])
    if (not alone or "azp" in claims) and claims.get("azp") != client.client_id:
        raise ProviderRefused("for somebody else too")
    if not hmac.compare_digest(str(claims["nonce"]).encode(), nonce.encode()):
        raise ProviderRefused("an answer to another request")
    return claims


def _discover(issuer: str, *, anew: bool = False) -> _Known:
    """What the provider says of itself, kept for ten minutes; raises ProviderUnavailable."""
    now = time.monotonic()
    with _lock:
        kept = _known.get(issuer)
    if kept is not None and kept.until > now and not anew:
        return kept
    metadata = _json("GET", f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    if metadata.get("issuer") != issuer:
        raise ProviderUnavailable("it calls itself otherwise")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        _check_address(str(metadata.get(name, "")))
    keys = _json("GET", metadata["jwks_uri"])
    if not isinstance(keys.get("keys"), list):
        raise ProviderUnavailable("it has no keys")
    found = _Known(metadata, keys, now + _KEPT_SECONDS)
    with _lock:
        _known[issuer] = found
    return found


def _check_address(address: str) -> None:
    """Secrets go over TLS, but for a provider on this machine."""
    parts = urlsplit(address)
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    if not safe or not parts.hostname:
        raise ProviderUnavailable("an address without TLS")


def _json(method: str, address: str, **options: Any) -> Mapping[str, Any]:
    _check_address(address)
    try:
        with (
            httpx.Client(timeout=_TIMEOUT_SECONDS, follow_redirects=False) as http,
            http.stream(method, address, **options) as answer,
        ):
            content = b""
            for chunk in answer.iter_bytes():
                content += chunk
                if len(content) > _MOST_BYTES:
                    raise ProviderUnavailable("it answers without an end")
        if answer.status_code in {400, 401, 403}:
            raise ProviderRefused(f"{answer.status_code} of the provider")
        answer.raise_for_status()
        found = httpx.Response(200, content=content).json()
    except (httpx.HTTPError, ValueError) as error:
        raise ProviderUnavailable(str(error)) from error
    if not isinstance(found, dict):
        raise ProviderUnavailable("not an object")
    return found
