"""What events come to for somebody who was away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from shared.events.registry import all_events
from shared.realtime.sync import Changes, changes_of


def told(type_: str, **data: Any) -> Mapping[str, Any]:
    return {"type": type_, "data": data}


def words(changes: Changes) -> tuple[list[str], list[str], bool]:
    return list(changes.changed), list(changes.deleted), changes.everything


def test_each_id_stands_once() -> None:
    found = changes_of(
        [
            told("post:created", postId="1"),
            told("post:liked", postId="1", userId="u"),
            told("post:created", postId="2"),
            told("post:deleted", postId="1"),
            told("post:liked", postId="1"),
        ]
    )
    assert {name: words(changes) for name, changes in found.items()} == {
        "posts": (["2"], ["1"], False)
    }


def test_a_comment_changes_its_post() -> None:
    found = changes_of([told("comment:created", postId="1", commentId="2")])
    assert words(found["comments"]) == (["2"], [], False)
    assert words(found["posts"]) == (["1"], [], False)


def test_what_names_no_ids_stands_for_all() -> None:
    found = changes_of([told("notification:read", ids="all"), told("timetable:moved")])
    assert found["notifications"].everything
    assert found["timetables"].everything
    assert words(changes_of([told("notification:read", ids=["1", "2"])])["notifications"]) == (
        ["1", "2"],
        [],
        False,
    )


def test_what_somebody_hidden_did_says_nothing() -> None:
    assert changes_of([told("event:withheld")]) == {}


@given(st.lists(st.tuples(st.sampled_from(["created", "updated", "deleted"]), st.integers(0, 5))))
def test_pages_say_what_one_answer_says(happened: list[tuple[str, int]]) -> None:
    """A device that reads page by page ends where one that reads everything at once does."""
    envelopes = [told(f"post:{verb}", postId=str(number)) for verb, number in happened]
    whole = changes_of(envelopes).get("posts", Changes())
    deleted: set[str] = set()
    changed: set[str] = set()
    for envelope in envelopes:
        page = changes_of([envelope])["posts"]
        deleted |= set(page.deleted)
        changed |= set(page.changed)
    assert set(whole.deleted) == deleted
    assert set(whole.changed) == changed - deleted


def test_every_durable_event_says_something() -> None:
    """An event that is added to the product is never overlooked: its collection counts as new."""
    for name, declared in all_events().items():
        if declared.durable and name != "event:withheld":
            assert changes_of([told(name)]), name
