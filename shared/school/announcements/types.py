"""Kinds of announcements."""

from __future__ import annotations

from enum import StrEnum


class AnnouncementPriority(StrEnum):
    """URGENT: for what cannot wait until tomorrow, such as a closed school."""

    NORMAL = "NORMAL"
    URGENT = "URGENT"
