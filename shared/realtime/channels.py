"""Names and compact ids of channels: the unit of order, replay and authorisation."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from uuid import UUID

MAX_CHANNELS = 64
"""Channels one connection or cursor may carry."""

MAX_AUTOMATIC = 48
"""Of them, those that it carries unasked, which leaves room for what a page asks for.

Events of a person's further channels are copied to their ``user:`` channel when they are made.
"""

_NAME = re.compile(r"(?P<kind>[a-z]{1,16}):(?P<key>[0-9a-z-]{1,64})", re.ASCII)
_ENCODED = re.compile(r"[0-9a-z]{1,13}", re.ASCII)
_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"
_ID_BITS = 63


class InvalidChannel(ValueError):
    """The text is not a channel name or not a channel id."""


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel of one tenant, such as ``user:0199…`` or ``post:0199…``."""

    kind: str
    key: str

    @property
    def name(self) -> str:
        """The name as it stands in envelopes and in ``channels=``."""
        return f"{self.kind}:{self.key}"

    @classmethod
    def parse(cls, text: str) -> Channel:
        """Read a name; raises InvalidChannel when it has another form."""
        match = _NAME.fullmatch(text)
        if match is None:
            raise InvalidChannel(text[:80])
        return cls(match["kind"], match["key"])

    def id_in(self, tenant_id: UUID) -> int:
        """The id in the event log: 63 bits of BLAKE2b over tenant and name.

        Derived instead of assigned, so that a reader of a channel without events needs no row and
        no lookup. ``append_events`` compares the stored name, so two names that met in one id
        would fail loudly; among ten million channels the odds of one such pair are 1 in 180,000.
        """
        digest = hashlib.blake2b(f"{tenant_id}/{self.name}".encode(), digest_size=8).digest()
        return int.from_bytes(digest, "big") >> (64 - _ID_BITS)


def user_channel(user_id: UUID) -> Channel:
    """What concerns one person: notifications, messages, likes of their posts."""
    return Channel("user", str(user_id))


def tenant_channel(tenant_id: UUID) -> Channel:
    """What every member of the school may see."""
    return Channel("tenant", str(tenant_id))


STREAMED_KINDS = frozenset(
    {
        "user",
        "tenant",
        "class",
        "course",
        "post",
        "board",
        "modq",
        "live",
        "host",
        "presence",
        "club",
    }
)
"""Kinds that a browser may be subscribed to; any other kind is refused at connect."""


def encode_id(channel_id: int) -> str:
    """Spell a channel id in base 36, as cursors carry it."""
    if channel_id == 0:
        return "0"
    digits = []
    while channel_id:
        channel_id, digit = divmod(channel_id, 36)
        digits.append(_ALPHABET[digit])
    return "".join(reversed(digits))


def decode_id(text: str) -> int:
    """Read an id spelled by encode_id; raises InvalidChannel on anything else."""
    if _ENCODED.fullmatch(text) is None:
        raise InvalidChannel(text[:80])
    value = int(text, 36)
    if value >> _ID_BITS or encode_id(value) != text:
        raise InvalidChannel(text)
    return value
