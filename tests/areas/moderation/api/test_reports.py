"""Reports, and what those who moderate see and decide."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import text

from tests.areas.messaging.factories.talk import become, begin, look, said, say
from tests.areas.people.factories.people import new_id
from tests.areas.tenants.factories.schools import make_assignment
from tests.support.api import Caller, all_items, ok, refused
from tests.support.school import School
from tests.support.waiting import behind, looking_first

QUEUE = "/v1/moderation/queue"


def report(caller: Caller, kind: str, target: Any, reason: str = "HARASSMENT") -> Any:
    body = {"targetType": kind, "targetId": str(target), "reason": reason, "details": "Look"}
    return caller.post("/v1/reports", json=body)


def decide(caller: Caller, case: Any, decision: str, **body: Any) -> Any:
    path = f"{QUEUE}/{case['id']}/decision"
    return caller.post(path, json={"decision": decision, "reason": "Be kind", **body})


def queue(caller: Caller, **query: Any) -> list[dict[str, Any]]:
    return all_items(caller, QUEUE, **query)


def notices(school: School, caller: Caller) -> list[tuple[str, str]]:
    school.api.deliver("worker_notifications", school.author.tenant)
    found = ok(caller.get("/v1/notifications"))["data"]
    return [(notice["type"], notice["message"]) for notice in found]


def test_a_reported_message_is_judged_with_what_was_said_around_it(school: School) -> None:
    admin, bully, victim = school.caller("an admin", "ADMIN"), "a bully", "a victim"
    school.make_class(students=(bully, victim))
    as_bully, as_victim = school.caller(bully), school.caller(victim)
    talk = begin(as_bully, school.member(victim))
    for n in range(8):
        say(as_victim, talk, f"before {n}")
    insult = say(as_bully, talk, "An insult")
    say(as_victim, talk, "Stop it")
    refused(report(school.caller("a stranger"), "MESSAGE", insult["id"]), 404, "not_found")
    refused(report(as_bully, "MESSAGE", insult["id"]), 409, "own_content")
    receipt = ok(report(as_victim, "MESSAGE", insult["id"]), 201)
    assert ok(report(as_victim, "MESSAGE", insult["id"], "SPAM"), 201)["id"] == receipt["id"]
    (told,) = school.api.events(school.author.tenant, "report:created")
    assert told.channel == f"user:{school.member('an admin').id}"
    # What is edited afterwards was said all the same.
    ok(as_bully.put(f"/v1/messages/{insult['id']}", json={"content": "A compliment"}))
    (case,) = queue(admin)
    assert (case["evidence"], case["content"]) == ("An insult", "A compliment")
    assert case["author"]["id"] == str(school.member(bully).id)
    assert [(r["reason"], r["details"]) for r in case["reports"]] == [("HARASSMENT", "Look")]
    around = [(line["content"], line["reported"]) for line in case["context"]]
    assert around == [
        *((f"before {n}", False) for n in range(3, 8)),
        ("A compliment", True),
        ("Stop it", False),
    ]
    # The rest of the conversation stays closed to who moderates.
    refused(admin.get(f"/v1/messages/{talk}"), 404, "not_found")
    decided = ok(decide(admin, case, "REMOVE"))
    assert (decided["status"], decided["removed"], decided["content"]) == ("DECIDED", True, None)
    assert look(as_victim, talk)["canWrite"]
    assert [m["deleted"] for m in said(as_victim, talk)][:3] == [False, True, False]
    assert ("CONTENT_REMOVED", "Be kind") in notices(school, as_bully)
    assert notices(school, as_victim)[0][0] == "REPORT_REVIEWED"
    refused(decide(admin, case, "APPROVE"), 409, "case_decided")
    assert queue(admin) == []
    assert [c["id"] for c in queue(admin, status="DECIDED")] == [case["id"]]


def test_who_moderates_deletes_a_message_only_where_it_was_reported(school: School) -> None:
    admin, pupil = school.caller("an admin", "ADMIN"), school.caller("a pupil")
    talk = begin(school.as_author, school.member("a pupil"))
    message = say(school.as_author, talk)
    path = f"/v1/messages/{message['id']}"
    refused(admin.delete(path), 404, "not_found")
    ok(report(pupil, "MESSAGE", message["id"]), 201)
    refused(school.caller("a teacher", "TEACHER").delete(path), 404, "not_found")
    ok(admin.delete(path), 204)
    assert said(pupil, talk)[0]["deleted"]


def test_posts_and_comments_are_taken_away(school: School) -> None:
    admin, pupil = school.caller("an admin", "ADMIN"), school.caller("a pupil")
    post, other = school.post(content="A rude post"), school.post()
    path = f"/v1/posts/{other['id']}/comment"
    parent = ok(pupil.post(path, json={"content": "Why?"}), 201)
    body = {"content": "A rude answer", "parentId": parent["id"]}
    comment = ok(school.as_author.post(path, json=body), 201)
    ok(report(pupil, "POST", post["id"]), 201)
    ok(report(pupil, "COMMENT", comment["id"], "SPAM"), 201)
    first, second = queue(admin, limit=1)
    assert (first["targetType"], first["evidence"]) == ("POST", "A rude post")
    assert [line["content"] for line in second["context"]] == ["Why?"]
    ok(decide(admin, first, "REMOVE"))
    ok(decide(admin, second, "WARN", alsoRemove=True))
    refused(pupil.get(f"/v1/posts/{post['id']}"), 404, "not_found")
    assert ok(pupil.get(f"/v1/posts/{other['id']}"))["commentsCount"] == 1
    assert [kind for kind, _ in notices(school, school.as_author)][:2] == [
        "WARNING",
        "CONTENT_REMOVED",
    ]
    types = {"post:deleted", "comment:deleted", "moderation:decision"}
    assert types <= {e.type for e in school.api.events(school.author.tenant)}
    (third,) = (ok(report(pupil, "USER", school.author.id), 201), *queue(admin))[1:]
    assert third["record"] == {"warnings": 1, "removals": 2, "suspensions": 0}


def test_what_is_gone_already_is_decided_without_it(school: School) -> None:
    admin, pupil = school.caller("an admin", "ADMIN"), school.caller("a pupil")
    post = school.post(content="A rude post")
    ok(report(pupil, "POST", post["id"]), 201)
    ok(school.as_author.delete(f"/v1/posts/{post['id']}"), 204)
    (case,) = queue(admin)
    assert (case["evidence"], case["content"]) == ("A rude post", None)
    assert ok(decide(admin, case, "REMOVE"))["removed"] is False


def test_whoever_is_suspended_is_out_at_once(school: School) -> None:
    admin, pupil = school.caller("an admin", "ADMIN"), school.caller("a pupil")
    until = (school.api.clock() + timedelta(days=3)).isoformat()
    ok(report(school.as_author, "USER", school.member("a pupil").id, "VIOLENCE"), 201)
    (case,) = queue(admin)
    refused(decide(admin, case, "REMOVE"), 422, "validation_failed")
    assert ok(decide(admin, case, "SUSPEND", until=until))["decision"] == "SUSPEND"
    assert pupil.get("/v1/users/me").status_code == 401
    types = [e.type for e in school.api.events(school.author.tenant)]
    assert {"user:suspended", "session:revoked", "access:changed"} <= set(types)


@pytest.mark.parametrize(
    ("standing", "status", "code"), [("LEFT", 404, "not_found"), ("INVITED", 409, "member_pending")]
)
def test_who_is_not_here_cannot_be_suspended(
    school: School, standing: str, status: int, code: str
) -> None:
    admin, pupil = school.caller("an admin", "ADMIN"), school.member("a pupil")
    ok(report(school.as_author, "USER", pupil.id), 201)
    become(school, pupil, standing)
    (case,) = queue(admin)
    assert case["content"] is None
    refused(decide(admin, case, "SUSPEND"), status, code)
    ok(decide(admin, case, "WARN"))


def test_who_was_reported_for_nothing_does_not_learn_of_it(school: School) -> None:
    admin, pupil = school.caller("an admin", "ADMIN"), school.caller("a pupil")
    ok(report(pupil, "USER", school.author.id, "OTHER"), 201)
    (case,) = queue(admin)
    ok(decide(admin, case, "APPROVE"))
    assert notices(school, school.as_author) == []
    assert [kind for kind, _ in notices(school, pupil)] == ["REPORT_REVIEWED"]
    decisions = school.api.events(school.author.tenant, "moderation:decision")
    assert [e.channel for e in decisions] == [f"domain:{case['id']}"]
    # The same may be reported again later: it is another case.
    ok(report(pupil, "USER", school.author.id, "OTHER"), 201)
    assert len(queue(admin)) == 1


def test_the_queue_begins_where_harm_may_come_of_it(school: School) -> None:
    admin, pupil = school.caller("an admin", "ADMIN"), school.caller("a pupil")
    posts = [school.post(content=f"post {n}") for n in range(4)]
    for post, reason in zip(posts, ("SPAM", "SELF_HARM", "SPAM", "INAPPROPRIATE"), strict=True):
        ok(report(pupil, "POST", post["id"], reason), 201)
    for name in ("two", "three"):
        ok(report(school.caller(name), "POST", posts[2]["id"], "SPAM"), 201)
    order = [case["evidence"] for case in queue(admin, limit=1)]
    assert order == ["post 1", "post 3", "post 2", "post 0"]


def test_nobody_decides_about_themselves_or_above_their_rights(school: School) -> None:
    pupil, admin = school.caller("a pupil"), school.member("an admin", "ADMIN")
    moderator = school.member("a moderator", "TEACHER")
    with school.api.scene() as connection:
        make_assignment(connection, tenant_id=school.author.tenant.id, user_id=moderator.id)
    as_moderator = school.api.as_(moderator)
    for person in (moderator, admin):
        ok(report(pupil, "USER", person.id), 201)
    (of_admin,), (own,) = queue(as_moderator), queue(school.api.as_(admin))
    assert [c["author"]["id"] for c in (of_admin, own)] == [str(admin.id), str(moderator.id)]
    refused(decide(as_moderator, own, "WARN"), 409, "not_yourself")
    answer = decide(as_moderator, of_admin, "SUSPEND")
    refused(answer, 403, "beyond_your_rights")
    told = school.api.events(school.author.tenant, "report:created")
    assert [e.channel for e in told] == [f"user:{admin.id}", f"user:{moderator.id}"]
    refused(decide(as_moderator, {"id": new_id()}, "WARN"), 404, "not_found")


def test_of_two_who_decide_at_once_one_is_told(school: School) -> None:
    judges = [school.caller(name, "ADMIN") for name in ("an admin", "another admin")]
    ok(report(school.caller("a reporter"), "POST", school.post()["id"]), 201)
    (case,) = queue(judges[0])
    deciding = [partial(decide, judge, case, "WARN") for judge in judges]
    answers = looking_first(school.api, "moderation_cases", deciding)
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    told = school.api.events(school.author.tenant, "moderation:decision")
    assert [event.copy for event in told] == [0, 1]


def test_who_moderates_does_not_learn_who_reported_them(school: School) -> None:
    """In no part of the queue, and by no event."""
    admin, other = school.member("an admin", "ADMIN"), school.caller("another", "ADMIN")
    as_admin, pupil = school.api.as_(admin), school.caller("a pupil")
    ok(report(pupil, "USER", admin.id), 201)
    (told,) = school.api.events(school.author.tenant, "report:created")
    assert told.channel != f"user:{admin.id}"
    assert queue(as_admin) == []
    (case,) = queue(other)
    ok(decide(other, case, "WARN"))
    ok(as_admin.post(f"/v1/moderation/cases/{case['id']}/appeal", json={"text": "Why?"}))
    assert [queue(as_admin, status=part) for part in ("DECIDED", "APPEALED")] == [[], []]
    assert len(queue(other, status="APPEALED")) == 1


def test_who_moderates_a_board_sees_no_reports_of_the_school(school: School) -> None:
    person = school.member("a board's moderator", "TEACHER")
    with school.api.scene() as connection:
        make_assignment(
            connection,
            tenant_id=school.author.tenant.id,
            user_id=person.id,
            scope_type="BOARD",
            scope_id=new_id(),
        )
    refused(school.api.as_(person).get(QUEUE), 403, "forbidden")


@pytest.mark.parametrize("kind", ["POST", "COMMENT", "MESSAGE", "USER"])
def test_only_what_one_sees_is_reported(school: School, kind: str) -> None:
    refused(report(school.caller("a pupil"), kind, new_id()), 404, "not_found")


def test_a_comment_is_seen_by_whoever_sees_its_post(school: School) -> None:
    class_id = school.make_class(students=("one", "two"))
    post = school.post(visibility="CLASS", classId=str(class_id))["id"]
    body = {"content": "Nonsense"}
    said = ok(school.caller("one").post(f"/v1/posts/{post}/comment", json=body), 201)
    refused(report(school.caller("an outsider"), "COMMENT", said["id"]), 404, "not_found")
    ok(report(school.caller("two"), "COMMENT", said["id"]), 201)


def test_what_is_reported_while_its_case_is_decided_makes_another_case(school: School) -> None:
    admin, post = school.caller("an admin", "ADMIN"), school.post()["id"]
    ok(report(school.caller("one"), "POST", post), 201)
    # Who decides locks the case, looks, and writes.
    locking = text("SELECT 1 FROM app.moderation_cases WHERE target_id = :post FOR UPDATE")
    deciding = text(
        "UPDATE app.moderation_cases SET status = 'DECIDED', decision = 'APPROVE',"
        " decided_at = now() WHERE target_id = :post"
    )
    reporting = partial(report, school.caller("another"), "POST", post)
    (answer,) = behind(
        school.api,
        lambda scene: scene.execute(locking, {"post": post}),
        [reporting],
        then=lambda scene: scene.execute(deciding, {"post": post}),
    )
    ok(answer, 201)
    (case,) = queue(admin)
    assert len(case["reports"]) == 1
