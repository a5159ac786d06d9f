"""Ids of open streams. An id tells whose it is, so that nobody need keep a list of them."""

from __future__ import annotations

import hashlib
import secrets
from uuid import UUID

_HALF = 8


def new_connection_id(tenant_id: UUID, user_id: UUID) -> UUID:
    """An id for a stream of a person: half of it random, half a digest of that and the person.

    It is no secret and guards none: whoever makes one up can make it up for themselves only.
    """
    # A UUID of version 8, whose layout is the application's own (RFC 9562, 5.8).
    chance = bytearray(secrets.token_bytes(_HALF))
    chance[6] = 0x80 | chance[6] & 0x0F
    return UUID(bytes=bytes(chance) + _digest(tenant_id, user_id, bytes(chance)))


def is_connection_of(connection_id: UUID, tenant_id: UUID, user_id: UUID) -> bool:
    """Whether the id was made for this person in this school."""
    chance, digest = connection_id.bytes[:_HALF], connection_id.bytes[_HALF:]
    return digest == _digest(tenant_id, user_id, chance)


def _digest(tenant_id: UUID, user_id: UUID, chance: bytes) -> bytes:
    text = tenant_id.bytes + user_id.bytes + chance
    digest = bytearray(hashlib.blake2b(text, digest_size=_HALF).digest())
    digest[0] = 0x80 | digest[0] & 0x3F
    return bytes(digest)
