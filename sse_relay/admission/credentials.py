"""Who asks: the one credential of a request, verified with public keys only."""

from __future__ import annotations

from infra.tokens import Audience, Claims, InvalidToken, TokenVerifier
from shared.http.problem import Forbidden, Unauthenticated
from sse_relay.wire.messages import Request


def authenticate(request: Request, verifier: TokenVerifier) -> Claims:
    """The claims of the caller; raises Unauthenticated with one answer for every defect.

    A URL may hold a stream token only, because it ends up in histories. Cookies are not looked at:
    a browser sends them along with requests that no page of ours has made.
    """
    authorization = request.headers.get("authorization")
    if authorization is not None:
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer":
            raise Unauthenticated
        return _verify(verifier, token.strip(), ("api", "stream"))
    if "token" in request.query:
        return _verify(verifier, request.query["token"], ("stream",))
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
