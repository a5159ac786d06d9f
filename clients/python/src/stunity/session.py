"""Credentials, renewed before anybody notices.

Both are httpx authentication flows, so a request that meets an expired session is sent again with a
new token, once. The device's clock is not trusted: the life of a token is measured, not compared.
"""

from __future__ import annotations

import asyncio
import json
import math
import threading
import time
from collections.abc import AsyncGenerator, Callable, Generator
from dataclasses import dataclass
from typing import Final

import httpx
from typing_extensions import override

from stunity.problems import SignInNeeded, problem_of

_UNAUTHORIZED: Final = 401
# A token with less than this left, in seconds, is changed before it is used.
_TOO_SHORT: Final = 20.0


@dataclass(frozen=True, slots=True)
class Kept:
    """What another process needs to continue a session. Both are secrets."""

    refresh: str
    access: str = ""


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a sign-in gives. ``good_until`` is on this process's monotonic clock, in seconds."""

    access: str
    refresh: str | None
    good_until: float

    @property
    def stale(self) -> bool:
        """Whether it must be changed before it is used."""
        return time.monotonic() > self.good_until - _TOO_SHORT


class ApiKey(httpx.Auth):
    """A key of a person or a program: it has the rights it was given, and no session."""

    def __init__(self, key: str) -> None:
        self._key = key

    @override
    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["Authorization"] = f"Bearer {self._key}"
        yield request


class Session(httpx.Auth):
    """A person's session, which renews itself.

    ``saved`` is called with the tokens whenever they change: a refresh token works once, so
    whoever wants to continue the session in another process keeps the newest.
    """

    def __init__(self, saved: Callable[[Kept], None] | None = None) -> None:
        self._saved = saved
        self._tokens: Tokens | None = None
        self._lock = threading.Lock()
        self._turn = asyncio.Lock()

    @property
    def signed_in(self) -> bool:
        """Whether there are tokens; they may be over at the server's."""
        return self._tokens is not None

    def resume(self, kept: Kept) -> None:
        """Continue a session of another process from what that kept last."""
        # How long the access token still lives nobody here knows: the server says when it is over.
        good_until = math.inf if kept.access else 0.0
        self._tokens = Tokens(kept.access, kept.refresh, good_until)

    def take(self, found: dict[str, object]) -> None:
        """Take the tokens of a sign-in or a renewal, as the API gives them."""
        seconds, refresh = found["expiresIn"], found.get("refreshToken")
        assert isinstance(seconds, int)
        self._tokens = Tokens(
            access=str(found["accessToken"]),
            refresh=None if refresh is None else str(refresh),
            good_until=time.monotonic() + seconds,
        )
        if self._saved and refresh is not None:
            self._saved(Kept(str(refresh), self._tokens.access))

    def forget(self) -> None:
        """Drop the tokens, as signing out does."""
        self._tokens = None

    @override
    def sync_auth_flow(
        self, request: httpx.Request
    ) -> Generator[httpx.Request, httpx.Response, None]:
        with self._lock:
            yield from self._fresh(request.url, self._tokens)
        used = self._sign(request)
        response = yield request
        if used and response.status_code == _UNAUTHORIZED:
            with self._lock:
                yield from self._renewed(request.url, used)
            self._sign(request)
            yield request

    @override
    async def async_auth_flow(
        self, request: httpx.Request
    ) -> AsyncGenerator[httpx.Request, httpx.Response]:
        async with self._turn:
            if self._tokens is not None and self._tokens.stale:
                stale = self._tokens
                renewal = yield self._renewal(request.url, stale)
                await renewal.aread()
                self._renewal_ended(renewal, stale)
        used = self._sign(request)
        response = yield request
        if used and response.status_code == _UNAUTHORIZED:
            async with self._turn:
                if self._tokens is used:
                    renewal = yield self._renewal(request.url, used)
                    await renewal.aread()
                    self._renewal_ended(renewal, used)
            self._sign(request)
            yield request

    async def bearer(self, http: httpx.AsyncClient, *, renew: bool) -> tuple[str, float]:
        """The access token and what is left of its life in seconds, renewed where asked or due."""
        async with self._turn:
            tokens = self._tokens
            if tokens is not None and (renew or tokens.stale):
                response = await http.send(self._renewal(http.base_url, tokens), auth=None)
                self._renewal_ended(response, tokens)
        return self._current()

    def _current(self) -> tuple[str, float]:
        if self._tokens is None:
            raise SignInNeeded("sign in first")
        return self._tokens.access, self._tokens.good_until - time.monotonic()

    def _fresh(
        self, url: httpx.URL, tokens: Tokens | None
    ) -> Generator[httpx.Request, httpx.Response, None]:
        if tokens is not None and tokens.stale:
            yield from self._renewed(url, tokens)

    def _renewed(
        self, url: httpx.URL, used: Tokens
    ) -> Generator[httpx.Request, httpx.Response, None]:
        # Another thread may have renewed it while this one waited for its turn.
        if self._tokens is used:
            # What comes from a network has not been read yet.
            response = yield self._renewal(url, used)
            response.read()
            self._renewal_ended(response, used)

    def _sign(self, request: httpx.Request) -> Tokens | None:
        """Put the token on a request; signing in itself has none."""
        if self._tokens is not None:
            request.headers["Authorization"] = f"Bearer {self._tokens.access}"
        return self._tokens

    def _renewal(self, url: httpx.URL, used: Tokens) -> httpx.Request:
        if used.refresh is None:
            raise SignInNeeded("the session is over and cannot be renewed")
        return httpx.Request(
            "POST",
            url.copy_with(raw_path=b"/v1/auth/refresh"),
            json={"refreshToken": used.refresh},
            headers={"Accept": "application/json"},
        )

    def _renewal_ended(self, response: httpx.Response, used: Tokens) -> None:
        if response.status_code == _UNAUTHORIZED:
            if self._tokens is used:
                self._tokens = None
            raise SignInNeeded("the session is over") from problem_of(response)
        if response.is_error:
            raise problem_of(response)
        self.take(json.loads(response.content))
