"""Requests and responses of accounts and sessions."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from shared.auth.permissions import Permission
from shared.auth.roles import Role
from shared.http.schema import (
    SAFE_LINE,
    Line,
    RequestModel,
    ResponseModel,
    Token,
    exactly_one,
    example,
)
from shared.identity.policy import check_password, normalise_email
from shared.identity.types import TokenPurpose
from shared.people.pictures import Picture
from shared.platform.flags import Flag

Email = Annotated[
    Token,
    Field(max_length=254, json_schema_extra={"format": "email"}),
    AfterValidator(normalise_email),
]
NewPassword = Annotated[
    Token,
    Field(min_length=8, max_length=256, description="Not one of the most common ones"),
    AfterValidator(check_password),
]
Password = Annotated[Token, Field(min_length=1, max_length=256)]
Name = Annotated[Line, Field(min_length=1, max_length=80)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{1,62}$"), SAFE_LINE]
Locale = Literal["en", "km"]
RefreshToken = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{43}$"), SAFE_LINE]
LinkDigest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$"), SAFE_LINE]
"""SHA-256 of a link's token, in hexadecimal digits: it names the link and does not open it."""


class RegisterRequest(
    RequestModel,
    json_schema_extra={
        **example(
            email="sok@example.com",
            password="correct horse battery",  # noqa: S106 - an example
            firstName="Sok",
            lastName="Chan",
            tenant="wat-phnom",
        ),
        **exactly_one("tenant", "claimCode", "inviteToken"),
    },
):
    """A new account: in a school that lets people join, with a claim code, or by an invitation."""

    email: Email
    password: NewPassword
    first_name: Name
    last_name: Name
    locale: Locale = "en"
    tenant: Slug | None = None
    claim_code: Annotated[Token, Field(min_length=1, max_length=40)] | None = None
    invite_token: RefreshToken | None = None

    @model_validator(mode="after")
    def _one_door(self) -> Self:
        doors = (self.tenant, self.claim_code, self.invite_token)
        if sum(door is not None for door in doors) != 1:
            raise ValueError("give a school, a claim code or an invitation")
        return self


class RegistrationRead(ResponseModel):
    """The same answer whether the address was new or known; a mail tells its owner which."""

    email: str
    status: Literal["accepted"] = "accepted"


class LoginRequest(
    RequestModel,
    json_schema_extra=example(
        email="sok@example.com",
        password="correct horse battery",  # noqa: S106 - an example
    ),
):
    """``tenant`` picks a school; by default the one used last."""

    email: Annotated[Line, Field(max_length=254)]
    password: Password
    tenant: Slug | None = None


class RefreshRequest(RequestModel, json_schema_extra=example(refreshToken="x" * 43)):
    """The refresh token of the session; a browser has it in its cookie."""

    refresh_token: RefreshToken | None = None


class CsrfTokenRead(ResponseModel):
    """What a page of ours sends as ``X-CSRF-Token``."""

    csrf_token: str


class SwitchTenantRequest(
    RequestModel, json_schema_extra=example(tenantId="0199a1f9-0000-7000-8000-000000000000")
):
    """The school to work in from now on."""

    tenant_id: UUID


class SessionTokens(ResponseModel):
    """Credentials of a session. ``expiresIn`` is the access token's life in seconds.

    A browser that sent ``X-CSRF-Token`` gets the refresh token as a cookie, and here the
    ``csrfToken`` that goes with it.
    """

    access_token: str
    refresh_token: str | None
    csrf_token: str | None = None
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - the name of a scheme
    expires_in: int
    tenant_id: UUID
    user_id: UUID


class TenantSummary(ResponseModel):
    """A school, as its members see it."""

    id: UUID
    slug: str
    name: str
    name_kh: str | None
    logo: Picture
    timezone: str
    locale: str


class MembershipRead(ResponseModel):
    """One of the caller's schools."""

    tenant: TenantSummary
    role: Role


class MeRead(ResponseModel):
    """The signed-in person in the active school.

    ``secondFactorDue``: from then on the school refuses them without a second factor; null where
    it asks for none, or where they have one. ``functions`` are those of the product that can be
    switched off, and are on for them.
    """

    id: UUID
    email: str
    email_verified: bool
    first_name: str
    last_name: str
    name: str
    avatar: Picture
    cover_photo: Picture
    bio: str | None
    verified: bool
    locale: str
    role: Role
    permissions: list[Permission]
    functions: list[Flag]
    erases_at: datetime | None
    second_factor_due: datetime | None
    tenant: TenantSummary
    memberships: list[MembershipRead]
    created_at: datetime


class MailedLinkPath(RequestModel):
    """A mailed link, by the digest of its token."""

    digest: LinkDigest


class MailedTokenRead(
    ResponseModel,
    json_schema_extra=example(
        email="s…@example.com",
        firstName="Sok",
        purpose="CONFIRM",
        hasPassword=True,
        expiresAt="2026-12-05T08:00:00Z",
    ),
):
    """What a mailed link is for. ``hasPassword``: one was chosen before, which may go on."""

    email: str
    first_name: str
    purpose: Literal[TokenPurpose.CONFIRM, TokenPurpose.RESET]
    has_password: bool
    expires_at: datetime


class NewPasswordRequest(
    RequestModel,
    json_schema_extra=example(token="x" * 43, password="correct horse battery"),  # noqa: S106 - an example
):
    """The token of a mailed link, and the password to sign in with from now on."""

    token: RefreshToken
    password: NewPassword


class OwnerRead(ResponseModel, json_schema_extra=example(email="sok@example.com", belongs=True)):
    """The address that its owner has confirmed. ``belongs``: to a school, so they can sign in."""

    email: str
    belongs: bool


class AddressRequest(RequestModel, json_schema_extra=example(email="sok@example.com")):
    """An address to send a mail to, if somebody has it."""

    email: Email


class AddressTaken(ResponseModel):
    """The same answer for every address; a mail tells its owner more."""

    status: Literal["accepted"] = "accepted"


class PasswordChange(
    RequestModel,
    json_schema_extra=example(
        currentPassword="correct horse battery",
        newPassword="battery staple horse",
    ),
):
    """The password of now, and the one from now on."""

    current_password: Password
    new_password: NewPassword


class DevicePath(RequestModel):
    """The device in the path."""

    id: UUID


class DeviceRead(ResponseModel):
    """A device on which the caller is signed in. ``current``: the one that asks."""

    id: UUID
    tenant_id: UUID
    ip: str | None
    user_agent: str | None
    last_used_at: datetime | None
    since: datetime
    current: bool


class DeviceList(ResponseModel):
    """All devices, the one used last first."""

    data: list[DeviceRead]
