"""Codes of authenticator apps: TOTP of six digits every thirty seconds (RFC 6238)."""

from __future__ import annotations

import hmac
from datetime import datetime

STEP_SECONDS = 30
ISSUER = "Stunity"
# One step to either side: phones' clocks are off, and people type slowly.
_STEPS = (0, -1, 1)


def new_secret() -> str:
    """A secret of 160 bits, in Base32 as apps read it."""
    import pyotp

    return pyotp.random_base32(32)


def address_of(secret: str, email: str) -> str:
    """The otpauth address, which a QR code carries into the app."""
    import pyotp

    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The step that the code belongs to, near now; None where it belongs to none."""
    import pyotp

    totp, present = pyotp.TOTP(secret), int(now.timestamp()) // STEP_SECONDS
    found = None
    for offset in _STEPS:
        if hmac.compare_digest(totp.generate_otp(present + offset), code):
            found = present + offset
    return found
