"""Failures about people that several areas answer with."""

from __future__ import annotations

from shared.http.problem import NotFound


class PersonNotFound(NotFound):
    """There is no such person in this school, or the caller may not know of them."""

    title = "Person not found"
