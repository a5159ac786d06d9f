"""Assignments as students meet them: dates, drafts, attempts, and what comes too late."""

from __future__ import annotations

from typing import Any

import pytest

from tests.areas.learning.coursework import Course, at, make_course
from tests.areas.media.factories.uploads import make_upload
from tests.support.api import Api, all_items, ids, in_parallel, ok, refused


@pytest.fixture
def room(api: Api) -> Course:
    return make_course(api, "dara", "bopha")


def events(room: Course, *types: str) -> list[Any]:
    return room.api.events(room.school.author.tenant, *types)


def test_an_assignment_from_draft_to_deletion(room: Course) -> None:
    draft = room.work(status="DRAFT", titleKh="តែងសេចក្ដី", dueDate=at(days=3))
    assert (draft["canEdit"], draft["canSubmit"], draft["version"]) == (True, False, 1)
    refused(room.caller("dara").get(f"/v1/assignments/{draft['id']}"), 404, "not_found")
    assert ids(all_items(room.caller("dara"), "/v1/assignments")) == []
    assert not events(room, "assignment:created")
    body = {"title": "An essay", "type": "TEXT", "maxPoints": 20, "version": 1}
    place = f"/v1/assignments/{draft['id']}"
    published = ok(room.teacher.put(place, json=body))
    assert (published["status"], published["version"]) == ("PUBLISHED", 2)
    refused(room.teacher.put(place, json=body), 409, "assignment_changed")
    created = events(room, "assignment:created")
    assert [event.channel for event in created] == [f"course:{room.id}"]
    assert created[0].data["maxPoints"] == 20
    again = {**body, "version": 2, "dueDate": at(days=5)}
    ok(room.teacher.put(place, json=again))
    assert events(room, "assignment:updated")[0].data["changed"] == ["dueDate"]
    assert ids(all_items(room.caller("dara"), "/v1/assignments", courseId=str(room.id))) == [
        draft["id"]
    ]
    hidden = ok(room.teacher.put(place, json={**body, "version": 3, "status": "DRAFT"}))
    assert hidden["version"] == 4
    assert events(room, "assignment:deleted")[0].data == {"assignmentId": draft["id"]}
    ok(room.teacher.put(place, json={**body, "version": 4}))
    ok(room.teacher.delete(place), 204)
    refused(room.caller("dara").get(place), 404, "not_found")
    assert len(events(room, "assignment:deleted")) == 2
    stray = {"courseId": draft["id"], "title": "Mine", "type": "TEXT", "maxPoints": 1}
    refused(room.teacher.post("/v1/assignments", json=stray), 404, "not_found")


def test_who_is_not_in_the_course_knows_of_nothing(room: Course) -> None:
    work = room.work()
    stranger = room.school.caller("a stranger")
    refused(stranger.get(f"/v1/assignments/{work['id']}"), 404, "not_found")
    assert all_items(stranger, "/v1/assignments") == []
    refused(
        stranger.post(f"/v1/assignments/{work['id']}/submit", json={"content": "x"}),
        404,
        "not_found",
    )
    colleague = room.school.caller("a colleague", "TEACHER")
    refused(colleague.get(f"/v1/assignments/{work['id']}/submissions"), 404, "not_found")
    sent = {"courseId": str(room.id), "title": "Mine", "type": "TEXT", "maxPoints": 1}
    refused(colleague.post("/v1/assignments", json=sent), 403, "not_in_your_course")


def test_the_list_is_filtered_by_state_and_date(room: Course) -> None:
    soon, later = room.work(dueDate=at(days=1)), room.work(dueDate=at(days=9))
    draft = room.work(status="DRAFT")
    listed = all_items(room.teacher, "/v1/assignments", status="DRAFT")
    assert ids(listed) == [draft["id"]]
    assert ids(all_items(room.caller("dara"), "/v1/assignments", dueBefore=at(days=2))) == [
        soon["id"]
    ]
    assert ids(all_items(room.caller("dara"), "/v1/assignments", dueAfter=at(days=2))) == [
        later["id"]
    ]


