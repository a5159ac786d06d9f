"""Seals of the heads of chains: Ed25519, with a key that no role of the database has."""

from __future__ import annotations

from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from infra.tokens import parse_keys


class GradeSealer:
    """Signs with the first of the given private seeds, ``kid:base64url`` each."""

    def __init__(self, seeds: str) -> None:
        self.key_id, seed = next(iter(parse_keys(seeds).items()))
        self._key = Ed25519PrivateKey.from_private_bytes(seed)

    def sign(self, text: str) -> bytes:
        """The signature of a text."""
        return self._key.sign(text.encode())


class GradeSealVerifier:
    """Verifies with public keys, also those that have signed before."""

    def __init__(self, keys: str) -> None:
        self.keys: Mapping[str, bytes] = parse_keys(keys)

    def holds(self, key_id: str, text: str, signature: bytes) -> bool:
        """Whether a key that is known has signed the text."""
        raw = self.keys.get(key_id)
        if raw is None:
            return False
        try:
            Ed25519PublicKey.from_public_bytes(raw).verify(signature, text.encode())
        except InvalidSignature:
            return False
        return True
