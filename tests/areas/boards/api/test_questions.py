"""Questions: asking, voting, moderating, merging, and the events that say so."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, delete, insert, update

from functions.runtime import limits
from infra.postgres.boards.tables import boards, question_tags, questions, tags
from tests.areas.boards.api.board_scene import BoardScene, open_board
from tests.areas.boards.factories.boards import make_question
from tests.support.api import Caller, all_items, ids, in_parallel, ok, refused
from tests.support.school import School
from tests.support.waiting import behind


@pytest.fixture
def board(school: School) -> BoardScene:
    return open_board(school)


@pytest.fixture
def unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules hold also where nobody counts requests."""
    monkeypatch.setattr(limits, "enforce", lambda *_: [])


def voted(voter: Caller, path: str) -> int:
    return voter.post(path).status_code


def taken_back(voter: Caller, path: str) -> int:
    return voter.delete(path).status_code


def frozen(board: BoardScene, path: str) -> int:
    return board.owner.post(f"{path}/freeze", json={"isFrozen": True}).status_code


def test_a_board_lists_its_own_questions(board: BoardScene) -> None:
    other = open_board(board.school)
    here, there = board.ask("What is it?"), other.ask("Where is it?")
    assert ids(board.listed()) == [here["id"]]
    assert ids(other.listed(by=board.owner)) == [there["id"]]


def test_the_seven_events_of_a_question_carry_the_fields_of_the_seed(board: BoardScene) -> None:
    """AT-S2-2."""
    question = board.ask()
    path = f"/v1/questions/{question['id']}"
    ok(board.student("voter").post(f"{path}/upvote"))
    tag = ok(board.owner.post("/v1/tags", json={"name": "Exam", "color": "#10B981"}), 201)
    ok(board.owner.post(f"{path}/tag", json={"tagId": tag["id"]}))
    ok(board.owner.delete(f"{path}/tags/{tag['id']}"))
    ok(board.owner.post(f"{path}/pin", json={"isPinned": True}))
    ok(board.owner.post(f"{path}/answer", json={"responseText": "At nine."}))
    ok(board.owner.post(f"{path}/freeze", json={"isFrozen": True}))
    events = [event for event in board.events() if event.type.startswith("question:")]
    seen = {event.type: dict(event.data) for event in events}
    owner, now = str(board.school.author.id), board.question(question["id"])
    assert seen == {
        "question:created": {
            "id": question["id"],
            "body": question["body"],
            "upvotes": 0,
            "status": "OPEN",
            "teamId": None,
            "boardId": board.id,
            "isAnonymous": False,
            "createdAt": question["createdAt"],
        },
        "question:upvoted": {"questionId": question["id"], "upvotes": 1},
        "question:tagged": {
            "questionId": question["id"],
            "tags": [{"id": tag["id"], "name": "Exam", "color": "#10B981"}],
        },
        "question:untagged": {"questionId": question["id"], "tags": []},
        "question:pinned": {
            "questionId": question["id"],
            "isPinned": True,
            "pinnedBy": owner,
            "pinnedAt": now["pinnedAt"],
        },
        "question:answered": {
            "id": question["id"],
            "responseText": "At nine.",
            "respondedAt": now["respondedAt"],
            "status": "ANSWERED",
        },
        "question:frozen": {
            "questionId": question["id"],
            "isFrozen": True,
            "frozenBy": owner,
            "frozenAt": now["frozenAt"],
        },
    }
    everywhere = board.school.api.events(board.school.author.tenant, "question:answered")
    assert {event.channel for event in everywhere} == {
        f"board:{board.id}",
        f"tenant:{board.school.author.tenant.id}",
        f"user:{board.school.member('a student').id}",
    }


@pytest.mark.parametrize(("length", "accepted"), [(4, False), (5, True), (500, True), (501, False)])
def test_the_bounds_of_a_question(board: BoardScene, length: int, accepted: bool) -> None:
    body = {"boardId": board.id, "body": "ក" * length}
    answer = board.student().post("/v1/questions", json=body)
    if accepted:
        ok(answer, 201)
    else:
        refused(answer, 422, "validation_failed")


