"""Rules of the social feed without I/O."""

from __future__ import annotations

import re
from uuid import UUID

from shared.events.event import PREVIEW_CHARS
from shared.social.types import Visibility
from shared.text.addresses import check_address
from shared.text.characters import without_invisible
from shared.text.clusters import shortened
from shared.text.same import canonical, composed
from shared.text.words import is_one_word

MAX_COMMENT_DEPTH = 3


def normalise_hashtag(tag: str) -> str:
    """A tag without its ``#`` and what nobody sees; letters, marks, digits and ``_`` only."""
    text = composed(without_invisible(tag).removeprefix("#"))
    if not is_one_word(text):
        raise ValueError("a hashtag has letters, digits and underscores only")
    return text


_IN_TEXT = re.compile(r"(?<![\w&/])#([^\s#.,;:!?()\[\]{}\"'<>/\\។៕៖]{1,50})")
MAX_HASHTAGS = 10


def hashtags_of(given: list[str], *texts: str | None) -> list[str]:
    """The hashtags that were given, and those that stand in the text, as far as there is room."""
    found = list(given)
    for text in texts:
        for match in _IN_TEXT.finditer(text or ""):
            try:
                tag = normalise_hashtag(match.group(1))
            except ValueError:
                continue
            if canonical(tag) not in {canonical(known) for known in found}:
                found.append(tag)
    return found[:MAX_HASHTAGS]


_ADDRESS = re.compile(r"https://[^\s<>\"`]+[^\s<>\"`.,;:!?)\]}'។]")


def first_link(*texts: str | None) -> str | None:
    """The first address of a page in a text: the one that gets a preview."""
    for text in texts:
        for match in _ADDRESS.finditer(text or ""):
            try:
                return check_address(match.group(0))
            except ValueError:
                continue
    return None


def topic_tags(hashtags: list[str]) -> list[str]:
    """Tags as ranking and search compare them: canonical, without repetition, in order."""
    return list(dict.fromkeys(canonical(tag) for tag in hashtags))


def preview(text: str) -> str:
    """The beginning of a text for an event payload, cut where a reader sees a border."""
    return shortened(text, PREVIEW_CHARS)


def post_audience(
    visibility: Visibility,
    *,
    school_id: UUID,
    class_id: UUID | None,
    club_id: UUID | None,
    author_id: UUID,
) -> dict[str, UUID | None]:
    """Routing of a post's events: the school, a class, a club, connections, or nobody."""
    whole_school = visibility in {Visibility.PUBLIC, Visibility.SCHOOL}
    return {
        "school_id": school_id if whole_school else None,
        "class_id": class_id,
        "club_id": club_id,
        "connections_of": author_id if visibility is Visibility.CONNECTIONS else None,
    }


def comment_depth(parent_depth: int | None) -> int:
    """The depth of a new comment: 1 below the post, never more than the maximum."""
    return 1 if parent_depth is None else min(parent_depth + 1, MAX_COMMENT_DEPTH)
