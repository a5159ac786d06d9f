"""The gradebook of a course: categories, the late policy, the matrix, and the student's view."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from functions.learning.access import (
    CourseArchived,
    CourseNotFound,
    NotInYourCourse,
    access_course,
    change_course,
)
from functions.learning.coursework import as_float, course_for, may_see_work_of, read_policy
from functions.learning.grade_writing import book_of
from functions.learning.gradebook_rows import Rows, person
from functions.runtime.context import Ctx
from infra.postgres import learning
from shared.auth.permissions import Permission
from shared.http.problem import ValidationFailed
from shared.http.route import route
from shared.learning.assignments.dates import Dates, LatePolicy, is_exempt
from shared.learning.assignments.marks import cents
from shared.learning.assignments.schemas import LatePolicyRead
from shared.learning.assignments.standing import Standing, shown_state
from shared.learning.assignments.types import SubmissionState
from shared.learning.courses.policy import CourseRight
from shared.learning.courses.types import CourseRole, MemberStatus
from shared.learning.gradebook.schemas import (
    BookItem,
    BookPath,
    CategoriesRead,
    CategoriesWrite,
    CategoryRead,
    GradebookRead,
    LatePolicyWrite,
    MyBook,
    MyBookItem,
    MyBookQuery,
    MyCategory,
)

if TYPE_CHECKING:
    from infra.postgres.learning import Assignment, Course, CourseMember, GradeCategory
    from shared.learning.gradebook.book import Cell


class NoSuchCategory(ValidationFailed):
    """A category with this id is none of the course."""

    code = "no_such_category"
    title = "A category is not one of this course"
    cure = "Choose a category of this course, or none."


@route(
    "GET",
    "/v1/courses/{id}/gradebook",
    permission=Permission.ASSIGNMENTS_GRADE,
    limits=("read",),
    raises=(CourseNotFound, NotInYourCourse),
)
def gradebook_get(ctx: Ctx, path: BookPath) -> GradebookRead:
    """Read the gradebook of a course: all students, all assignments, and totals."""
    course = access_course(ctx, path.id, CourseRight.TEACH)
    gradebooks = ctx.db(learning.GradebookRepository)
    assignments = ctx.db(learning.AssignmentRepository).find_of_course(course.id)
    students = ctx.db(learning.CourseMemberRepository).find_students(course.id)
    categories = gradebooks.find_categories(course.id)
    lines = gradebooks.find_lines(course.id, [one.id for one in assignments])
    dates = ctx.db(learning.AssignmentRepository).find_dates(assignments)
    book = book_of(ctx, course.id, assignments)
    return GradebookRead(
        course_id=course.id,
        course_title=course.title,
        course_title_kh=course.title_kh,
        categories=[_category(one) for one in categories],
        late_policy=read_policy(gradebooks.get_policy(course.id)),
        items=[_item(one) for one in assignments],
        rows=Rows(book, assignments, dates).of(students, lines),
    )


@route(
    "GET",
    "/v1/courses/{id}/gradebook/me",
    permission=Permission.ASSIGNMENTS_READ,
    limits=("read",),
    raises=(CourseNotFound, NotInYourCourse),
)
def gradebook_me(ctx: Ctx, path: BookPath, query: MyBookQuery) -> MyBook:
    """Read one's own grades and total, or those of one's child; and what would be, if."""
    course, student = _student_of(ctx, path.id, query.user_id)
    gradebooks = ctx.db(learning.GradebookRepository)
    repository = ctx.db(learning.AssignmentRepository)
    assignments = repository.find_of_course(course.id)
    ids, user_id = [one.id for one in assignments], student.user_id
    cells = gradebooks.find_cells(course.id, ids, [user_id]).get(user_id, [])
    dates = repository.find_dates(assignments, [user_id])
    book = book_of(ctx, course.id, assignments)
    total = book.released_total(cells)
    supposed = _supposed(query.what_if)
    what_if = book.released_total(cells, supposed) if supposed else None
    gone = {item_id for part in total.categories for item_id in part.dropped}
    by_id = {cell.assignment_id: cell for cell in cells}
    teaches = user_id != ctx.viewer.user_id and not may_see_work_of(ctx, user_id)
    percents = {part.category_id: part.percent for part in total.categories}
    return MyBook(
        course_id=course.id,
        course_title=course.title,
        course_title_kh=course.title_kh,
        student=person(student),
        categories=[
            MyCategory(
                **_category(one).model_dump(by_alias=False), percent=as_float(percents.get(one.id))
            )
            for one in gradebooks.find_categories(course.id)
        ],
        items=[
            _my_item(
                one,
                by_id.get(one.id),
                dates.get((one.id, user_id), one.dates),
                student,
                dropped=one.id in gone,
                veiled=teaches and one.hides_names,
            )
            for one in assignments
        ],
        total=as_float(total.percent),
        what_if_total=None if what_if is None else as_float(what_if.percent),
    )


@route(
    "PUT",
    "/v1/courses/{id}/grade-categories",
    permission=Permission.COURSES_UPDATE,
    limits=("write",),
    raises=(CourseNotFound, NotInYourCourse, CourseArchived, NoSuchCategory),
)
def grade_categories_put(ctx: Ctx, path: BookPath, body: CategoriesWrite) -> CategoriesRead:
    """Say what the grade of a course is made of. Grades stay, totals follow."""
    course = change_course(ctx, path.id)
    gradebooks = ctx.db(learning.GradebookRepository)
    known = {one.id for one in gradebooks.find_categories(course.id)}
    if not {one.id for one in body.categories if one.id is not None} <= known:
        raise NoSuchCategory
    rows = [
        {
            **one.model_dump(),
            "id": one.id or ctx.new_id(),
            "weight": cents(one.weight),
            "position": place,
        }
        for place, one in enumerate(body.categories)
    ]
    gradebooks.replace_categories(course.id, rows)
    found = gradebooks.find_categories(course.id)
    return CategoriesRead(categories=[_category(one) for one in found])


@route(
    "PUT",
    "/v1/courses/{id}/late-policy",
    permission=Permission.COURSES_UPDATE,
    limits=("write",),
    raises=(CourseNotFound, NotInYourCourse, CourseArchived),
)
def late_policy_put(ctx: Ctx, path: BookPath, body: LatePolicyWrite) -> LatePolicyRead:
    """Say what lateness and absence cost from now on."""
    course = change_course(ctx, path.id)
    policy = LatePolicy(
        deduction_percent=cents(body.deduction_percent),
        interval=body.interval,
        minimum_percent=cents(body.minimum_percent),
        grace_minutes=body.grace_minutes,
        missing_percent=None if body.missing_percent is None else cents(body.missing_percent),
    )
    ctx.db(learning.GradebookRepository).put_policy(course.id, policy, ctx.now())
    return read_policy(policy)


def _student_of(ctx: Ctx, course_id: UUID, user_id: UUID | None) -> tuple[Course, CourseMember]:
    """The course and the student whom the caller may look at: themselves, a child, or a pupil."""
    whose = user_id or ctx.viewer.user_id
    if whose != ctx.viewer.user_id and may_see_work_of(ctx, whose):
        course = course_for(ctx, whose, course_id)
        if course is None:
            raise CourseNotFound
    else:
        right = CourseRight.STUDY if whose == ctx.viewer.user_id else CourseRight.TEACH
        course = access_course(ctx, course_id, right)
    student = ctx.db(learning.CourseMemberRepository).get(course.id, whose)
    in_it = student is not None and student.status is MemberStatus.ACTIVE
    if student is None or not in_it or student.role is not CourseRole.STUDENT:
        raise CourseNotFound if whose != ctx.viewer.user_id else NotInYourCourse
    return course, student


def _my_item(
    one: Assignment,
    cell: Cell | None,
    dates: Dates,
    student: CourseMember,
    *,
    dropped: bool,
    veiled: bool,
) -> MyBookItem:
    released = cell is not None and cell.released
    state = SubmissionState.PENDING
    if cell is not None:
        standing = Standing(cell.state, attempt=cell.attempt, is_late=cell.is_late)
        state = shown_state(standing, released=released)
        if veiled and cell.attempt > 0:
            # As in the rows of all: what its grader sees without a name is not beside one here.
            state = SubmissionState.SUBMITTED
    return MyBookItem(
        id=one.id,
        title=one.title,
        title_kh=one.title_kh,
        type=one.type,
        category_id=one.category_id,
        max_points=float(one.max_points),
        due_date=dates.due_at,
        extra_credit=one.extra_credit,
        state=state,
        source=cell.source if cell is not None and released else None,
        is_late=cell is not None and cell.is_late and not veiled,
        exempt=state is SubmissionState.PENDING
        and is_exempt(student.joined_at, dates.due_at, include_late=one.include_late_joiners),
        points=cell.points if cell is not None and released else None,
        dropped=dropped,
    )


def _supposed(what_if: str | None) -> dict[UUID, Decimal]:
    if what_if is None:
        return {}
    pairs = (part.split(":") for part in what_if.split(","))
    return {UUID(assignment): cents(Decimal(points)) for assignment, points in pairs}


def _item(one: Assignment) -> BookItem:
    return BookItem(
        id=one.id,
        title=one.title,
        title_kh=one.title_kh,
        type=one.type,
        status=one.status,
        category_id=one.category_id,
        max_points=float(one.max_points),
        due_date=one.due_at,
        extra_credit=one.extra_credit,
        hides_grades=one.hides_grades,
        veiled=one.hides_names,
    )


def _category(one: GradeCategory) -> CategoryRead:
    return CategoryRead.of(one, weight=float(one.weight))
