"""Reactions: one of each person, told to the author and to who has the post open."""

from __future__ import annotations

from collections import Counter
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.api import all_items, in_parallel, ok, refused
from tests.support.school import School
from tests.support.waiting import looking_first

TYPES = ("LIKE", "LOVE", "HELPFUL", "INSIGHTFUL", "CELEBRATE", "CURIOUS")


def test_a_reaction_takes_the_place_of_the_one_before(school: School) -> None:
    post, student = school.post(), school.caller("a student")
    path = f"/v1/posts/{post['id']}"
    ok(student.post(f"{path}/like"))
    chosen = ok(student.put(f"{path}/reaction", json={"type": "HELPFUL"}))
    assert chosen == {
        "postId": post["id"],
        "reaction": "HELPFUL",
        "likesCount": 1,
        "reactions": {"HELPFUL": 1},
    }
    with school.api.nothing_written():
        assert ok(student.put(f"{path}/reaction", json={"type": "HELPFUL"})) == chosen
    seen = ok(student.get(path))
    assert (seen["liked"], seen["reaction"], seen["reactions"]) == (True, "HELPFUL", {"HELPFUL": 1})
    assert ok(school.as_author.get(path))["reaction"] is None
    # Liking is a reaction too: the last one counts.
    assert ok(student.post(f"{path}/like"))["likesCount"] == 1
    assert ok(student.get(path))["reactions"] == {"LIKE": 1}
    gone = ok(student.delete(f"{path}/reaction"))
    assert (gone["reaction"], gone["likesCount"], gone["reactions"]) == (None, 0, {})
    with school.api.nothing_written():
        assert ok(student.delete(f"{path}/reaction")) == gone


def test_a_reaction_is_told_under_its_old_name_too(school: School) -> None:
    post, student = school.post(), school.member("a student")
    path = f"/v1/posts/{post['id']}/reaction"
    ok(school.api.as_(student).put(path, json={"type": "LOVE"}))
    to_author, to_readers = school.api.events(school.author.tenant, "post:reacted")
    assert to_author.channel == f"user:{school.author.id}"
    assert to_readers.channel == f"post:{post['id']}"
    assert to_author.body["legacyType"] == "REACTION"
    assert to_author.data == {
        "postId": post["id"],
        "userId": str(student.id),
        "reactionType": "LOVE",
        "counts": {"LOVE": 1},
    }
    ok(school.api.as_(student).put(path, json={"type": "LIKE"}))
    assert len(school.api.events(school.author.tenant, "post:liked")) == 2


# What two people do in turn: like, take back either way, or choose a reaction.
_DEEDS = st.tuples(st.integers(0, 1), st.sampled_from(("like", "unlike", "unreact", *TYPES)))


@given(deeds=st.lists(_DEEDS, max_size=12))
@settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
def test_whatever_people_do_each_counts_once_and_sees_their_own_state(
    school: School, deeds: list[tuple[int, str]]
) -> None:
    callers = [school.caller("one"), school.caller("another")]
    path = f"/v1/posts/{school.post()['id']}"
    mine: dict[int, str] = {}
    for who, deed in deeds:
        caller = callers[who]
        if deed == "like":
            mine[who], answer = "LIKE", ok(caller.post(f"{path}/like"))
        elif deed in {"unlike", "unreact"}:
            mine.pop(who, None)
            answer = ok(caller.delete(f"{path}/{'like' if deed == 'unlike' else 'reaction'}"))
        else:
            mine[who], answer = deed, ok(caller.put(f"{path}/reaction", json={"type": deed}))
        assert answer["likesCount"] == len(mine), deed
    for who, caller in enumerate(callers):
        seen = ok(caller.get(path))
        assert (seen["reaction"], seen["liked"]) == (mine.get(who), who in mine)
        assert (seen["likesCount"], seen["reactions"]) == (len(mine), Counter(mine.values()))


