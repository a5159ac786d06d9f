"""Requests and responses of second factors and passkeys."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from shared.http.schema import (
    SAFE_LINE,
    Line,
    RequestModel,
    ResponseModel,
    Token,
    exactly_one,
    example,
)
from shared.identity.schemas import Password, Slug
from shared.identity.types import SecondStep

_ENCODED = r"^[A-Za-z0-9_-]+$"

Ticket = Annotated[str, StringConstraints(pattern=_ENCODED, max_length=4_096), SAFE_LINE]
Encoded = Annotated[str, StringConstraints(pattern=_ENCODED, max_length=8_192), SAFE_LINE]
AppCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$"), SAFE_LINE]
TypedCode = Annotated[Token, Field(min_length=1, max_length=40)]


class FactorsRead(ResponseModel):
    """What the caller has besides a password."""

    totp: bool
    passkeys: int
    recovery_codes_left: int


class AuthenticatorOffer(ResponseModel):
    """A secret for an authenticator app; it asks nothing before a first code was entered.

    ``recoveryCodes`` are shown this once, and are null where the caller has some already.
    """

    secret: str
    otpauth_uri: str
    qr_svg: str
    recovery_codes: list[str] | None


class AppCodeRequest(RequestModel, json_schema_extra=example(code="492039")):
    """What the app shows now."""

    code: AppCode


class RecoveryCodes(ResponseModel):
    """Codes for when everything else is lost, each good for once. They are shown this once."""

    recovery_codes: list[str]


class SecondStepRead(ResponseModel):
    """The password is right, and one of the methods has to follow. The token lasts five minutes.

    ``passkey`` is what ``navigator.credentials.get`` takes, where there are passkeys.
    """

    status: Literal["second_step"] = "second_step"
    mfa_token: str
    methods: list[SecondStep]
    passkey: dict[str, Any] | None
    expires_in: int


class PasskeyAssertion(
    RequestModel,
    json_schema_extra=example(
        id="AAAA", clientData="e30", authenticatorData="AAAA", signature="AA"
    ),
):
    """What a passkey has signed; the parts are base64url."""

    id: Encoded
    client_data: Encoded
    authenticator_data: Encoded
    signature: Encoded


class ProofAsked(ResponseModel):
    """What the caller may show: a passkey alone, or the password and, with factors, one of them.

    ``passkey`` is what ``navigator.credentials.get`` takes, where there are passkeys; its answer
    is sent with the ``ticket``, which lasts five minutes.
    """

    password: bool
    methods: list[SecondStep]
    passkey: dict[str, Any] | None
    ticket: str


class PasskeyProof(PasskeyAssertion):
    """What a passkey has signed, and the ticket of the question."""

    ticket: Ticket


class ProofRequest(
    RequestModel,
    json_schema_extra={
        **example(currentPassword="correct horse battery"),
        **exactly_one("currentPassword", "passkey"),
    },
):
    """The password of now, with a code of the app or a recovery code; or a passkey alone.

    A code is needed of whoever has a second factor, and ignored of others.
    """

    current_password: Password | None = None
    code: AppCode | None = None
    recovery_code: TypedCode | None = None
    passkey: PasskeyProof | None = None

    @model_validator(mode="after")
    def _one(self) -> ProofRequest:
        if (self.current_password is None) == (self.passkey is None):
            raise ValueError("give the password or a passkey")
        return self


class SecondStepRequest(
    RequestModel,
    json_schema_extra={
        **example(mfaToken="AAAA", code="492039"),
        **exactly_one("code", "recoveryCode", "passkey"),
    },
):
    """The second step of a sign-in: what the app shows, a recovery code, or a passkey."""

    mfa_token: Ticket
    code: AppCode | None = None
    recovery_code: TypedCode | None = None
    passkey: PasskeyAssertion | None = None

    @model_validator(mode="after")
    def _one(self) -> SecondStepRequest:
        given = [self.code, self.recovery_code, self.passkey]
        if sum(value is not None for value in given) != 1:
            raise ValueError("give a code, a recovery code or a passkey")
        return self


class PasskeyAsked(ResponseModel):
    """What the browser is to be asked for, and the ticket that goes back with its answer."""

    ticket: str
    options: dict[str, Any]


class PasskeyCreate(
    RequestModel,
    json_schema_extra=example(
        ticket="AAAA",
        name="My phone",
        clientData="e30",
        attestation="AAAA",
        transports=["internal"],
    ),
):
    """A passkey that the browser has made; the parts are base64url."""

    ticket: Ticket
    name: Annotated[Line, Field(min_length=1, max_length=60)]
    client_data: Encoded
    attestation: Encoded
    transports: Annotated[
        list[Annotated[str, StringConstraints(pattern=r"^[a-z-]{2,20}$"), SAFE_LINE]],
        Field(max_length=8, default_factory=list),
    ]


class PasskeyPath(RequestModel):
    """The passkey in the path."""

    id: UUID


class PasskeyRename(RequestModel, json_schema_extra=example(name="Library computer")):
    """Another name."""

    name: Annotated[Line, Field(min_length=1, max_length=60)]


class PasskeyRead(ResponseModel):
    """A passkey. ``backedUp``: its maker keeps a copy, so that it survives the device."""

    id: UUID
    name: str
    backed_up: bool
    last_used_at: datetime | None
    created_at: datetime


class PasskeyCreated(PasskeyRead):
    """A new passkey. ``recoveryCodes``: the first factor brings them, and they are shown once."""

    recovery_codes: list[str] | None


class PasskeyList(ResponseModel):
    """All passkeys, the oldest first."""

    data: list[PasskeyRead]


class PasskeySignIn(
    RequestModel,
    json_schema_extra=example(
        ticket="AAAA",
        passkey={
            "id": "AAAA",
            "clientData": "e30",
            "authenticatorData": "AAAA",
            "signature": "AA",
        },
    ),
):
    """Sign in with a passkey alone. ``tenant`` picks a school; by default the one used last."""

    ticket: Ticket
    passkey: PasskeyAssertion
    tenant: Slug | None = None
