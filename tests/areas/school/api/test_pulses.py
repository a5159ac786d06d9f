"""Pulse surveys: one answer each, and no way back from an answer to a person."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.support.api import all_items, in_parallel, ok, refused
from tests.support.logs import logged
from tests.support.school import School


def at(**delta: float) -> str:
    return (datetime.now(UTC) + timedelta(**delta)).isoformat()


def pulse(school: School, **body: Any) -> dict[str, Any]:
    asked = {"text": "How was your week?", "textKh": "សប្ដាហ៍របស់អ្នកយ៉ាងណា?", **body}
    found: dict[str, Any] = ok(
        school.caller("an admin", "ADMIN").post("/v1/pulses", json=asked), 201
    )
    return found


def respond(school: School, asked: dict[str, Any], name: str, score: int, **body: Any) -> Any:
    path = f"/v1/pulses/{asked['id']}/respond"
    return school.caller(name).post(path, json={"score": score, **body})


def summary(school: School, asked: dict[str, Any]) -> Any:
    return ok(school.caller("an admin", "ADMIN").get(f"/v1/pulses/{asked['id']}/summary"))


def test_answers_are_released_by_five(school: School) -> None:
    asked, seen = pulse(school), []
    for number in range(12):
        said = {"comment": f"Comment {number}"} if number % 2 == 0 else {}
        ok(respond(school, asked, f"student {number}", 1 + number % 5, **said))
        found = summary(school, asked)
        assert found["responses"] == number + 1
        seen.append(found["counted"])
        if found["counted"] < 5:
            figures = ("mean", "distribution", "comments", "netPromoterScore")
            assert all(found[name] is None for name in figures)
    assert seen == [0] * 4 + [5] * 5 + [10] * 3
    assert found["mean"] == 3.0
    assert found["distribution"] == [{"score": score, "count": 2} for score in range(1, 6)]
    assert found["comments"] == [f"Comment {number}" for number in (0, 2, 4, 6, 8)]
    assert found["netPromoterScore"] is None


@pytest.mark.every_school
def test_a_late_single_answer_changes_no_figure(school: School) -> None:
    """Before and after it the summary differs in the number of answers alone, also once closed."""
    asked = pulse(school)
    for number in range(5):
        ok(respond(school, asked, f"student {number}", 3))
    before = summary(school, asked)
    ok(respond(school, asked, "a late student", 1, comment="Only I say this"))
    after = summary(school, asked)
    assert after == {**before, "responses": 6}
    school.api.clock.advance(days=8)
    school.api.run_job("job_pulse_ballots")
    assert summary(school, asked) == {**after, "closed": True}


def test_a_score_of_promoters_and_detractors(school: School) -> None:
    asked = pulse(school, scale="NPS_0_10")
    assert (asked["minimum"], asked["maximum"]) == (0, 10)
    for number, score in enumerate((10, 9, 8, 6, 10)):
        ok(respond(school, asked, f"student {number}", score))
    found = summary(school, asked)
    assert (found["mean"], found["netPromoterScore"]) == (8.6, 40.0)


def test_a_person_answers_once(school: School) -> None:
    asked, _ = pulse(school), school.member("a student")
    answers = in_parallel([lambda: respond(school, asked, "a student", 4)] * 12)
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 11
    assert summary(school, asked)["responses"] == 1
    refused(respond(school, asked, "a student", 1), 409, "already_answered")
    (listed,) = all_items(school.caller("a student"), "/v1/pulses")
    (other,) = all_items(school.caller("another"), "/v1/pulses")
    assert (listed["answered"], other["answered"]) == (True, False)


def test_many_at_once_are_all_counted(school: School) -> None:
    asked = pulse(school)
    calls = [lambda n=n: respond(school, asked, f"student {n}", 5) for n in range(15)]
    for number in range(15):
        school.member(f"student {number}")
    assert {answer.status_code for answer in in_parallel(calls)} == {200}
    found = summary(school, asked)
    assert (found["responses"], found["counted"], found["mean"]) == (15, 15, 5.0)


def test_an_answer_changes_one_row_that_names_nobody(school: School) -> None:
    asked, student = pulse(school), school.member("a student")
    path, key = f"/v1/pulses/{asked['id']}/respond", {"Idempotency-Key": "my-key"}
    with school.api.written() as tables, logged() as lines:
        answer = school.caller("a student").post(
            path, json={"score": 5, "comment": "Fine"}, headers=key
        )
    assert ok(answer) == {"pulseId": asked["id"], "answered": True}
    assert tables == {"pulse_urns"}
    assert any("pulses_respond" in line for line in lines)
    (row,) = school.api.rows(
        "SELECT u::text AS everything FROM app.pulse_urns AS u WHERE pulse_id = :p", p=asked["id"]
    )
    for name in (str(student.id), student.id.hex, student.user.name, str(student.session_id)):
        assert name not in row.everything
        assert not any(name in line for line in lines)


def test_the_order_of_answers_is_nowhere(school: School) -> None:
    asked = pulse(school)
    for name, score, comment in (("one", 5, "Fine"), ("two", 1, "Bad"), ("three", 3, "Eh")):
        ok(respond(school, asked, name, score, comment=comment))
    (row,) = school.api.rows("SELECT * FROM app.pulse_urns WHERE pulse_id = :p", p=asked["id"])
    assert (row.waiting_comments, row.waiting_counts) == (["Bad", "Eh", "Fine"], [1, 0, 1, 0, 1])
    assert list(row.ballots) == sorted(row.ballots)
    assert len(set(row.ballots)) == 3


@pytest.mark.every_school
def test_a_closed_pulse_takes_nothing_and_forgets_who_answered(school: School) -> None:
    asked = pulse(school, closesAt=at(hours=1))
    for number in range(7):
        ok(respond(school, asked, f"student {number}", 4))
    school.api.clock.advance(hours=2)
    refused(respond(school, asked, "late", 4), 409, "pulse_closed")
    (listed,) = all_items(school.caller("student 1"), "/v1/pulses")
    assert (listed["closed"], listed["answered"]) == (True, None)
    assert school.api.run_job("job_pulse_ballots")["pulses"] >= 1
    assert school.api.run_job("job_pulse_ballots")["pulses"] == 0
    (row,) = school.api.rows(
        "SELECT salt, ballots FROM app.pulse_urns WHERE pulse_id = :p", p=asked["id"]
    )
    assert (row.salt, row.ballots) == (None, [])
    found = summary(school, asked)
    assert (found["closed"], found["responses"], found["counted"]) == (True, 7, 5)


def test_everybody_is_notified_but_who_asks(school: School) -> None:
    school.member("a student")
    school.member("left")
    khmer = school.api.member("STUDENT", school.author.tenant, locale="km")
    school.api.rows(
        "UPDATE app.memberships SET status = 'LEFT' WHERE user_id = :u RETURNING 1",
        u=school.member("left").id,
    )
    asked = pulse(school)
    assert school.api.deliver("worker_pulses", school.author.tenant) == 1
    events = school.api.events(school.author.tenant, "notification:new")
    assert {event.channel for event in events} == {
        f"user:{person.id}" for person in (school.author, school.member("a student"), khmer)
    }
    (told,) = all_items(school.api.as_(khmer), "/v1/notifications")
    assert (told["title"], told["message"]) == ("សាលារបស់អ្នកសួរ", asked["textKh"])
    (told,) = all_items(school.caller("a student"), "/v1/notifications")
    assert (told["title"], told["message"]) == ("Your school asks", asked["text"])
    assert (told["type"], told["link"]) == ("ANNOUNCEMENT", f"/pulses/{asked['id']}")
    (opened,) = school.api.events(school.author.tenant, "pulse:opened")
    with school.api.nothing_written():
        ok(school.api.push("worker_pulses", opened.body), 204)


@pytest.mark.parametrize("score", [0, 6, 10])
def test_a_score_off_the_scale_is_refused(school: School, score: int) -> None:
    asked, _ = pulse(school), school.member("a student")
    with school.api.nothing_written():
        problem = refused(respond(school, asked, "a student", score), 422, "validation_failed")
    assert problem["errors"][0]["field"] == "score"


@pytest.mark.parametrize("closes", [{"minutes": -1}, {"days": 91}])
def test_a_pulse_closes_within_ninety_days(school: School, closes: dict[str, int]) -> None:
    admin, body = school.caller("an admin", "ADMIN"), {"text": "How?", "closesAt": at(**closes)}
    with school.api.nothing_written():
        refused(admin.post("/v1/pulses", json=body), 422, "validation_failed")


def test_a_pulse_belongs_to_its_school(school: School) -> None:
    asked = pulse(school)
    stranger = school.api.as_(school.api.member("ADMIN"))
    assert all_items(stranger, "/v1/pulses") == []
    for pulse_id in (asked["id"], str(uuid4())):
        path = f"/v1/pulses/{pulse_id}"
        refused(stranger.post(f"{path}/respond", json={"score": 3}), 404, "not_found")
        refused(stranger.get(f"{path}/summary"), 404, "not_found")
