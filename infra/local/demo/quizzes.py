"""Quizzes of the demo school: in English and Khmer, one with attempts, one still being written."""

from __future__ import annotations

from datetime import timedelta

from infra.local.demo.questions import (
    answer,
    multiple,
    number,
    opinion,
    ordering,
    short,
    single,
    true_false,
)
from infra.local.demo.stage import Stage, demo_id
from infra.local.demo.words import written

FORCES = (
    single(
        ("What is the unit of force?", "តើអ្វីជាឯកតានៃកម្លាំង?"),
        ("joule", "ស៊ូល"),
        ("newton", "ញូតុន"),
        ("watt", "វ៉ាត់"),
        correct=1,
        explanation="One newton makes one kilogram a metre per second faster, each second.",
    ),
    true_false(
        (
            "Without air, a feather falls as fast as a stone.",
            "បើគ្មានខ្យល់ ស្លាបសត្វធ្លាក់លឿនដូចដុំថ្ម។",
        ),
        correct=True,
    ),
    multiple(
        ("Which of these are vectors?", "តើមួយណាជាវ៉ិចទ័រ?"),
        ("force", "កម្លាំង"),
        ("mass", "ម៉ាស"),
        ("velocity", "ល្បឿន"),
        ("temperature", "សីតុណ្ហភាព"),
        correct=(0, 2),
        points=2,
    ),
    number(
        (
            "A bicycle takes 10 s for 50 m. How fast is it?",
            "កង់មួយធ្វើដំណើរ ៥០ m ក្នុង ១០ s។ តើល្បឿនប៉ុន្មាន?",
        ),
        5,
        5,
        unit="m/s",
        language="en",
        points=2,
    ),
    short(
        ("Who wrote the laws of motion?", "តើនរណាបានសរសេរច្បាប់នៃចលនា?"),
        "Newton",
        "Isaac Newton",
        "ញូតុន",
    ),
    ordering(
        ("From slow to fast", "ពីយឺតទៅលឿន"),
        ("snail", "ខ្យង"),
        ("bicycle", "កង់"),
        ("train", "រថភ្លើង"),
        ("light", "ពន្លឺ"),
        points=2,
    ),
    opinion(
        ("How hard was it?", "តើវាពិបាកប៉ុណ្ណា?"),
        ("easy", "ងាយ"),
        ("just right", "ល្មម"),
        ("hard", "ពិបាក"),
    ),
)
GEOGRAPHY = (
    single(
        ("តើរាជធានីនៃប្រទេសកម្ពុជាឈ្មោះអ្វី?", None),
        ("បាត់ដំបង", None),
        ("ភ្នំពេញ", None),
        ("សៀមរាប", None),
        correct=1,
    ),
    true_false(("ទន្លេសាបហូរបញ្ច្រាសនៅរដូវវស្សា។", None), correct=True),
    short(("តើប្រាសាទអ្វីនៅលើទង់ជាតិ?", None), "អង្គរវត្ត", "ប្រាសាទអង្គរវត្ត"),
    number(("តើប្រទេសកម្ពុជាមានរាជធានី និងខេត្តប៉ុន្មាន?", None), 25, 25, language="km"),
    ordering(
        ("ពីជើងទៅត្បូង តាមដងទន្លេមេគង្គ", None),
        ("ស្ទឹងត្រែង", None),
        ("ក្រចេះ", None),
        ("កំពង់ចាម", None),
        ("ភ្នំពេញ", None),
    ),
)
RIGHT = {
    "student": (1, 1, 0, 1, 1, 1),
    "bopha": (1, 1, 1, 1, 1, 1),
    "rithy": (1, 0, 0, 1, 1, 0),
    "sreymom": (1, 1, 0, 0, 1, 1),
    "kosal": (0, 0, 0, 1, 0, 0),
    "maly": (1, 1, 1, 1, 1, 0),
    "veasna": (0, 1, 0, 0, 1, 0),
    "nary": (1, 1, 1, 0, 1, 1),
}
"""Who answered which question of ``FORCES`` rightly; the last one has no right answer."""


