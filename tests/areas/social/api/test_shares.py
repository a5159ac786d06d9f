"""A post is shared once by each person."""

from __future__ import annotations

from tests.support.api import in_parallel, ok, refused
from tests.support.school import School


def test_a_share_tells_the_author_and_who_has_the_post_open(school: School) -> None:
    post, reader = school.post(), school.caller("reader")
    path = f"/v1/posts/{post['id']}/share"
    shared = {"postId": post["id"], "sharesCount": 1}
    assert ok(reader.post(path, json={"comment": "Worth a look."})) == shared
    with school.api.nothing_written():
        assert ok(reader.post(path, json={})) == shared
    to_author, to_readers = school.api.events(school.author.tenant, "post:shared")
    assert to_author.channel == f"user:{school.author.id}"
    assert to_readers.channel == f"post:{post['id']}"
    assert to_author.data["sharesCount"] == 1
    assert ok(reader.get(f"/v1/posts/{post['id']}"))["sharesCount"] == 1


def test_twenty_shares_of_one_person_at_once_are_one(school: School) -> None:
    post, reader = school.post(), school.caller("reader")
    path = f"/v1/posts/{post['id']}/share"
    in_parallel([lambda: ok(reader.post(path, json={}))] * 20)
    assert ok(reader.get(f"/v1/posts/{post['id']}"))["sharesCount"] == 1


def test_what_one_may_not_read_is_not_shared(school: School) -> None:
    post = school.post(visibility="PRIVATE")
    path = f"/v1/posts/{post['id']}/share"
    refused(school.caller("reader").post(path, json={}), 404, "not_found")
