"""Requests and responses of signing a program in by a code."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from shared.http.schema import Line, RequestModel, ResponseModel, Token, example
from shared.identity.schemas import RefreshToken
from shared.identity.types import DeviceDecision


class DeviceSignInStart(
    RequestModel, json_schema_extra=example(program="stunity", host="dara-laptop")
):
    """What the program calls itself, and the machine that it runs on. Nobody can check either."""

    program: Annotated[Line, Field(min_length=1, max_length=60)]
    host: Annotated[Line, Field(min_length=1, max_length=100)] | None = None


class DeviceSignInAsked(ResponseModel):
    """``deviceCode`` is the program's alone; ``userCode`` is typed at ``verificationUri``.

    ``verificationUriComplete`` has the code behind a #, which no server sees. ``interval`` is how
    many seconds to leave between two questions; both codes end after ``expiresIn`` seconds.
    """

    device_code: str
    user_code: str
    verification_uri: str
    verification_uri_complete: str
    expires_in: int
    interval: int


class DeviceTokenRequest(RequestModel, json_schema_extra=example(deviceCode="x" * 43)):
    """The code that the program was given for itself."""

    device_code: RefreshToken


class DeviceSignInDecide(RequestModel, json_schema_extra=example(userCode="ABCDE-FGHJK")):
    """The code that the program shows. Without a ``decision`` one only looks who asks."""

    user_code: Annotated[Token, Field(min_length=1, max_length=40)]
    decision: DeviceDecision | None = None


class DeviceSignInRead(
    ResponseModel,
    json_schema_extra=example(
        program="stunity",
        host="dara-laptop",
        ip="203.0.113.7",
        sameAddress=True,
        decision=None,
        askedAt="2026-11-29T08:00:00Z",
        expiresAt="2026-11-29T08:10:00Z",
    ),
):
    """Who asks to be let in: by its own words, and by the address that it asked from.

    ``sameAddress``: that is the caller's as well.
    """

    program: str
    host: str | None
    ip: str
    same_address: bool
    decision: DeviceDecision | None
    asked_at: datetime
    expires_at: datetime
