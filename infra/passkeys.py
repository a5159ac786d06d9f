"""Passkeys (WebAuthn): what a browser is asked for, and whether its answer is right."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import UUID

if TYPE_CHECKING:
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

NAME = "Stunity"
TIMEOUT_MS = 300_000
_LOOPBACK = "127.0.0.1"


class InvalidPasskey(Exception):
    """The answer is not of this passkey, site or challenge. One error for all."""


@dataclass(frozen=True, slots=True)
class Known:
    """A registered passkey, as far as a browser is told of it."""

    credential_id: bytes
    transports: Sequence[str]


@dataclass(frozen=True, slots=True)
class Made:
    """A new passkey."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    backed_up: bool


@dataclass(frozen=True, slots=True)
class Used:
    """What a passkey says of itself when it signs."""

    sign_count: int
    backed_up: bool


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """The site that passkeys are for: ``id`` is its host, ``origins`` are where its pages are."""

    id: str
    origins: tuple[str, ...]

    def ask_for_new(
        self, challenge: bytes, user_id: UUID, email: str, name: str, have: Iterable[Known]
    ) -> dict[str, Any]:
        """What ``navigator.credentials.create`` takes, as JSON."""
        from webauthn import generate_registration_options, options_to_json
        from webauthn.helpers import structs

        options = generate_registration_options(
            rp_id=self.id,
            rp_name=NAME,
            user_id=user_id.bytes,
            user_name=email,
            user_display_name=name,
            challenge=challenge,
            timeout=TIMEOUT_MS,
            # Which maker a key is of is nobody's business here, so no attestation is asked for.
            authenticator_selection=structs.AuthenticatorSelectionCriteria(
                resident_key=structs.ResidentKeyRequirement.REQUIRED,
                require_resident_key=True,
                user_verification=structs.UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=[_descriptor(known) for known in have],
        )
        asked: dict[str, Any] = json.loads(options_to_json(options))
        return asked

    def accept_new(self, challenge: bytes, *, client_data: str, attestation: str) -> Made:
        """The passkey that a browser has made; raises InvalidPasskey."""
        from webauthn import verify_registration_response
        from webauthn.helpers import parse_attestation_object, structs

        attested = decode(attestation)
        try:
            data = parse_attestation_object(attested).auth_data.attested_credential_data
            credential_id = b"" if data is None else data.credential_id
            found = verify_registration_response(
                credential=structs.RegistrationCredential(
                    id=encode(credential_id),
                    raw_id=credential_id,
                    response=structs.AuthenticatorAttestationResponse(
                        client_data_json=decode(client_data), attestation_object=attested
                    ),
                ),
                expected_challenge=challenge,
                expected_rp_id=self.id,
                expected_origin=list(self.origins),
                require_user_verification=True,
            )
        except Exception as error:  # whatever the library stumbles over was sent by the client
            raise InvalidPasskey from error
        return Made(
            found.credential_id,
            found.credential_public_key,
            found.sign_count,
            found.credential_backed_up,
        )

    def ask_for_known(self, challenge: bytes, allowed: Iterable[Known] = ()) -> dict[str, Any]:
        """What ``navigator.credentials.get`` takes, as JSON; any passkey where none is named."""
        from webauthn import generate_authentication_options, options_to_json
        from webauthn.helpers.structs import UserVerificationRequirement

        options = generate_authentication_options(
            rp_id=self.id,
            challenge=challenge,
            timeout=TIMEOUT_MS,
            allow_credentials=[_descriptor(known) for known in allowed],
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        asked: dict[str, Any] = json.loads(options_to_json(options))
        return asked

    def accept_known(
        self,
        challenge: bytes,
        *,
        credential_id: bytes,
        client_data: str,
        authenticator_data: str,
        signature: str,
        public_key: bytes,
        sign_count: int,
    ) -> Used:
        """What the passkey has signed; raises InvalidPasskey.

        Also where its counter has not grown, although it counts: then there are two of it.
        """
        from webauthn import verify_authentication_response
        from webauthn.helpers import structs

        try:
            found = verify_authentication_response(
                credential=structs.AuthenticationCredential(
                    id=encode(credential_id),
                    raw_id=credential_id,
                    response=structs.AuthenticatorAssertionResponse(
                        client_data_json=decode(client_data),
                        authenticator_data=decode(authenticator_data),
                        signature=decode(signature),
                    ),
                ),
                expected_challenge=challenge,
                expected_rp_id=self.id,
                expected_origin=list(self.origins),
                credential_public_key=public_key,
                credential_current_sign_count=sign_count,
                require_user_verification=True,
            )
        except Exception as error:  # whatever the library stumbles over was sent by the client
            raise InvalidPasskey from error
        return Used(found.new_sign_count, found.credential_backed_up)


def site_of(app_url: str) -> tuple[str, str]:
    """Host and origin of the app. Browsers make no passkeys for 127.0.0.1: it is localhost then."""
    address = urlsplit(app_url)
    host = address.hostname or ""
    if host == _LOOPBACK:
        address = address._replace(netloc=address.netloc.replace(_LOOPBACK, "localhost"))
        host = "localhost"
    return host, f"{address.scheme}://{address.netloc}"


def decode(text: str) -> bytes:
    """Bytes of base64url without padding; raises InvalidPasskey."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
    except ValueError as error:
        raise InvalidPasskey from error


def encode(raw: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _descriptor(known: Known) -> PublicKeyCredentialDescriptor:
    from webauthn.helpers.structs import AuthenticatorTransport, PublicKeyCredentialDescriptor

    spoken = {transport.value for transport in AuthenticatorTransport}
    transports = [AuthenticatorTransport(name) for name in known.transports if name in spoken]
    return PublicKeyCredentialDescriptor(id=known.credential_id, transports=transports or None)