def test_a_frozen_question_takes_no_vote_edit_or_answer(board: BoardScene) -> None:
    """AT-S2-3."""
    question = board.ask()
    path = f"/v1/questions/{question['id']}"
    ok(board.student().post(f"{path}/upvote"))
    ok(board.owner.post(f"{path}/freeze", json={"isFrozen": True}))
    before = board.question(question["id"])
    refused(board.student("voter").post(f"{path}/upvote"), 409, "question_frozen")
    refused(board.student().delete(f"{path}/upvote"), 409, "question_frozen")
    refused(board.student().put(path, json={"body": "Another?"}), 409, "question_frozen")
    answer = {"responseText": "No"}
    refused(board.owner.post(f"{path}/answer", json=answer), 409, "question_frozen")
    other = board.ask("What else is there?")
    merge = {"intoId": question["id"]}
    refused(
        board.owner.post(f"/v1/questions/{other['id']}/merge", json=merge), 409, "question_frozen"
    )
    assert board.question(question["id"]) == before
    ok(board.owner.post(f"{path}/freeze", json={"isFrozen": False}))
    assert ok(board.student("voter").post(f"{path}/upvote"))["upvotes"] == 2


def test_a_second_vote_changes_nothing(board: BoardScene) -> None:
    question = board.ask()
    path = f"/v1/questions/{question['id']}/upvote"
    voter = board.student("voter")
    assert ok(voter.post(path)) == {"questionId": question["id"], "voted": True, "upvotes": 1}
    assert ok(voter.post(path))["upvotes"] == 1
    assert board.question(question["id"], by=voter)["voted"]
    assert ok(voter.delete(path)) == {"questionId": question["id"], "voted": False, "upvotes": 0}
    assert ok(voter.delete(path))["upvotes"] == 0
    assert [e.data["upvotes"] for e in board.events("question:upvoted")] == [1, 0]


@pytest.mark.usefixtures("unlimited")
@pytest.mark.parametrize("anonymous", [False, True])
def test_one_vote_per_person_and_guest_under_200_parallel_attempts(
    school: School, anonymous: bool
) -> None:
    board = open_board(school, guests=True, anonymous=anonymous)
    question = board.ask()
    path = f"/v1/questions/{question['id']}/upvote"
    voters = [board.student(), board.student("other"), school.api.as_(board.guest())]
    statuses = in_parallel([partial(voted, voters[n % 3], path) for n in range(200)])
    assert set(statuses) == {200}
    assert [voted(voter, path) for voter in voters] == [200, 200, 200]
    assert board.question(question["id"])["upvotes"] == 3
    (count,) = school.api.rows(
        "SELECT count(*) FROM app.question_upvotes WHERE question_id = :q", q=question["id"]
    )
    assert count[0] == 3
    assert [e.data["upvotes"] for e in board.events("question:upvoted")] == [1, 2, 3]


@pytest.mark.usefixtures("unlimited")
def test_votes_and_freezing_at_once_leave_counters_equal_to_rows(board: BoardScene) -> None:
    question = board.ask()
    path = f"/v1/questions/{question['id']}"
    voters = [board.student(f"voter {n}") for n in range(10)]
    upvote = f"{path}/upvote"
    calls = [partial(voted, voter, upvote) for voter in voters]
    calls += [partial(taken_back, voter, upvote) for voter in voters[:4]]
    calls.append(partial(frozen, board, path))
    assert set(in_parallel(calls)) <= {200, 409}
    row = board.school.api.rows(
        "SELECT q.upvotes, (SELECT count(*) FROM app.question_upvotes AS v"
        " WHERE v.question_id = q.id) AS votes FROM app.questions AS q WHERE q.id = :q",
        q=question["id"],
    )[0]
    assert row.upvotes == row.votes


@pytest.mark.usefixtures("unlimited")
def test_nobody_holds_more_votes_than_the_board_allows(school: School) -> None:
    board = open_board(school, votesPerUser=2)
    asked = [board.ask(f"Question number {n}?", by=board.owner)["id"] for n in range(4)]
    voter = board.student("voter")
    paths = [f"/v1/questions/{question}/upvote" for question in asked]
    statuses = in_parallel([partial(voted, voter, path) for path in paths])
    assert sorted(statuses) == [200, 200, 409, 409]
    assert ok(voter.get(f"/v1/boards/{board.id}"))["votesLeft"] == 0
    taken = paths[statuses.index(200)]
    ok(voter.post(taken))
    ok(voter.delete(taken))
    free = paths[statuses.index(409)]
    assert ok(voter.post(free))["voted"]
    assert ok(board.student("another").post(free))["voted"]


