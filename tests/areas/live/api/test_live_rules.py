"""The rules of a live game: who may lead it, which answers count, and what they are worth."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

import pytest

from functions.runtime import limits
from shared.live.policy import Scoring, points
from tests.areas.learning.factories.quizzes import make_quiz
from tests.areas.live.api.clock import Frozen
from tests.areas.live.api.live import QUESTIONS, Game, make_game
from tests.support.api import Api, in_parallel, ok, refused

NUMBER = {"type": "NUMERIC", "text": "How many?", "minimum": 1, "maximum": 1}
RIGHT, WRONG = {"number": 1}, {"number": 2}
COMMANDS = ("start", "reveal", "next", "end")


def numbers(api: Api, count: int = 2, **settings: Any) -> Game:
    """A game of questions to which 1 is the answer."""
    return make_game(api, questions=[NUMBER] * count, **settings)


def board(game: Game) -> list[tuple[str, int, int]]:
    """Nickname, score and movement, from the first place on."""
    found = ok(game.as_host.get(f"{game.path}/leaderboard", query={"top": 100}))
    return [(place["nickname"], place["score"], place["delta"]) for place in found["top"]]


@pytest.fixture
def clock(api: Api, monkeypatch: pytest.MonkeyPatch) -> Frozen:
    return Frozen(api, monkeypatch)


@pytest.fixture
def unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests are not counted: what is looked at is behind the limit."""
    monkeypatch.setattr(limits, "counters_of", lambda *_, **__: [])


@pytest.mark.usefixtures("unlimited")
def test_two_hundred_answers_of_one_player_count_once(api: Api) -> None:
    game = numbers(api)
    token = game.player("Dara").token
    game.lead("start")

    def send() -> tuple[int, Any]:
        body = {"index": 0, "answer": RIGHT}
        answer = api.with_token(token).post(f"{game.path}/answer", json=body)
        return answer.status_code, answer.json

    answers = in_parallel([send] * 200)
    assert {status for status, _ in answers} == {200}
    assert len({said["timeMs"] for _, said in answers}) == 1
    rows = api.rows(
        "SELECT points FROM app.live_answers WHERE participant_id = :p", p=game.ids["Dara"]
    )
    assert len(rows) == 1
    game.lead("reveal")
    assert board(game) == [("Dara", rows[0].points, 0)]


def test_the_first_answer_counts_and_may_be_sent_again(api: Api) -> None:
    game = numbers(api)
    game.player("Dara")
    game.lead("start")
    first = ok(game.answer("Dara", WRONG))
    assert ok(game.answer("Dara", WRONG)) == first
    refused(game.answer("Dara", RIGHT), 409, "already_answered")
    game.lead("reveal")
    assert board(game) == [("Dara", 0, 0)]
    # A response that was lost is found again, even now.
    assert ok(game.answer("Dara", WRONG)) == first


@pytest.mark.parametrize(("late_ms", "status"), [(0, 200), (500, 200), (501, 409)])
def test_an_answer_may_be_half_a_second_late(
    api: Api, clock: Frozen, late_ms: int, status: int
) -> None:
    game = numbers(api, questionTime=5)
    game.player("Dara")
    game.lead("start")
    clock.advance(5_000 + late_ms)
    assert game.answer("Dara", RIGHT).status_code == status
    phase = "question_open" if status == 200 else "question_closed"
    assert game.state()["phase"] == game.state("Dara")["phase"] == phase
    game.lead("reveal")
    assert board(game) == [("Dara", 1000 if status == 200 else 0, 0)]


def test_a_questions_own_time_wins(api: Api, clock: Frozen) -> None:
    game = make_game(api, questions=[{**NUMBER, "seconds": 60}], questionTime=5)
    game.player("Dara")
    started = game.lead("start")
    times = [datetime.fromisoformat(started[name]) for name in ("startsAt", "endsAt")]
    assert times == [clock.now, clock.now + timedelta(seconds=60)]
    clock.advance(30_000)
    assert ok(game.answer("Dara", RIGHT)) == {"index": 0, "timeMs": 30_000, "number": None}


