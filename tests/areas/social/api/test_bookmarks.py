"""What people keep for later: in the order of keeping, as far as they may still read it."""

from __future__ import annotations

from tests.support.api import all_items, ids, ok
from tests.support.school import School

PATH = "/v1/users/me/bookmarks"


def test_kept_posts_are_listed_the_latest_kept_first(school: School) -> None:
    first, second, third = (school.post(content=str(n)) for n in range(3))
    reader = school.caller("a reader")
    for post in (second, third, first):
        assert ok(reader.post(f"/v1/posts/{post['id']}/bookmark"))["bookmarked"] is True
    with school.api.nothing_written():
        ok(reader.post(f"/v1/posts/{first['id']}/bookmark"))
    kept = all_items(reader, PATH, limit=1)
    assert ids(kept) == ids([first, third, second])
    assert all(post["bookmarked"] for post in kept)
    assert ok(reader.delete(f"/v1/posts/{third['id']}/bookmark"))["bookmarked"] is False
    with school.api.nothing_written():
        ok(reader.delete(f"/v1/posts/{third['id']}/bookmark"))
    assert ids(all_items(reader, PATH)) == ids([first, second])
    assert ok(school.as_author.get(PATH))["data"] == []
    (row,) = school.api.rows("SELECT bookmarks_count FROM app.posts WHERE id = :p", p=first["id"])
    assert row.bookmarks_count == 1


def test_what_one_may_read_no_longer_is_not_listed(school: School) -> None:
    deleted, hidden = school.post(), school.post()
    reader = school.caller("a reader")
    for post in (deleted, hidden):
        ok(reader.post(f"/v1/posts/{post['id']}/bookmark"))
    school.as_author.delete(f"/v1/posts/{deleted['id']}")
    assert ids(all_items(reader, PATH)) == [hidden["id"]]
    school.block(school.author, school.member("a reader"))
    assert all_items(reader, PATH) == []


def test_nobody_is_told(school: School) -> None:
    post = school.post()
    before = len(school.api.events(school.author.tenant))
    ok(school.caller("a reader").post(f"/v1/posts/{post['id']}/bookmark"))
    assert len(school.api.events(school.author.tenant)) == before