def test_pinned_then_votes_then_newest_page_by_page(board: BoardScene) -> None:
    with board.school.api.scene() as connection:
        for n in range(23):
            make_question(
                connection,
                tenant_id=board.school.author.tenant.id,
                board_id=UUID(board.id),
                author_id=board.school.author.id,
                upvotes=n * 7 % 5,
                is_pinned=n % 9 == 0,
            )
    found = all_items(board.student(), "/v1/questions", boardId=board.id, limit=4)
    assert len({item["id"] for item in found}) == 23
    keys = [(item["isPinned"], item["upvotes"], item["id"]) for item in found]
    assert all(before > after for before, after in pairwise(keys))
    newest = all_items(board.student(), "/v1/questions", boardId=board.id, sort="new", limit=4)
    assert ids(newest) == sorted(ids(found), reverse=True)
    everywhere = all_items(board.student(), "/v1/questions", limit=5)
    assert ids(everywhere) == ids(found)


def test_tags_and_statuses_narrow_the_list(board: BoardScene) -> None:
    one, other = board.ask("About exams?"), board.ask("About football?")
    tag = ok(board.owner.post("/v1/tags", json={"name": "Exam"}), 201)
    ok(board.owner.post(f"/v1/questions/{one['id']}/tag", json={"tagId": tag["id"]}))
    ok(board.owner.post(f"/v1/questions/{one['id']}/answer", json={"responseText": "Yes"}))
    assert ids(board.listed(tag=tag["id"])) == [one["id"]]
    assert ids(board.listed(status="ANSWERED")) == [one["id"]]
    assert ids(board.listed(status="OPEN")) == [other["id"]]
    another = ok(board.owner.post("/v1/tags", json={"name": "Bus"}), 201)
    ok(board.owner.post(f"/v1/questions/{one['id']}/tag", json={"tagId": another["id"]}))
    ok(board.owner.delete(f"/v1/tags/{tag['id']}"), 204)
    assert ids(board.question(one["id"])["tags"]) == [another["id"]]


def test_the_author_edits_until_there_is_an_answer(board: BoardScene) -> None:
    question = board.ask()
    path = f"/v1/questions/{question['id']}"
    edited = ok(board.student().put(path, json={"body": "When does it end?"}))
    assert (edited["body"], edited["canEdit"]) == ("When does it end?", True)
    refused(board.owner.put(path, json={"body": "Not mine at all"}), 403, "forbidden")
    refused(board.student("other").delete(path), 403, "forbidden")
    ok(board.owner.post(f"{path}/answer", json={"responseText": "At noon"}))
    refused(board.student().put(path, json={"body": "Once more?"}), 409, "question_not_open")
    ok(board.student().delete(path), 204)
    refused(board.student().get(path), 404, "not_found")
    assert board.read()["questionsCount"] == 0


def test_the_filter_refuses_holds_back_and_lets_through(board: BoardScene) -> None:
    body = {"boardId": board.id, "body": "f.u.c.k this lesson"}
    refused(board.student().post("/v1/questions", json=body), 422, "content_refused")
    held = board.ask("Is the teacher stup1d or not?")
    fine = board.ask("Is the lesson at nine?")
    assert (held["status"], fine["status"]) == ("UNDER_REVIEW", "OPEN")
    assert ids(board.listed()) == [fine["id"]]
    assert ids(board.listed(status="UNDER_REVIEW")) == [held["id"]]
    assert board.listed(by=board.student("other"), status="UNDER_REVIEW") == []
    refused(board.student("other").get(f"/v1/questions/{held['id']}"), 404, "not_found")
    (queued,) = board.listed(by=board.owner, status="UNDER_REVIEW")
    assert queued["reviewReasons"] == ["insult"]
    (event,) = board.events("question:review_requested")
    assert event.channel == f"modq:{board.id}"
    assert event.data["reasons"] == ["insult"]
    assert board.read()["transparency"] == {"refused": 1, "held": 1, "rejected": 0, "waiting": 1}


def test_a_moderator_lets_through_or_refuses(board: BoardScene) -> None:
    good, bad = board.ask("Is that dumb luck?"), board.ask("You idiot, is it?")
    approved = ok(
        board.owner.post(f"/v1/questions/{good['id']}/review", json={"decision": "approve"})
    )
    assert approved["status"] == "OPEN"
    body = {"decision": "reject", "reason": "Be kind"}
    ok(board.owner.post(f"/v1/questions/{bad['id']}/review", json=body))
    again = board.owner.post(f"/v1/questions/{bad['id']}/review", json=body)
    refused(again, 409, "nothing_to_review")
    assert ids(board.listed()) == [good["id"]]
    (mine,) = board.listed(status="REJECTED")
    assert (mine["id"], mine["rejectionReason"]) == (bad["id"], "Be kind")
    assert [e.data["id"] for e in board.events("question:created")] == [good["id"]]
    (rejected,) = board.events("question:rejected")
    assert rejected.channel == f"user:{board.school.member('a student').id}"
    assert board.read()["transparency"] == {"refused": 0, "held": 2, "rejected": 1, "waiting": 0}