def test_a_draft_is_kept_and_becomes_what_is_handed_in(room: Course) -> None:
    work, dara = room.work(dueDate=at(days=1)), room.caller("dara")
    place = f"/v1/assignments/{work['id']}"
    kept = ok(dara.put(f"{place}/draft", json={"content": "Half of it"}))
    assert (kept["content"], kept["link"]) == ("Half of it", None)
    mine = room.read(work, "dara")["my"]
    assert (mine["state"], mine["attempt"]) == ("PENDING", 0)
    assert mine["draftSavedAt"] is not None
    own = room.open(work, {"id": mine["submissionId"]}, "dara")
    assert own["draft"]["content"] == "Half of it"
    assert room.open(work, {"id": mine["submissionId"]}, None)["draft"] is None
    done = room.submit(work, "dara", content="All of it")
    assert (done["state"], done["attempt"], done["isLate"]) == ("SUBMITTED", 1, False)
    assert done["draft"] is None
    assert [one["content"] for one in done["attempts"]] == ["All of it"]
    told = events(room, "submission:created")
    assert {event.channel for event in told} == {
        f"user:{room.school.author.id}",
        f"user:{room.user_id('dara')}",
    }


def test_what_is_asked_for_must_be_there(room: Course) -> None:
    dara = room.caller("dara")
    for kind, wrong in (
        ("TEXT", {"link": "https://example.test/x"}),
        ("LINK", {"content": "x"}),
        ("FILE", {"content": "x"}),
        ("VIDEO", {"content": "x"}),
    ):
        place = f"/v1/assignments/{room.work(type=kind)['id']}/submit"
        refused(dara.post(place, json=wrong), 422, "nothing_handed_in")
    paper = room.work(type="ON_PAPER")
    place = f"/v1/assignments/{paper['id']}/submit"
    refused(dara.post(place, json={"content": "x"}), 409, "assignment_not_open")


def test_files_go_from_the_draft_into_the_attempt_and_back(room: Course) -> None:
    work, dara = room.work(type="FILE"), room.school.member("dara")
    with room.api.scene() as connection:
        upload = make_upload(
            connection,
            tenant_id=dara.tenant.id,
            owner_id=dara.id,
            purpose="SUBMISSION",
            status="READY",
        )
    media = [{"uploadId": str(upload)}]
    place = f"/v1/assignments/{work['id']}"
    caller = room.caller("dara")
    kept = ok(caller.put(f"{place}/draft", json={"media": media}))
    assert [file["uploadId"] for file in kept["media"]] == [str(upload)]
    done = room.submit(work, "dara", media=media)
    assert [file["uploadId"] for file in done["attempts"][0]["media"]] == [str(upload)]
    back = ok(caller.post(f"{place}/unsubmit"))
    assert [file["uploadId"] for file in back["draft"]["media"]] == [str(upload)]
    assert (back["attempts"], back["state"]) == ([], "PENDING")
    strange = [{"uploadId": str(dara.id)}]
    refused(caller.put(f"{place}/draft", json={"media": strange}), 404, "not_found")
    refused(caller.post(f"{place}/submit", json={"media": strange}), 404, "not_found")
    with room.api.scene() as connection:
        arriving = make_upload(
            connection,
            tenant_id=dara.tenant.id,
            owner_id=dara.id,
            purpose="SUBMISSION",
            status="PENDING",
        )
    early = {"media": [{"uploadId": str(arriving)}]}
    assert caller.put(f"{place}/draft", json=early).status_code == 409
    assert caller.post(f"{place}/submit", json=early).status_code == 409


