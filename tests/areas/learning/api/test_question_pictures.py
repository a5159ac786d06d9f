"""Pictures in questions: uploaded, copied with the questions, and opened by who may see these."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.areas.learning.api.test_lesson_resources import upload_of
from tests.areas.learning.api.test_question_bank import BANK, keep
from tests.areas.learning.factories.quizzes import make_quiz
from tests.areas.people.factories.people import new_id
from tests.support.api import Caller, ok, refused
from tests.support.school import School

MAP: dict[str, Any] = {
    "type": "SINGLE",
    "text": "Which river is this?",
    "options": [{"text": "The Mekong"}, {"text": "The Sap"}],
    "correct": 0,
}


def quiz(*questions: dict[str, Any], **body: Any) -> dict[str, Any]:
    return {"title": "Rivers", "questions": list(questions), **body}


def pictured(upload_id: str, *, of_option: str | None = None) -> dict[str, Any]:
    """The question with a picture, and with one at its second option."""
    first, second = MAP["options"]
    if of_option is not None:
        second = {**second, "image": {"uploadId": of_option}}
    image = {"uploadId": upload_id, "alt": "A river from above"}
    return {**MAP, "image": image, "options": [first, second]}


def written(caller: Caller, question: dict[str, Any], **body: Any) -> dict[str, Any]:
    made: dict[str, Any] = ok(caller.post("/v1/quizzes", json=quiz(question, **body)), 201)
    return made


def sheet_of(caller: Caller, quiz_id: str) -> dict[str, Any]:
    """The last question of an attempt."""
    found: dict[str, Any] = ok(caller.post(f"/v1/quizzes/{quiz_id}/attempts"), 201)["questions"][-1]
    return found


def opens(caller: Caller, upload_id: str) -> bool:
    return bool(caller.get(f"/v1/uploads/{upload_id}").status_code == 200)


def test_a_picture_is_shown_beside_its_words_with_a_small_one(school: School) -> None:
    whole, part = upload_of(school, purpose="QUIZ"), upload_of(school, purpose="QUIZ")
    made = written(school.as_author, pictured(whole, of_option=part))
    assert made["questions"][0]["image"] == {"uploadId": whole, "alt": "A river from above"}
    assert [file["uploadId"] for file in made["pictures"]] == [whole, part]
    seen = sheet_of(school.caller("pupil"), made["id"])
    image, of_option = seen["image"], seen["options"][1]["image"]
    assert (image["uploadId"], image["alt"], image["width"]) == (whole, "A river from above", 640)
    assert "/full" in image["url"]
    assert "/thumb" in image["thumbUrl"]
    assert (of_option["uploadId"], of_option["alt"]) == (part, None)
    assert seen["options"][0]["image"] is None
    preview = ok(school.as_author.get(f"/v1/quizzes/{made['id']}/preview"))["questions"][0]
    assert preview["image"] == image


def test_a_picture_is_opened_by_who_may_see_the_questions_and_nobody_else(school: School) -> None:
    pupil, upload = school.caller("pupil"), upload_of(school, purpose="QUIZ")
    # Nobody reads the questions of a quiz with a time limit before the time runs.
    made = written(school.as_author, pictured(upload), timeLimit=600)
    path = f"/v1/quizzes/{made['id']}"
    assert not opens(pupil, upload)
    assert ok(pupil.get(path))["pictures"] == []
    sheet_of(pupil, made["id"])
    assert opens(pupil, upload)
    assert not opens(school.caller("another pupil"), upload)
    draft = quiz(MAP, status="DRAFT", timeLimit=600)
    # Who manages the school opens it too; when the quiz is gone, its author alone.
    assert opens(school.caller("head", "ADMIN"), upload)
    assert school.as_author.delete(path).status_code == 204
    assert not opens(pupil, upload)
    assert opens(school.as_author, upload)
    assert ok(school.as_author.post("/v1/quizzes", json=draft), 201)["pictures"] == []


def test_a_draft_shows_its_pictures_to_its_author(school: School) -> None:
    upload = upload_of(school, purpose="QUIZ")
    written(school.as_author, pictured(upload), status="DRAFT")
    assert not opens(school.caller("colleague", "TEACHER"), upload)
    assert not opens(school.caller("pupil"), upload)


def test_pictures_come_along_wherever_questions_are_copied(school: School) -> None:
    upload, colleague = upload_of(school, purpose="QUIZ"), school.caller("colleague", "TEACHER")
    made = written(school.as_author, pictured(upload))
    copy = ok(school.as_author.post(f"/v1/quizzes/{made['id']}/duplicate", json={}), 201)
    assert [file["uploadId"] for file in copy["pictures"]] == [upload]
    (kept,) = keep(school.as_author, pictured(upload), shared=True)
    assert [file["uploadId"] for file in kept["pictures"]] == [upload]
    (listed,) = ok(colleague.get(BANK))["data"]
    assert [file["uploadId"] for file in listed["pictures"]] == [upload]
    # A colleague copies what is shared into a quiz, keeps it on, and plays it.
    theirs = written(colleague, MAP)
    body = {"entryIds": [kept["id"]]}
    changed = ok(colleague.post(f"/v1/quizzes/{theirs['id']}/questions/from-bank", json=body))
    assert [file["uploadId"] for file in changed["pictures"]] == [upload]
    (again,) = keep(colleague, changed["questions"][1])
    assert [file["uploadId"] for file in again["pictures"]] == [upload]
    twice = written(colleague, {**pictured(upload)})
    assert [file["uploadId"] for file in twice["pictures"]] == [upload]
    school.as_author.delete(f"{BANK}/{kept['id']}")
    school.as_author.delete(f"/v1/quizzes/{made['id']}")
    shown = sheet_of(school.caller("pupil"), theirs["id"])["image"]
    assert (shown["uploadId"], shown["alt"]) == (upload, "A river from above")
    assert opens(colleague, upload)


def test_a_picture_that_its_owner_deletes_is_shown_nowhere_and_stops_nobody(school: School) -> None:
    upload = upload_of(school, purpose="QUIZ")
    made = written(school.as_author, pictured(upload), maxAttempts=None)
    path, pupil = f"/v1/quizzes/{made['id']}", school.caller("pupil")
    assert sheet_of(pupil, made["id"])["image"]["uploadId"] == upload
    assert school.as_author.delete(f"/v1/uploads/{upload}").status_code == 204
    assert sheet_of(pupil, made["id"])["image"] is None
    # Its questions can no longer change, and they do not.
    body = quiz(*made["questions"], title="New", maxAttempts=None)
    saved = ok(school.as_author.put(path, json=body))
    assert (saved["title"], saved["pictures"]) == ("New", [])


def test_a_picture_in_use_is_kept_and_one_that_is_replaced_is_let_go(school: School) -> None:
    first, second = upload_of(school, purpose="QUIZ"), upload_of(school, purpose="QUIZ")
    made = written(school.as_author, pictured(first))
    path, pupil = f"/v1/quizzes/{made['id']}", school.caller("pupil")
    ok(school.as_author.put(path, json=quiz(pictured(second))))
    assert not opens(pupil, first)
    assert opens(pupil, second)
    (kept,) = keep(school.as_author, pictured(first))
    body = {"question": pictured(second)}
    changed = ok(school.as_author.put(f"{BANK}/{kept['id']}", json=body))
    assert [file["uploadId"] for file in changed["pictures"]] == [second]


def test_a_live_game_shows_a_picture_with_its_question_and_not_before(school: School) -> None:
    upload = upload_of(school, purpose="QUIZ")
    body = {"title": "Rivers", "questions": [MAP, pictured(upload)]}
    game = ok(school.as_author.post("/v1/live", json=body), 201)
    path, player = f"/v1/live/{game['code']}", school.caller("player")
    ok(player.post(f"{path}/join", json={"nickname": "Dara"}))
    ok(school.as_author.post(f"{path}/start"))
    assert ok(player.get(path))["question"]["image"] is None
    assert not opens(player, upload)
    ok(school.as_author.post(f"{path}/reveal"))
    ok(school.as_author.post(f"{path}/next"))
    shown = ok(player.get(path))["question"]["image"]
    assert (shown["uploadId"], shown["alt"]) == (upload, "A river from above")
    assert ok(school.as_author.get(path))["question"]["image"] == shown
    ok(school.as_author.post(f"{path}/end"))
    results = ok(school.as_author.get(f"{path}/results"))["questions"]
    assert results[1]["question"]["image"]["uploadId"] == upload


def test_a_game_made_from_a_quiz_keeps_its_pictures_when_the_quiz_is_gone(school: School) -> None:
    upload = upload_of(school, purpose="QUIZ")
    made = written(school.as_author, pictured(upload))
    game = ok(school.as_author.post("/v1/live", json={"quizId": made["id"]}), 201)
    assert school.as_author.delete(f"/v1/quizzes/{made['id']}").status_code == 204
    started = ok(school.as_author.post(f"/v1/live/{game['code']}/start"))
    assert started["question"]["image"]["uploadId"] == upload


def _quiz_created(school: School, question: dict[str, Any]) -> Any:
    return school.as_author.post("/v1/quizzes", json=quiz(question))


def _quiz_changed(school: School, question: dict[str, Any]) -> Any:
    made = written(school.as_author, MAP)
    return school.as_author.put(f"/v1/quizzes/{made['id']}", json=quiz(question))


def _kept(school: School, question: dict[str, Any]) -> Any:
    return school.as_author.post(BANK, json={"questions": [question]})


def _kept_anew(school: School, question: dict[str, Any]) -> Any:
    (entry,) = keep(school.as_author, MAP)
    return school.as_author.put(f"{BANK}/{entry['id']}", json={"question": question})


def _played(school: School, question: dict[str, Any]) -> Any:
    return school.as_author.post("/v1/live", json={"title": "A game", "questions": [question]})


@pytest.mark.parametrize("send", [_quiz_created, _quiz_changed, _kept, _kept_anew, _played])
def test_a_picture_is_ones_own_ready_and_a_picture(
    school: School, send: Callable[[School, dict[str, Any]], Any]
) -> None:
    foreign = upload_of(school, "colleague", purpose="QUIZ")
    for unknown in (foreign, str(new_id())):
        refused(send(school, pictured(unknown)), 404, "not_found")
    late = upload_of(school, purpose="QUIZ", status="PROCESSING")
    refused(send(school, pictured(late)), 409, "upload_not_ready")
    film = upload_of(school, content_type="video/mp4")
    refused(send(school, pictured(film)), 422, "wrong_use")
    address = {**MAP, "image": "https://example.test/map.png"}
    refused(send(school, address), 422, "validation_failed")


def test_an_address_of_a_foreign_server_that_was_kept_before_is_shown_to_nobody(
    school: School,
) -> None:
    option = {"id": "two", "text": "The Mekong", "image": "https://example.test/mekong.png"}
    old = {**MAP, "id": "one", "image": "https://example.test/map.png", "options": [option, option]}
    with school.api.scene() as connection:
        quiz_id = make_quiz(
            connection,
            tenant_id=school.author.tenant.id,
            author_id=school.author.id,
            questions=[{**old, "options": [option, {**option, "id": "three"}]}],
            question_count=1,
            total_points=1,
        )
    seen = sheet_of(school.caller("pupil"), str(quiz_id))
    assert (seen["image"], seen["options"][0]["image"]) == (None, None)
    mine = ok(school.as_author.get(f"/v1/quizzes/{quiz_id}"))["questions"][0]
    assert mine["image"] is None
