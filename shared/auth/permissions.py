"""Who may do what: the permission table of the product, role by role."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from shared.auth.roles import MEMBER_ROLES, Role


class Permission(StrEnum):
    """A right that a route can require."""

    REALTIME_CONNECT = "realtime:connect"
    POSTS_READ = "posts:read"
    POSTS_CREATE = "posts:create"
    POSTS_ANNOUNCE = "posts:announce"
    POSTS_MODERATE = "posts:moderate"
    COMMENTS_CREATE = "comments:create"
    PROFILES_READ = "profiles:read"
    SOCIAL_FOLLOW = "social:follow"
    UPLOADS_CREATE = "uploads:create"
    COURSES_READ = "courses:read"
    COURSES_CREATE = "courses:create"
    COURSES_UPDATE = "courses:update"
    COURSES_DELETE = "courses:delete"
    COURSES_ENROLL = "courses:enroll"
    ASSIGNMENTS_READ = "assignments:read"
    ASSIGNMENTS_CREATE = "assignments:create"
    ASSIGNMENTS_UPDATE = "assignments:update"
    ASSIGNMENTS_DELETE = "assignments:delete"
    ASSIGNMENTS_SUBMIT = "assignments:submit"
    ASSIGNMENTS_GRADE = "assignments:grade"
    QUIZZES_CREATE = "quizzes:create"
    QUIZZES_ATTEMPT = "quizzes:attempt"
    LIVE_HOST = "live:host"
    LIVE_JOIN = "live:join"
    MESSAGES_READ = "messages:read"
    MESSAGES_SEND = "messages:send"
    NOTIFICATIONS_READ = "notifications:read"
    ACTIVITY_READ = "activity:read"
    BOARDS_MANAGE = "boards:manage"
    QUESTIONS_READ = "questions:read"
    QUESTIONS_CREATE = "questions:create"
    QUESTIONS_UPVOTE = "questions:upvote"
    QUESTIONS_MODERATE = "questions:moderate"
    SCHOOL_READ = "school:read"
    SCHOOL_MANAGE = "school:manage"
    CLASSES_MANAGE = "classes:manage"
    ENROLLMENT_MANAGE = "enrollment:manage"
    ATTENDANCE_MARK = "attendance:mark"
    ATTENDANCE_READ = "attendance:read"
    GRADES_ENTER = "grades:enter"
    GRADES_READ = "grades:read"
    GUARDIANS_MANAGE = "guardians:manage"
    TIMETABLE_READ = "timetable:read"
    TIMETABLE_MANAGE = "timetable:manage"
    CALENDAR_MANAGE = "calendar:manage"
    CLAIM_CODES_MANAGE = "claim_codes:manage"
    CLUBS_CREATE = "clubs:create"
    CLUBS_JOIN = "clubs:join"
    SEARCH_READ = "search:read"
    ANALYTICS_SELF = "analytics:self"
    ANALYTICS_TENANT = "analytics:tenant"
    REPORTS_CREATE = "reports:create"
    MODERATION_REVIEW = "moderation:review"
    USERS_MANAGE = "users:manage"
    PASSWORDS_RESET = "passwords:reset"
    TENANT_MANAGE = "tenant:manage"
    AUDIT_READ = "audit:read"
    FLAGS_MANAGE = "flags:manage"
    WEBHOOKS_MANAGE = "webhooks:manage"
    IMPORTS_MANAGE = "imports:manage"
    EXPORTS_MANAGE = "exports:manage"
    PRIVACY_SELF = "privacy:self"
    PLATFORM_MANAGE = "platform:manage"


class Reach(StrEnum):
    """How far a granted permission goes."""

    ALL = "all"  # everything inside the school
    OWN = "own"  # own or linked objects; the object rule of the route decides


_COLUMNS = (
    Role.STUDENT,
    Role.TEACHER,
    Role.RESEARCHER,
    Role.PARENT,
    Role.ADMIN,
    Role.MODERATOR,
    Role.GUEST,
    Role.PLATFORM_ADMIN,
)
# One character per column: * everything, o own or linked objects, . nothing.
_TABLE: Mapping[Permission, str] = {
    Permission.REALTIME_CONNECT: "******o*",
    Permission.POSTS_READ: "******..",
    Permission.POSTS_CREATE: "***.*...",
    Permission.POSTS_ANNOUNCE: ".*..*...",
    Permission.POSTS_MODERATE: "....*o..",
    Permission.COMMENTS_CREATE: "*****...",
    Permission.PROFILES_READ: "******..",
    Permission.SOCIAL_FOLLOW: "*****...",
    Permission.UPLOADS_CREATE: "*****...",
    Permission.COURSES_READ: "*****...",
    Permission.COURSES_CREATE: ".**.*...",
    Permission.COURSES_UPDATE: ".oo.*...",
    Permission.COURSES_DELETE: ".oo.*...",
    Permission.COURSES_ENROLL: "***.*...",
    Permission.ASSIGNMENTS_READ: "oo.o*...",
    Permission.ASSIGNMENTS_CREATE: ".o..*...",
    Permission.ASSIGNMENTS_UPDATE: ".o..*...",
    Permission.ASSIGNMENTS_DELETE: ".o..*...",
    Permission.ASSIGNMENTS_SUBMIT: "o.......",
    Permission.ASSIGNMENTS_GRADE: ".o..*...",
    Permission.QUIZZES_CREATE: ".**.*...",
    Permission.QUIZZES_ATTEMPT: "***.*...",
    Permission.LIVE_HOST: ".**.*...",
    Permission.LIVE_JOIN: "*****.o.",
    Permission.MESSAGES_READ: "ooooo...",
    Permission.MESSAGES_SEND: "***o*...",
    Permission.NOTIFICATIONS_READ: "ooooo...",
    Permission.ACTIVITY_READ: "o*oo*...",
    Permission.BOARDS_MANAGE: ".oo.*o..",
    Permission.QUESTIONS_READ: "******o.",
    Permission.QUESTIONS_CREATE: "*****.o.",
    Permission.QUESTIONS_UPVOTE: "*****.o.",
    Permission.QUESTIONS_MODERATE: ".o..*o..",
    Permission.SCHOOL_READ: "*****...",
    Permission.SCHOOL_MANAGE: "....*...",
    Permission.CLASSES_MANAGE: "....*...",
    Permission.ENROLLMENT_MANAGE: "....*...",
    Permission.ATTENDANCE_MARK: ".o..*...",
    Permission.ATTENDANCE_READ: "oo.o*...",
    Permission.GRADES_ENTER: ".o..*...",
    Permission.GRADES_READ: "oo.o*...",
    Permission.GUARDIANS_MANAGE: "....*...",
    Permission.TIMETABLE_READ: "**.**...",
    Permission.TIMETABLE_MANAGE: "....*...",
    Permission.CALENDAR_MANAGE: ".o..*...",
    Permission.CLAIM_CODES_MANAGE: "....*...",
    Permission.CLUBS_CREATE: "***.*...",
    Permission.CLUBS_JOIN: "***.*...",
    Permission.SEARCH_READ: "******..",
    Permission.ANALYTICS_SELF: "ooooo...",
    Permission.ANALYTICS_TENANT: "..o.*...",
    Permission.REPORTS_CREATE: "*****...",
    Permission.MODERATION_REVIEW: "....*o..",
    Permission.USERS_MANAGE: "....*...",
    Permission.PASSWORDS_RESET: ".o..*...",
    Permission.TENANT_MANAGE: "....*...",
    Permission.AUDIT_READ: "....*...",
    Permission.FLAGS_MANAGE: "....*...",
    Permission.WEBHOOKS_MANAGE: "....*...",
    Permission.IMPORTS_MANAGE: "....*...",
    Permission.EXPORTS_MANAGE: "....*...",
    Permission.PRIVACY_SELF: "ooooo...",
    Permission.PLATFORM_MANAGE: ".......*",
}


def _grants() -> dict[Role, Mapping[Permission, Reach]]:
    reach = {"*": Reach.ALL, "o": Reach.OWN}
    return {
        role: MappingProxyType(
            {p: reach[marks[column]] for p, marks in _TABLE.items() if marks[column] in reach}
        )
        for column, role in enumerate(_COLUMNS)
    }


GRANTS: Mapping[Role, Mapping[Permission, Reach]] = MappingProxyType(_grants())
"""Permissions of each role; an absent permission is not granted."""

ADMINISTRATIVE = frozenset(
    permission
    for permission in Permission
    if not any(permission in GRANTS[role] for role in MEMBER_ROLES if role is not Role.ADMIN)
)
"""Rights of those who run a school or the platform: what they change is in the audit log."""
