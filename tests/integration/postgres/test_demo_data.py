"""The demo data: every area as people see it, in both languages, untouched by a second run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, select, text

from functions.boards.boards import boards_get, boards_list
from functions.boards.question_lists import questions_list
from functions.learning.announcements import course_announcements_list
from functions.learning.certificates import courses_certificate
from functions.learning.courses import courses_get, courses_list, users_courses
from functions.learning.gradebook import gradebook_get, gradebook_me
from functions.learning.outline import lessons_list
from functions.learning.quizzes import quizzes_list
from functions.learning.statistics import quizzes_stats
from functions.live.standings import live_report_csv, live_results
from functions.notifications.activity import activity_list
from functions.notifications.notifications import notifications_list
from functions.people.follows import users_followers
from functions.school.pulses import pulses_list, pulses_summary
from functions.school.rank_lists import grade_sheets_list
from functions.school.report_cards import report_cards_class
from functions.social.comments import posts_comments
from functions.social.feed import posts_feed
from infra.local.demo.people import PASSWORD, PEOPLE
from infra.local.demo.school import School
from infra.local.demo.stage import Stage, demo_id
from infra.local.demo.words import written
from infra.local.seed import seed
from infra.passwords import password_matches
from infra.postgres.core.schema import metadata
from infra.postgres.core.unit_of_work import UnitOfWork
from infra.postgres.identity.tables import users
from infra.postgres.live.tables import live_sessions
from shared.boards.question_schemas import QuestionQuery
from shared.boards.schemas import BoardPath, BoardQuery
from shared.boards.types import PollKind, PollStatus
from shared.http.paging import PageQuery
from shared.learning.courses.schemas import CoursePath, CoursesQuery, MyCoursesQuery
from shared.learning.courses.types import CourseStatus
from shared.learning.gradebook.schemas import BookPath, MyBookQuery
from shared.learning.quizzes.questions import QuestionType
from shared.learning.quizzes.schemas import QuizPath, QuizzesQuery
from shared.learning.quizzes.types import QuizStatus
from shared.live.schemas import GamePath
from shared.notifications.activity.schemas import ActivityQuery
from shared.notifications.activity.types import EntityType
from shared.notifications.schemas import NotificationsQuery
from shared.notifications.types import NotificationType
from shared.people.schemas import UserPath
from shared.school.grades.card_schemas import ClassCardsQuery
from shared.school.grades.schemas import GradesPath, SheetsQuery
from shared.school.pulses.schemas import PulsePath
from shared.social.feed_schemas import FeedQuery
from shared.social.schemas import PostPath
from shared.social.types import PostType

pytestmark = pytest.mark.usefixtures("seeded")

TENANT = demo_id("tenant", "demo")

COUNTERS = text(
    "SELECT p.likes_count - (SELECT count(*) FROM app.likes AS l WHERE l.post_id = p.id) AS likes,"
    " p.comments_count - (SELECT count(*) FROM app.comments AS c WHERE c.post_id = p.id) AS said,"
    " p.shares_count - (SELECT count(*) FROM app.shares AS s WHERE s.post_id = p.id) AS shares"
    " FROM app.posts AS p WHERE p.tenant_id = :tenant"
)
BOARDS = text(
    "SELECT b.questions_count - (SELECT count(*) FROM app.questions AS q WHERE q.board_id = b.id"
    " AND q.status IN ('OPEN', 'ANSWERED')) AS shown, (SELECT count(*) FROM app.questions AS q"
    " WHERE q.board_id = b.id AND q.upvotes <> (SELECT count(*) FROM app.question_upvotes AS v"
    " WHERE v.question_id = q.id)) AS votes FROM app.boards AS b WHERE b.tenant_id = :tenant"
)


@pytest.fixture(scope="module")
def seeded(engine: Engine) -> int:
    """How much the first run added."""
    return run(engine)


@pytest.fixture
def stage(engine: Engine) -> Iterator[Stage]:
    """To look at the school as one of its people."""
    now = datetime.now(UTC)
    with UnitOfWork(engine) as unit:
        unit.begin_public()
        yield Stage(unit, now, School(unit, now).add())


def run(engine: Engine) -> int:
    with UnitOfWork(engine) as unit:
        unit.begin_public()
        added = seed(unit, datetime.now(UTC))
        unit.commit()
    return added


def see(stage: Stage, who: str, look: Any, *given: object) -> Any:
    return stage.act(who, look, *given, ago=timedelta())


def is_khmer(words: str | None) -> bool:
    return any("\u1780" <= letter <= "\u17ff" for letter in words or "")


def fingerprints(engine: Engine) -> dict[str, str | None]:
    """The content of every table that has rows of the school."""
    found = {}
    with engine.connect() as connection:
        for table in metadata.sorted_tables:
            if "tenant_id" in table.columns:
                digest = text(
                    f"SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {table.fullname}"  # noqa: S608 - our own tables
                    " AS t WHERE t.tenant_id = :tenant"
                )
                found[table.name] = connection.execute(digest, {"tenant": TENANT}).scalar_one()
    return found


def test_a_second_run_changes_nothing(engine: Engine, admin_engine: Engine, seeded: int) -> None:
    assert seeded > 300
    before = fingerprints(admin_engine)
    assert run(engine) == 0
    assert fingerprints(admin_engine) == before
    assert before["posts"] is not None


def test_what_is_history_is_announced_to_nobody(admin_engine: Engine) -> None:
    found = fingerprints(admin_engine)
    assert found["posts"] is not None
    assert (found["event"], found["channel_head"]) == (None, None)


def test_counters_are_those_of_the_rows(admin_engine: Engine) -> None:
    with admin_engine.connect() as connection:
        posts = connection.execute(COUNTERS, {"tenant": TENANT}).all()
        boards = connection.execute(BOARDS, {"tenant": TENANT}).all()
    assert posts
    assert {tuple(row) for row in posts} == {(0, 0, 0)}
    assert {tuple(row) for row in boards} == {(0, 0)}


def test_accounts_are_confirmed_and_open_with_the_published_password(
    admin_engine: Engine,
) -> None:
    accounts = select(users).where(users.c.email.like("%@demo.school"))
    with admin_engine.connect() as connection:
        found = connection.execute(accounts).all()
    assert len(found) == len(PEOPLE)
    assert all(account.email_verified_at for account in found)
    assert password_matches(PASSWORD, found[0].password_hash, rounds=4)
    assert all("$04$" in account.password_hash for account in found), "nobody waits for these"


def test_people_of_every_role_follow_one_another(stage: Stage) -> None:
    assert {person.role.value for person in PEOPLE} == {
        *("STUDENT", "TEACHER", "RESEARCHER", "PARENT", "ADMIN")
    }
    path = UserPath(id=demo_id("user", "teacher"))
    followers = see(stage, "student", users_followers, path, PageQuery())
    assert len(followers.data) > 3


def test_the_feed_has_posts_of_several_kinds_that_people_answer_and_share(stage: Stage) -> None:
    posts = see(stage, "student", posts_feed, FeedQuery()).data
    assert {PostType.ANNOUNCEMENT, PostType.ARTICLE, PostType.QUESTION, PostType.RESOURCE} < {
        post.type for post in posts
    }
    assert any(is_khmer(post.content) for post in posts)
    assert any(post.content_kh for post in posts)
    assert sum(post.likes_count for post in posts) > 20
    assert sum(post.shares_count for post in posts) > 3
    article = next(post for post in posts if post.type is PostType.ARTICLE)
    said = see(stage, "student", posts_comments, PostPath(id=article.id), PageQuery()).data
    assert {comment.depth for comment in said} == {1, 2, 3}


def test_quizzes_in_both_languages_one_with_figures(stage: Stage) -> None:
    quizzes = see(stage, "teacher", quizzes_list, QuizzesQuery()).data
    assert {quiz.status for quiz in quizzes} == {QuizStatus.PUBLISHED, QuizStatus.DRAFT}
    assert {is_khmer(quiz.title) for quiz in quizzes} == {True, False}
    stats = see(stage, "teacher", quizzes_stats, QuizPath(id=demo_id("quiz", "forces")))
    assert {item.type for item in stats.items} == set(QuestionType)
    assert stats.attempts == 8
    assert 0 < stats.pass_rate < 1
    scored = [item for item in stats.items if item.type is not QuestionType.POLL]
    assert all(0 < item.difficulty < 1 for item in scored)
    drafts = see(stage, "student", quizzes_list, QuizzesQuery()).data
    assert QuizStatus.DRAFT not in {quiz.status for quiz in drafts}


def test_courses_in_both_languages_one_that_a_class_works_through(stage: Stage) -> None:
    courses = see(stage, "student", courses_list, written(CoursesQuery)).data
    assert {is_khmer(course.title) for course in courses} == {True, False}
    physics = CoursePath(id=demo_id("course", "physics"))
    outline = see(stage, "student", lessons_list, physics)
    assert [lesson.state for lesson in outline.lessons] == ["DONE", "OPEN", "LOCKED"]
    assert [module.title for module in outline.modules] == ["Dynamics"]
    assert [quiz.title for quiz in outline.quizzes] == ["Forces and motion"]
    assert see(stage, "teacher", courses_get, physics).students_count > 3
    (told,) = see(stage, "student", course_announcements_list, physics, PageQuery()).data
    assert "$g$" in told.content
    geometry = CoursePath(id=demo_id("course", "geometry"))
    earned = see(stage, "student", courses_certificate, geometry)
    assert is_khmer(earned.snapshot.course_title)
    mine = see(stage, "teacher", users_courses, written(MyCoursesQuery)).data
    assert {course.status for course in mine} == {CourseStatus.PUBLISHED, CourseStatus.DRAFT}


def test_a_board_with_questions_and_polls(stage: Stage) -> None:
    board_id = demo_id("board")
    board = see(stage, "student", boards_get, BoardPath(id=board_id))
    polls = {poll.kind: poll for poll in board.polls}
    assert polls.keys() == set(PollKind)
    assert {poll.status for poll in board.polls} == set(PollStatus)
    assert polls[PollKind.RATING].counts == [0, 0, 1, 2, 3]
    assert polls[PollKind.CHOICE].counts == [4, 2, 1]
    assert polls[PollKind.WORDCLOUD].total == 5
    assert board.transparency.waiting == 1
    query = written(QuestionQuery, board_id=board_id)
    questions = see(stage, "student", questions_list, query).data
    assert questions[0].is_pinned
    assert questions[0].tags
    assert questions[0].upvotes == 6
    assert any(question.response_text for question in questions)
    assert any(is_khmer(question.body) for question in questions)


def test_an_anonymous_board_knows_nobody(stage: Stage, admin_engine: Engine) -> None:
    listed = see(stage, "student", boards_list, BoardQuery()).data
    board = next(board for board in listed if board.settings.anonymous)
    query = written(QuestionQuery, board_id=board.id)
    assert see(stage, "student", questions_list, query).data
    everybody = {str(demo_id("user", person.key)) for person in PEOPLE}
    keys = text(
        "SELECT q.author_key AS key, q.author_id FROM app.questions AS q WHERE q.board_id = :board"
        " UNION ALL SELECT v.voter_key, NULL FROM app.question_upvotes AS v"
        " WHERE v.board_id = :board"
    )
    with admin_engine.connect() as connection:
        rows = connection.execute(keys, {"board": board.id}).all()
    assert len(rows) > 8
    assert not [row for row in rows if row.key in everybody or row.author_id]


@pytest.mark.usefixtures("seeded")
def test_a_class_with_report_cards_and_a_month_to_enter(stage: Stage) -> None:
    path = GradesPath(id=demo_id("class", "10A"))
    found = see(stage, "teacher", grade_sheets_list, path, SheetsQuery())
    statuses = sorted(str(sheet.status) for sheet in found.sheets)
    assert statuses == ["LOCKED"] * 4 + ["OPEN"]
    (term, *_) = found.terms
    query = written(ClassCardsQuery, term_id=term.id, period=term.months[0])
    cards = see(stage, "teacher", report_cards_class, path, query).data
    assert {card.version for card in cards} == {1}
    assert min(card.content.rank for card in cards) == 1


def test_surveys_with_figures_one_to_answer_and_one_that_is_over(
    stage: Stage,
) -> None:
    surveys = see(stage, "student", pulses_list, PageQuery()).data
    assert {survey.closed: survey.answered for survey in surveys} == {False: False, True: None}
    for survey in surveys:
        summary = see(stage, "admin", pulses_summary, PulsePath(id=survey.id))
        assert summary.counted == 10
        assert summary.comments
        assert (summary.net_promoter_score is not None) == survey.closed
    assert {is_khmer(survey.text_kh) for survey in surveys} == {True}


def test_a_finished_game_has_its_report(stage: Stage) -> None:
    session = select(live_sessions.c.code).where(live_sessions.c.tenant_id == TENANT)
    path = GamePath(code=stage.unit.all(session)[0].code)
    results = see(stage, "teacher", live_results, path)
    assert results.status == "COMPLETED"
    assert results.podium[0].nickname == "Bopha Lim"
    assert len(results.places) == 8
    assert len({place.score for place in results.places}) > 4
    shares = [question.correct_share for question in results.questions]
    assert shares[:-1] == [5 / 8, 6 / 8, 6 / 8, 4 / 8]
    assert shares[-1] is None
    report = see(stage, "teacher", live_report_csv, path)
    assert len(report.content.splitlines()) == 1 + 8 * 5


def test_a_course_has_work_that_is_handed_in_and_graded(stage: Stage) -> None:
    path = BookPath(id=demo_id("course", "physics"))
    book = see(stage, "teacher", gradebook_get, path)
    assert {item.type for item in book.items} == {"TEXT", "ON_PAPER", "FILE", "QUIZ"}
    assert [one.weight for one in book.categories] == [40, 60]
    states = {state for row in book.rows for state in row.states}
    assert {"GRADED", "SUBMITTED", "LATE", "PENDING", "MISSING"} <= states
    mine = see(stage, "student", gradebook_me, path, MyBookQuery())
    # Homework 20 of 20 weighs 40, the test 17.5 of 20 weighs 60.
    assert mine.total == 92.5


def test_people_are_notified_and_the_school_has_a_story(stage: Stage) -> None:
    kinds: Counter[NotificationType] = Counter()
    for key in ("student", "teacher", "maly", "kosal"):
        found = see(stage, key, notifications_list, NotificationsQuery()).data
        kinds.update(notification.type for notification in found)
        assert all(notification.created_at < stage.now for notification in found)
    assert kinds.keys() == {
        NotificationType.POST_LIKE,
        NotificationType.POST_SHARE,
        NotificationType.POST_COMMENT,
        NotificationType.COMMENT_REPLY,
        NotificationType.NEW_FOLLOWER,
        NotificationType.FOLLOW_REQUEST,
        NotificationType.QUESTION_ANSWERED,
        NotificationType.ANNOUNCEMENT,
        NotificationType.COURSE_ADDED,
        NotificationType.COURSE_UPDATE,
        NotificationType.MESSAGE_RECEIVED,
        NotificationType.ASSIGNMENT_CREATED,
        NotificationType.ASSIGNMENT_DUE,
        NotificationType.ASSIGNMENT_GRADED,
        NotificationType.ASSIGNMENT_MISSING,
        NotificationType.WORK_QUESTION,
        NotificationType.SUBMISSION_RECEIVED,
    }
    bopha = see(stage, "bopha", notifications_list, NotificationsQuery()).data
    assert all(is_khmer(notification.title) for notification in bopha)
    lines = see(stage, "student", activity_list, ActivityQuery()).data
    assert {line.entity_type for line in lines} == {
        EntityType.POST,
        EntityType.QUIZ,
        EntityType.BOARD,
        EntityType.LIVE_GAME,
        EntityType.COURSE,
        EntityType.CLUB,
    }


def test_the_evening_school_is_there_for_who_teaches_in_both(
    admin_engine: Engine,
) -> None:
    evening: UUID = demo_id("tenant", "riverside")
    query = text("SELECT user_id FROM app.memberships WHERE tenant_id = :tenant")
    with admin_engine.connect() as connection:
        found = connection.execute(query, {"tenant": evening}).scalars().all()
    assert found == [demo_id("user", "teacher")]
