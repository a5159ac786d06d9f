"""Enumerations of quizzes and attempts."""

from __future__ import annotations

from enum import StrEnum


class QuizStatus(StrEnum):
    """Whether a quiz is still being written."""

    DRAFT = "DRAFT"
    PUBLISHED = "PUBLISHED"


class ResultsVisibility(StrEnum):
    """What a person learns of an attempt that is over, and when."""

    IMMEDIATE = "IMMEDIATE"  # score and solutions at once
    AFTER_CLOSE = "AFTER_CLOSE"  # nothing before the quiz closes, everything then
    SCORE_ONLY = "SCORE_ONLY"  # the score at once, the solutions never


class AttemptStatus(StrEnum):
    """Where an attempt stands."""

    OPEN = "OPEN"
    SUBMITTED = "SUBMITTED"
    EXPIRED = "EXPIRED"  # its deadline passed; graded with what was saved
