"""Whoever was moderated is told why, asks once for a second look, and sees what becomes of it."""

from __future__ import annotations

import base64
import json
from typing import Any
from uuid import UUID

from tests.areas.people.factories.people import new_id
from tests.areas.tenants.factories.schools import make_assignment
from tests.support.api import Caller, all_items, ok, refused
from tests.support.school import School

QUEUE = "/v1/moderation/queue"
CASES = "/v1/moderation/cases"


def judged(school: School, judge: Caller, decision: str = "REMOVE", **body: Any) -> Any:
    """A post of the author's that somebody has reported and the judge has decided about."""
    post = school.post(content="A quote from the book")
    report = {"targetType": "POST", "targetId": post["id"], "reason": "HARASSMENT"}
    ok(school.caller("a reporter").post("/v1/reports", json=report), 201)
    (case,) = all_items(judge, QUEUE)
    given = {"decision": decision, "reason": "Be kind", **body}
    return ok(judge.post(f"{QUEUE}/{case['id']}/decision", json=given))


def appeal(caller: Caller, case: Any, text: str = "It is a quote") -> Any:
    return caller.post(f"{CASES}/{case['id']}/appeal", json={"text": text})


def look_again(caller: Caller, case: Any, verdict: str, reason: str = "It is one") -> Any:
    path = f"{CASES}/{case['id']}/appeal/decision"
    return caller.post(path, json={"verdict": verdict, "reason": reason})


def notices(school: School, caller: Caller) -> list[tuple[str, str, str]]:
    school.api.deliver("worker_notifications", school.author.tenant)
    found = ok(caller.get("/v1/notifications"))["data"]
    return [(notice["type"], notice["message"], notice["link"]) for notice in found]


def test_a_second_look_is_taken_by_another_and_told(school: School) -> None:
    admin, other = school.caller("an admin", "ADMIN"), school.caller("another admin", "ADMIN")
    case, author = judged(school, admin), school.as_author
    assert ("CONTENT_REMOVED", "Be kind", "/moderation") in notices(school, author)
    (mine,) = all_items(author, CASES)
    assert (mine["said"], mine["decision"], mine["reason"]) == (
        "A quote from the book",
        "REMOVE",
        "Be kind",
    )
    assert (mine["canAppeal"], mine["appeal"]) == (True, None)
    asked = ok(appeal(author, case))
    assert (asked["canAppeal"], asked["appeal"]["verdict"]) == (False, None)
    refused(appeal(author, case), 409, "already_appealed")
    told = school.api.events(school.author.tenant, "moderation:appealed")
    moderators = {school.member("an admin").id, school.member("another admin").id}
    assert {e.channel for e in told} == {f"user:{person}" for person in moderators}
    (waiting,) = all_items(other, QUEUE, status="APPEALED")
    assert waiting["appeal"]["text"] == "It is a quote"
    refused(look_again(admin, case, "UPHELD"), 409, "appeal_needs_another")
    decided = ok(look_again(other, case, "OVERTURNED"))
    assert (decided["appeal"]["verdict"], decided["appeal"]["reason"]) == (
        "OVERTURNED",
        "It is one",
    )
    assert all_items(other, QUEUE, status="APPEALED") == []
    refused(look_again(other, case, "UPHELD"), 409, "appeal_not_pending")
    assert notices(school, author)[0] == ("APPEAL_DECIDED", "It is one", "/moderation")
    (mine,) = all_items(author, CASES)
    assert (mine["appeal"]["verdict"], mine["canAppeal"]) == ("OVERTURNED", False)
    (event,) = school.api.events(school.author.tenant, "moderation:appeal_decided")
    assert event.channel == f"user:{school.author.id}"
    # Who decided stays untold, beside the payload too.
    for kind in ("moderation:decision", "moderation:appeal_decided", "post:deleted"):
        told = school.api.events(school.author.tenant, kind)
        assert told, kind
        assert {event.body["actorId"] for event in told} == {None}, kind


