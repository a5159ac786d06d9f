"""Who asks: the one credential of a request, verified with public keys only."""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie

from infra.tokens import Audience, Claims, InvalidToken, TokenVerifier
from shared.http.problem import Forbidden, Unauthenticated
from sse_relay.wire.messages import Request

COOKIES = ("__Host-stunity_stream", "stunity_stream")


def authenticate(request: Request, verifier: TokenVerifier, *, same_site: bool) -> Claims:
    """The claims of the caller; raises Unauthenticated with one answer for every defect.

    A URL and a cookie may hold stream tokens only: they end up in histories and in requests that
    a page did not mean to send. ``same_site`` says that the request's origin is one of ours.
    """
    authorization = request.headers.get("authorization")
    if authorization is not None:
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer":
            raise Unauthenticated
        return _verify(verifier, token.strip(), ("api", "stream"))
    if "token" in request.query:
        return _verify(verifier, request.query["token"], ("stream",))
    cookie = _cookie(request.headers.get("cookie", ""))
    if cookie and same_site:
        return _verify(verifier, cookie, ("stream",))
    raise Unauthenticated


def require_own_identity(request: Request, claims: Claims, slug: str | None = None) -> None:
    """Refuse a ``tenantId`` or ``userId`` that names anybody but the token's holder."""
    tenant = request.query.get("tenantId")
    user = request.query.get("userId")
    if tenant is not None and tenant not in {str(claims.tenant_id), slug}:
        raise Forbidden
    if user is not None and user != str(claims.user_id):
        raise Forbidden


def _verify(verifier: TokenVerifier, token: str, audiences: tuple[Audience, ...]) -> Claims:
    for audience in audiences:
        try:
            return verifier.verify(token, audience)
        except InvalidToken:
            continue
    raise Unauthenticated


def _cookie(header: str) -> str | None:
    try:
        jar = SimpleCookie(header)
    except CookieError:
        return None
    for name in COOKIES:
        if name in jar:
            return jar[name].value
    return None
