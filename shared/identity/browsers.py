"""How a browser keeps a session: one cookie that no script reads, and a token against forgery.

A page of ours proves that
it is one by a header: no other site can set it (its preflight is refused), nor read what to put
into it. ADR 0043.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass

COOKIE = "__Host-stunity_session"
CSRF_HEADER = "X-CSRF-Token"

_SEPARATOR = "."
_ATTRIBUTES = "Path=/; Secure; HttpOnly; SameSite=Strict"


@dataclass(frozen=True, slots=True)
class BrowserProof:
    """What a request carries of a browser's session: cookie, token against forgery and origin."""

    cookie: str | None = None
    csrf: str | None = None
    origin: str | None = None

    @property
    def given(self) -> bool:
        """Whether the caller wants the session in its cookie; programs want it in the body."""
        return self.csrf is not None

    @property
    def refresh_token(self) -> str | None:
        """The refresh token in the cookie."""
        return None if self.cookie is None else self.cookie.partition(_SEPARATOR)[0]

    @property
    def seed(self) -> str:
        """What the cookie's tokens against forgery are made of; empty without a cookie."""
        return (self.cookie or "").partition(_SEPARATOR)[2]

    def holds(self, origins: frozenset[str]) -> bool:
        """Whether a page of one of the origins sent this, and one that may read our answers."""
        right = hmac.compare_digest((self.csrf or "").encode(), csrf_token(self.seed).encode())
        return right and self.origin in origins


def csrf_token(seed: str) -> str:
    """What the header has to say beside a cookie with this seed, or beside none.

    Only who knows the cookie can compute it, and it does not tell the cookie. Without one there is
    nothing to take over: then header and origin alone keep strangers' pages out.
    """
    digest = hmac.digest(seed.encode(), b"csrf", hashlib.sha256)
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def session_cookie(refresh_token: str, seed: str, seconds: int) -> str:
    """The header that puts a session into a browser, for as long as it may sleep.

    The seed outlives the tokens that follow one another: a page that is loaded while an answer to
    the page before is still on its way has the right token all the same.
    """
    return f"{COOKIE}={refresh_token}{_SEPARATOR}{seed}; Max-Age={seconds}; {_ATTRIBUTES}"


def no_cookie() -> str:
    """The header that takes it out."""
    return f"{COOKIE}=; Max-Age=0; {_ATTRIBUTES}"
