"""Hashtags in texts, found and followed; people in texts; how far somebody has read."""

from __future__ import annotations

import pytest

from shared.realtime.envelope import Envelope
from shared.social.policy import first_link, hashtags_of
from tests.support.api import all_items, ids, ok, refused
from tests.support.school import School


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Look: #physics and #ភាសាខ្មែរ។ #2026!", ["physics", "ភាសាខ្មែរ", "2026"]),
        ("mail#nothing a/#nothing &#39; #", []),
        ("#One #one #ONE", ["One"]),
        ("https://example.test/#part", []),
        ("#a-b", []),
    ],
)
def test_hashtags_stand_in_texts(text: str, found: list[str]) -> None:
    assert hashtags_of([], text) == found


def test_there_is_room_for_ten_hashtags_and_those_that_were_given_come_first() -> None:
    text = " ".join(f"#t{n}" for n in range(12))
    assert hashtags_of(["mine"], text)[:3] == ["mine", "t0", "t1"]
    assert len(hashtags_of(["mine"], text)) == 10


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("See https://example.test/a?b=1, please.", "https://example.test/a?b=1"),
        ("http://example.test and https://user:x@example.test/", None),
        ("(https://example.test/x)", "https://example.test/x"),
        ("nothing", None),
    ],
)
def test_the_first_address_of_a_text_gets_a_preview(text: str, link: str | None) -> None:
    assert first_link(text) == link


def test_posts_are_found_by_their_hashtags_however_they_are_spelled(school: School) -> None:
    posts = [school.post(content=text) for text in ("#Khmer", "no tag", "#khmer again", "#Other")]
    reader = school.caller("a reader")
    page = ok(reader.get("/v1/hashtags/KHMER/posts"))
    assert (page["tag"], page["followed"]) == ("KHMER", False)
    assert ids(all_items(reader, "/v1/hashtags/khmer/posts", limit=1)) == ids([posts[2], posts[0]])
    edited = {"content": "no tag any more"}
    ok(school.as_author.put(f"/v1/posts/{posts[0]['id']}", json=edited))
    school.as_author.delete(f"/v1/posts/{posts[2]['id']}")
    assert all_items(reader, "/v1/hashtags/khmer/posts") == []
    refused(reader.get("/v1/hashtags/two%20words/posts"), 404, "not_found")


def test_what_one_may_not_read_is_found_by_no_hashtag(school: School) -> None:
    school.post(content="#secret", visibility="PRIVATE")
    assert all_items(school.caller("a reader"), "/v1/hashtags/secret/posts") == []
    assert len(all_items(school.as_author, "/v1/hashtags/secret/posts")) == 1


def test_posts_with_a_followed_hashtag_stand_among_those_of_followed_people(
    school: School,
) -> None:
    tagged, both = school.post(content="#science"), school.post(content="#science #art")
    school.post(content="neither")
    reader = school.caller("a reader")
    following = {"mode": "following"}
    assert all_items(reader, "/v1/posts", **following) == []
    for _ in range(2):
        answer = ok(reader.post("/v1/hashtags/Science/follow"))
        assert answer == {"tag": "Science", "followed": True}
    ok(reader.post("/v1/hashtags/art/follow"))
    assert ok(reader.get("/v1/hashtags/science/posts"))["followed"] is True
    assert ids(all_items(reader, "/v1/posts", limit=1, **following)) == ids([both, tagged])
    ok(reader.delete("/v1/hashtags/science/follow"))
    assert ids(all_items(reader, "/v1/posts", **following)) == [both["id"]]


def test_people_are_named_by_the_name_that_stands_in_the_text(school: School) -> None:
    named, other = school.member("a student"), school.member("another")
    name = named.user.name
    body = {"content": f"Thank you, @{name}!", "mentions": [str(named.id), str(other.id)]}
    post = ok(school.as_author.post("/v1/posts", json=body), 201)
    assert post["mentions"] == [{"id": str(named.id), "name": name}]
    stranger = school.api.member()
    body = {"content": f"@{stranger.user.name}", "mentions": [str(stranger.id)]}
    said = ok(school.as_author.post(f"/v1/posts/{post['id']}/comment", json=body), 201)
    assert said["mentions"] == []
    body = {"content": f"@{name} too", "mentions": [str(named.id)]}
    said = ok(school.as_author.put(f"/v1/comments/{said['id']}", json=body))
    assert said["mentions"] == [{"id": str(named.id), "name": name}]


def test_a_mark_moves_from_the_version_that_is_known(
    school: School, announced: list[Envelope]
) -> None:
    post, me = school.post(), school.caller("a reader")
    assert ok(me.get("/v1/markers")) == {"data": []}
    body = {"timeline": "FEED", "lastReadId": post["id"], "version": 0}
    placed = ok(me.put("/v1/markers", json=body))
    assert (placed["version"], placed["lastReadId"]) == (1, post["id"])
    refused(me.put("/v1/markers", json=body), 409, "marker_moved")
    later = school.post()
    moved = ok(me.put("/v1/markers", json={**body, "lastReadId": later["id"], "version": 1}))
    refused(me.put("/v1/markers", json={**body, "version": 1}), 409, "marker_moved")
    assert ok(me.get("/v1/markers"))["data"] == [moved]
    assert ok(school.as_author.get("/v1/markers"))["data"] == []
    told = [e for e in announced if e.type == "marker:updated"]
    assert [e.channel for e in told] == [f"user:{school.member('a reader').id}"] * 2
    assert told[-1].data == {"timeline": "FEED", "lastReadId": later["id"], "markerVersion": 2}
