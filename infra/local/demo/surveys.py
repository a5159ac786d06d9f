"""Surveys of the demo school: one to answer, and one that is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from infra.local.demo.stage import Stage, demo_id
from infra.local.demo.words import written
from shared.school.pulses.types import Scale


@dataclass(frozen=True, slots=True)
class DemoSurvey:
    """A survey, opened ``opened`` and closing ``closes`` days from the seed; one score a person."""

    name: str
    text: str
    text_kh: str
    scale: Scale
    opened: int
    closes: int
    scores: dict[str, int]
    comments: dict[str, str]


SURVEYS = (
    DemoSurvey(
        "recommend",
        "Would you recommend our school to a friend?",
        "តើអ្នកនឹងណែនាំសាលារបស់យើងដល់មិត្តភក្តិទេ?",
        Scale.NPS_0_10,
        opened=-20,
        closes=-6,
        scores={
            "student": 9,
            "bopha": 10,
            "rithy": 7,
            "sreymom": 9,
            "kosal": 6,
            "maly": 10,
            "pisey": 8,
            "veasna": 9,
            "nary": 10,
            "leakena": 9,
        },
        comments={"bopha": "គ្រូល្អណាស់!", "kosal": "The way to school is long."},
    ),
    DemoSurvey(
        "week",
        "How was your week at school?",
        "តើសប្ដាហ៍របស់អ្នកនៅសាលាយ៉ាងម៉េចដែរ?",
        Scale.LIKERT_1_5,
        opened=-2,
        closes=5,
        # Not all: there is something to answer for who looks around.
        scores={
            "bopha": 5,
            "rithy": 3,
            "sreymom": 4,
            "kosal": 4,
            "maly": 5,
            "pisey": 4,
            "veasna": 2,
            "nary": 4,
            "vanna": 4,
            "leakena": 3,
        },
        comments={
            "maly": "The spaghetti bridges were great.",
            "veasna": "Too many tests on the same day.",
            "pisey": "ខ្ញុំចូលចិត្តមុខវិជ្ជាអក្សរសាស្ត្រ។",
        },
    ),
)


def add(stage: Stage) -> None:
    """Ask, and let people answer."""
    from infra.postgres.school.pulse_tables import pulse_questions
    from infra.postgres.school.pulses import PulseRepository

    for survey in SURVEYS:
        if not stage.has(pulse_questions, id=demo_id("pulse", survey.name)):
            _ask(stage, survey)
    # As the job does after the end: nothing knows any more who answered.
    stage.unit(PulseRepository).forget_ballots(stage.now)


def _ask(stage: Stage, survey: DemoSurvey) -> None:
    from functions.school.pulses import pulses_create, pulses_respond
    from shared.school.pulses.schemas import PulseCreate, PulsePath, PulseRespond

    pulse_id, opened = demo_id("pulse", survey.name), timedelta(days=-survey.opened)
    body = written(
        PulseCreate,
        text=survey.text,
        text_kh=survey.text_kh,
        scale=survey.scale,
        closes_at=stage.now + timedelta(days=survey.closes),
    )
    stage.act("admin", pulses_create, body, ago=opened, made_as=pulse_id)
    for number, (key, score) in enumerate(survey.scores.items(), start=1):
        answer = written(PulseRespond, score=score, comment=survey.comments.get(key))
        ago = opened - timedelta(hours=number)
        stage.act(key, pulses_respond, written(PulsePath, id=pulse_id), answer, ago=ago)
