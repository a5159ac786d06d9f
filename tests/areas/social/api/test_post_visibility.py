"""Who may read a post: one table, and every door to the post agrees with it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.api import Api, Caller, all_items, ids, ok, refused
from tests.support.scene import Member
from tests.support.school import School

# Viewers by their relation to the author; y reads, . does not.
VIEWERS = {
    #                PUBLIC SCHOOL CLASS CONNECTIONS PRIVATE
    "the author":         "yyyyy",
    "a classmate":        "yyy..",
    "a class teacher":    "yyy..",
    "a homeroom teacher": "yyy..",
    "one who left":       "yy...",
    "a connection":       "yy.y.",
    "a follower":         "yy...",
    "one followed":       "yy...",
    "a pending follower": "yy...",
    "an admin":           "yy...",
    "a stranger":         "yy...",
    "one blocked":        ".....",
    "one who blocks":     ".....",
    "an admin, blocked":  "yy...",
    "an admin who blocks":"yy...",
    "a teacher, blocked": "yy...",
    "a teacher who blocks":".....",
    "another school":     ".....",
}  # fmt: skip
VISIBILITIES = ("PUBLIC", "SCHOOL", "CLASS", "CONNECTIONS", "PRIVATE")


@pytest.fixture
def scene(school: School) -> tuple[dict[str, Member], dict[str, dict[str, Any]]]:
    """All viewers, and one post of each visibility."""
    api, author = school.api, school.author
    class_id = school.make_class(
        teachers=("a class teacher",),
        # The blocked are classmates and connections too: a block outweighs every tie.
        students=("a classmate", "one who left", "one blocked", "one who blocks"),
    )
    for name in VIEWERS:
        staff = {"an admin": "ADMIN", "a teacher": "TEACHER"}
        school.member(name, next((r for n, r in staff.items() if name.startswith(n)), "STUDENT"))
    api.rows(
        "UPDATE app.classes SET homeroom_teacher_id = :u WHERE id = :c RETURNING 1",
        u=school.member("a homeroom teacher").id,
        c=class_id,
    )
    api.rows(
        "UPDATE app.class_enrollments SET ended_on = current_date WHERE student_id ="
        " (SELECT id FROM app.students WHERE user_id = :u) RETURNING 1",
        u=school.member("one who left").id,
    )
    for name in ("a connection", "one blocked", "one who blocks"):
        school.connect(author, school.member(name))
    school.follow(school.member("a follower"), author)
    school.follow(author, school.member("one followed"))
    school.follow(school.member("a pending follower"), author, "PENDING")
    school.follow(author, school.member("a pending follower"))
    for name in ("one blocked", "an admin, blocked", "a teacher, blocked"):
        school.block(author, school.member(name))
    for name in ("one who blocks", "an admin who blocks", "a teacher who blocks"):
        school.block(school.member(name), author)
    viewers = {**school.people, "the author": author, "another school": api.member()}
    posts = {
        visibility: school.post(
            visibility=visibility, **({"classId": str(class_id)} if visibility == "CLASS" else {})
        )
        for visibility in VISIBILITIES
    }
    return viewers, posts


def readable(caller: Caller, posts: dict[str, dict[str, Any]]) -> str:
    """A row of the table, as reading one by one answers it."""
    marks = {200: "y", 404: "."}
    return "".join(
        marks[caller.get(f"/v1/posts/{posts[v]['id']}").status_code] for v in VISIBILITIES
    )


def test_every_viewer_reads_what_the_table_says(
    api: Api, scene: tuple[dict[str, Member], dict[str, dict[str, Any]]]
) -> None:
    viewers, posts = scene
    found = {name: readable(api.as_(viewers[name]), posts) for name in VIEWERS}
    assert found == VIEWERS


def test_every_door_to_a_post_agrees(
    api: Api, scene: tuple[dict[str, Member], dict[str, dict[str, Any]]]
) -> None:
    """Feed, comments, like, comment and the stream's channel: each decides as reading does."""
    viewers, posts = scene
    for name, row in VIEWERS.items():
        caller = api.as_(viewers[name])
        allowed = {posts[v]["id"] for v, mark in zip(VISIBILITIES, row, strict=True) if mark == "y"}
        assert set(ids(all_items(caller, "/v1/posts"))) == allowed, name
        channels = ",".join(f"post:{post['id']}" for post in posts.values())
        polled = ok(caller.get("/v1/realtime/events", query={"channels": channels}))
        assert {c for c in polled["channels"] if c.startswith("post:")} == {
            f"post:{post_id}" for post_id in allowed
        }, name
        assert len(polled["rejected"]) == len(posts) - len(allowed)
        for post in posts.values():
            path, status = f"/v1/posts/{post['id']}", 200 if post["id"] in allowed else 404
            assert caller.get(f"{path}/comments").status_code == status, name
            assert caller.post(f"{path}/like").status_code == status, name
            assert caller.delete(f"{path}/like").status_code == status, name
            answer = caller.post(f"{path}/comment", json={"content": "Hi"})
            assert answer.status_code == (201 if status == 200 else 404), name


def test_a_post_announces_itself_to_those_who_may_read_it(school: School) -> None:
    class_id = school.make_class()
    posts = {
        v: school.post(visibility=v, **({"classId": str(class_id)} if v == "CLASS" else {}))
        for v in VISIBILITIES
    }
    announced = {e.data["postId"]: e.channel for e in school.api.events(school.author.tenant)}
    assert announced == {
        posts["PUBLIC"]["id"]: f"tenant:{school.author.tenant.id}",
        posts["SCHOOL"]["id"]: f"tenant:{school.author.tenant.id}",
        posts["CLASS"]["id"]: f"class:{class_id}",
        posts["CONNECTIONS"]["id"]: f"domain:{school.author.id}",
    }


def test_a_class_takes_posts_of_its_people_only(school: School) -> None:
    class_id = school.make_class(students=("a student",))
    body = {"content": "Hi", "visibility": "CLASS", "classId": str(class_id)}
    ok(school.caller("a student").post("/v1/posts", json=body), 201)
    foreign = school.api.member("TEACHER")
    for caller in (school.caller("a stranger"), school.api.as_(foreign)):
        with school.api.nothing_written():
            refused(caller.post("/v1/posts", json=body), 404, "not_found")


def test_a_class_goes_with_class_visibility_and_only_with_it(school: School) -> None:
    class_id = str(school.make_class())
    for body in ({"visibility": "CLASS"}, {"classId": class_id}):
        answer = school.as_author.post("/v1/posts", json={"content": "Hi", **body})
        refused(answer, 422, "validation_failed")


def test_somebody_who_left_the_school_takes_no_posts_along(school: School) -> None:
    """The school keeps what was written in it."""
    post = school.post()
    school.api.rows(
        "UPDATE app.memberships SET status = 'LEFT' WHERE user_id = :u RETURNING 1",
        u=school.author.id,
    )
    ok(school.caller("a stranger").get(f"/v1/posts/{post['id']}"))