def test_an_edit_cannot_slip_past_the_filter(board: BoardScene) -> None:
    question = board.ask()
    path = f"/v1/questions/{question['id']}"
    assert ok(board.student().put(path, json={"body": "You idiot, when?"}))["status"] == (
        "UNDER_REVIEW"
    )
    assert board.listed() == []
    assert [e.data["id"] for e in board.events("question:deleted")] == [question["id"]]
    refused(board.student().put(path, json={"body": "go die please"}), 422, "content_refused")
    ok(board.student().put(path, json={"body": "Kind words now?"}))
    assert board.listed() == [], "only a moderator lets it out again"


def test_on_a_moderated_board_every_question_waits(school: School) -> None:
    board = open_board(school, moderation="ALL")
    assert board.ask()["status"] == "UNDER_REVIEW"
    assert board.ask(by=board.owner)["status"] == "OPEN"


def test_merged_votes_count_once_per_person(board: BoardScene) -> None:
    one, other = board.ask("When is the exam?"), board.ask("When does the exam start?")
    votes = {one["id"]: ("a", "b", "c"), other["id"]: ("b", "c", "d")}
    for question, people in votes.items():
        for name in people:
            ok(board.student(name).post(f"/v1/questions/{question}/upvote"))
    path = f"/v1/questions/{one['id']}/merge"
    refused(board.owner.post(path, json={"intoId": one["id"]}), 409, "cannot_merge")
    merged = ok(board.owner.post(path, json={"intoId": other["id"]}))
    assert (merged["id"], merged["upvotes"]) == (other["id"], 4)
    gone = board.question(one["id"])
    assert (gone["status"], gone["mergedInto"], gone["upvotes"]) == ("MERGED", other["id"], 0)
    (event,) = board.events("question:merged")
    assert event.data == {"id": one["id"], "intoId": other["id"], "upvotes": 4}
    refused(board.owner.post(path, json={"intoId": other["id"]}), 409, "cannot_merge")
    upvote = f"/v1/questions/{one['id']}/upvote"
    refused(board.student("a").post(upvote), 409, "question_not_open")
    assert ids(board.listed()) == [other["id"]]
    assert board.question(other["id"], by=board.student("a"))["voted"]
    assert board.read()["questionsCount"] == 1


def test_what_was_merged_moves_on_with_its_target(board: BoardScene) -> None:
    first, second, third = (board.ask(f"Question {n}, when?") for n in range(3))
    for source, target in ((first, second), (second, third)):
        body = {"intoId": target["id"]}
        ok(board.owner.post(f"/v1/questions/{source['id']}/merge", json=body))
    assert board.question(first["id"])["mergedInto"] == third["id"]
    ok(board.owner.delete(f"/v1/questions/{third['id']}"), 204)
    assert board.question(first["id"])["mergedInto"] is None


