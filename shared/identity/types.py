"""Enumerations of accounts."""

from __future__ import annotations

from enum import StrEnum


class TokenPurpose(StrEnum):
    """What the owner of a mailed link, or of a code on paper, may do with it, once."""

    CONFIRM = "CONFIRM"
    RESET = "RESET"
    PAPER = "PAPER"


class MailTemplate(StrEnum):
    """Which mail is sent."""

    WELCOME = "welcome"
    ALREADY_REGISTERED = "already_registered"
    CONFIRM_AGAIN = "confirm_again"
    FOUNDER = "founder"
    RESET_PASSWORD = "reset_password"  # noqa: S105 - the name of a mail
    ERASURE = "erasure"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - the name of a mail
    SECURITY_CHANGED = "security_changed"
    FACTORS_REMOVED = "factors_removed"
    INVITATION = "invitation"
    CLAIMED = "claimed"


class CodeKind(StrEnum):
    """What a code leads to: one on a projector, one on paper, or one in a mailed link.

    Those on paper and in links are kept as digests: whoever reads the database cannot come in by
    them. The code of a certificate or a report card opens what is printed on it.
    """

    CARD = "card"
    BOARD = "board"
    LIVE = "live"
    CLAIM = "claim"
    INVITATION = "invitation"
    CERTIFICATE = "certificate"


class SecondStep(StrEnum):
    """What somebody may show after the password."""

    TOTP = "totp"
    RECOVERY_CODE = "recovery_code"
    PASSKEY = "passkey"


class DeviceDecision(StrEnum):
    """What somebody says to a program that asks to act as them."""

    APPROVED = "APPROVED"
    DENIED = "DENIED"