def test_all_reactions_of_everybody_at_once_are_counted(school: School) -> None:
    post = school.post()
    path = f"/v1/posts/{post['id']}/reaction"
    callers = [school.caller(f"student {n}") for n in range(12)]
    wishes = zip(callers, TYPES * 2, strict=True)
    first = [lambda c=c, t=t: ok(c.put(path, json={"type": t})) for c, t in wishes]
    in_parallel(first)
    seen = ok(school.as_author.get(f"/v1/posts/{post['id']}"))
    assert seen["reactions"] == dict.fromkeys(TYPES, 2)
    # One person who changes their mind many times at once still has one.
    changing = [partial(callers[0].put, path, json={"type": kind}) for kind in TYPES]
    for answer in looking_first(school.api, "likes", changing):
        ok(answer)
    seen = ok(school.as_author.get(f"/v1/posts/{post['id']}"))
    listed = all_items(school.as_author, f"/v1/posts/{post['id']}/reactions")
    assert Counter(seen["reactions"]) == Counter(one["type"] for one in listed)
    assert (len(listed), seen["likesCount"]) == (12, 12)


def test_who_reacted_is_listed_by_type(school: School) -> None:
    post = school.post()
    path = f"/v1/posts/{post['id']}"
    for name, kind in (("one", "LOVE"), ("two", "LIKE"), ("three", "LOVE")):
        ok(school.caller(name).put(f"{path}/reaction", json={"type": kind}))
    listed = all_items(school.as_author, f"{path}/reactions", limit=2)
    assert [(r["user"]["id"], r["type"]) for r in listed] == [
        (str(school.member("three").id), "LOVE"),
        (str(school.member("two").id), "LIKE"),
        (str(school.member("one").id), "LOVE"),
    ]
    loving = all_items(school.as_author, f"{path}/reactions", type="LOVE")
    assert len(loving) == 2
    school.block(school.member("one"), school.member("two"))
    assert len(all_items(school.caller("two"), f"{path}/reactions")) == 2


@pytest.mark.every_school
def test_the_job_puts_counted_reactions_right(school: School) -> None:
    post, student = school.post(), school.caller("a student")
    ok(student.put(f"/v1/posts/{post['id']}/reaction", json={"type": "LOVE"}))
    ok(student.post(f"/v1/posts/{post['id']}/bookmark"))
    comment = ok(student.post(f"/v1/posts/{post['id']}/comment", json={"content": "x"}), 201)
    ok(school.as_author.post(f"/v1/comments/{comment['id']}/like"))
    with school.api.scene() as connection:
        connection.exec_driver_sql(
            "UPDATE app.posts SET reaction_counts = '{\"LIKE\": 7}', bookmarks_count = 9"
        )
        connection.exec_driver_sql("UPDATE app.comments SET likes_count = 5")
    corrected = school.api.run_job("job_counter_reconcile")
    assert corrected["posts.reaction_counts"] >= 1
    assert ok(student.get(f"/v1/posts/{post['id']}"))["reactions"] == {"LOVE": 1}
    (row,) = school.api.rows("SELECT bookmarks_count FROM app.posts WHERE id = :p", p=post["id"])
    assert row.bookmarks_count == 1
    (listed,) = ok(student.get(f"/v1/posts/{post['id']}/comments"))["data"]
    assert listed["likesCount"] == 1


def test_a_post_that_is_closed_to_somebody_takes_no_reaction(school: School) -> None:
    post = school.post(visibility="PRIVATE")
    path, student = f"/v1/posts/{post['id']}", school.caller("a student")
    refused(student.put(f"{path}/reaction", json={"type": "LOVE"}), 404, "not_found")
    refused(student.delete(f"{path}/reaction"), 404, "not_found")
    refused(student.get(f"{path}/reactions"), 404, "not_found")
    refused(student.post(f"{path}/bookmark"), 404, "not_found")
    refused(student.delete(f"{path}/bookmark"), 404, "not_found")
