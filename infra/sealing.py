"""Sealing of short secrets that must be given out again for a moment (AES-256-GCM)."""

from __future__ import annotations

import base64
import hmac
import secrets

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES = 12


class Sealer:
    """Encrypts with one 32-byte key, given as base64url."""

    def __init__(self, key: str) -> None:
        raw = base64.urlsafe_b64decode(key + "=" * (-len(key) % 4))
        self._cipher = AESGCM(raw)
        self._mark_key = hmac.digest(raw, b"stunity codes", "sha256")

    def mark(self, code: str, context: bytes) -> bytes:
        """What recognises a code that people type, and helps nobody who has only the database.

        Such a code is short: all of them could be hashed in a day, but not without the key.
        """
        return hmac.digest(self._mark_key, context + b"\0" + code.encode(), "sha256")

    def seal(self, secret: str, context: bytes) -> bytes:
        """Encrypt; ``context`` binds the result to its row."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, secret.encode(), context)

    def open(self, sealed: bytes, context: bytes) -> str:
        """Decrypt; raises cryptography's InvalidTag when the bytes or the context differ."""
        return self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], context).decode()