def test_merging_both_ways_at_once_keeps_one(board: BoardScene) -> None:
    one, other = board.ask("When is the exam?"), board.ask("When does the exam start?")
    pairs = ((one, other), (other, one))
    answers = in_parallel(
        [
            partial(board.owner.post, f"/v1/questions/{s['id']}/merge", json={"intoId": t["id"]})
            for s, t in pairs
        ]
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert len(board.listed()) == 1


def test_a_hint_finds_what_was_asked_before(board: BoardScene) -> None:
    exam = board.ask("When does the physics exam start?")
    khmer = board.ask("តើការប្រឡងរូបវិទ្យាចាប់ផ្ដើមនៅពេលណា?")
    board.ask("May we use calculators?")
    typed: Any = {"similarTo": "when will the physics exam start"}
    assert ids(board.listed(**typed)) == [exam["id"]]
    assert ids(board.listed(similarTo="ការប្រឡងរូបវិទ្យាចាប់ផ្ដើមពេលណា")) == [khmer["id"]]
    assert board.listed(similarTo="???") == []
    ok(board.student().put(f"/v1/questions/{exam['id']}", json={"body": "Is there a bus?"}))
    assert board.listed(**typed) == []
    answer = board.student().get("/v1/questions", query=typed)
    refused(answer, 422, "board_not_named")


def test_who_blocked_each_other_do_not_read_each_other(board: BoardScene) -> None:
    question = board.ask()
    board.school.block(board.school.member("a blocker"), board.school.member("a student"))
    blocker, place = board.student("a blocker"), f"/v1/questions/{question['id']}"
    assert board.listed(by=blocker) == []
    assert ids(board.listed(by=board.owner)) == [question["id"]]
    # Nor by its id, which whoever presents it tells everybody.
    refused(blocker.get(place), 404, "not_found")
    refused(blocker.post(f"{place}/upvote"), 404, "not_found")
    assert board.question(question["id"])["author"]


def test_tag_names_are_unique_whatever_their_case(board: BoardScene) -> None:
    tag = ok(board.owner.post("/v1/tags", json={"name": "Exam"}), 201)
    for same in ("EXAM", "\uff25xam", "Ex\u200bam"):
        refused(board.owner.post("/v1/tags", json={"name": same}), 409, "tag_name_taken")
    other = ok(board.owner.post("/v1/tags", json={"name": "Bus"}), 201)
    path = f"/v1/tags/{other['id']}"
    refused(board.owner.put(path, json={"name": "exam"}), 409, "tag_name_taken")
    ok(board.owner.put(path, json={"name": "Buses", "color": "#000000"}))
    assert [t["name"] for t in all_items(board.student(), "/v1/tags", limit=1)] == ["Buses", "Exam"]
    assert tag["color"] == "#3B82F6"


def test_a_tag_that_is_deleted_at_this_moment_is_put_on_nothing(board: BoardScene) -> None:
    question, tag = board.ask(), ok(board.owner.post("/v1/tags", json={"name": "Exam"}), 201)
    deleting = delete(tags).where(tags.c.id == UUID(tag["id"]))
    tagging = partial(
        board.owner.post, f"/v1/questions/{question['id']}/tag", json={"tagId": tag["id"]}
    )
    (answer,) = behind(board.school.api, lambda scene: scene.execute(deleting), [tagging])
    refused(answer, 404, "not_found")


def test_a_tag_that_is_put_on_at_this_moment_is_deleted_with_it(board: BoardScene) -> None:
    question, tag = board.ask(), ok(board.owner.post("/v1/tags", json={"name": "Exam"}), 201)

    def tagging(scene: Connection) -> None:
        row = {"question_id": UUID(question["id"]), "tag_id": UUID(tag["id"])}
        tenant_id = board.school.author.tenant.id
        scene.execute(insert(question_tags).values(tenant_id=tenant_id, **row))

    (answer,) = behind(
        board.school.api, tagging, [partial(board.owner.delete, f"/v1/tags/{tag['id']}")]
    )
    ok(answer, 204)
    assert board.question(question["id"])["tags"] == []


def test_a_question_has_ten_tags_at_most(board: BoardScene) -> None:
    path = f"/v1/questions/{board.ask()['id']}/tag"
    tags = [
        ok(board.owner.post("/v1/tags", json={"name": f"tag {n}"}), 201)["id"] for n in range(11)
    ]
    for tag in tags[:10]:
        ok(board.owner.post(path, json={"tagId": tag}))
    refused(board.owner.post(path, json={"tagId": tags[10]}), 409, "too_many_tags")


def test_who_asked_is_notified_of_the_answer_once(board: BoardScene) -> None:
    question = board.ask()
    path = f"/v1/questions/{question['id']}/answer"
    for text in ("At nine.", "At ten, sorry."):
        ok(board.owner.post(path, json={"responseText": text}))
    board.school.api.deliver(
        "worker_notifications", board.school.author.tenant, "question:answered"
    )
    (told,) = ok(board.student().get("/v1/notifications"))["data"]
    assert (told["type"], told["link"]) == ("QUESTION_ANSWERED", f"/boards/{board.id}")
    assert told["message"] == f"{board.school.author.user.name} answered your question"


@pytest.mark.every_school
def test_counters_that_went_astray_are_put_right(board: BoardScene) -> None:
    asked = [board.ask(f"Question {n}, when?") for n in range(2)]
    ok(board.student("voter").post(f"/v1/questions/{asked[0]['id']}/upvote"))
    with board.school.api.scene() as connection:
        connection.execute(
            update(questions).where(questions.c.board_id == board.id).values(upvotes=7)
        )
        connection.execute(update(boards).where(boards.c.id == board.id).values(questions_count=0))
    result = board.school.api.run_job("job_counter_reconcile")
    assert result["questions.upvotes"] >= 2
    assert result["boards.questions_count"] >= 1
    assert [item["upvotes"] for item in board.listed()] == [1, 0]
    assert board.read()["questionsCount"] == 2
    again = board.school.api.run_job("job_counter_reconcile")
    assert (again["questions.upvotes"], again["boards.questions_count"]) == (0, 0)
