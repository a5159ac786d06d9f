"""Enumerations of courses, their people and their lessons."""

from __future__ import annotations

from enum import StrEnum


class CourseStatus(StrEnum):
    """Where a course stands; derived from when it was published and archived."""

    DRAFT = "DRAFT"  # seen by who teaches it
    PUBLISHED = "PUBLISHED"  # in the catalogue
    ARCHIVED = "ARCHIVED"  # read by its members, changed by nobody


class CourseLevel(StrEnum):
    """How much a course takes for known."""

    ALL = "ALL"
    BEGINNER = "BEGINNER"
    INTERMEDIATE = "INTERMEDIATE"
    ADVANCED = "ADVANCED"


class Enrolment(StrEnum):
    """How pupils come into a course; its teachers can always add them."""

    OPEN = "OPEN"  # whoever finds it in the catalogue
    CODE = "CODE"  # who has its code
    CLOSED = "CLOSED"  # whom its teachers add


class CourseRole(StrEnum):
    """What somebody is in a course."""

    OWNER = "OWNER"
    TEACHER = "TEACHER"
    ASSISTANT = "ASSISTANT"
    STUDENT = "STUDENT"


STAFF = (CourseRole.OWNER, CourseRole.TEACHER, CourseRole.ASSISTANT)
"""Who teaches a course, in one way or another."""


class MemberStatus(StrEnum):
    """Whether somebody belongs to a course; what they did stays when they leave."""

    ACTIVE = "ACTIVE"
    LEFT = "LEFT"


class ContentFormat(StrEnum):
    """How a text is written. HTML is cleaned when it is saved, Markdown when it is shown."""

    MD = "MD"
    HTML = "HTML"


class ResourceKind(StrEnum):
    """What stands beside the text of a lesson."""

    FILE = "FILE"
    LINK = "LINK"
    VIDEO = "VIDEO"
    QUIZ = "QUIZ"


class LessonState(StrEnum):
    """What a lesson is to a pupil now."""

    OPEN = "OPEN"
    DONE = "DONE"
    NOT_YET = "NOT_YET"  # it, or its module, has a day that has not come
    LOCKED = "LOCKED"  # another lesson comes first
    DRAFT = "DRAFT"  # shown to who teaches the course
