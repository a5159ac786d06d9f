"""Failures about clubs that several areas answer with."""

from __future__ import annotations

from shared.http.problem import Forbidden, NotFound


class ClubNotFound(NotFound):
    """There is no such club, or the caller may not know of it."""

    title = "Club not found"


class NotInTheClub(Forbidden):
    """What happens in the club is for its members, and only some of them may write there."""

    title = "You are not in this club, or only read along"
