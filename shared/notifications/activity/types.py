"""Enumerations of the activity feed."""

from __future__ import annotations

from enum import StrEnum


class EntityType(StrEnum):
    """What an activity is about."""

    POST = "post"
    QUIZ = "quiz"
    LIVE_GAME = "live_game"
    BOARD = "board"
    COURSE = "course"
    CLUB = "club"


class Action(StrEnum):
    """What somebody did."""

    CREATED = "created"
    COMMENTED = "commented"
    PUBLISHED = "published"
    STARTED = "started"
    OPENED = "opened"
    FOUNDED = "founded"


class Reach(StrEnum):
    """Who an activity is told to."""

    SCHOOL = "SCHOOL"
    CLASS = "CLASS"