def test_dates_are_the_servers(room: Course) -> None:
    dara = room.caller("dara")
    early = room.work(unlockAt=at(hours=1), dueDate=at(hours=2))
    place = f"/v1/assignments/{early['id']}/submit"
    refused(dara.post(place, json={"content": "x"}), 409, "assignment_not_open")
    late = room.work(dueDate=at(hours=-1))
    assert room.submit(late, "dara")["isLate"] is True
    locked = room.work(dueDate=at(hours=-2), lockAt=at(hours=-1))
    place = f"/v1/assignments/{locked['id']}"
    refused(dara.post(f"{place}/submit", json={"content": "x"}), 409, "assignment_not_open")
    refused(dara.put(f"{place}/draft", json={"content": "x"}), 409, "assignment_not_open")
    refused(dara.post(f"{place}/unsubmit"), 409, "assignment_not_open")


def test_attempts_are_counted_and_kept(room: Course) -> None:
    work = room.work(attemptsAllowed=2)
    first = room.submit(work, "dara", content="One")
    second = room.submit(work, "dara", content="Two")
    assert (first["attempt"], second["attempt"]) == (1, 2)
    assert [one["content"] for one in second["attempts"]] == ["One", "Two"]
    place = f"/v1/assignments/{work['id']}/submit"
    refused(room.caller("dara").post(place, json={"content": "x"}), 409, "no_attempts_left")
    assert room.read(work, "dara")["canSubmit"] is False


def test_attempts_at_once_are_no_more_than_allowed(room: Course) -> None:
    work = room.work(attemptsAllowed=3)
    place = f"/v1/assignments/{work['id']}/submit"
    callers = [room.caller("dara") for _ in range(8)]
    answers = in_parallel(
        [lambda c=c: c.post(place, json={"content": "x"}) for c in callers]  # type: ignore[misc]  # bound early
    )
    assert sorted(answer.status_code for answer in answers) == [201] * 3 + [409] * 5


def test_what_was_handed_in_can_be_taken_back_until_its_date_or_grade(room: Course) -> None:
    work, dara = room.work(dueDate=at(days=1)), room.caller("dara")
    place = f"/v1/assignments/{work['id']}/unsubmit"
    refused(dara.post(place), 409, "nothing_to_take_back")
    room.submit(work, "dara", content="One")
    back = ok(dara.post(place))
    assert (back["attempt"], back["state"], back["draft"]["content"]) == (0, "PENDING", "One")
    told = events(room, "submission:unsubmitted")
    assert [event.channel for event in told] == [f"user:{room.school.author.id}"]
    again = room.submit(work, "dara", content="Two")
    room.grade(work, again, points=50)
    refused(dara.post(place), 409, "nothing_to_take_back")


def test_staff_hand_in_nothing(room: Course) -> None:
    work = room.work()
    room.join("a helper", role="ASSISTANT")
    helper = room.school.caller("a helper", "TEACHER")
    place = f"/v1/assignments/{work['id']}"
    refused(helper.post(f"{place}/submit", json={"content": "x"}), 403, "forbidden")
    everyone = room.school.caller("an administrator", "ADMIN")
    refused(everyone.post(f"{place}/submit", json={"content": "x"}), 403, "forbidden")
    # A pupil who assists in a course is no student of it.
    room.school.member("a prefect")
    room.join_as("a prefect", "ASSISTANT")
    prefect, sent = room.caller("a prefect"), {"content": "x"}
    refused(prefect.post(f"{place}/submit", json=sent), 403, "not_your_work")
    refused(prefect.post(f"{place}/unsubmit"), 403, "not_your_work")
    refused(prefect.put(f"{place}/draft", json=sent), 403, "not_your_work")


def test_an_archived_course_takes_nothing(room: Course) -> None:
    work = room.work()
    room.archive()
    place = f"/v1/assignments/{work['id']}"
    refused(
        room.caller("dara").post(f"{place}/submit", json={"content": "x"}),
        409,
        "assignment_not_open",
    )
    body = {"title": "An essay", "type": "TEXT", "maxPoints": 20, "version": 1}
    refused(room.teacher.put(place, json=body), 409, "course_archived")
    refused(room.teacher.delete(place), 409, "course_archived")
    sent = {"courseId": str(room.id), "title": "Mine", "type": "TEXT", "maxPoints": 1}
    refused(room.teacher.post("/v1/assignments", json=sent), 409, "course_archived")
