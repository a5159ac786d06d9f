"""A passkey authenticator in software: what a browser and its device do together."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, BACKUP_POSSIBLE, BACKED_UP, ATTESTED = 0x01, 0x04, 0x08, 0x10, 0x40


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class SoftwareKey:
    """One passkey of one site. ``counts``: its counter grows, as that of a security key."""

    origin: str
    host: str
    counts: bool = True
    flags: int = PRESENT | VERIFIED
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    sign_count: int = 0

    def create(self, options: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
        """What a page sends after ``navigator.credentials.create``."""
        attested = bytes(16) + len(self.id).to_bytes(2) + self.id + self.public_key()
        data = self._data(self.flags | ATTESTED) + attested
        attestation = {"fmt": "none", "attStmt": {}, "authData": data}
        return {
            "clientData": self._client("webauthn.create", options, **changes),
            "attestation": b64(cbor2.dumps(attestation)),
            "transports": ["internal", "hybrid"],
        }

    def public_key(self) -> bytes:
        """Its public half, in COSE."""
        public = self.key.public_key().public_numbers()
        return cbor2.dumps(
            {1: 2, 3: -7, -1: 1, -2: public.x.to_bytes(32), -3: public.y.to_bytes(32)}
        )

    def get(self, options: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
        """What a page sends after ``navigator.credentials.get``."""
        self.sign_count += self.counts
        client = self._client("webauthn.get", options, **changes)
        data = self._data(self.flags)
        signed = data + hashlib.sha256(unb64(client)).digest()
        return {
            "id": b64(self.id),
            "clientData": client,
            "authenticatorData": b64(data),
            "signature": b64(self.key.sign(signed, ec.ECDSA(hashes.SHA256()))),
        }

    def _data(self, flags: int) -> bytes:
        digest = hashlib.sha256(self.host.encode()).digest()
        return digest + flags.to_bytes(1) + self.sign_count.to_bytes(4)

    def _client(self, kind: str, options: Mapping[str, Any], **changes: Any) -> str:
        said = {"type": kind, "challenge": options["challenge"], "origin": self.origin}
        return b64(json.dumps({**said, "crossOrigin": False, **changes}).encode())
