"""An old snapshot and the events since make a new snapshot: a client never has to guess.

Zulip tests every change so. The reducer here is what a client can know from events alone.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.support.api import Caller, ok
from tests.support.school import School


@dataclass
class View:
    """What a client with a feed and one open post shows."""

    feed: list[str] = field(default_factory=list)
    likes: int = 0
    comments: list[str] = field(default_factory=list)
    comment_count: int = 0
    unread: int = 0
    stale: set[str] = field(default_factory=set)
    """Posts whose text an event called changed, without saying the new one."""

    def apply(self, opened: str, envelope: dict[str, Any]) -> None:
        data, kind = envelope["data"], envelope["type"]
        if kind == "post:created":
            self.feed.insert(0, data["postId"])
        elif kind == "post:deleted" and data["postId"] in self.feed:
            self.feed.remove(data["postId"])
        elif kind == "post:updated":
            self.stale.add(data["postId"])
        elif kind == "post:liked" and data["postId"] == opened:
            self.likes = data["likesCount"]
        elif kind == "comment:created" and data["postId"] == opened:
            self.comment_count = data["commentsCount"]
            if data["commentId"] not in self.comments:
                self.comments.append(data["commentId"])
        elif kind == "notification:new":
            self.unread += data["groupCount"] == 1
        elif kind == "notification:read":
            self.unread = data["unreadCount"]


def snapshot(caller: Caller, opened: str) -> View:
    """The same view, read anew."""
    feed = ok(caller.get("/v1/posts", query={"limit": 100}))["data"]
    post = next(item for item in feed if item["id"] == opened)
    comments = ok(caller.get(f"/v1/posts/{opened}/comments", query={"limit": 100}))["data"]
    unread = ok(caller.get("/v1/notifications/unread-count"))["unread"]
    return View(
        feed=[item["id"] for item in feed],
        likes=post["likesCount"],
        comments=[item["id"] for item in comments],
        comment_count=post["commentsCount"],
        unread=unread,
    )


Change = Callable[[School, str, random.Random], None]


def writes(school: School, _: str, chance: random.Random) -> None:
    visibility = chance.choice(["PUBLIC", "SCHOOL"])
    body = {"content": "x", "visibility": visibility}
    ok(school.caller("a writer").post("/v1/posts", json=body), 201)


def hides(school: School, _: str, chance: random.Random) -> None:
    body = {"content": "x", "visibility": chance.choice(["PRIVATE", "CONNECTIONS"])}
    ok(school.caller("a writer").post("/v1/posts", json=body), 201)


def deletes(school: School, opened: str, chance: random.Random) -> None:
    feed = ok(school.as_author.get("/v1/posts", query={"limit": 100}))["data"]
    posts = [item["id"] for item in feed if item["id"] != opened]
    if posts:
        ok(school.caller("a moderator", "ADMIN").delete(f"/v1/posts/{chance.choice(posts)}"), 204)


def edits(school: School, opened: str, chance: random.Random) -> None:
    text = {"content": f"edit {chance.random()}"}
    ok(school.as_author.put(f"/v1/posts/{opened}", json=text))


def likes(school: School, opened: str, chance: random.Random) -> None:
    fan = school.caller(f"fan {chance.randint(0, 3)}")
    ok(fan.post(f"/v1/posts/{opened}/like"))


def comments(school: School, opened: str, chance: random.Random) -> None:
    existing = ok(school.as_author.get(f"/v1/posts/{opened}/comments"))["data"]
    parent = chance.choice([None, *(item["id"] for item in existing)])
    fan = school.caller(f"fan {chance.randint(0, 3)}")
    body = {"content": "Hi", "parentId": parent}
    ok(fan.post(f"/v1/posts/{opened}/comment", json=body), 201)


def follows(school: School, _: str, chance: random.Random) -> None:
    fan = school.caller(f"fan {chance.randint(0, 3)}")
    ok(fan.post(f"/v1/users/{school.author.id}/follow"))


def tells(school: School, _: str, __: random.Random) -> None:
    school.api.deliver("worker_notifications", school.author.tenant)


def reads(school: School, _: str, chance: random.Random) -> None:
    unread = ok(school.as_author.get("/v1/notifications", query={"unread": "true"}))["data"]
    if unread and chance.random() < 0.5:
        ok(school.as_author.put(f"/v1/notifications/{chance.choice(unread)['id']}/read"))
    else:
        ok(school.as_author.put("/v1/notifications/read-all"))


CHANGES: tuple[Change, ...] = (
    writes,
    hides,
    deletes,
    edits,
    likes,
    comments,
    follows,
    tells,
    reads,
)


@pytest.mark.parametrize("seed", range(4))
def test_a_snapshot_and_its_events_are_the_next_snapshot(school: School, seed: int) -> None:
    chance = random.Random(seed)
    opened = school.post()["id"]
    author = school.as_author
    poll = {"channels": f"post:{opened}", "limit": 500}
    cursor = ok(author.get("/v1/realtime/events", query=poll))["nextCursor"]
    view = snapshot(author, opened)
    texts = {opened: "Hello"}
    for _ in range(8):
        for change in chance.sample(CHANGES, 4):
            change(school, opened, chance)
        answer = ok(author.get("/v1/realtime/events", query={**poll, "after": cursor}))
        assert (answer["hasMore"], answer["resync"]) == (False, [])
        cursor = answer["nextCursor"]
        for envelope in in_causal_order(answer["events"]):
            view.apply(opened, envelope)
        fresh = snapshot(author, opened)
        # An edit tells that a text is out of date, not the text: then it is read again.
        now = ok(author.get(f"/v1/posts/{opened}"))["content"]
        assert (now != texts[opened]) == (opened in view.stale)
        texts[opened] = now
        view.stale.clear()
        assert view == fresh


def in_causal_order(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Order holds within a channel; across channels time decides, and the sort is stable."""
    return sorted(events, key=lambda e: int(e["timestamp"]))
