"""Groups: who runs them, who comes and goes, and what each of them reads."""

from __future__ import annotations

from uuid import uuid4

from tests.areas.messaging.factories.talk import CONVERSATIONS, begin, look, said, say, told
from tests.support.api import Caller, ok, refused
from tests.support.school import School


def test_whoever_runs_a_group_renames_it(school: School) -> None:
    pupil = school.member("a pupil")
    group = begin(school.as_author, pupil, name="Class 7A")
    path, body = f"{CONVERSATIONS}/{group}", {"name": "Class 7B"}
    refused(school.api.as_(pupil).put(path, json=body), 403, "not_group_admin")
    assert ok(school.as_author.put(path, json=body))["name"] == "Class 7B"
    assert look(school.api.as_(pupil), group)["name"] == "Class 7B"
    events = told(school, "conversation:updated")
    assert {channel for _, channel, _ in events} == {
        f"user:{school.author.id}",
        f"user:{pupil.id}",
    }
    assert events[0][2]["changed"] == ["name"]
    talk = begin(school.as_author, pupil)
    refused(school.as_author.put(f"{CONVERSATIONS}/{talk}", json=body), 409, "not_a_group")


def test_a_group_that_is_begun_again_is_one(school: School) -> None:
    body = {
        "type": "GROUP",
        "name": "Class 7A",
        "participantIds": [str(school.member("a pupil").id)],
        "clientId": str(uuid4()),
    }
    first = ok(school.as_author.post(CONVERSATIONS, json=body), 201)
    assert ok(school.as_author.post(CONVERSATIONS, json=body), 201)["id"] == first["id"]
    assert len(told(school, "conversation:created")) == 2
    ok(
        school.as_author.delete(f"{CONVERSATIONS}/{first['id']}/participants/{school.author.id}"),
        204,
    )
    refused(school.as_author.post(CONVERSATIONS, json=body), 409, "client_id_used")


def test_who_is_added_reads_from_then_on(school: School) -> None:
    first, late = school.member("first"), school.member("late")
    group = begin(school.as_author, first, name="Class 7A")
    before = say(school.as_author, group, "Before")
    path = f"{CONVERSATIONS}/{group}/participants"
    people = {"participantIds": [str(late.id), str(first.id)]}
    refused(school.api.as_(first).post(path, json=people), 403, "not_group_admin")
    shown = ok(school.as_author.post(path, json=people))
    assert shown["participantsCount"] == 3
    event = told(school, "conversation:updated")[-1]
    assert (event[2]["added"], event[2]["removed"]) == ([str(late.id)], [])
    as_late = school.api.as_(late)
    assert said(as_late, group) == []
    assert look(as_late, group)["unreadCount"] == 0
    refused(as_late.put(f"/v1/messages/{before['id']}/read"), 404, "not_found")
    say(school.as_author, group, "After")
    assert [m["content"] for m in said(as_late, group)] == ["After"]
    assert look(as_late, group)["unreadCount"] == 1


def test_an_answer_quotes_nothing_that_its_reader_may_not_read(school: School) -> None:
    """Not what was said before they came, nor who is hidden from them."""
    first, late = school.member("first"), school.member("late")
    group = begin(school.as_author, first, name="Class 7A")
    before = say(school.api.as_(first), group, "Not for later ears")
    people = {"participantIds": [str(late.id)]}
    ok(school.as_author.post(f"{CONVERSATIONS}/{group}/participants", json=people))
    say(school.as_author, group, "An answer", replyToId=before["id"])
    after = say(school.api.as_(first), group, "From now on")
    say(school.as_author, group, "Another", replyToId=after["id"])

    def quoted(reader: Caller) -> list[str | None]:
        """What answers quote, the newest first."""
        answers = [m for m in said(reader, group) if m["content"] in {"An answer", "Another"}]
        return [m["replyTo"] and m["replyTo"]["preview"] for m in answers]

    assert quoted(school.api.as_(first)) == ["From now on", "Not for later ears"]
    assert quoted(school.api.as_(late)) == ["From now on", None]
    school.block(late, first)
    assert quoted(school.api.as_(late)) == [None, None]