def test_only_the_open_question_takes_answers(api: Api) -> None:
    game = numbers(api)
    game.player("Dara")
    refused(game.answer("Dara", RIGHT), 409, "question_closed")
    game.lead("start")
    refused(game.answer("Dara", RIGHT, index=1), 409, "question_closed")
    game.lead("reveal")
    refused(game.answer("Dara", RIGHT), 409, "question_closed")
    game.lead("next")
    refused(game.answer("Dara", RIGHT), 409, "question_closed")
    ok(game.answer("Dara", RIGHT, index=1))
    game.lead("end")
    refused(game.answer("Dara", RIGHT, index=0), 409, "question_closed")


@pytest.mark.parametrize("kind", QUESTIONS)
def test_an_answer_fits_its_question(api: Api, kind: str) -> None:
    game = make_game(api, kind)
    game.player("Dara")
    game.lead("start")
    answers: list[dict[str, Any]] = [
        {"choice": "nothing"},
        {"choices": ["nothing"]},
        {"order": ["nothing"]},
    ]
    answers += [{"text": "x"}] if kind != "TEXT" else []
    answers += [{"number": 1}] if kind != "NUMERIC" else []
    answers += [{"value": True}] if kind != "TRUE_FALSE" else []
    for answer in answers:
        refused(game.answer("Dara", answer), 422, "answer_does_not_fit")
    refused(game.answer("Dara", {"text": "x", "number": 1}), 422, "validation_failed")


def test_commands_come_in_their_order(api: Api) -> None:
    game = numbers(api)
    refused(game.as_host.post(f"{game.path}/reveal"), 409, "no_question_open")
    refused(game.as_host.post(f"{game.path}/next"), 409, "not_revealed")
    game.lead("start")
    refused(game.as_host.post(f"{game.path}/start"), 409, "not_in_lobby")
    refused(game.as_host.post(f"{game.path}/next"), 409, "not_revealed")
    refused(game.as_host.get(f"{game.path}/results"), 409, "not_over")
    refused(game.as_host.get(f"{game.path}/report.csv"), 409, "not_over")
    once, twice = game.lead("reveal"), game.lead("reveal")
    assert once["reveal"] == twice["reveal"]
    assert len(api.events(game.host.tenant, "live:reveal", "live:leaderboard")) == 2
    game.lead("end")
    assert game.lead("end")["status"] == "COMPLETED"
    assert len(api.events(game.host.tenant, "live:ended")) == 1
    for command in ("start", "reveal", "next"):
        refused(game.as_host.post(f"{game.path}/{command}"), 409, "game_over")


def test_twenty_hosts_in_twenty_tabs_skip_nothing(api: Api) -> None:
    game = numbers(api, 3)
    game.lead("start")
    game.lead("reveal")

    def press_next() -> int:
        return game.as_host.post(f"{game.path}/next").status_code

    statuses = in_parallel([press_next] * 20)
    assert sorted(statuses) == [200, *[409] * 19]
    assert game.state()["index"] == 1


def test_only_the_host_leads(api: Api) -> None:
    game = numbers(api)
    game.player("Dara")
    colleague = api.as_(api.member("TEACHER", game.host.tenant))
    for command in COMMANDS:
        refused(colleague.post(f"{game.path}/{command}"), 403, "not_the_host")
        refused(game.seats["Dara"].post(f"{game.path}/{command}"), 403, "forbidden")
    refused(colleague.post(f"{game.path}/lock", json={"locked": True}), 403, "not_the_host")
    seat = f"{game.path}/participants/{game.ids['Dara']}"
    refused(colleague.delete(seat), 403, "not_the_host")
    refused(colleague.post(f"{seat}/return"), 403, "not_the_host")
    refused(colleague.get(f"{game.path}/report.csv"), 403, "not_the_host")
    assert game.state()["status"] == "LOBBY"


