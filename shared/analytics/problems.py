"""Refusals that several routes of analytics share."""

from __future__ import annotations

from shared.http.problem import Forbidden, NotFound


class ViewedPostNotFound(NotFound):
    """There is no such post, or the caller may not read it."""

    title = "Post not found"


class NotYourPost(Forbidden):
    """Figures of a post are for its author, and for who runs the school."""

    title = "Only the author may see how a post does"
