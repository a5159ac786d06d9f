"""Grading: deductions, attempts, rubrics, release, extensions, and the history of it all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from shared.learning.assignments.dates import whole_minute
from tests.areas.learning.coursework import Course, at, make_course
from tests.support.api import Api, Caller, all_items, ids, in_parallel, ok, refused
from tests.support.waiting import looking_first

TEN_A_DAY = {"deductionPercent": 10, "minimumPercent": 40}


@pytest.fixture
def room(api: Api) -> Course:
    return make_course(api, "dara", "bopha")


def events(room: Course, *types: str) -> list[Any]:
    return room.api.events(room.school.author.tenant, *types)


def history(room: Course, submission: dict[str, Any], name: str | None = None) -> list[Any]:
    who = room.teacher if name is None else room.caller(name)
    found: list[Any] = ok(who.get(f"/v1/submissions/{submission['id']}/history"))["data"]
    return found


def policy(room: Course, **body: Any) -> None:
    ok(room.teacher.put(f"/v1/courses/{room.id}/late-policy", json=body))


def test_a_grade_is_given_changed_and_never_lost(room: Course) -> None:
    work = room.work()
    handed_in = room.submit(work, "dara")
    graded = room.grade(work, handed_in, points=80, feedback="Good", reason="First reading")
    assert (graded["points"], graded["grade"], graded["state"]) == (80.0, 80.0, "GRADED")
    stale = {"version": handed_in["version"], "points": 10}
    refused(room.teacher.put(room.place(work, graded, "/grade"), json=stale), 409, "grade_changed")
    better = room.grade(work, graded, points=85.5)
    lines = history(room, better)
    assert [(line["version"], line["points"], line["cause"]) for line in lines] == [
        (3, 85.5, "GRADED"),
        (2, 80.0, "GRADED"),
        (1, None, "SUBMITTED"),
    ]
    assert lines[1]["reason"] == "First reading"
    assert lines[0]["changedBy"] == str(room.school.author.id)
    told = events(room, "submission:graded")
    assert [event.channel for event in told] == [f"user:{room.user_id('dara')}"] * 2
    assert told[0].data["feedbackPreview"] == "Good"
    mine = room.open(work, better, "dara")
    # Grading without feedback takes the old one away.
    assert (mine["points"], mine["feedback"]) == (85.5, None)


def test_lateness_costs_what_the_policy_says(room: Course) -> None:
    policy(room, **TEN_A_DAY)
    work = room.work(dueDate=at(days=-15), keep="LATEST")
    late = room.submit(work, "dara")
    graded = room.grade(work, late, points=90)
    assert (graded["points"], graded["attempts"][0]["rawPoints"]) == (40.0, 90.0)
    low = room.grade(work, graded, points=35)
    assert low["points"] == 35.0
    waived = room.grade(work, low, points=90, waiveLateness=True)
    assert (waived["points"], waived["attempts"][0]["waived"]) == (90.0, True)
    assert waived["state"] == "GRADED"
    assert waived["isLate"] is True


def test_the_minute_of_the_date_is_in_time(room: Course) -> None:
    end = whole_minute(datetime.now(UTC))
    due = (end - timedelta(seconds=60)).isoformat()
    room.api.clock.offset = end - datetime.now(UTC) - timedelta(seconds=30)
    work = room.work(dueDate=due)
    assert room.submit(work, "dara")["isLate"] is False
    room.api.clock.advance(seconds=31)
    assert room.submit(work, "bopha")["isLate"] is True


def test_the_best_attempt_counts_where_it_should(room: Course) -> None:
    policy(room, deductionPercent=50)
    work = room.work(maxPoints=10, dueDate=at(minutes=5))
    first = room.grade(work, room.submit(work, "dara"), points=10)
    room.api.clock.advance(hours=1)
    again = room.submit(work, "dara")
    assert (again["state"], again["attempt"]) == ("LATE", 2)
    second = room.grade(work, again, points=10)
    assert [one["points"] for one in second["attempts"]] == [10.0, 5.0]
    assert (first["points"], second["points"]) == (10.0, 10.0)
    older = room.grade(work, second, points=4, attempt=1)
    assert older["points"] == 5.0
    wrong = {"version": older["version"], "points": 1, "attempt": 7}
    place = room.place(work, older, "/grade")
    refused(room.teacher.put(place, json=wrong), 422, "no_such_choice")


def test_states_are_given_like_grades_and_told_apart(room: Course) -> None:
    policy(room, missingPercent=10)
    work = room.work(type="ON_PAPER", maxPoints=50)
    # Nothing is handed in on paper: the student's own id names the work.
    nobody = {"id": room.user_id("dara"), "version": 0}
    excused = room.grade(work, nobody, state="EXCUSED", reason="Ill")
    assert (excused["state"], excused["points"]) == ("EXCUSED", None)
    gone = room.grade(work, excused, state="MISSING")
    assert (gone["state"], gone["points"], gone["source"]) == ("MISSING", 5.0, "MANUAL")
    bare = room.grade(work, gone, state="NONE")
    assert (bare["state"], bare["points"], bare["source"]) == ("PENDING", None, None)
    spoken = room.grade(work, bare, points=40)
    assert (spoken["points"], spoken["attempts"][0]["attempt"]) == (40.0, 0)
    causes = [line["cause"] for line in history(room, spoken)]
    assert causes == ["GRADED", "CLEARED", "MISSING", "EXCUSED"]
    stranger = {"id": str(room.school.author.id), "version": 0}
    place = room.place(work, stranger, "/grade")
    refused(room.teacher.put(place, json={"version": 0, "points": 1}), 404, "not_found")


def test_what_is_not_released_is_seen_by_nobody_else(room: Course) -> None:
    work = room.work(gradesHidden=True)
    graded = room.grade(work, room.submit(work, "dara"), points=20, feedback="Hm")
    room.submit(work, "bopha")
    parent = room.guardian_of("dara")
    for who in (room.caller("dara"), parent):
        seen = ok(who.get(room.place(work, graded)))
        assert (seen["points"], seen["grade"], seen["feedback"]) == (None, None, None)
        assert (seen["state"], seen["attempts"][0]["rawPoints"]) == ("SUBMITTED", None)
    assert room.read(work, "dara")["my"]["points"] is None
    assert not events(room, "submission:graded")
    assert [line["cause"] for line in history(room, graded, "dara")] == ["SUBMITTED"]
    place = f"/v1/assignments/{work['id']}/release"
    assert ok(room.teacher.post(place, json={"userIds": [room.user_id("bopha")]})) == {
        "released": 0
    }
    assert ok(room.teacher.post(place, json={})) == {"released": 1}
    assert ok(room.teacher.post(place, json={})) == {"released": 0}
    for who in (room.caller("dara"), parent):
        assert ok(who.get(room.place(work, graded)))["points"] == 20.0
    assert {event.channel for event in events(room, "grade:released")} == {
        f"user:{room.user_id('dara')}",
        f"user:{room.school.member('a parent of dara').id}",
    }
    assert room.read(work)["releasedAt"] is not None
    # What is graded from now on is seen at once.
    entries = all_items(room.teacher, f"/v1/assignments/{work['id']}/submissions", waiting=True)
    late = room.grade(work, entries[0], points=30)
    assert room.open(work, late, "bopha")["points"] == 30.0
    assert history(room, graded, "dara")[0]["points"] == 20.0


def test_a_parent_finds_the_released_grades_of_their_child_alone(room: Course) -> None:
    hidden = room.work(gradesHidden=True)
    shown = room.work()
    for work in (hidden, shown):
        room.grade(work, room.submit(work, "dara"), points=20)
    room.submit(shown, "bopha")
    parent, child = room.guardian_of("dara"), room.user_id("dara")
    (course,) = ok(parent.get(f"/v1/gradebooks?userId={child}"))["data"]
    assert course == ok(room.caller("dara").get("/v1/gradebooks"))["data"][0]
    place = f"/v1/courses/{course['courseId']}/gradebook/me"
    book = ok(parent.get(f"{place}?userId={child}"))
    points = {item["id"]: item["points"] for item in book["items"]}
    assert points == {hidden["id"]: None, shown["id"]: 20.0}
    assert book["total"] == ok(room.caller("dara").get(place))["total"]
    # Nothing of another child, and nothing of one's own: a guardian studies nowhere.
    other = room.user_id("bopha")
    refused(parent.get(f"/v1/gradebooks?userId={other}"), 404, "not_found")
    refused(parent.get(f"{place}?userId={other}"), 403, "not_in_your_course")
    assert ok(parent.get("/v1/gradebooks"))["data"] == []


def test_a_parent_sees_their_child_and_nobody_elses(room: Course) -> None:
    work = room.work()
    graded = room.grade(work, room.submit(work, "dara"), points=20)
    other = room.submit(work, "bopha")
    parent = room.guardian_of("dara")
    seen = ok(parent.get(room.place(work, graded)))
    assert (seen["points"], seen["comments"], seen["draft"]) == (20.0, [], None)
    refused(parent.get(room.place(work, other)), 404, "not_found")
    refused(parent.get(f"/v1/submissions/{other['id']}/history"), 404, "not_found")
    assert ok(parent.get(f"/v1/submissions/{graded['id']}/history"))["data"]
    told = events(room, "submission:graded")
    assert len(told) == 1
    room.grade(work, graded, points=21)
    assert {event.channel for event in events(room, "submission:graded")} == {
        f"user:{room.user_id('dara')}",
        f"user:{room.school.member('a parent of dara').id}",
    }


def test_that_lateness_was_forgiven_is_told_with_the_grade(room: Course) -> None:
    policy(room, **TEN_A_DAY)
    work = room.work(gradesHidden=True, dueDate=at(days=-1.5))
    graded = room.grade(work, room.submit(work, "dara"), points=90, waiveLateness=True)
    assert graded["attempts"][0]["waived"] is True
    assert room.open(work, graded, "dara")["attempts"][0]["waived"] is False
    ok(room.teacher.post(f"/v1/assignments/{work['id']}/release", json={}))
    assert room.open(work, graded, "dara")["attempts"][0]["waived"] is True


def test_a_guardian_who_may_not_see_grades_sees_no_work_of_a_course(room: Course) -> None:
    """The school has said so at their tie to the child; marks of classes went by it before."""
    work, hidden = room.work(), room.work(gradesHidden=True)
    parent, child = room.guardian_of("dara", sees_grades=False), room.user_id("dara")
    graded = room.grade(work, room.submit(work, "dara"), points=20, feedback="Hm")
    room.grade(hidden, room.submit(hidden, "dara"), points=20)
    ok(room.teacher.post(f"/v1/assignments/{hidden['id']}/release", json={}))
    refused(parent.get(room.place(work, graded)), 404, "not_found")
    refused(parent.get(f"/v1/submissions/{graded['id']}/history"), 404, "not_found")
    refused(parent.get(f"/v1/gradebooks?userId={child}"), 404, "not_found")
    place = f"/v1/courses/{room.id}/gradebook/me?userId={child}"
    refused(parent.get(place), 403, "not_in_your_course")
    told = events(room, "submission:graded") + events(room, "grade:released")
    assert {event.channel for event in told} == {f"user:{child}"}


def test_a_parent_finds_of_a_course_what_their_child_finds(room: Course) -> None:
    """A course that is a draft again is for who teaches it; one that is archived is kept."""
    work = room.work()
    graded = room.grade(work, room.submit(work, "dara"), points=20)
    parent, child = room.guardian_of("dara"), room.user_id("dara")
    book, publish = f"/v1/courses/{room.id}/gradebook/me", f"/v1/courses/{room.id}/publish"
    places = (
        book,
        f"{book}?userId={child}",
        room.place(work, graded),
        f"/v1/submissions/{graded['id']}/history",
    )

    def found(caller: Caller) -> list[int]:
        return [caller.get(place).status_code for place in places]

    assert found(parent) == [403, 200, 200, 200]
    assert found(room.caller("dara")) == [200, 200, 200, 200]
    for status, there in (("DRAFT", 404), ("ARCHIVED", 200)):
        ok(room.teacher.post(publish, json={"status": status}))
        assert found(room.caller("dara")) == [there] * 4, status
        assert found(parent)[1:] == [there] * 3, status
        listed = ok(parent.get(f"/v1/gradebooks?userId={child}"))["data"]
        assert len(listed) == (there == 200), status


RUBRIC = [
    {
        "id": "clear",
        "title": "Clear",
        "titleKh": "ច្បាស់",
        "levels": [
            {"id": "no", "title": "No", "points": 0},
            {"id": "yes", "title": "Yes", "points": 6},
        ],
    },
    {"id": "long", "title": "Long", "levels": [{"id": "ok", "title": "Enough", "points": 4}]},
]


def rubric(room: Course, work: dict[str, Any], criteria: list[Any], **body: Any) -> Any:
    place = f"/v1/assignments/{work['id']}/rubric"
    return ok(room.teacher.put(place, json={"criteria": criteria, **body}))


def test_a_rubric_grades_and_its_change_asks_first(room: Course) -> None:
    work = room.work(maxPoints=10)
    made = rubric(room, work, RUBRIC)
    assert (made["applied"], made["fullPoints"], made["touched"]) == (True, 10.0, [])
    chosen = {"clear": {"level": "yes", "comment": "Very"}, "long": {"level": "ok"}}
    graded = room.grade(work, room.submit(work, "dara"), choices=chosen)
    assert graded["points"] == 10.0
    assert graded["attempts"][0]["choices"]["clear"] == {"level": "yes", "comment": "Very"}
    place = room.place(work, graded, "/grade")
    for wrong in ({"clear": {"level": "maybe"}}, {"deep": {"level": "yes"}}, {}):
        sent = {"version": graded["version"], "choices": wrong}
        refused(room.teacher.put(place, json=sent), 422, "no_such_choice")
    harder = [{**RUBRIC[0], "levels": [{"id": "yes", "title": "Yes", "points": 3}]}, RUBRIC[1]]
    with room.api.nothing_written():
        asked = rubric(room, work, harder)
    assert asked["applied"] is False
    assert [
        (one["studentId"], one["pointsBefore"], one["pointsAfter"], one["released"])
        for one in asked["touched"]
    ] == [(room.user_id("dara"), 10.0, 7.0, True)]
    assert room.open(work, graded, "dara")["points"] == 10.0
    assert room.read(work)["rubric"][0]["levels"][1]["points"] == 6
    assert rubric(room, work, harder, confirm=True)["applied"] is True
    after = room.open(work, graded, "dara")
    assert after["points"] == 7.0
    assert history(room, graded)[0]["cause"] == "RUBRIC"


def extend(room: Course, work: dict[str, Any], **body: Any) -> Any:
    return ok(room.teacher.post(f"/v1/assignments/{work['id']}/extensions", json=body), 201)


def test_other_dates_for_a_person_a_group_and_a_class(room: Course) -> None:
    work = room.work(dueDate=at(days=1))
    by_class, by_group, by_person = at(days=2), at(days=3), at(days=4)
    class_id = room.school.make_class(students=("dara", "bopha"))
    extend(room, work, kind="CLASS", classId=str(class_id), dueDate=by_class)
    same = datetime.fromisoformat

    def due(name: str) -> datetime:
        return same(room.read(work, name)["dueDate"])

    assert due("dara") == due("bopha") == same(by_class)
    extend(room, work, kind="GROUP", userIds=[room.user_id("dara")], dueDate=by_group)
    assert (due("dara"), due("bopha")) == (same(by_group), same(by_class))
    made = extend(room, work, kind="PERSON", userIds=[room.user_id("dara")], dueDate=by_person)
    assert due("dara") == same(by_person)
    assert [one["kind"] for one in made["extensions"]] == ["CLASS", "GROUP", "PERSON"]
    assert room.read(work, "dara")["extensions"] is None
    person = made["extensions"][-1]["id"]
    place = f"/v1/assignments/{work['id']}/extensions"
    ok(room.teacher.delete(f"{place}/{person}"))
    assert due("dara") == same(by_group)
    refused(room.teacher.delete(f"{place}/{person}"), 404, "not_found")
    strange = {"kind": "PERSON", "userIds": [str(room.school.author.id)], "dueDate": at(days=1)}
    refused(room.teacher.post(place, json=strange), 422, "not_students")
    empty = {"kind": "CLASS", "classId": str(room.school.make_class()), "dueDate": at(days=1)}
    refused(room.teacher.post(place, json=empty), 422, "not_students")
    assert events(room, "assignment:updated")[0].data["changed"] == ["extensions"]


def test_an_extension_takes_back_what_lateness_cost(room: Course) -> None:
    policy(room, **TEN_A_DAY)
    work = room.work(dueDate=at(days=-1.5))
    graded = room.grade(work, room.submit(work, "dara"), points=90)
    assert graded["points"] == 70.0
    extend(room, work, kind="PERSON", userIds=[room.user_id("dara")], dueDate=at(days=1))
    after = room.open(work, graded, None)
    assert (after["points"], after["isLate"]) == (90.0, False)
    assert history(room, graded)[0]["cause"] == "EXTENDED"
    (given,) = room.read(work)["extensions"]
    ok(room.teacher.delete(f"/v1/assignments/{work['id']}/extensions/{given['id']}"))
    again = room.open(work, graded, None)
    assert (again["points"], again["isLate"]) == (70.0, True)


def test_names_are_hidden_from_graders_until_the_release(room: Course) -> None:
    work = room.work(anonymous=True, gradesHidden=True)
    handed_in = room.submit(work, "dara")
    name, dara = room.school.member("dara").user.name, room.user_id("dara")
    told = {event.channel: event.data for event in events(room, "submission:created")}
    assert told[f"user:{room.school.author.id}"]["studentId"] is None
    assert told[f"user:{dara}"]["studentId"] == dara
    comment = f"{room.place(work, handed_in)}/comments"
    ok(room.caller("dara").post(comment, json={"body": "Please look"}), 201)
    ok(room.caller("dara").post(f"/v1/assignments/{work['id']}/unsubmit"))
    handed_in = room.submit(work, "dara")
    # Nor does the envelope say who it was.
    said = [e.body for e in events(room) if e.channel == f"user:{room.school.author.id}"]
    kinds = {"submission:created", "submission:unsubmitted", "submission:commented"}
    assert kinds <= {body["type"] for body in said}
    assert not [body for body in said if dara in str(body) or name in str(body)]
    place = f"/v1/assignments/{work['id']}/submissions"
    answers = [room.teacher.get(place), room.teacher.get(room.place(work, handed_in))]
    answers.append(room.teacher.get(f"/v1/submissions/{handed_in['id']}/history"))
    assert not [one for one in answers if dara in one.text or name in one.text]
    seen = ok(answers[1])
    assert seen["alias"] == ok(answers[0])["data"][0]["alias"]
    assert seen["comments"][0]["author"] is None
    graded = room.grade(work, handed_in, points=60)
    assert graded["student"] is None
    release = f"/v1/assignments/{work['id']}/release"
    some = {"userIds": [dara]}
    refused(room.teacher.post(release, json=some), 409, "names_are_hidden")
    ok(room.teacher.post(release, json={}))
    assert room.open(work, graded, None)["student"]["id"] == dara
    by_id = {"id": room.user_id("bopha"), "version": 0}
    assert room.grade(work, by_id, points=1)["points"] == 1.0


def test_a_thread_is_the_students_and_their_teachers(room: Course) -> None:
    work = room.work()
    mine = room.submit(work, "dara")
    place = f"{room.place(work, mine)}/comments"
    ok(room.caller("dara").post(place, json={"body": "Is it long enough?"}), 201)
    ok(room.teacher.post(place, json={"body": "It is."}), 201)
    refused(room.caller("bopha").post(place, json={"body": "Me too"}), 404, "not_found")
    thread = room.open(work, mine, "dara")["comments"]
    assert [one["body"] for one in thread] == ["Is it long enough?", "It is."]
    told = events(room, "submission:commented")
    assert {event.channel for event in told} == {
        f"user:{room.school.author.id}",
        f"user:{room.user_id('dara')}",
    }


def test_the_list_walks_from_one_to_the_next(room: Course) -> None:
    work = room.work()
    entries = all_items(room.teacher, f"/v1/assignments/{work['id']}/submissions", limit=1)
    assert [one["id"] for one in entries] == [None, None]
    first, second = room.submit(work, "dara"), room.submit(work, "bopha")
    assert room.open(work, first, None)["nextId"] == second["id"]
    graded = room.grade(work, first, points=1)
    assert graded["nextId"] == second["id"]
    assert room.grade(work, second, points=1)["nextId"] is None
    listed = all_items(room.teacher, f"/v1/assignments/{work['id']}/submissions")
    assert {one["id"] for one in listed} == {first["id"], second["id"]}
    refused(room.caller("dara").get(f"/v1/assignments/{work['id']}/submissions"), 403, "forbidden")


def test_kept_comments_are_ones_own(room: Course) -> None:
    kept = ok(
        room.teacher.post("/v1/grading-comments", json={"body": "Well argued.", "bodyKh": "ល្អ"}),
        201,
    )
    ok(room.teacher.post("/v1/grading-comments", json={"body": "Too short."}), 201)
    assert ids(all_items(room.teacher, "/v1/grading-comments", q="argued")) == [kept["id"]]
    assert len(all_items(room.teacher, "/v1/grading-comments", limit=1)) == 2
    colleague = room.school.caller("a colleague", "TEACHER")
    assert all_items(colleague, "/v1/grading-comments") == []
    place = f"/v1/grading-comments/{kept['id']}"
    refused(colleague.delete(place), 404, "not_found")
    ok(room.teacher.delete(place), 204)


def test_a_full_bank_says_so(room: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("functions.learning.comment_bank.MAX_KEPT", 1)
    ok(room.teacher.post("/v1/grading-comments", json={"body": "One"}), 201)
    full = room.teacher.post("/v1/grading-comments", json={"body": "Two"})
    refused(full, 409, "bank_is_full")


def test_the_last_place_of_a_bank_is_filled_once(
    room: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("functions.learning.comment_bank.MAX_KEPT", 1)
    keeping = [partial(room.teacher.post, "/v1/grading-comments", json={"body": "One"})] * 3
    answers = looking_first(room.school.api, "grading_comments", keeping)
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]


def test_an_archived_course_is_graded_no_more(room: Course) -> None:
    work = room.work()
    mine = room.submit(work, "dara")
    room.archive()
    base = f"/v1/assignments/{work['id']}"
    sent = {"version": mine["version"], "points": 1}
    refused(room.teacher.put(room.place(work, mine, "/grade"), json=sent), 409, "course_archived")
    refused(room.teacher.post(f"{base}/release", json={}), 409, "course_archived")
    refused(room.teacher.put(f"{base}/rubric", json={"criteria": []}), 409, "course_archived")
    body = {"kind": "PERSON", "userIds": [room.user_id("dara")], "dueDate": at(days=1)}
    refused(room.teacher.post(f"{base}/extensions", json=body), 409, "course_archived")
    place = f"{base}/extensions/{mine['id']}"
    refused(room.teacher.delete(place), 409, "course_archived")


def test_who_assists_grades_and_does_not_write_assignments(room: Course) -> None:
    room.join("a helper", role="ASSISTANT")
    helper, work = room.school.caller("a helper", "TEACHER"), room.work()
    mine = room.submit(work, "dara")
    sent = {"version": mine["version"], "points": 7}
    assert ok(helper.put(room.place(work, mine, "/grade"), json=sent))["points"] == 7.0
    base = f"/v1/assignments/{work['id']}"
    body = {"title": "Another", "type": "TEXT", "maxPoints": 20, "version": 1}
    refused(helper.put(base, json=body), 403, "not_in_your_course")
    refused(helper.delete(base), 403, "not_in_your_course")
    refused(helper.put(f"{base}/rubric", json={"criteria": []}), 403, "not_in_your_course")


def test_what_students_have_begun_stays_what_it_is(room: Course) -> None:
    work = room.work()
    room.submit(work, "dara")
    base = f"/v1/assignments/{work['id']}"
    body = {"title": "An essay", "type": "TEXT", "maxPoints": 20, "version": 1}
    refused(room.teacher.put(base, json={**body, "type": "LINK"}), 409, "assignment_begun")
    refused(room.teacher.put(base, json={**body, "status": "DRAFT"}), 409, "assignment_begun")
    closed = ok(room.teacher.put(base, json={**body, "status": "CLOSED"}))
    assert closed["status"] == "CLOSED"
    wrong = {**body, "version": 2, "categoryId": work["id"]}
    refused(room.teacher.put(base, json=wrong), 422, "no_such_part")
    quiz = {**body, "courseId": str(room.id), "type": "QUIZ", "quizId": work["id"]}
    del quiz["version"]
    refused(room.teacher.post("/v1/assignments", json=quiz), 422, "no_such_part")


def test_two_teachers_at_once_lose_nothing(room: Course) -> None:
    work = room.work()
    mine = room.submit(work, "dara")
    sent = [{"version": mine["version"], "points": n} for n in range(6)]
    place = room.place(work, mine, "/grade")
    answers = in_parallel(
        [lambda body=body: room.teacher.put(place, json=body) for body in sent]  # type: ignore[misc]  # bound early
    )
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 5
    lines = history(room, mine)
    assert [line["version"] for line in lines] == [2, 1]
    assert room.open(work, mine, None)["points"] == lines[0]["points"]


def test_a_teacher_who_studies_in_a_course_grades_nothing_there(room: Course) -> None:
    work, colleague = room.work(), room.school.caller("a colleague", "TEACHER")
    mine = room.submit(work, "dara")
    room.join_as("a colleague", "STUDENT")
    base = f"/v1/assignments/{work['id']}"
    assert ok(colleague.get(base))["canGrade"] is False
    dates = {"kind": "PERSON", "userIds": [room.user_id("dara")], "dueDate": at(days=1)}
    refusals = [
        colleague.get(f"{base}/submissions"),
        colleague.put(room.place(work, mine, "/grade"), json={"version": 1, "points": 1}),
        colleague.post(f"{base}/release", json={}),
        colleague.post(f"{base}/extensions", json=dates),
        colleague.delete(f"{base}/extensions/{mine['id']}"),
    ]
    for answer in refusals:
        refused(answer, 403, "not_in_your_course")
    refused(colleague.get(room.place(work, mine)), 404, "not_found")
    refused(room.caller("bopha").get(room.place(work, mine)), 404, "not_found")
