"""Questions of boards are found by who may read the board, and no asker of an anonymous one is."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from tests.areas.boards.api.board_scene import open_board
from tests.support.api import Caller, ok
from tests.support.school import School


def hits(caller: Caller, q: str, **query: Any) -> list[Any]:
    page = ok(caller.get("/v1/search/questions", query={"q": q, **query}))
    found: list[Any] = page["data"]
    return found


def found(caller: Caller, q: str, **query: Any) -> list[str]:
    return [hit["id"] for hit in hits(caller, q, **query)]


def test_a_question_is_found_by_its_words_its_answer_its_tag_and_who_asked(school: School) -> None:
    board = open_board(school)
    asker = school.member("Bopha")
    asked = board.ask("តើបណ្ណាល័យបើកនៅថ្ងៃសៅរ៍ទេ? Is the library open?", school.api.as_(asker))["id"]
    reader = school.caller("a reader")
    for words in ("librari", "បណ្ណាល័យ", "libr"):
        (hit,) = hits(reader, words)
        assert (hit["id"], hit["boardId"], hit["facet"]) == (asked, board.id, "OPEN"), words
        assert hit["person"]["id"] == str(asker.id)
    tag = ok(board.owner.post("/v1/tags", json={"name": "Opening"}), 201)["id"]
    ok(board.owner.post(f"/v1/questions/{asked}/tag", json={"tagId": tag}))
    ok(board.owner.post(f"/v1/questions/{asked}/answer", json={"responseText": "Until noon"}))
    ok(reader.post(f"/v1/questions/{asked}/upvote"))
    for words in ("opening", "noon", asker.user.name):
        assert found(reader, words, facet="ANSWERED") == [asked], words
    (hit,) = hits(reader, "noon")
    assert (hit["count"], "<mark>noon</mark>" in hit["highlight"]["text"]) == (1, True)
    everything = ok(reader.get("/v1/search", query={"q": "noon"}))["groups"]
    assert [(one["collection"], one["total"]) for one in everything] == [("questions", 1)]
    # It is completed by titles and names, and a question has none.
    assert ok(reader.get("/v1/search/autocomplete", query={"q": "libr"}))["data"] == []
    ok(board.owner.delete(f"/v1/questions/{asked}/tags/{tag}"))
    assert found(reader, "opening") == []


def test_nobody_finds_who_asked_on_an_anonymous_board(school: School) -> None:
    board, asker = open_board(school, anonymous=True), school.member("Sophea")
    asked = board.ask("Who cleans the yard?", school.api.as_(asker))["id"]
    for name in ("a reader", "Sophea"):
        assert found(school.caller(name), asker.user.name) == []
        (hit,) = hits(school.caller(name), "yard")
        assert (hit["id"], hit["person"]) == (asked, None)
    assert hits(board.owner, "yard")[0]["person"] is None
    kept = "SELECT d::text AS said FROM app.search_documents AS d WHERE id = :id"
    (row,) = school.api.rows(kept, id=asked)
    assert str(asker.id) not in row.said


def test_only_what_a_board_shows_is_found_and_only_by_its_readers(school: School) -> None:
    class_id = school.make_class(students=("a pupil",), teachers=("a teacher",))
    teacher = school.caller("a teacher", "TEACHER")
    body = {"title": "Ask", "scopeType": "CLASS", "scopeId": str(class_id)}
    board_id = ok(teacher.post("/v1/boards", json=body), 201)["id"]
    pupil, stranger = school.caller("a pupil"), school.caller("a stranger")

    def ask(words: str) -> str:
        said = {"boardId": board_id, "body": words}
        return str(ok(pupil.post("/v1/questions", json=said), 201)["id"])

    shown, held = ask("Is gravity a force?"), ask("Is gravity for an idiot?")
    assert found(pupil, "gravity") == found(teacher, "gravity") == [shown]
    assert found(school.caller("an admin", "ADMIN"), "gravity") == [shown]
    assert found(stranger, "gravity") == []
    ok(teacher.post(f"/v1/questions/{held}/review", json={"decision": "approve"}))
    assert set(found(pupil, "gravity")) == {shown, held}
    ok(teacher.post(f"/v1/questions/{held}/merge", json={"intoId": shown}))
    assert found(pupil, "gravity") == [shown]
    ok(pupil.put(f"/v1/questions/{shown}", json={"body": "Is inertia one?"}))
    assert (found(pupil, "gravity"), found(pupil, "inertia")) == ([], [shown])
    settings = {"title": "Ask", "moderation": "FILTER"}
    for status, there in (("ARCHIVED", []), ("CLOSED", [shown])):
        ok(teacher.put(f"/v1/boards/{board_id}", json={**settings, "status": status}))
        assert found(pupil, "inertia") == there
        total = ok(pupil.get("/v1/search/questions", query={"q": "inertia"}))["total"]
        assert total == len(there)
    ok(pupil.delete(f"/v1/questions/{shown}"), 204)
    assert found(pupil, "inertia") == []


def test_blocks_hide_questions_and_what_is_erased_leaves_no_words(school: School) -> None:
    board = open_board(school)
    asker, reader = school.member("an asker"), school.member("a reader")
    asked = board.ask("What is osmosis?", school.api.as_(asker))["id"]
    assert found(school.api.as_(reader), "osmosis") == [asked]
    school.block(asker, reader)
    assert found(school.api.as_(reader), "osmosis") == []
    # As erasure does it: no event is told.
    with school.api.scene() as connection:
        emptied = "UPDATE app.questions SET body = '', status = 'REJECTED' WHERE id = :id"
        connection.execute(text(emptied), {"id": asked})
    kept = "SELECT count(*) AS n FROM app.search_documents WHERE id = :id"
    assert school.api.rows(kept, id=asked)[0].n == 0
