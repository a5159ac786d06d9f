"""Requests and responses about devices: where pushes go, and keys that seal messages."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from shared.http.schema import (
    SAFE_LINE,
    RequestModel,
    ResponseModel,
    Token,
    example,
    goes_with,
)
from shared.people.push import check_endpoint
from shared.people.types import DevicePlatform


def _bytes_of(length: int) -> AfterValidator:
    def check(text: str) -> str:
        try:
            raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        except (binascii.Error, ValueError) as error:
            raise ValueError("must be base64url without padding") from error
        if len(raw) != length:
            raise ValueError(f"must be {length} bytes")
        return text

    return AfterValidator(check)


def _base64(characters: int) -> StringConstraints:
    return StringConstraints(pattern=rf"^[A-Za-z0-9_-]{{{characters}}}$")


_Point = Annotated[str, _base64(87), SAFE_LINE, _bytes_of(65)]
_Secret = Annotated[str, _base64(22), SAFE_LINE, _bytes_of(16)]
_Key = Annotated[str, _base64(43), SAFE_LINE, _bytes_of(32)]
_Signature = Annotated[str, _base64(86), SAFE_LINE, _bytes_of(64)]

_BROWSERS = [goes_with(n, "platform", "WEB", default="", given=True) for n in ("p256dh", "auth")]


class PushDeviceCreate(
    RequestModel,
    json_schema_extra=example(platform="ANDROID", token="a-token-of-the-push-service")  # noqa: S106 - an example
    | {"allOf": _BROWSERS},
):
    """Where pushes to this device go: a token of its platform, or the endpoint of a browser.

    ``p256dh`` and ``auth`` are a browser's, and only a browser's.
    """

    platform: DevicePlatform
    token: Annotated[Token, Field(min_length=8, max_length=2000)]
    # As the Push API spells it.
    p256dh: Annotated[_Point | None, Field(alias="p256dh")] = None
    auth: _Secret | None = None

    @model_validator(mode="after")
    def _browser_has_keys(self) -> Self:
        web = self.platform is DevicePlatform.WEB
        if (self.p256dh is not None) is not web or (self.auth is not None) is not web:
            raise ValueError("p256dh and auth are given exactly when platform is WEB")
        if web:
            check_endpoint(self.token)
        return self


class PushDevicePath(RequestModel):
    """The device in the path."""

    id: UUID


class PushDeviceRead(ResponseModel):
    """A device that pushes reach. Its token is shown to nobody. ``current``: the one that asks."""

    id: UUID
    platform: DevicePlatform
    current: bool
    created_at: datetime
    last_seen_at: datetime


class PushDeviceList(ResponseModel):
    """All devices of the caller, the one registered last first.

    ``webPushKey`` is what a browser subscribes with; null where pushes to browsers are not set up.
    """

    data: list[PushDeviceRead]
    web_push_key: str | None


class SignedPrekey(RequestModel):
    """A key for first messages, signed by the identity key."""

    id: Annotated[int, Field(ge=0, le=2_147_483_647)]
    key: _Key
    signature: _Signature


class SignedPrekeyRead(ResponseModel):
    """A key for first messages, signed by the identity key."""

    id: int
    key: str
    signature: str


class KeysPublish(
    RequestModel,
    json_schema_extra=example(
        deviceId="01890a5d-ac96-774b-bcce-b302099a8057",
        identityKey="A" * 43,
        signedPrekey={"id": 1, "key": "A" * 43, "signature": "A" * 86},
    ),
):
    """The public keys of one device, as base64url without padding."""

    device_id: UUID
    identity_key: _Key
    signed_prekey: SignedPrekey


class KeyBundlePath(RequestModel):
    """The device in the path, by the id under which its keys were published."""

    id: UUID


class KeyBundleRead(ResponseModel):
    """The public keys of one device. ``identityChangedAt``: since when its identity is this one."""

    device_id: UUID
    identity_key: str
    signed_prekey: SignedPrekeyRead
    identity_changed_at: datetime
    updated_at: datetime


class KeyBundleList(ResponseModel):
    """The keys of all devices of a person."""

    data: list[KeyBundleRead]
