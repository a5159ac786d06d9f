"""Sealed notes that a browser carries from one request to the next, such as between two steps."""

from __future__ import annotations

import base64
import binascii
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag

if TYPE_CHECKING:
    from datetime import timedelta

    from infra.sealing import Sealer


class TicketKind(StrEnum):
    """What a ticket is for; one of a kind opens nothing of another."""

    SECOND_STEP = "second-step"
    NEW_PASSKEY = "new-passkey"
    PASSKEY = "passkey"
    PROOF = "proof"
    PROVIDER = "provider"


class InvalidTicket(Exception):
    """Not ours, for something else, too old or changed."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """What was noted, and the id under which it is spent."""

    id: bytes
    data: Mapping[str, Any]
    expires_at: datetime


class TicketOffice:
    """Writes and reads tickets. Nothing is stored before one is used.

    Whoever asks anonymously for a challenge would otherwise write a row each time.
    """

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer

    def write(
        self, kind: TicketKind, data: Mapping[str, Any], *, now: datetime, life: timedelta
    ) -> str:
        """A new ticket."""
        ends = int((now + life).timestamp())
        note = json.dumps([secrets.token_hex(16), ends, data], separators=(",", ":"))
        sealed = self._sealer.seal(note, b"ticket " + kind.encode())
        return base64.urlsafe_b64encode(sealed).decode().rstrip("=")

    def read(self, kind: TicketKind, ticket: str, *, now: datetime) -> Ticket:
        """What the ticket says; raises InvalidTicket."""
        try:
            sealed = base64.b64decode(ticket + "=" * (-len(ticket) % 4), b"-_", validate=True)
            note = self._sealer.open(sealed, b"ticket " + kind.encode())
        except (InvalidTag, binascii.Error, ValueError) as error:
            raise InvalidTicket from error
        ticket_id, ends, data = json.loads(note)
        expires_at = datetime.fromtimestamp(ends, now.tzinfo)
        if expires_at <= now:
            raise InvalidTicket
        return Ticket(bytes.fromhex(ticket_id), data, expires_at)
