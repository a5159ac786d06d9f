"""Enumerations of uploads."""

from __future__ import annotations

from enum import StrEnum


class UploadStatus(StrEnum):
    """Where an upload stands."""

    PENDING = "PENDING"
    """Announced; the browser may be sending it."""
    PROCESSING = "PROCESSING"
    """It is what was announced; a worker is making the pictures that others may see."""
    READY = "READY"
    REJECTED = "REJECTED"
    """Its content is not what was announced, or no picture that can be read."""
    DELETED = "DELETED"


class MediaKind(StrEnum):
    """What can be done with a file: shown, played, or only saved."""

    IMAGE = "IMAGE"
    VIDEO = "VIDEO"
    AUDIO = "AUDIO"
    DOCUMENT = "DOCUMENT"


class Referrer(StrEnum):
    """What an upload is for, and what refers to it: whoever may see that may see the upload."""

    POST = "POST"
    COMMENT = "COMMENT"
    MESSAGE = "MESSAGE"
    AVATAR = "AVATAR"
    COVER = "COVER"
    QUIZ = "QUIZ"
    LESSON = "LESSON"
    SUBMISSION = "SUBMISSION"
    IMPORT = "IMPORT"
    BANK_QUESTION = "BANK_QUESTION"
    LIVE_GAME = "LIVE_GAME"
    CLUB_COVER = "CLUB_COVER"
    SCHOOL_LOGO = "SCHOOL_LOGO"


class Rejection(StrEnum):
    """Why an upload was refused."""

    SIZE = "SIZE"
    CHECKSUM = "CHECKSUM"
    TYPE = "TYPE"
    """The bytes are of another kind than announced, or of none that is taken."""
    TOO_MANY_PIXELS = "TOO_MANY_PIXELS"
    UNREADABLE = "UNREADABLE"
