"""How posts do: what authors and who runs the school read, and nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from functions.jobs.analytics import roll_up
from shared.analytics.policy import FEWEST
from shared.analytics.types import Rollup
from tests.areas.analytics.api.test_views import deliver, seen, send
from tests.support.api import Caller, ok, refused
from tests.support.school import School

PEOPLE = [f"reader {n}" for n in range(6)]


def figures(caller: Caller, post: str, period: str = "7d") -> dict[str, Any]:
    found: dict[str, Any] = ok(caller.get(f"/v1/posts/{post}/analytics", query={"period": period}))
    return found


def look(school: School, post: str, people: list[str], *, hours: float, source: str) -> None:
    at = school.api.clock() - timedelta(hours=hours)
    for name in people:
        send(school.caller(name), seen(post, at, source))
    deliver(school)


def roll(school: School) -> None:
    for rollup in Rollup:
        roll_up(school.api.deps, school.author.tenant.id, rollup)


def test_whole_hours_and_what_came_since_are_added_up(school: School) -> None:
    """AT-S3-4.5: who came twice is one viewer, in whatever rows they are."""
    post = school.post(title="Calculus", content="We begin with calculus")["id"]
    look(school, post, PEOPLE, hours=30, source="feed")
    look(school, post, PEOPLE[:2], hours=0, source="search")
    ok(school.caller("reader 0").post(f"/v1/posts/{post}/like"))
    school.api.deliver("worker_engagement", school.author.tenant)
    before = figures(school.as_author, post)
    assert before["rolledTo"] is None
    roll(school)
    found = figures(school.as_author, post)
    # A roll-up changes where figures come from, and no figure.
    changed = {"rolledTo", "asOf"}
    assert {k: v for k, v in found.items() if k not in changed} == {
        k: v for k, v in before.items() if k not in changed
    }
    assert (found["views"], found["viewers"], found["viewsEver"]) == (8, 6, 8)
    assert found["sources"] == {"feed": 6, "search": 2}
    assert (found["likes"], found["title"], found["step"]) == (1, "Calculus", "hour")
    assert len(found["series"]) == 168
    assert sum(point["views"] for point in found["series"]) == 8
    assert found["series"][0]["at"] == found["since"]
    assert found["rolledTo"] <= found["asOf"]
    # The day before yesterday is no part of the last day; each person counts once.
    day = figures(school.as_author, post, "24h")
    assert (day["views"], day["viewers"], len(day["series"] or [])) == (2, None, 0)
    for period, points in (("30d", 30), ("90d", 90)):
        long = figures(school.as_author, post, period)
        assert (long["views"], long["viewers"], long["step"]) == (8, 6, "day")
        assert len(long["series"]) == points


def test_of_few_viewers_nothing_is_told_but_how_often_all_looked(school: School) -> None:
    post = school.post()["id"]
    look(school, post, PEOPLE[: FEWEST - 1], hours=1, source="feed")
    found = figures(school.as_author, post)
    assert found["views"] == FEWEST - 1
    assert (found["viewers"], found["series"], found["sources"]) == (None, None, None)
    look(school, post, PEOPLE[FEWEST - 1 : FEWEST], hours=1, source="feed")
    assert figures(school.as_author, post)["viewers"] == FEWEST
    # Nobody at all is no secret.
    other = figures(school.as_author, school.post(content="unseen")["id"])
    assert (other["viewers"], other["sources"], len(other["series"])) == (0, {}, 168)


def test_figures_are_for_the_author_and_who_runs_the_school(school: School) -> None:
    post = school.post()["id"]
    path = f"/v1/posts/{post}/analytics"
    assert figures(school.caller("the head", "ADMIN"), post)["postId"] == post
    for role in ("STUDENT", "TEACHER", "RESEARCHER", "PARENT"):
        for route in (path, f"{path}.csv"):
            refused(school.caller(f"a {role}", role).get(route), 403, "forbidden")
    closed = school.post(visibility="PRIVATE")["id"]
    strangers = (school.caller("the head", "ADMIN"), school.api.as_(school.api.member("ADMIN")))
    for caller in strangers:
        for route in ("analytics", "analytics.csv"):
            refused(caller.get(f"/v1/posts/{closed}/{route}"), 404, "not_found")
    refused(school.as_author.get(f"/v1/posts/{uuid4()}/analytics"), 404, "not_found")
    refused(strangers[1].get(path), 404, "not_found")


def test_my_posts_together_and_the_most_seen(school: School) -> None:
    quiet, loud = (school.post(content=text)["id"] for text in ("quiet", "loud"))
    look(school, loud, PEOPLE, hours=3, source="feed")
    look(school, quiet, PEOPLE[:2], hours=2, source="profile")
    ok(school.caller("reader 0").post("/v1/posts", json={"content": "mine"}), 201)
    roll(school)
    found = ok(school.as_author.get("/v1/analytics/me", query={"period": "30d"}))
    # Who has seen both is one viewer.
    assert (found["posts"], found["views"], found["viewers"]) == (2, 8, 6)
    assert [(one["postId"], one["views"], one["viewers"]) for one in found["top"]] == [
        (loud, 6, 6),
        (quiet, 2, None),
    ]
    theirs = ok(school.caller("reader 0").get("/v1/analytics/me"))
    assert (theirs["posts"], theirs["views"], theirs["top"]) == (1, 0, [])
    nobody = ok(school.caller("writes nothing").get("/v1/analytics/me"))
    assert (nobody["posts"], nobody["views"], nobody["viewers"]) == (0, 0, 0)


def test_files_hold_the_same_figures(school: School) -> None:
    post = school.post()["id"]
    look(school, post, PEOPLE, hours=3, source="feed")
    for path in (f"/v1/posts/{post}/analytics.csv", "/v1/analytics/me.csv"):
        answer = school.as_author.get(path, query={"period": "30d"})
        assert answer.content_type.startswith("text/csv")
        lines = answer.text.removeprefix("\ufeff").split("\r\n")
        assert lines[0] == "from,views,likes,comments,shares"
        assert "total,6,0,0,0" in lines
        assert len(lines) == 1 + 30 + 1 + 1 + 1
