"""The clients: the API by area, a session or a key, and the stream."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

import httpx

from stunity.api import Api, AsyncApi
from stunity.calls import AsyncCaller, Caller, Operation, Retries
from stunity.problems import SignInNeeded
from stunity.session import ApiKey, Kept, Session

if TYPE_CHECKING:
    from pydantic import JsonValue

    from stunity.api.models.identity import SecondStepRead, SessionTokens
    from stunity.realtime.client import Options, RealtimeClient

TIMEOUT_SECONDS: Final = 30.0
_AGENT: Final = {"User-Agent": "stunity-python/1"}
_LOGOUT: Final = Operation("auth_logout", "POST", "/v1/auth/logout", keyed=False, repeatable=True)


class SecondFactorNeeded(Exception):
    """The password is right; one of ``step.methods`` has to follow, with its ``mfa_token``."""

    def __init__(self, step: SecondStepRead) -> None:
        super().__init__(f"a second factor is needed: {', '.join(step.methods)}")
        self.step = step


class _Front:
    """What both clients share: where they talk to, and as whom."""

    def __init__(
        self, api_key: str | None, kept: Kept | None, saved: Callable[[Kept], None] | None
    ) -> None:
        self.session: Session | None = None if api_key else Session(saved)
        if self.session and kept:
            self.session.resume(kept)
        self._auth: httpx.Auth = ApiKey(api_key) if api_key else self._person()

    def _person(self) -> Session:
        if self.session is None:
            raise RuntimeError("a client with an API key has no session")
        return self.session

    def sign_in_anew(self) -> None:
        """Forget the session of before: what begins another one is asked as nobody."""
        self._person().forget()

    def enter(self, answer: SessionTokens) -> None:
        """Begin the session of a sign-in that took another way, as a second factor does."""
        self._person().take(answer.model_dump())

    def _entered(self, answer: SessionTokens | SecondStepRead) -> None:
        from stunity.api.models.identity import SecondStepRead

        if isinstance(answer, SecondStepRead):
            raise SecondFactorNeeded(answer)
        self.enter(answer)


class Stunity(_Front):
    """A client of one Stunity server.

    ::

        with Stunity("https://school.example") as client:
            client.sign_in("dara@example.com", password)
            for post in each(client.api.social.posts_feed):
                print(post.author.name, post.content)
    """

    def __init__(
        self,
        url: str,
        *,
        api_key: str | None = None,
        kept: Kept | None = None,
        saved: Callable[[Kept], None] | None = None,
        retries: Retries | None = None,
        timeout: float = TIMEOUT_SECONDS,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        super().__init__(api_key, kept, saved)
        self.http = httpx.Client(
            base_url=url, auth=self._auth, timeout=timeout, headers=_AGENT, transport=transport
        )
        self._caller = Caller(self.http, retries or Retries())
        self.api = Api(self._caller)

    def sign_in(self, email: str, password: str, *, tenant: str | None = None) -> None:
        """Begin a session; raises :class:`SecondFactorNeeded` where the account has one."""
        from stunity.api.models.identity import LoginRequest

        self.sign_in_anew()
        request = LoginRequest(email=email, password=password, tenant=tenant)
        self._entered(self.api.identity.auth_login(request))

    def sign_out(self) -> None:
        """End the session, here and at the server."""
        session = self._person()
        if session.signed_in:
            self._caller.call(_LOGOUT, None)
        session.forget()

    def call(
        self, method: str, path: str, *, query: dict[str, str] | None = None
    ) -> dict[str, JsonValue]:
        """Ask a route that this version does not know yet; no body is sent."""
        operation = Operation("call", method, path, keyed=False, repeatable=method == "GET")
        return self._caller.call(operation, dict[str, "JsonValue"], query=query)

    def close(self) -> None:
        """Close the connections."""
        self.http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class AsyncStunity(_Front):
    """The same for asyncio, with the stream of events beside it (:mod:`stunity.realtime`)."""

    def __init__(
        self,
        url: str,
        *,
        api_key: str | None = None,
        kept: Kept | None = None,
        saved: Callable[[Kept], None] | None = None,
        retries: Retries | None = None,
        timeout: float = TIMEOUT_SECONDS,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        super().__init__(api_key, kept, saved)
        self.http = httpx.AsyncClient(
            base_url=url, auth=self._auth, timeout=timeout, headers=_AGENT, transport=transport
        )
        self._caller = AsyncCaller(self.http, retries or Retries())
        self.api = AsyncApi(self._caller)

    async def sign_in(self, email: str, password: str, *, tenant: str | None = None) -> None:
        """Begin a session; raises :class:`SecondFactorNeeded` where the account has one."""
        from stunity.api.models.identity import LoginRequest

        self.sign_in_anew()
        request = LoginRequest(email=email, password=password, tenant=tenant)
        self._entered(await self.api.identity.auth_login(request))

    async def sign_out(self) -> None:
        """End the session, here and at the server."""
        session = self._person()
        if session.signed_in:
            await self._caller.call(_LOGOUT, None)
        session.forget()

    def realtime(
        self, *, stream_url: str | None = None, options: Options | None = None
    ) -> RealtimeClient:
        """The events of this person, for ``async with``; the server says where its relay is.

        The session must be a person's: an API key opens no stream.
        """
        from stunity.realtime.client import RealtimeClient, Token
        from stunity.realtime.transport import HttpTransport

        session = self._person()

        async def tokens(renew: bool) -> Token | None:
            try:
                text, seconds = await session.bearer(self.http, renew=renew)
            except SignInNeeded:
                return None
            return Token(text, seconds)

        async def where() -> str:
            return stream_url or (await self.api.realtime.realtime_token()).stream_url

        poll_url = str(self.http.base_url.join("/v1/realtime/events"))
        return RealtimeClient(HttpTransport(self.http, where, poll_url), tokens, options)

    async def close(self) -> None:
        """Close the connections."""
        await self.http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()
