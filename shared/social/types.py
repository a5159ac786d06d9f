"""Enumerations of the social feed."""

from __future__ import annotations

from enum import StrEnum


class PostType(StrEnum):
    """What a post is."""

    TEXT = "TEXT"
    IMAGE = "IMAGE"
    VIDEO = "VIDEO"
    ARTICLE = "ARTICLE"
    QUESTION = "QUESTION"
    ANNOUNCEMENT = "ANNOUNCEMENT"
    RESOURCE = "RESOURCE"


class Visibility(StrEnum):
    """Who may read a post."""

    PUBLIC = "PUBLIC"
    SCHOOL = "SCHOOL"
    CLASS = "CLASS"
    CONNECTIONS = "CONNECTIONS"
    PRIVATE = "PRIVATE"
