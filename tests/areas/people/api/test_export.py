"""The archive of one's own data: all of it, nothing of others, and no secret."""

from __future__ import annotations

import io
import json
import secrets
import zipfile
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import text

from functions.common.exports import export_key
from functions.jobs.people import LEFT_AFTER
from infra.postgres.core.data_rules import in_own_export, rows_of
from infra.postgres.core.schema import metadata
from tests.areas.boards.api.board_scene import open_board
from tests.areas.identity.factories.factors import prove
from tests.areas.learning.api.test_quiz_attempts import start, submit
from tests.areas.learning.api.test_quizzes import at, quiz
from tests.areas.learning.coursework import make_course
from tests.areas.learning.factories.quizzes import RIGHT
from tests.areas.media.factories.uploads import fetch, make_upload
from tests.areas.people.factories.people import make_membership
from tests.areas.social.factories.posts import make_post
from tests.support.api import Api, ok, refused
from tests.support.scene import Member
from tests.support.school import School, make_school
from tests.support.waiting import looking_first

EXPORT, EXPORTS = "/v1/users/me/export", "/v1/users/me/exports"


@pytest.fixture
def school(stored: Api) -> School:
    stored.claim()
    return make_school(stored)


def asked_for(api: Api, member: Member) -> dict[str, Any]:
    """An archive that was just asked for, by who has shown who they are."""
    prove(api, member)
    found: dict[str, Any] = ok(api.as_(member).post(EXPORT), 201)
    return found


def made(api: Api, member: Member) -> dict[str, Any]:
    """An archive that the worker has made."""
    asked = asked_for(api, member)
    assert (asked["status"], asked["url"]) == ("QUEUED", None)
    api.deliver("worker_exports", member.tenant, "export:requested")
    found: dict[str, Any] = ok(api.as_(member).get(f"{EXPORTS}/{asked['id']}"))
    return found


def opened(export: dict[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]], str]:
    status, body, _ = fetch(export["url"])
    assert status == 200
    assert len(body) == export["sizeBytes"]
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        data, files = archive.read("data.json"), archive.read("media.json")
    return json.loads(data), json.loads(files), data.decode() + files.decode()


def test_an_archive_holds_what_is_kept_of_a_person(school: School) -> None:
    api, member, other = school.api, school.member("a student"), school.member("another")
    caller = api.as_(member)
    ok(caller.put("/v1/users/me/profile", json={"location": "ភ្នំពេញ", "skills": ["physics"]}))
    posted = ok(caller.post("/v1/posts", json={"content": "my own words"}), 201)
    ok(api.as_(other).post("/v1/posts", json={"content": "words of another"}), 201)
    ok(caller.post(f"/v1/posts/{posted['id']}/comments", json={"content": "a comment"}), 201)
    ok(caller.post(f"/v1/users/{other.id}/follow"))
    ok(api.as_(other).post(f"/v1/users/{member.id}/block"))
    elsewhere = api.tenant()
    with api.scene() as connection:
        upload = make_upload(connection, tenant_id=member.tenant.id, owner_id=member.id)
        make_membership(connection, tenant_id=elsewhere.id, user_id=member.id)
        make_post(
            connection, tenant_id=elsewhere.id, author_id=member.id, content="in another school"
        )

    export = made(api, member)
    data, files, whole = opened(export)
    assert export["status"] == "READY"
    account = data["account"]
    assert account["users"][0]["email"] == member.user.email
    assert account["profiles"][0]["location"] == "ភ្នំពេញ"
    schools = {one["slug"]: one["tables"] for one in data["schools"]}
    assert set(schools) == {member.tenant.slug, elsewhere.slug}
    here = schools[member.tenant.slug]
    assert [row["content"] for row in here["posts"]] == ["my own words"]
    assert [row["content"] for row in here["comments"]] == ["a comment"]
    there = schools[elsewhere.slug]["posts"]
    assert [row["content"] for row in there] == ["in another school"]
    assert "words of another" not in whole
    # Whom one blocks is one's own; who blocks one is theirs.
    assert "user_blocks" not in account
    assert str(upload) in [file["row"] for file in files]

    [ready] = api.events(school.author.tenant, "export:ready")
    assert ready.channel == f"user:{member.id}"
    assert ready.data["exportId"] == export["id"]
    api.deliver("worker_notifications", member.tenant)
    (told,) = ok(api.as_(member).get("/v1/notifications"))["data"]
    assert (told["type"], told["link"], told["actor"]) == ("EXPORT_READY", "/settings", None)


