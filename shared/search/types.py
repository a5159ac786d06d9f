"""Enumerations of the search."""

from __future__ import annotations

from enum import StrEnum


class Collection(StrEnum):
    """What can be searched. The first three are indexed; hashtags are those of the posts."""

    POSTS = "posts"
    USERS = "users"
    BOARDS = "boards"
    HASHTAGS = "hashtags"


class Backend(StrEnum):
    """Who has answered."""

    TYPESENSE = "typesense"
    POSTGRES = "postgres"
