"""A device on which people have signed in before, known by a cookie (ADR 0042).

It opens nothing: it says at sign-in whose failures are counted apart from everybody else's.
"""

from __future__ import annotations

import base64
import hmac
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass

COOKIE = "__Host-device"
MAX_ACCOUNTS = 12
"""Pupils share computers; of more than these the one who came first is forgotten."""
_LIFE_SECONDS = 400 * 86_400  # browsers keep no cookie for longer
_PART = re.compile(r"[A-Za-z0-9_-]{22}")

Mark = Callable[[str], bytes]
"""What only we can make of a text: 16 bytes."""


@dataclass(frozen=True, slots=True)
class KnownDevice:
    """An id, and a mark for each account that signed in here, the latest last."""

    id: str
    marks: tuple[str, ...] = ()

    @classmethod
    def new(cls) -> KnownDevice:
        """A device that nobody has signed in on."""
        return cls(secrets.token_urlsafe(16))

    @classmethod
    def read(cls, cookie: str | None) -> KnownDevice | None:
        """The device of a cookie; None where there is none, or something else in its place."""
        first, *marks = (cookie or "").split(".")
        parts = (first, *marks)
        if len(marks) > MAX_ACCOUNTS or not all(_PART.fullmatch(part) for part in parts):
            return None
        return cls(first, tuple(marks))

    def knows(self, email: str, mark: Mark) -> bool:
        """Whether the account of this address has signed in here."""
        own = self._mark(email, mark)
        return any(hmac.compare_digest(own, known) for known in self.marks)

    def after(self, email: str, mark: Mark) -> KnownDevice:
        """The device once the account of this address has signed in."""
        own = self._mark(email, mark)
        others = tuple(known for known in self.marks if known != own)
        return KnownDevice(self.id, (*others, own)[-MAX_ACCOUNTS:])

    def set_cookie(self) -> str:
        """The header that keeps it."""
        value = ".".join((self.id, *self.marks))
        return f"{COOKIE}={value}; Max-Age={_LIFE_SECONDS}; Path=/; Secure; HttpOnly; SameSite=Lax"

    def _mark(self, email: str, mark: Mark) -> str:
        found = mark(f"device {self.id} {email}")
        return base64.urlsafe_b64encode(found).decode().rstrip("=")