def test_no_secret_and_nothing_hidden_is_in_an_archive(school: School) -> None:
    """Each secret column of the person's rows is filled, and found nowhere."""
    mark, member = f"secret{secrets.token_hex(8)}", school.member("a student")
    with school.api.scene() as connection:
        connection.execute(
            text("UPDATE app.users SET password_hash = :m WHERE id = :i"),
            {"m": mark, "i": member.id},
        )
        connection.execute(
            text("UPDATE app.auth_sessions SET refresh_hash = :m WHERE user_id = :i"),
            {"m": mark.encode(), "i": member.id},
        )
    data, _, whole = opened(made(school.api, member))
    assert mark not in whole
    assert mark.encode().hex() not in whole
    groups = [data["account"], *(one["tables"] for one in data["schools"])]
    seen = {(name, column) for g in groups for name, rows in g.items() for column in rows[0]}
    assert ("auth_sessions", "ip") in seen
    for name, column in seen:
        table = metadata.tables[f"app.{name}"]
        assert in_own_export(table.c[column]), (name, column)
        assert rows_of(table).of is not None


def own_rows(api: Api, member: Member, table: str) -> list[dict[str, Any]]:
    """What an archive has of a table, for the school of the member."""
    data, _, _ = opened(made(api, member))
    (school,) = [one for one in data["schools"] if one["slug"] == member.tenant.slug]
    found: list[dict[str, Any]] = school["tables"].get(table, [])
    return found


def test_an_archive_tells_no_grade_before_its_release(stored: Api) -> None:
    stored.claim()
    room = make_course(stored, "dara")
    dara, work = room.school.member("dara"), room.work(gradesHidden=True)
    room.grade(work, room.submit(work, "dara"), points=60, feedback="Well argued")
    data, _, whole = opened(made(stored, dara))
    tables = data["schools"][0]["tables"]
    (mine,), (attempt,) = tables["assignment_submissions"], tables["submission_attempts"]
    told = {"state", "points", "source", "feedback", "graded_at", "graded_by"}
    assert {mine[name] for name in told} == {None}
    assert (attempt["content"], attempt["raw_points"]) == ("The work of dara", None)
    assert "Well argued" not in whole
    ok(room.teacher.post(f"/v1/assignments/{work['id']}/release", json={}))
    (mine,) = own_rows(stored, dara, "assignment_submissions")
    assert (mine["state"], mine["points"], mine["feedback"]) == ("GRADED", 60, "Well argued")


@pytest.mark.parametrize(("visibility", "told"), [("AFTER_CLOSE", False), ("SCORE_ONLY", True)])
def test_an_archive_tells_a_score_when_the_quiz_does(
    school: School, visibility: str, *, told: bool
) -> None:
    taken = quiz(school, resultsVisibility=visibility, closesAt=at(hours=1), passingScore=50)
    student = school.caller("a student")
    submit(student, start(student, taken), answers=RIGHT)
    (mine,) = own_rows(school.api, school.member("a student"), "quiz_attempts")
    known = {mine[name] is not None for name in ("score", "points_earned", "passed")}
    assert known == {told}
    assert mine["answers"]


def test_an_archive_tells_of_no_report_that_came_to_nothing(school: School) -> None:
    """Nor of one that nobody has looked at, nor who decided about the others."""
    admin, pupil = school.member("an admin", "ADMIN"), school.member("a pupil")
    as_admin, path = school.api.as_(admin), "/v1/moderation/queue"
    for decision in ("APPROVE", "WARN"):
        report = {"targetType": "USER", "targetId": str(pupil.id), "reason": "SPAM"}
        ok(school.caller("a reporter").post("/v1/reports", json=report), 201)
        assert own_rows(school.api, pupil, "moderation_cases") == []
        (case,) = ok(as_admin.get(path))["data"]
        given = {"decision": decision, "reason": "Be kind"}
        ok(as_admin.post(f"{path}/{case['id']}/decision", json=given))
    (mine,) = own_rows(school.api, pupil, "moderation_cases")
    assert (mine["decision"], mine["reason"]) == ("WARN", "Be kind")
    assert str(admin.id) not in json.dumps(mine)
    assert not {"score", "decided_by", "created_at"} & mine.keys()


