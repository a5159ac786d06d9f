"""What a school tells everybody, or a class."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.areas.people.factories.people import new_id
from tests.areas.school.factories.scenes import Campus, make_campus
from tests.support.api import Api, Caller, all_items, ok, refused
from tests.support.scene import Member

CLOSED = {
    "title": "No school on Monday",
    "titleKh": "ថ្ងៃច័ន្ទសាលាឈប់សម្រាក",
    "body": "The school is closed.",
    "requiresAck": True,
}


def moment(**ahead: float) -> str:
    return (datetime.now(UTC) + timedelta(**ahead)).isoformat()


def titles(caller: Caller) -> list[str]:
    return [one["title"] for one in ok(caller.get("/v1/announcements"))["data"]]


def notified(api: Api, campus: Campus) -> set[str]:
    """Who was told, after the worker has done its work."""
    api.deliver("worker_announcements", campus.admin.tenant)
    events = api.events(campus.admin.tenant, "notification:new")
    return {event.channel.removeprefix("user:") for event in events}


def pupil_with_account(campus: Campus) -> tuple[Member, Caller]:
    member = campus.api.member("STUDENT", campus.admin.tenant)
    campus.pupil(user_id=member.id)
    return member, campus.api.as_(member)


def test_everybody_of_the_school_is_told_and_notified_but_who_told_it(api: Api) -> None:
    campus = make_campus(api)
    pupil, as_pupil = pupil_with_account(campus)
    stranger = api.as_(api.member("STUDENT"))

    made = ok(campus.office.post("/v1/announcements", json=CLOSED), 201)

    assert (made["publishedAt"], made["acknowledged"]) == (made["publishAt"], 0)
    (event,) = api.events(campus.admin.tenant, "announcement:published")
    assert event.data["title"] == CLOSED["title"]
    assert titles(as_pupil) == [CLOSED["title"]]
    assert titles(stranger) == []
    assert notified(api, campus) == {str(pupil.id), str(campus.teacher.id)}


def test_what_is_taken_back_stands_above_no_page_any_longer(api: Api) -> None:
    campus = make_campus(api)
    _, as_pupil = pupil_with_account(campus)
    kept = ok(campus.office.post("/v1/announcements", json={**CLOSED, "priority": "URGENT"}), 201)
    wrong = ok(campus.office.post("/v1/announcements", json={**CLOSED, "priority": "URGENT"}), 201)
    notified(api, campus)
    unread = "/v1/notifications/unread-count"
    assert ok(as_pupil.get(unread)) == {"unread": 2}

    ok(campus.office.delete(f"/v1/announcements/{wrong['id']}"), 204)
    api.deliver("worker_announcements", campus.admin.tenant)

    (left,) = ok(as_pupil.get("/v1/notifications"))["data"]
    assert left["entityId"] == kept["id"]
    assert ok(as_pupil.get(unread)) == {"unread": 1}
    told = api.events(campus.admin.tenant, "notification:read")
    assert {event.data["unreadCount"] for event in told} == {1}
    assert len(told) == 2, "the pupil and the teacher"


def test_what_a_class_is_told_its_teachers_and_families_hear_and_nobody_else(api: Api) -> None:
    campus = make_campus(api)
    pupil, as_pupil = pupil_with_account(campus)
    child = campus.pupil()
    parent = campus.parent(child)
    other = api.member("STUDENT", campus.admin.tenant)
    body = {**CLOSED, "classId": str(campus.class_id), "priority": "URGENT"}

    made = ok(campus.office.post("/v1/announcements", json=body), 201)

    assert made["className"] == "7A"
    expected = {str(pupil.id), str(parent.id), str(campus.teacher.id)}
    assert notified(api, campus) == expected
    urgent = {e.data["priority"] for e in api.events(campus.admin.tenant, "notification:new")}
    assert urgent == {"URGENT"}
    for reader in (as_pupil, api.as_(parent), campus.as_teacher):
        assert titles(reader) == [CLOSED["title"]]
    assert titles(api.as_(other)) == []
    refused(api.as_(other).post(f"/v1/announcements/{made['id']}/ack"), 404, "not_found")
    unknown = {**CLOSED, "classId": str(new_id())}
    refused(campus.office.post("/v1/announcements", json=unknown), 404, "not_found")


def test_who_has_read_it_says_so_once_and_who_announces_counts(api: Api) -> None:
    campus = make_campus(api)
    _, as_pupil = pupil_with_account(campus)
    made = ok(campus.office.post("/v1/announcements", json=CLOSED), 201)
    path = f"/v1/announcements/{made['id']}/ack"

    first = ok(as_pupil.post(path))
    again = ok(as_pupil.post(path))

    assert again == first
    (seen,) = ok(as_pupil.get("/v1/announcements"))["data"]
    assert (seen["acknowledgedAt"], seen["acknowledged"]) == (first["acknowledgedAt"], None)
    (counted,) = ok(campus.office.get("/v1/announcements"))["data"]
    assert counted["acknowledged"] == 1


@pytest.mark.every_school
def test_what_is_planned_is_told_when_its_time_has_come_and_goes_by_itself(api: Api) -> None:
    campus = make_campus(api)
    body = {**CLOSED, "publishAt": moment(hours=1), "expiresAt": moment(hours=3)}
    made = ok(campus.office.post("/v1/announcements", json=body), 201)
    assert made["publishedAt"] is None
    assert titles(campus.as_teacher) == []
    refused(campus.as_teacher.post(f"/v1/announcements/{made['id']}/ack"), 404, "not_found")
    refused(campus.office.post(f"/v1/announcements/{made['id']}/ack"), 404, "not_found")
    assert titles(campus.office) == [CLOSED["title"]]

    api.clock.advance(hours=2)
    # Schools of other tests may have something planned as well.
    assert api.run_job("job_announcements_publish")["published"] >= 1
    assert api.run_job("job_announcements_publish")["published"] == 0
    assert titles(campus.as_teacher) == [CLOSED["title"]]
    assert len(api.events(campus.admin.tenant, "announcement:published")) == 1

    api.clock.advance(hours=2)
    assert titles(campus.as_teacher) == []
    assert titles(campus.office) == [CLOSED["title"]]


@pytest.mark.every_school
def test_what_was_only_planned_is_taken_back_in_silence(api: Api) -> None:
    """That something was going to be told, whom it would have been told does not learn."""
    campus = make_campus(api)
    made = ok(
        campus.office.post("/v1/announcements", json={**CLOSED, "publishAt": moment(hours=1)}), 201
    )
    ok(campus.office.delete(f"/v1/announcements/{made['id']}"), 204)
    assert not api.events(campus.admin.tenant, "announcement:removed")
    api.clock.advance(hours=2)
    api.run_job("job_announcements_publish")
    assert titles(campus.as_teacher) == []


def test_it_cannot_be_over_before_it_is_told(api: Api) -> None:
    campus = make_campus(api)
    over = {**CLOSED, "expiresAt": moment(hours=-1)}
    refused(campus.office.post("/v1/announcements", json=over), 422, "already_over")
    crossed = {**CLOSED, "publishAt": moment(hours=2), "expiresAt": moment(hours=1)}
    refused(campus.office.post("/v1/announcements", json=crossed), 422, "validation_failed")


def test_it_can_be_taken_back_and_everybody_hears_so(api: Api) -> None:
    campus = make_campus(api)
    made = ok(campus.office.post("/v1/announcements", json=CLOSED), 201)
    path = f"/v1/announcements/{made['id']}"
    ok(campus.as_teacher.post(f"{path}/ack"))

    ok(campus.office.delete(path), 204)

    assert titles(campus.as_teacher) == []
    assert api.events(campus.admin.tenant, "announcement:removed")
    refused(campus.office.delete(path), 404, "not_found")
    assert notified(api, campus) == set()


def test_many_are_read_page_by_page(api: Api) -> None:
    campus = make_campus(api)
    made = [
        ok(campus.office.post("/v1/announcements", json={**CLOSED, "title": f"{n}"}), 201)["id"]
        for n in range(5)
    ]
    found = [one["id"] for one in all_items(campus.as_teacher, "/v1/announcements", limit=2)]
    assert found == made[::-1]
