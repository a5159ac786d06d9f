"""How much may be uploaded, and what may be used for what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from shared.auth.roles import STAFF, Role
from shared.media.formats import FileFormat
from shared.media.types import MediaKind, Referrer

MAX_ATTACHMENTS = 10
PENDING_FOR = timedelta(hours=24)
"""How long an announced file may take to arrive."""
UNREFERENCED_FOR = timedelta(days=30)
"""How long a file is kept to which nothing refers."""

_MB = 1024 * 1024
_PICTURES_ONLY = frozenset(
    {
        Referrer.AVATAR,
        Referrer.COVER,
        Referrer.QUIZ,
        Referrer.BANK_QUESTION,
        Referrer.LIVE_GAME,
        Referrer.CLUB_COVER,
        Referrer.SCHOOL_LOGO,
    }
)
SETTINGS_KEY = "uploads"


@dataclass(frozen=True, slots=True)
class Quota:
    """How many bytes a person and their school may keep."""

    person: int
    school: int


def quota_of(role: Role, settings: Mapping[str, Any]) -> Quota:
    """What a school's settings say, or the product: `uploads: {pupilMegabytes, …}`."""
    said = settings.get(SETTINGS_KEY) or {}
    person = ("staffMegabytes", 5_000) if role in STAFF else ("pupilMegabytes", 500)
    return Quota(_megabytes(said, *person), _megabytes(said, "schoolMegabytes", 100_000))


def uploads_per_hour(role: Role, settings: Mapping[str, Any]) -> int:
    """How many files a person may begin to upload in an hour."""
    said = settings.get(SETTINGS_KEY) or {}
    name, default = ("staffPerHour", 60) if role in STAFF else ("pupilsPerHour", 10)
    value = said.get(name, default)
    return value if isinstance(value, int) and value >= 0 else default


def _megabytes(said: Mapping[str, Any], name: str, default: int) -> int:
    value = said.get(name, default)
    return (value if isinstance(value, int) and value >= 0 else default) * _MB


def may_serve(purpose: Referrer, form: FileFormat) -> bool:
    """Whether a file of this format can be used for this."""
    return purpose not in _PICTURES_ONLY or form.kind is MediaKind.IMAGE


def is_shown_inline(form: FileFormat) -> bool:
    """Whether a browser may show or play the file; everything else is saved under its name."""
    return form.kind is not MediaKind.DOCUMENT
