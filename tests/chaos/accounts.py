"""People who are signed in, and stay so."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

import httpx

from tests.chaos.world import PASSWORD

_RENEW_BEFORE_SECONDS = 120.0
_LOGINS_AT_ONCE = 8


@dataclass(slots=True)
class Account:
    """A person's session. All streams and requests of the person share it."""

    user_id: UUID
    email: str
    access: str
    refresh: str
    expires_at: float
    renewals: int = 0
    _renewing: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def token(self, api: httpx.AsyncClient) -> str:
        """An access token with some life left; the old one while a renewal fails."""
        if time.monotonic() > self.expires_at - _RENEW_BEFORE_SECONDS:
            async with self._renewing:
                if time.monotonic() > self.expires_at - _RENEW_BEFORE_SECONDS:
                    await self._renew(api)
        return self.access

    def expire(self) -> None:
        """Note that the token was refused: the next caller renews it."""
        self.expires_at = 0.0

    async def _renew(self, api: httpx.AsyncClient) -> None:
        try:
            answer = await api.post("/v1/auth/refresh", json={"refreshToken": self.refresh})
        except httpx.HTTPError:
            return  # A lost answer is asked for again: the same client gets the same successor.
        if answer.is_success:
            tokens = answer.json()
            self.access, self.refresh = tokens["accessToken"], tokens["refreshToken"]
            self.expires_at = time.monotonic() + tokens["expiresIn"]
            self.renewals += 1


async def sign_in(api: httpx.AsyncClient, people: Sequence[tuple[UUID, str]]) -> list[Account]:
    """Sign everybody in through the API."""
    places = asyncio.Semaphore(_LOGINS_AT_ONCE)

    async def one(user_id: UUID, email: str) -> Account:
        async with places:
            body = {"email": email, "password": PASSWORD, "tenant": "demo"}
            answer = await api.post("/v1/auth/login", json=body)
        answer.raise_for_status()
        tokens = answer.json()
        ends = time.monotonic() + tokens["expiresIn"]
        return Account(user_id, email, tokens["accessToken"], tokens["refreshToken"], ends)

    return list(await asyncio.gather(*(one(user_id, email) for user_id, email in people)))
