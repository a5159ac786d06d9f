"""Signing in by a code that somebody lets in elsewhere: no password comes near this program."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from stunity.problems import ApiError, ConnectionFailed

if TYPE_CHECKING:
    from stunity.api.models.identity import (
        DeviceSignInAsked,
        DeviceSignInStart,
        DeviceTokenRequest,
    )
    from stunity.client import AsyncStunity, Stunity


def sign_in_by_code(
    client: Stunity,
    show: Callable[[DeviceSignInAsked], None],
    *,
    program: str,
    host: str | None = None,
) -> None:
    """Begin a session once somebody has let it in; ``show`` gets the code and the address.

    ``program`` and ``host`` are what they see. Raises :class:`stunity.api.errors.AccessDenied`
    where they say no, and ExpiredToken where nobody has decided after ten minutes.
    """
    identity = client.api.identity
    client.sign_in_anew()
    asked = identity.auth_device_start(_start(program, host))
    show(asked)
    waiting = _Waiting(asked)
    while True:
        time.sleep(waiting.seconds)
        try:
            client.enter(identity.auth_device_token(waiting.request))
        except (ApiError, ConnectionFailed) as error:
            waiting.go_on_after(error)
        else:
            return


async def sign_in_by_code_async(
    client: AsyncStunity,
    show: Callable[[DeviceSignInAsked], None],
    *,
    program: str,
    host: str | None = None,
) -> None:
    """The same for asyncio."""
    identity = client.api.identity
    client.sign_in_anew()
    asked = await identity.auth_device_start(_start(program, host))
    show(asked)
    waiting = _Waiting(asked)
    while True:
        await asyncio.sleep(waiting.seconds)
        try:
            client.enter(await identity.auth_device_token(waiting.request))
        except (ApiError, ConnectionFailed) as error:
            waiting.go_on_after(error)
        else:
            return


class _Waiting:
    """When to ask again, and until when."""

    def __init__(self, asked: DeviceSignInAsked) -> None:
        self.request = _request(asked.device_code)
        self.seconds = float(asked.interval)
        self._ends = time.monotonic() + asked.expires_in

    def go_on_after(self, error: ApiError | ConnectionFailed) -> None:
        """Take the time that the server asks for; raises the error where it is an answer."""
        from stunity.api.errors import AuthorizationPending, SlowDown

        if isinstance(error, AuthorizationPending | SlowDown):
            self.seconds = error.retry_after or self.seconds
        # A laptop that was closed for a while has no network for the first question.
        elif isinstance(error, ApiError) or time.monotonic() > self._ends:
            raise error


def _start(program: str, host: str | None) -> DeviceSignInStart:
    from stunity.api.models.identity import DeviceSignInStart

    return DeviceSignInStart(program=program, host=host)


def _request(device_code: str) -> DeviceTokenRequest:
    from stunity.api.models.identity import DeviceTokenRequest

    return DeviceTokenRequest(device_code=device_code)