@pytest.mark.parametrize("scoring", Scoring)
@pytest.mark.usefixtures("unlimited")
def test_scores_are_what_the_rules_say(api: Api, clock: Frozen, scoring: Scoring) -> None:
    """A game of chance, beside a reckoning of its own."""
    chance = random.Random(str(scoring))
    game = numbers(api, 7, scoring=scoring, streakBonus=True, questionTime=20)
    names = [f"Player {n}" for n in range(6)]
    for name in names:
        game.player(name)
    totals, streaks = dict.fromkeys(names, 0), dict.fromkeys(names, 0)
    order = list(names)
    for index in range(7):
        game.lead("start" if index == 0 else "next")
        before = {name: place for place, name in enumerate(order, start=1)}
        waiting = sorted((chance.randrange(20_000), name) for name in names)
        opened = clock.now
        for time_ms, name in waiting:
            # The first is always right, so that the bonus comes to its ceiling.
            right = name == names[0] or chance.choice([True, True, True, False, None])
            clock.now = opened + timedelta(milliseconds=time_ms)
            if right is not None:
                ok(game.answer(name, RIGHT if right else WRONG, index=index))
            streaks[name] = streaks[name] + 1 if right else 0
            if right:
                worth = points(
                    scoring, full=1000, multiplier=0.5, share=1, time_ms=time_ms, limit_ms=20_000
                )
                totals[name] += worth + min(500, 100 * (streaks[name] - 1))
        game.lead("reveal")
        order = sorted(names, key=lambda name: (-totals[name], names.index(name)))
        moved = {n: before[n] - place if index else 0 for place, n in enumerate(order, start=1)}
        assert board(game) == [(name, totals[name], moved[name]) for name in order]
        for place, name in enumerate(order, start=1):
            assert ok(game.seats[name].get(f"{game.path}/rank")) == {
                "rank": place,
                "score": totals[name],
                "delta": moved[name],
                "streak": streaks[name],
                "totalParticipants": 6,
            }


def test_a_poll_neither_adds_to_a_streak_nor_ends_it(api: Api) -> None:
    questions = [NUMBER, QUESTIONS["POLL"], NUMBER]
    game = make_game(api, questions=questions, streakBonus=True, scoring="accuracy")
    game.player("Dara")
    game.lead("start")
    ok(game.answer("Dara", RIGHT))
    game.lead("reveal")
    game.lead("next")
    game.lead("reveal")
    game.lead("next")
    ok(game.answer("Dara", RIGHT, index=2))
    game.lead("reveal")
    assert board(game) == [("Dara", 2100, 0)]


def test_a_hidden_leaderboard_is_shown_at_the_end(api: Api) -> None:
    game = numbers(api, 1, showLeaderboard=False)
    player = game.player("Dara")
    game.lead("start")
    assert game.lead("reveal")["leaderboard"]
    refused(player.get(f"{game.path}/leaderboard"), 403, "board_hidden")
    assert game.state("Dara")["leaderboard"] is None
    game.lead("next")
    assert ok(player.get(f"{game.path}/leaderboard"))["totalParticipants"] == 1
    assert game.state("Dara")["leaderboard"]
    assert not api.events(game.host.tenant, "live:leaderboard")


def test_ending_in_mid_question_counts_what_was_answered(api: Api) -> None:
    game = numbers(api, scoring="accuracy")
    game.player("Dara")
    game.lead("start")
    ok(game.answer("Dara", RIGHT))
    game.lead("end")
    results = ok(game.as_host.get(f"{game.path}/results"))
    assert [(place["score"], place["answered"]) for place in results["places"]] == [(1000, 1)]
    assert len(results["questions"]) == 1


def test_a_game_is_made_from_a_quiz_and_keeps_its_questions(api: Api) -> None:
    teacher, colleague = api.member("TEACHER"), api.member("TEACHER")
    with api.scene() as connection:
        quiz = make_quiz(connection, tenant_id=teacher.tenant.id, author_id=teacher.id)
    made = ok(api.as_(teacher).post("/v1/live", json={"quizId": str(quiz)}), 201)
    api.rows("UPDATE app.quizzes SET questions = '[]' WHERE id = :q RETURNING id", q=quiz)
    started = ok(api.as_(teacher).post(f"/v1/live/{made['code']}/start"))
    assert started["question"]["text"]
    refused(api.as_(colleague).post("/v1/live", json={"quizId": str(quiz)}), 404, "not_found")


def test_a_quiz_that_others_may_attempt_is_played_by_its_author_only(
    api: Api, clock: Frozen
) -> None:
    teacher = api.member("TEACHER")
    colleague = api.member("RESEARCHER", teacher.tenant)
    head = api.member("ADMIN", teacher.tenant)
    closes = clock.now + timedelta(hours=1)
    with api.scene() as connection:
        quiz = make_quiz(
            connection, tenant_id=teacher.tenant.id, author_id=teacher.id, closes_at=closes
        )
    body = {"quizId": str(quiz)}
    for owner in (teacher, head):
        ok(api.as_(owner).post("/v1/live", json=body), 201)
    refused(api.as_(colleague).post("/v1/live", json=body), 409, "quiz_still_open")
    clock.now = closes
    ok(api.as_(colleague).post("/v1/live", json=body), 201)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"questions": [NUMBER]},
        {"title": "Both", "questions": [NUMBER], "quizId": "01a210e2-a83c-7680-bba3-e02092574a34"},
        {"title": "None", "questions": []},
        {"title": "Short", "questions": [NUMBER], "settings": {"questionTime": 4}},
        {"title": "Many", "questions": [NUMBER], "settings": {"maxParticipants": 2001}},
        {"title": "Other", "questions": [NUMBER], "settings": {"scoring": "luck"}},
    ],
)
def test_what_is_no_game(api: Api, body: dict[str, Any]) -> None:
    refused(api.as_(api.member("TEACHER")).post("/v1/live", json=body), 422, "validation_failed")


