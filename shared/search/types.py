"""Enumerations of the search."""

from __future__ import annotations

from enum import StrEnum


class Collection(StrEnum):
    """What can be searched. All but hashtags are indexed; those are of the posts."""

    POSTS = "posts"
    USERS = "users"
    BOARDS = "boards"
    CLUBS = "clubs"
    COURSES = "courses"
    QUESTIONS = "questions"
    HASHTAGS = "hashtags"


class Rebuild(StrEnum):
    """What is built anew for a school from its own rows."""

    SEARCH = "SEARCH"
    EMBEDDINGS = "EMBEDDINGS"


class Backend(StrEnum):
    """Who has answered."""

    TYPESENSE = "typesense"
    POSTGRES = "postgres"
