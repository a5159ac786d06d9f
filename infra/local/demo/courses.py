"""Courses of the demo school: one in English that a class works through, one in Khmer, a draft."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from infra.local.demo.stage import Stage, demo_id
from infra.local.demo.words import written

PHYSICS = demo_id("course", "physics")
GEOMETRY = demo_id("course", "geometry")
DRAFT = demo_id("course", "energy")

FALL = """A stone falls **faster and faster**: each second by about 9.8 m/s.

After $t$ seconds it has fallen

$$s = \\frac{1}{2} g t^2$$

| seconds | metres |
|---|---|
| 1 | 4.9 |
| 2 | 19.6 |
| 3 | 44.1 |

- Drop a stone and a leaf. Which one is faster, and why?
- Do it again with the leaf on top of a book."""
FALL_KH = """ដុំថ្មធ្លាក់ **កាន់តែលឿន**៖ រៀងរាល់វិនាទីប្រហែល 9.8 m/s។

ក្រោយ $t$ វិនាទី វាធ្លាក់បាន

$$s = \\frac{1}{2} g t^2$$"""
FORCES = """A force has a *size* and a *direction*. Its unit is the newton.

> To every action there is always opposed an equal reaction.

Newton's second law says $F = m \\cdot a$: twice the force, twice the acceleration."""
PYTHAGORAS = """ក្នុងត្រីកោណកែង ការេនៃអ៊ីប៉ូតេនុសស្មើនឹងផលបូកការេនៃជ្រុងទាំងពីរ៖

$$c^2 = a^2 + b^2$$

ឧទាហរណ៍៖ បើ $a = 3$ និង $b = 4$ នោះ $c = 5$។"""

LESSONS = (
    # Title and text in both languages, and minutes.
    ("fall", "Free fall", "ការធ្លាក់សេរី", FALL, FALL_KH, 20),
    ("forces", "Forces", "កម្លាំង", FORCES, None, 25),
    ("work", "Work and energy", "កម្មន្ត និងថាមពល", "Work is force times way: $W = F s$.", None, 30),
)


def add(stage: Stage) -> None:
    """Write the courses, and let a class work through the one on physics."""
    from infra.postgres.learning.course_tables import courses

    if stage.has(courses, id=PHYSICS):
        return
    _physics(stage)
    _geometry(stage)
    _draft(stage)
    _people(stage)


def _physics(stage: Stage) -> None:
    from functions.learning.outline import lessons_reorder
    from functions.learning.resources import lesson_resources_add
    from shared.learning.courses.lesson_schemas import (
        LessonPath,
        ModuleWrite,
        OutlineWrite,
        ResourceCreate,
    )
    from shared.learning.courses.schemas import CoursePath
    from shared.learning.courses.types import ResourceKind

    days = timedelta(days=20)
    _course(
        stage,
        "teacher",
        PHYSICS,
        days,
        title="Physics, grade 10",
        title_kh="រូបវិទ្យា ថ្នាក់ទី១០",
        description="How things move, and why. Bring a stone and a ruler.",
        description_kh="របៀបដែលវត្ថុធ្វើចលនា និងហេតុអ្វី។",
        category="Physics",
        level="BEGINNER",
    )
    for name, title, title_kh, text, text_kh, minutes in LESSONS:
        _lesson(
            stage,
            "teacher",
            PHYSICS,
            demo_id("lesson", name),
            days,
            title=title,
            title_kh=title_kh,
            content=text,
            content_kh=text_kh,
            duration=minutes,
            prerequisites=[demo_id("lesson", "forces")] if name == "work" else [],
        )
    quiz = written(
        ResourceCreate,
        title="Forces and motion",
        kind=ResourceKind.QUIZ,
        quiz_id=demo_id("quiz", "forces"),
    )
    beside = LessonPath(id=demo_id("lesson", "forces"))
    stage.act("teacher", lesson_resources_add, beside, quiz, ago=days)
    link = written(
        ResourceCreate,
        title="A hammer and a feather on the Moon",
        kind=ResourceKind.VIDEO,
        url="https://www.nasa.gov/history/alsj/a15/a15.clsout3.html",
    )
    beside = LessonPath(id=demo_id("lesson", "fall"))
    stage.act("teacher", lesson_resources_add, beside, link, ago=days)
    first, *others = (demo_id("lesson", lesson[0]) for lesson in LESSONS)
    dynamics = written(ModuleWrite, title="Dynamics", title_kh="ឌីណាមិច", lessons=others)
    order = written(OutlineWrite, lessons=[first], modules=[dynamics])
    stage.act("teacher", lessons_reorder, CoursePath(id=PHYSICS), order, ago=days)
    _publish(stage, "teacher", PHYSICS, days)


