"""Identifiers: UUID version 7, ordered by time (RFC 9562, section 5.7)."""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID


def uuid7(at: datetime) -> UUID:
    """A new id: 48 bits of milliseconds since the epoch, then 74 random bits."""
    milliseconds = int(at.timestamp() * 1000)
    random = secrets.randbits(74)
    value = (
        milliseconds << 80 | 0x7 << 76 | (random >> 62) << 64 | 0b10 << 62 | random & (1 << 62) - 1
    )
    return UUID(int=value)


def first_id(at: datetime) -> UUID:
    """The smallest id of this moment: what was made since then has a greater one."""
    return UUID(int=int(at.timestamp() * 1000) << 80)
