"""Enumerations of accounts."""

from __future__ import annotations

from enum import StrEnum


class TokenPurpose(StrEnum):
    """What the owner of a mailed link may do with it, once."""

    CONFIRM = "CONFIRM"
    RESET = "RESET"


class MailTemplate(StrEnum):
    """Which mail is sent."""

    WELCOME = "welcome"
    ALREADY_REGISTERED = "already_registered"
    CONFIRM_AGAIN = "confirm_again"
    FOUNDER = "founder"
    RESET_PASSWORD = "reset_password"  # noqa: S105 - the name of a mail
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - the name of a mail


class CodeKind(StrEnum):
    """What a code on a projector leads to."""

    BOARD = "board"
    LIVE = "live"
