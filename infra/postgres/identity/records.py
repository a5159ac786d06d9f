"""What queries on accounts, sessions and guests select."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.auth.roles import Role
from shared.identity.types import DeviceDecision, SecondStep, TokenPurpose


@dataclass(frozen=True, slots=True)
class Account:
    """What signing in needs to know of a person."""

    id: UUID
    email: str
    email_verified_at: datetime | None
    password_hash: str | None
    locale: str
    token_version: int


@dataclass(frozen=True, slots=True)
class Me:
    """A person's own account."""

    id: UUID
    email: str
    email_verified_at: datetime | None
    first_name: str
    last_name: str
    name: str
    avatar: str | None
    cover_photo: str | None
    bio: str | None
    verified: bool
    locale: str
    erase_after: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Session:
    """A refresh token's row, with what minting needs to know of its owner."""

    id: UUID
    tenant_id: UUID
    user_id: UUID
    family_id: UUID
    user_agent: str | None
    replaced_by: UUID | None
    replaced_at: datetime | None
    successor_sealed: bytes | None
    expires_at: datetime
    absolute_expires_at: datetime
    revoked_at: datetime | None
    token_version: int
    role: Role | None
    active: bool


@dataclass(frozen=True, slots=True)
class Joined:
    """Where a code leads: the school, and the game or board in it."""

    tenant_id: UUID
    object_id: UUID


@dataclass(frozen=True, slots=True)
class GuestPass:
    """Somebody without an account, in one game or on one board."""

    id: UUID
    nickname: str


@dataclass(frozen=True, slots=True)
class MailedToken:
    """What a mailed token is for, and the person it was sent to."""

    user_id: UUID
    purpose: TokenPurpose
    expires_at: datetime
    email: str
    email_verified_at: datetime | None
    password_hash: str | None
    first_name: str


@dataclass(frozen=True, slots=True)
class Device:
    """Where a person is signed in: the newest session of a family."""

    id: UUID
    tenant_id: UUID
    family_id: UUID
    ip: str | None
    user_agent: str | None
    last_used_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class DeviceSignIn:
    """A program that waits for somebody to let it in, and who did: with which of their sessions."""

    id: UUID
    program: str
    host: str | None
    ip: str
    interval_seconds: int
    polled_at: datetime | None
    decision: DeviceDecision | None
    school_id: UUID | None
    session_id: UUID | None
    collected_at: datetime | None
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Factors:
    """What a person has besides a password."""

    totp: bool
    passkeys: int
    recovery_codes_left: int

    @property
    def any(self) -> bool:
        """Whether a second step is asked for."""
        return self.totp or self.passkeys > 0

    @property
    def methods(self) -> list[SecondStep]:
        """What may be shown as a second step."""
        methods = [SecondStep.TOTP] if self.totp else []
        methods += [SecondStep.PASSKEY] if self.passkeys else []
        methods += [SecondStep.RECOVERY_CODE] if self.any and self.recovery_codes_left else []
        return methods


@dataclass(frozen=True, slots=True)
class Authenticator:
    """The app of a person that makes codes."""

    secret_sealed: bytes
    confirmed_at: datetime | None
    last_step: int | None
    failures: int
    closed_until: datetime | None


@dataclass(frozen=True, slots=True)
class Passkey:
    """A key that a device of the person, or their password manager, keeps."""

    id: UUID
    user_id: UUID
    credential_id: bytes
    public_key: bytes
    sign_count: int
    name: str
    transports: list[str]
    backed_up: bool
    last_used_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key that a person gave to a program."""

    id: UUID
    name: str
    prefix: str
    permissions: list[str]
    expires_at: datetime
    last_used_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Provider:
    """Somebody else by whom people sign in."""

    slug: str
    name: str
    issuer: str
    client_id: str
    client_secret_sealed: bytes | None
    trusted_domains: list[str]
    school_id: UUID | None