def test_a_cursor_does_not_say_how_much_was_reported(school: School) -> None:
    admin = school.caller("an admin", "ADMIN")
    for _ in range(2):
        judged(school, admin)
    page = ok(school.as_author.get(CASES, query={"limit": 1}))
    cursor = page["pageInfo"]["nextCursor"]
    assert json.loads(base64.urlsafe_b64decode(cursor + "==")) == [UUID(page["data"][0]["id"]).hex]
    (older,) = ok(school.as_author.get(CASES, query={"cursor": cursor}))["data"]
    assert older["id"] != page["data"][0]["id"]


def test_what_was_wrong_counts_no_longer(school: School) -> None:
    admin, other = school.caller("an admin", "ADMIN"), school.caller("another admin", "ADMIN")
    wrong, right = judged(school, admin, "WARN"), judged(school, admin)
    assert right["record"] == {"warnings": 1, "removals": 1, "suspensions": 0}
    for case, verdict in ((wrong, "OVERTURNED"), (right, "UPHELD")):
        ok(appeal(school.as_author, case))
        ok(look_again(other, case, verdict))
    decided = all_items(admin, QUEUE, status="DECIDED")[0]
    assert decided["record"] == {"warnings": 0, "removals": 1, "suspensions": 0}


def test_where_there_is_no_other_the_first_looks_again(school: School) -> None:
    admin = school.caller("an admin", "ADMIN")
    case = judged(school, admin)
    ok(appeal(school.as_author, case))
    ok(look_again(admin, case, "UPHELD"))


def test_nobody_looks_again_at_what_is_theirs(school: School) -> None:
    admin = school.caller("an admin", "ADMIN")
    with school.api.scene() as connection:
        make_assignment(connection, tenant_id=school.author.tenant.id, user_id=school.author.id)
    case = judged(school, admin)
    ok(appeal(school.as_author, case))
    told = school.api.events(school.author.tenant, "moderation:appealed")
    assert [e.channel for e in told] == [f"user:{school.member('an admin').id}"]
    refused(look_again(school.as_author, case, "OVERTURNED"), 409, "not_yourself")
    # The author is another who moderates, but none who could: the first judge may.
    ok(look_again(admin, case, "UPHELD"))


def test_an_appeal_has_its_time(school: School) -> None:
    case = judged(school, school.caller("an admin", "ADMIN"))
    school.api.clock.advance(days=14, minutes=1)
    (mine,) = all_items(school.as_author, CASES)
    assert mine["canAppeal"] is False
    refused(appeal(school.as_author, case), 409, "appeal_too_late")


def test_only_whose_it_is_appeals_what_was_done_to_them(school: School) -> None:
    admin = school.caller("an admin", "ADMIN")
    kept = judged(school, admin, "APPROVE")
    assert all_items(school.as_author, CASES) == []
    refused(appeal(school.as_author, kept), 404, "not_found")
    case = judged(school, admin)
    refused(appeal(school.caller("a reporter"), case), 404, "not_found")
    refused(appeal(school.as_author, {"id": new_id()}), 404, "not_found")
    refused(look_again(admin, case, "UPHELD"), 409, "appeal_not_pending")
    refused(look_again(admin, {"id": new_id()}, "UPHELD"), 404, "not_found")
    refused(look_again(school.caller("a reporter"), case, "UPHELD"), 403, "forbidden")
    assert all_items(school.caller("a reporter"), CASES) == []


def test_one_who_moderates_a_board_decides_no_appeals(school: School) -> None:
    admin, person = school.caller("an admin", "ADMIN"), school.member("of a board", "TEACHER")
    with school.api.scene() as connection:
        make_assignment(
            connection,
            tenant_id=school.author.tenant.id,
            user_id=person.id,
            scope_type="BOARD",
            scope_id=new_id(),
        )
    case = judged(school, admin)
    ok(appeal(school.as_author, case))
    refused(look_again(school.api.as_(person), case, "UPHELD"), 403, "forbidden")
