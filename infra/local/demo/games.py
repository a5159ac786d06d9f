"""A live game of the demo school, played to its end: its report is there to look at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from infra.local.demo.questions import answer, number, opinion, single, true_false
from infra.local.demo.stage import Stage, demo_id
from infra.local.demo.words import written
from shared.learning.quizzes.questions import Question, questions_schema
from shared.live.schemas import GamePath

TITLE = "Science in five questions · វិទ្យាសាស្ត្រក្នុងសំណួរប្រាំ"
HOST = "teacher"
HOURS = 5
QUESTIONS = (
    single(
        ("Which planet is the largest?", "តើភពណាធំជាងគេ?"),
        ("Mars", "ភពអង្គារ"),
        ("Jupiter", "ភពព្រហស្បតិ៍"),
        ("Earth", "ផែនដី"),
        ("Venus", "ភពសុក្រ"),
        correct=1,
        seconds=20,
    ),
    true_false(("Sound is faster than light.", "សំឡេងលឿនជាងពន្លឺ។"), correct=False, seconds=10),
    number(("How many legs has a spider?", "តើពីងពាងមានជើងប៉ុន្មាន?"), 8, 8, seconds=20),
    single(
        ("What do plants take from the air?", "តើរុក្ខជាតិស្រូបអ្វីពីខ្យល់?"),
        ("oxygen", "អុកស៊ីសែន"),
        ("carbon dioxide", "កាបូនឌីអុកស៊ីត"),
        ("helium", "អេល្យូម"),
        correct=1,
        seconds=20,
        explanation="They build sugar of it and of water, with the light of the sun.",
    ),
    opinion(
        ("What shall we explore next?", "តើយើងរៀនអ្វីបន្ទាប់?"),
        ("stars", "ផ្កាយ"),
        ("oceans", "មហាសមុទ្រ"),
        ("the body", "រាងកាយ"),
    ),
)
PLAYERS = {
    "student": (1, 1, 1, 0),
    "bopha": (1, 1, 1, 1),
    "rithy": (0, 1, 1, 1),
    "sreymom": (1, 0, 1, 1),
    "kosal": (0, 1, 0, 0),
    "maly": (1, 1, 0, 1),
    "pisey": (1, 1, 1, 0),
    "borin": (0, 0, 1, 0),
}
"""Who answered which question rightly."""


def add(stage: Stage) -> None:
    """Play the game: the lobby, five questions, and the end."""
    from functions.live.games import live_create
    from functions.live.leading import live_start
    from functions.live.seats import live_join
    from infra.postgres.live.tables import live_sessions
    from shared.live.schemas import GameCreate, GameJoin, GameSettings

    if stage.has(live_sessions, title=TITLE, host_id=demo_id("user", HOST)):
        return
    ago = timedelta(hours=HOURS)
    body = written(
        GameCreate,
        title=TITLE,
        questions=list(QUESTIONS),
        settings=written(GameSettings, streak_bonus=True),
    )
    path = written(GamePath, code=stage.act(HOST, live_create, body, ago=ago).code)
    for key in PLAYERS:
        ago -= timedelta(seconds=6)
        stage.act(key, live_join, path, written(GameJoin), ago=ago)
    ago -= timedelta(seconds=10)
    stage.act(HOST, live_start, path, ago=ago)
    questions = _asked(stage, path)
    for index in range(len(questions)):
        ago = _play(stage, path, questions, index, ago)


def _asked(stage: Stage, path: GamePath) -> list[Question]:
    """The questions as the game has them, with ids of its own."""
    from infra.postgres.live.games import GameRepository

    games = stage.unit(GameRepository)
    found = games.get(demo_id("user", HOST), path.code)
    assert found is not None, "it was made a moment ago"
    return questions_schema().validate_python(games.require_snapshot(found[0].id))


def _play(
    stage: Stage, path: GamePath, questions: Sequence[Question], index: int, opened: timedelta
) -> timedelta:
    """Answer the open question, reveal it and go on; returns when the next one was opened."""
    from functions.live.answers import live_answer
    from functions.live.leading import live_next, live_reveal
    from shared.live.schemas import GameAnswer

    ago = opened
    for place, (key, right) in enumerate(PLAYERS.items()):
        said = answer(questions[index], right=bool((*right, 1)[index]), taste=place)
        ago -= timedelta(milliseconds=700 + 90 * place)
        stage.act(key, live_answer, path, written(GameAnswer, index=index, answer=said), ago=ago)
    ago -= timedelta(seconds=2)
    stage.act(HOST, live_reveal, path, ago=ago)
    ago -= timedelta(seconds=6)
    stage.act(HOST, live_next, path, ago=ago)
    return ago