def test_who_leaves_reads_no_more_and_the_eldest_runs_the_group(school: School) -> None:
    one, two = school.member("one"), school.member("two")
    group = begin(school.as_author, one, two, name="Class 7A")
    people = f"{CONVERSATIONS}/{group}/participants"
    refused(school.api.as_(one).delete(f"{people}/{two.id}"), 403, "not_group_admin")
    ok(school.as_author.delete(f"{people}/{two.id}"), 204)
    refused(school.as_author.delete(f"{people}/{two.id}"), 404, "not_found")
    removed = [e for e in told(school, "conversation:updated") if e[2]["removed"]]
    assert f"user:{two.id}" in {channel for _, channel, _ in removed}
    say(school.as_author, group, "Without you")
    refused(school.api.as_(two).get(f"/v1/messages/{group}"), 404, "not_found")
    ok(school.as_author.delete(f"{people}/{school.author.id}"), 204)
    shown = look(school.api.as_(one), group)
    assert (shown["participantsCount"], shown["canManage"]) == (1, True)
    ok(school.api.as_(one).post(people, json={"participantIds": [str(school.author.id)]}))
    # Whoever comes back reads from then on too.
    assert said(school.as_author, group) == []
    talk = begin(school.as_author, one)
    answer = school.as_author.delete(f"{CONVERSATIONS}/{talk}/participants/{school.author.id}")
    refused(answer, 409, "not_a_group")


def test_of_those_who_stay_in_a_group_one_runs_it(school: School) -> None:
    left = [school.member(name) for name in ("one", "two", "three")]
    group = begin(school.as_author, *left, name="Class 7A")
    people = f"{CONVERSATIONS}/{group}/participants"
    ok(school.as_author.delete(f"{people}/{school.author.id}"), 204)
    run = [look(school.api.as_(person), group)["canManage"] for person in left]
    assert sorted(run) == [False, False, True]


def test_who_runs_a_group_adds_whom_they_may_write_to(school: School) -> None:
    pupil = school.caller("a pupil")
    group = begin(pupil, school.author, name="Homework")
    path = f"{CONVERSATIONS}/{group}/participants"
    stranger = {"participantIds": [str(school.member("a stranger").id)]}
    refused(pupil.post(path, json=stranger), 403, "cannot_write")
    foreign = {"participantIds": [str(school.api.member("TEACHER").id)]}
    refused(pupil.post(path, json=foreign), 404, "not_found")
    talk = begin(pupil, school.author)
    answer = pupil.post(f"{CONVERSATIONS}/{talk}/participants", json=stranger)
    refused(answer, 409, "not_a_group")


def test_a_group_has_at_most_fifty_people(school: School) -> None:
    members = [school.member(f"pupil {n}") for n in range(50)]
    group = begin(school.as_author, *members[:49], name="Everybody")
    path = f"{CONVERSATIONS}/{group}/participants"
    body = {"participantIds": [str(members[49].id)]}
    refused(school.as_author.post(path, json=body), 409, "group_full")
    more = {"type": "GROUP", "name": "More", "participantIds": [str(m.id) for m in members]}
    refused(school.as_author.post(CONVERSATIONS, json=more), 422, "validation_failed")
    assert look(school.as_author, group)["participantsCount"] == 50
    (listed,) = ok(school.as_author.get(CONVERSATIONS))["data"]
    assert len(listed["participants"]) == 5


def test_a_group_has_a_name_and_two_people_have_none(school: School) -> None:
    one, two = str(school.member("one").id), str(school.member("two").id)
    for body in (
        {"participantIds": [one], "name": "x"},
        {"participantIds": [one, two]},
        {"type": "GROUP", "participantIds": [one]},
        {"type": "GROUP", "name": "x", "participantIds": []},
    ):
        answer = school.as_author.post(CONVERSATIONS, json=body)
        refused(answer, 422, "validation_failed")
