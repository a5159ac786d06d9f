"""Courses that somebody may want to learn in."""

from __future__ import annotations

from functions.learning.courses import read_course
from functions.runtime.context import Ctx
from infra.postgres import learning
from shared.auth.permissions import Permission
from shared.http.route import route
from shared.learning.courses.recommending import recommend
from shared.learning.courses.schemas import (
    RecommendationReason,
    RecommendedCourse,
    RecommendedCourses,
    RecommendedQuery,
)


@route("GET", "/v1/courses/recommended", permission=Permission.COURSES_READ, limits=("read",))
def courses_recommended(ctx: Ctx, query: RecommendedQuery) -> RecommendedCourses:
    """Recommend courses that are open to all and in which the caller never was, with the reasons.

    Given by a teacher of their class, or by somebody whom they follow; learnt by five or more of
    their class; about what they learn or like; popular or new. None of people whom they hide.
    """
    me = ctx.viewer.user_id
    reasons = recommend(ctx.db(learning.RecommendationRepository).find(me, ctx.now()))
    wanted = list(reasons)[: query.limit]
    return RecommendedCourses(
        data=[
            RecommendedCourse(
                course=read_course(ctx, course),
                reasons=[
                    RecommendationReason(kind=one.because, people=one.people)
                    for one in reasons[course.id]
                ],
            )
            for course in ctx.db(learning.CourseRepository).find_among(me, wanted)
        ]
    )
