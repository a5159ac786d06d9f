"""Sessions of browsers: kept in a cookie, guarded against other sites."""

from __future__ import annotations

from urllib.parse import urlsplit

from functions.runtime.context import Ctx
from shared.http.problem import Forbidden
from shared.http.route import Access, route
from shared.identity.browsers import csrf_token, no_cookie
from shared.identity.schemas import CsrfTokenRead


class CsrfFailed(Forbidden):
    """The token does not belong to the cookie, or the page is not one of ours."""

    code = "csrf_failed"
    title = "Ask for another token against forgery"
    cure = (
        "Ask `GET /v1/auth/csrf` for another token, and send the request again. Programs send "
        "no `X-CSRF-Token`."
    )


@route("GET", "/v1/auth/csrf", permission=Access.PUBLIC, limits=("public",))
def auth_csrf(ctx: Ctx) -> CsrfTokenRead:
    """Read the token that a browser's page sends as X-CSRF-Token beside the session's cookie.

    Whoever sends it gets sessions as a cookie and never sees refresh tokens; programs leave it
    out, and have the tokens in the body.
    """
    return CsrfTokenRead(csrf_token=csrf_token(ctx.request.browser.seed))


def in_browser(ctx: Ctx) -> bool:
    """Whether the session is to be kept as a cookie; raises CsrfFailed where that is forged."""
    proof = ctx.request.browser
    if not proof.given:
        return False
    settings = ctx.deps.settings
    own = urlsplit(settings.public_app_url)
    if not proof.holds(frozenset({f"{own.scheme}://{own.netloc}", *settings.cors_origins})):
        raise CsrfFailed
    return True


def forget_session(ctx: Ctx) -> None:
    """Take the cookie of a session that is over out of the browser that has it."""
    if in_browser(ctx):
        ctx.cookies.append(no_cookie())