def _geometry(stage: Stage) -> None:
    days = timedelta(days=12)
    _course(
        stage,
        "vanna",
        GEOMETRY,
        days,
        title="ធរណីមាត្រ",
        description="ត្រីកោណ រង្វង់ និងរូបមន្តសំខាន់ៗ។",
        category="គណិតវិទ្យា",
    )
    _lesson(
        stage,
        "vanna",
        GEOMETRY,
        demo_id("lesson", "pythagoras"),
        days,
        title="ទ្រឹស្ដីបទពីតាហ្គ័រ",
        content=PYTHAGORAS,
        duration=15,
    )
    _publish(stage, "vanna", GEOMETRY, days)


def _draft(stage: Stage) -> None:
    _course(stage, "teacher", DRAFT, timedelta(days=2), title="Energy (not finished)")


def _people(stage: Stage) -> None:
    from functions.learning.announcements import course_announcements_create
    from functions.learning.completion import lessons_complete
    from functions.learning.roster import courses_enroll, courses_roster_add
    from shared.learning.courses.lesson_schemas import LessonComplete, LessonPath
    from shared.learning.courses.schemas import AnnouncementCreate, CoursePath, RosterAdd

    physics, geometry = CoursePath(id=PHYSICS), CoursePath(id=GEOMETRY)
    whole_class = written(RosterAdd, class_id=demo_id("class", "10A"))
    stage.act("teacher", courses_roster_add, physics, whole_class, ago=timedelta(days=19))
    colleague = written(RosterAdd, user_ids=[demo_id("user", "vanna")], role="TEACHER")
    stage.act("teacher", courses_roster_add, physics, colleague, ago=timedelta(days=19))
    stage.act("student", courses_enroll, geometry, ago=timedelta(days=11))
    done = written(LessonComplete, completed=True)
    for who, lesson, days in (("student", "fall", 15), ("student", "pythagoras", 9)):
        path = LessonPath(id=demo_id("lesson", lesson))
        stage.act(who, lessons_complete, path, done, ago=timedelta(days=days))
    news = written(
        AnnouncementCreate,
        title="Stones on Thursday",
        content="Please bring a **stone** and a ruler on Thursday: we measure $g$ in the yard.",
    )
    stage.act("teacher", course_announcements_create, physics, news, ago=timedelta(days=3))


def _course(stage: Stage, who: str, made_as: UUID, days: timedelta, **fields: object) -> None:
    from functions.learning.courses import courses_create
    from shared.learning.courses.schemas import CourseWrite

    stage.act(who, courses_create, written(CourseWrite, **fields), ago=days, made_as=made_as)


def _lesson(
    stage: Stage, who: str, course_id: UUID, made_as: UUID, days: timedelta, **fields: object
) -> None:
    from functions.learning.lessons import lessons_create
    from shared.learning.courses.lesson_schemas import LessonWrite
    from shared.learning.courses.schemas import CoursePath

    body = written(LessonWrite, published=True, **fields)
    stage.act(who, lessons_create, CoursePath(id=course_id), body, ago=days, made_as=made_as)


def _publish(stage: Stage, who: str, course_id: UUID, days: timedelta) -> None:
    from functions.learning.courses import courses_publish
    from shared.learning.courses.schemas import CoursePath, CoursePublish

    body = written(CoursePublish)
    stage.act(who, courses_publish, CoursePath(id=course_id), body, ago=days)