def test_an_archive_does_not_say_what_the_filter_found(school: School) -> None:
    board = open_board(school)
    board.ask("You are an idiot, are you?", by=school.caller("a pupil"))
    (mine,) = own_rows(school.api, school.member("a pupil"), "questions")
    assert (mine["status"], mine["body"]) == ("UNDER_REVIEW", "You are an idiot, are you?")
    assert not {"moderation", "reviewed_by"} & mine.keys()


def test_archives_are_ones_own_and_one_at_a_time(school: School) -> None:
    api, member = school.api, school.member("a student")
    asked = asked_for(api, member)
    other = school.caller("another")
    with api.nothing_written():
        refused(api.as_(member).post(EXPORT), 409, "export_under_way")
    refused(other.get(f"{EXPORTS}/{asked['id']}"), 404, "not_found")
    assert ok(other.get(EXPORTS))["data"] == []
    assert [e["id"] for e in ok(api.as_(member).get(EXPORTS))["data"]] == [asked["id"]]


def test_a_second_delivery_makes_no_second_archive(school: School) -> None:
    api, member = school.api, school.member("a student")
    export = made(api, member)
    api.deliver("worker_exports", member.tenant, "export:requested")
    assert ok(api.as_(member).get(f"{EXPORTS}/{export['id']}"))["readyAt"] == export["readyAt"]
    assert len(api.events(member.tenant, "export:ready")) == 1


@pytest.mark.every_school
def test_the_job_makes_what_was_left_and_removes_what_is_over(school: School) -> None:
    api, member = school.api, school.member("a student")
    asked = asked_for(api, member)
    path = f"{EXPORTS}/{asked['id']}"
    api.run_job("job_data_exports")
    assert ok(api.as_(member).get(path))["status"] == "QUEUED"
    api.clock.advance(seconds=LEFT_AFTER.total_seconds() + 1)
    assert api.run_job("job_data_exports")["made"] >= 1
    ready = ok(api.as_(member).get(path))
    assert ready["status"] == "READY"
    assert fetch(ready["url"])[0] == 200
    [told] = api.events(member.tenant, "export:ready")
    assert told.body["actorId"] is None

    api.clock.advance(hours=24)
    member = again(api, member)
    prove(api, member, ago=-timedelta(hours=24))
    over = ok(api.as_(member).get(path))
    assert (over["status"], over["url"]) == ("EXPIRED", None)
    assert api.run_job("job_data_exports")["expired"] >= 1
    store = api.deps.store
    assert store is not None
    assert store.head(export_key(member.tenant.id, asked["id"])) is None
    [row] = api.rows("SELECT status FROM app.data_exports WHERE id = :i", i=asked["id"])
    assert row.status == "EXPIRED"


def again(api: Api, member: Member) -> Member:
    return api.signed_in(member.user, member.tenant, member.role, member.session_id)


def test_without_a_store_nobody_is_promised_an_archive(stored: Api, school: School) -> None:
    member = school.member("a student")
    prove(stored, member)
    with stored.environment(), stored.nothing_written():
        stored.deps.store = None
        refused(stored.as_(member).post(EXPORT), 503, "storage_unavailable")


def test_an_open_session_alone_takes_nothing_along(school: School) -> None:
    api, member = school.api, school.member("a student")
    with api.nothing_written():
        refused(api.as_(member).post(EXPORT), 403, "proof_required")
    export = made(api, member)
    assert export["url"]
    assert ok(api.as_(member).get(EXPORTS))["data"][0]["url"] is None
    prove(api, member, ago=timedelta(hours=1))
    refused(api.as_(member).get(f"{EXPORTS}/{export['id']}"), 403, "proof_required")


def test_of_two_who_ask_at_once_one_archive_is_made(school: School) -> None:
    api, member = school.api, school.member("a student")
    prove(api, member)
    answers = looking_first(api, "data_exports", [partial(api.as_(member).post, EXPORT)] * 2)
    done, refusal = sorted(answers, key=lambda answer: answer.status_code)
    ok(done, 201)
    refused(refusal, 409, "export_under_way")