def add(stage: Stage) -> None:
    """Write the quizzes, and let people attempt the one on forces."""
    from infra.postgres.learning.tables import quizzes

    if stage.has(quizzes, id=demo_id("quiz", "forces")):
        return
    _write(stage)
    for place, key in enumerate(RIGHT):
        _attempt(stage, key, timedelta(hours=40 - 3 * place), place)
    _keep(stage)


def _write(stage: Stage) -> None:
    from functions.learning.quizzes import quizzes_create
    from shared.learning.quizzes.schemas import QuizWrite
    from shared.learning.quizzes.types import QuizStatus, ResultsVisibility

    forces = written(
        QuizWrite,
        title="Forces and motion",
        title_kh="កម្លាំង និងចលនា",
        description="Seven questions, twenty minutes, two attempts.",
        description_kh="សំណួរប្រាំពីរ ម្ភៃនាទី ធ្វើបានពីរដង។",
        questions=list(FORCES),
        time_limit=1200,
        passing_score=50,
        max_attempts=2,
        shuffle=True,
    )
    geography = written(
        QuizWrite,
        title="ភូមិសាស្ត្រកម្ពុជា",
        description="សំណួរប្រាំអំពីប្រទេសរបស់យើង។ សាកល្បងប៉ុន្មានដងក៏បាន។",
        questions=list(GEOGRAPHY),
        passing_score=60,
        max_attempts=None,
        results_visibility=ResultsVisibility.SCORE_ONLY,
    )
    draft = written(
        QuizWrite, title="Energy (not finished)", questions=[FORCES[0]], status=QuizStatus.DRAFT
    )
    for name, author, days, quiz in (
        ("forces", "teacher", 2, forces),
        ("geography", "vanna", 1, geography),
        ("energy", "teacher", 0, draft),
    ):
        ago, made_as = timedelta(days=days, hours=1), demo_id("quiz", name)
        stage.act(author, quizzes_create, quiz, ago=ago, made_as=made_as)


def _keep(stage: Stage) -> None:
    """The question bank: of one teacher for herself, of another for the school."""
    from functions.learning.question_bank import question_bank_add
    from shared.learning.quizzes.bank_schemas import BankedQuestionCreate

    for author, questions, tags, shared in (
        ("teacher", FORCES[:4], ["grade 10", "mechanics"], True),
        ("teacher", FORCES[6:], ["feedback"], False),
        ("vanna", GEOGRAPHY, ["ថ្នាក់ទី ៧", "ភូមិសាស្ត្រ"], True),
    ):
        kept = written(BankedQuestionCreate, questions=list(questions), tags=tags, shared=shared)
        stage.act(author, question_bank_add, kept, ago=timedelta(days=1))


def _attempt(stage: Stage, key: str, ago: timedelta, taste: int) -> None:
    from functions.learning.attempts import quiz_attempts_start, quiz_attempts_submit
    from infra.postgres.learning.quizzes import QuizRepository
    from shared.learning.quizzes.schemas import AttemptPath, AttemptSubmit, QuizPath

    quiz_id = demo_id("quiz", "forces")
    quiz = stage.unit(QuizRepository).get(demo_id("user", key), quiz_id)
    assert quiz is not None, "it was written a moment ago"
    sheet = stage.act(key, quiz_attempts_start, written(QuizPath, id=quiz_id), ago=ago)
    right = (*RIGHT[key], 1)
    answers = {
        question.id or "": answer(question, right=bool(right[place]), taste=taste)
        for place, question in enumerate(quiz.questions)
    }
    path = written(AttemptPath, id=quiz_id, attempt_id=sheet.id)
    handed_in = ago - timedelta(minutes=6 + taste)
    stage.act(
        key, quiz_attempts_submit, path, written(AttemptSubmit, answers=answers), ago=handed_in
    )