def test_a_game_that_nobody_touches_is_abandoned(api: Api) -> None:
    game = numbers(api, scoring="accuracy")
    busy = numbers(api)
    game.player("Dara")
    game.lead("start")
    ok(game.answer("Dara", RIGHT))
    api.clock.advance(minutes=119)
    assert run_reaper(api, game) == "ACTIVE"
    busy.lead("start")
    api.clock.advance(minutes=2)
    assert run_reaper(api, game) == "ABANDONED"
    assert busy.state()["status"] == "ACTIVE"
    assert board(game) == [("Dara", 1000, 0)]
    refused(api.anonymous().post(f"{game.path}/join", json={}), 404, "not_found")
    refused(game.as_host.post(f"{game.path}/reveal"), 409, "game_over")
    assert len(ok(game.as_host.get(f"{game.path}/results"))["questions"]) == 1


def run_reaper(api: Api, game: Game) -> str:
    """Run the job, and tell what became of the game."""
    from functions.jobs.live import job_live_session_reaper

    job_live_session_reaper(api.deps)
    found: str = game.state()["status"]
    return found


def test_the_report_names_every_answer_and_runs_no_formula(api: Api) -> None:
    game = make_game(api, "SINGLE", "TEXT", "POLL", scoring="accuracy")
    game.player("=1+1")
    game.player("@Dara")
    game.lead("start")
    ok(game.answer("=1+1", {"choice": game.option("Phnom Penh")}))
    game.lead("reveal")
    game.lead("next")
    ok(game.answer("@Dara", {"text": '=HYPERLINK("x")'}, index=1))
    game.lead("reveal")
    game.lead("end")
    answer = game.as_host.get(f"{game.path}/report.csv")
    assert answer.mimetype == "text/csv"
    assert f'filename="live-{game.code}.csv"' in answer.headers["Content-Disposition"]
    lines = answer.get_data(as_text=True).removeprefix("\ufeff").splitlines()
    time_ms = lines[1].rpartition(",")[2]
    assert lines[1] == f"1,'=1+1,1000,1,Capital of Cambodia?,Phnom Penh,yes,1000,0,{time_ms}"
    assert lines[2] == "1,'=1+1,1000,2,The currency?,,,,,"
    assert lines[4].startswith('2,\'@Dara,0,2,The currency?,"\'=HYPERLINK(""x"")",no,0,0,')
    assert len(lines) == 1 + 2 * 2


def test_numbers_are_read_and_reported_as_numbers(api: Api) -> None:
    question = {"type": "NUMERIC", "text": "?", "minimum": 1, "maximum": 2e6, "language": "km"}
    game = make_game(api, questions=[question])
    for name in ("Dara", "Sok"):
        game.player(name)
    game.lead("start")
    assert ok(game.answer("Dara", {"written": "1.234.567"}))["number"] == 1234567
    assert ok(game.answer("Sok", {"written": "១២៣៤៥៦៨"}))["number"] == 1234568
    revealed = game.lead("reveal")["reveal"]
    assert [bar["key"] for bar in revealed["distribution"]] == ["1234567", "1234568"]
    game.lead("end")
    report = game.as_host.get(f"{game.path}/report.csv").get_data(as_text=True)
    assert {line.split(",")[5] for line in report.splitlines()[1:]} == {"1234567", "1234568"}


def test_nobody_plays_under_the_name_of_staff_but_they(api: Api) -> None:
    game = numbers(api, guests=True)
    host = ok(game.as_host.get("/v1/users/me"))["name"]
    for name in (host, host.upper(), "Teacher", "  ".join(reversed(host.split()))):
        answer = api.anonymous().post(f"{game.path}/join", json={"nickname": name[:20]})
        refused(answer, 422, "nickname_refused")
