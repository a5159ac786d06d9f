"""Why people are notified, and what they are told: a new kind of notification is one entry here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Self
from uuid import UUID

from shared.auth.permissions import Permission
from shared.notifications.words import Words


class Priority(StrEnum):
    """How soon it matters."""

    LOW = "LOW"
    NORMAL = "NORMAL"
    HIGH = "HIGH"
    URGENT = "URGENT"


class EmailFrequency(StrEnum):
    """When notifications of a type are mailed."""

    OFF = "OFF"
    INSTANT = "INSTANT"
    DAILY = "DAILY"
    WEEKLY = "WEEKLY"


@dataclass(frozen=True, slots=True)
class Told:
    """What a notification says, and where it leads.

    ``entity`` is the kind of thing that it is about, ``page`` where it is read. Events with the
    same ``group`` within an hour are one notification, events of none stand alone. ``once_each``:
    who does it again is no news. ``owed``: it is told even of somebody whom the receiver blocked.
    ``needs``: only who may do this in the school is ever told of it. Without a ``message`` it
    brings its own words.
    """

    title: Words
    entity: str
    page: str
    message: Words | None = None
    group: str | None = None
    once_each: bool = False
    owed: bool = False
    needs: Permission | None = None
    priority: Priority = Priority.NORMAL

    def link(self, *page_ids: UUID) -> str:
        """Where this one leads."""
        return self.page.format(*page_ids)

    def group_key(self, entity_id: UUID) -> str | None:
        """What this one is counted with."""
        return None if self.group is None else self.group.format(entity_id)


class NotificationType(StrEnum):
    """Why a person is notified."""

    told: Told

    def __new__(cls, value: str, told: Told) -> Self:
        """A member: its name on the wire, and what it tells."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.told = told
        return member

    POST_LIKE = (
        "POST_LIKE",
        Told(
            title=Words("New like", "ការចូលចិត្តថ្មី"),
            message=Words("{who} liked your post", "{who} បានចូលចិត្តការបង្ហោះរបស់អ្នក"),
            entity="post",
            page="/posts/{}",
            group="post_like:{}",
            once_each=True,
        ),
    )
    POST_REACTION = (
        "POST_REACTION",
        Told(
            title=Words("New reaction", "ប្រតិកម្មថ្មី"),
            message=Words("{who} reacted to your post", "{who} បានបញ្ចេញប្រតិកម្មលើការបង្ហោះរបស់អ្នក"),
            entity="post",
            page="/posts/{}",
            # Together with likes: who changes from one to the other is no news.
            group="post_like:{}",
            once_each=True,
        ),
    )
    POST_SHARE = (
        "POST_SHARE",
        Told(
            title=Words("New share", "ការចែករំលែកថ្មី"),
            message=Words("{who} shared your post", "{who} បានចែករំលែកការបង្ហោះរបស់អ្នក"),
            entity="post",
            page="/posts/{}",
            group="post_share:{}",
            once_each=True,
        ),
    )
    COMMENT_LIKE = (
        "COMMENT_LIKE",
        Told(
            title=Words("Your comment is liked", "មតិរបស់អ្នកត្រូវបានចូលចិត្ត"),
            message=Words("{who} liked your comment", "{who} បានចូលចិត្តមតិរបស់អ្នក"),
            entity="comment",
            page="/posts/{}",
            group="comment_like:{}",
            once_each=True,
        ),
    )
    MENTION = (
        "MENTION",
        Told(
            title=Words("You were mentioned", "មានគេលើកឈ្មោះអ្នក"),
            message=Words("{who} mentioned you", "{who} បានលើកឈ្មោះអ្នក"),
            entity="post",
            page="/posts/{}",
        ),
    )
    POST_COMMENT = (
        "POST_COMMENT",
        Told(
            title=Words("New comment", "មតិយោបល់ថ្មី"),
            message=Words("{who} commented on your post", "{who} បានផ្ដល់មតិលើការបង្ហោះរបស់អ្នក"),
            entity="post",
            page="/posts/{}",
            group="post_comment:{}",
        ),
    )
    COMMENT_REPLY = (
        "COMMENT_REPLY",
        Told(
            title=Words("New reply", "ការឆ្លើយតបថ្មី"),
            message=Words("{who} replied to your comment", "{who} បានឆ្លើយតបមតិរបស់អ្នក"),
            entity="comment",
            page="/posts/{}",
            group="comment_reply:{}",
        ),
    )
    NEW_FOLLOWER = (
        "NEW_FOLLOWER",
        Told(
            title=Words("New follower", "អ្នកតាមដានថ្មី"),
            message=Words("{who} started following you", "{who} បានចាប់ផ្ដើមតាមដានអ្នក"),
            entity="user",
            page="/people/{}",
            group="new_follower",
            once_each=True,
        ),
    )
    FOLLOW_REQUEST = (
        "FOLLOW_REQUEST",
        Told(
            title=Words("New request", "សំណើថ្មី"),
            message=Words("{who} asks to follow you", "{who} សុំតាមដានអ្នក"),
            entity="user",
            page="/people/{}",
            group="follow_request",
            once_each=True,
        ),
    )
    FOLLOW_ACCEPTED = (
        "FOLLOW_ACCEPTED",
        Told(
            title=Words("Your request was accepted", "សំណើរបស់អ្នកត្រូវបានទទួលយក"),
            message=Words("{who} lets you follow them", "{who} បានអនុញ្ញាតឱ្យអ្នកតាមដាន"),
            entity="user",
            page="/people/{}",
        ),
    )
    CLUB_REQUEST = (
        "CLUB_REQUEST",
        Told(
            title=Words("Request to join a club", "សំណើចូលក្លឹប"),
            message=Words("{who} asks to join your club", "{who} សុំចូលក្លឹបរបស់អ្នក"),
            entity="club",
            page="/clubs/{}",
            group="club_request:{}",
            once_each=True,
        ),
    )
    CLUB_INVITATION = (
        "CLUB_INVITATION",
        Told(
            title=Words("Invitation to a club", "ការអញ្ជើញចូលក្លឹប"),
            message=Words("{who} invites you to a club", "{who} អញ្ជើញអ្នកចូលក្លឹប"),
            entity="club",
            page="/clubs/{}",
        ),
    )
    CLUB_JOINED = (
        "CLUB_JOINED",
        Told(
            title=Words("You are in the club", "អ្នកបានចូលក្លឹប"),
            message=Words("{who} let you into a club", "{who} បានអនុញ្ញាតឱ្យអ្នកចូលក្លឹប"),
            entity="club",
            page="/clubs/{}",
        ),
    )
    QUESTION_ANSWERED = (
        "QUESTION_ANSWERED",
        Told(
            title=Words("Your question was answered", "សំណួររបស់អ្នកបានទទួលចម្លើយ"),
            message=Words("{who} answered your question", "{who} បានឆ្លើយសំណួររបស់អ្នក"),
            entity="question",
            page="/boards/{}",
            group="question_answered:{}",
            once_each=True,
        ),
    )
    COURSE_ADDED = (
        "COURSE_ADDED",
        Told(
            title=Words("A new course", "វគ្គសិក្សាថ្មី"),
            message=Words("{who} added you to a course", "{who} បានបញ្ចូលអ្នកក្នុងវគ្គសិក្សា"),
            entity="course",
            page="/courses/{}",
            owed=True,
        ),
    )
    COURSE_JOINED = (
        "COURSE_JOINED",
        Told(
            title=Words("New in your course", "អ្នកចូលរៀនថ្មី"),
            message=Words("{who} joined your course", "{who} បានចូលរៀនវគ្គសិក្សារបស់អ្នក"),
            entity="course",
            page="/courses/{}",
            group="course_joined:{}",
            once_each=True,
            needs=Permission.COURSES_UPDATE,
            priority=Priority.LOW,
        ),
    )
    COURSE_UPDATE = (
        "COURSE_UPDATE",
        Told(
            title=Words("News in your course", "ដំណឹងក្នុងវគ្គសិក្សារបស់អ្នក"),
            entity="course",
            page="/courses/{}",
        ),
    )
    ASSIGNMENT_CREATED = (
        "ASSIGNMENT_CREATED",
        Told(
            title=Words("New assignment", "កិច្ចការថ្មី"),
            entity="assignment",
            page="/assignments/{}",
        ),
    )
    ASSIGNMENT_DUE = (
        "ASSIGNMENT_DUE",
        Told(
            title=Words("Due soon", "ជិតដល់ពេលប្រគល់"),
            entity="assignment",
            page="/assignments/{}",
            priority=Priority.HIGH,
        ),
    )
    ASSIGNMENT_MISSING = (
        "ASSIGNMENT_MISSING",
        Told(
            title=Words("Missing work", "កិច្ចការដែលខ្វះ"),
            entity="assignment",
            page="/assignments/{}",
        ),
    )
    ASSIGNMENT_GRADED = (
        "ASSIGNMENT_GRADED",
        Told(
            title=Words("Your work was graded", "កិច្ចការរបស់អ្នកត្រូវបានដាក់ពិន្ទុ"),
            # Nothing of the grade: a notification is shown on locked screens.
            message=Words("{who} graded your work", "{who} បានដាក់ពិន្ទុកិច្ចការរបស់អ្នក"),
            entity="assignment",
            page="/assignments/{}",
            group="assignment_graded:{}",
            once_each=True,
            owed=True,
        ),
    )
    CHILD_GRADED = (
        "CHILD_GRADED",
        Told(
            title=Words("Your child's work was graded", "កិច្ចការរបស់កូនអ្នកត្រូវបានដាក់ពិន្ទុ"),
            entity="assignment",
            page="/courses/{}/grades?student={}",
            owed=True,
        ),
    )
    CHILD_MISSING = (
        "CHILD_MISSING",
        Told(
            title=Words("Your child's work is missing", "កិច្ចការរបស់កូនអ្នកខ្វះ"),
            entity="assignment",
            page="/courses/{}/grades?student={}",
        ),
    )
    SUBMISSION_RECEIVED = (
        "SUBMISSION_RECEIVED",
        Told(
            title=Words("Work was handed in", "មានការប្រគល់កិច្ចការ"),
            message=Words("{who} handed in work", "{who} បានប្រគល់កិច្ចការ"),
            entity="assignment",
            page="/assignments/{}/grade",
            group="submission:{}",
            once_each=True,
            needs=Permission.COURSES_UPDATE,
            priority=Priority.LOW,
        ),
    )
    WORK_COMMENT = (
        "WORK_COMMENT",
        Told(
            title=Words("A comment on your work", "មតិលើកិច្ចការរបស់អ្នក"),
            message=Words("{who} wrote about your work", "{who} បានសរសេរអំពីកិច្ចការរបស់អ្នក"),
            entity="assignment",
            page="/assignments/{}",
            group="work_comment:{}",
            owed=True,
        ),
    )
    WORK_QUESTION = (
        "WORK_QUESTION",
        Told(
            title=Words("A student wrote about their work", "សិស្សបានសរសេរអំពីកិច្ចការ"),
            message=Words("{who} wrote about their work", "{who} បានសរសេរអំពីកិច្ចការរបស់ខ្លួន"),
            entity="assignment",
            page="/assignments/{}/grade",
            group="work_question:{}",
            owed=True,
            needs=Permission.COURSES_UPDATE,
        ),
    )
    SCHOOL_ANNOUNCEMENT = (
        "SCHOOL_ANNOUNCEMENT",
        Told(
            title=Words("News from your school", "ដំណឹងពីសាលារបស់អ្នក"),
            entity="announcement",
            page="/announcements",
            owed=True,
        ),
    )
    SCHOOL_ANNOUNCEMENT_URGENT = (
        "SCHOOL_ANNOUNCEMENT_URGENT",
        Told(
            title=Words("Urgent news from your school", "ដំណឹងបន្ទាន់ពីសាលារបស់អ្នក"),
            entity="announcement",
            page="/announcements",
            owed=True,
            priority=Priority.URGENT,
        ),
    )
    MESSAGE_RECEIVED = (
        "MESSAGE_RECEIVED",
        Told(
            title=Words("New message", "សារថ្មី"),
            # Nothing of what it says: a notification is shown on locked screens.
            message=Words("{who} wrote to you", "{who} បានផ្ញើសារមកអ្នក"),
            entity="conversation",
            page="/messages/{}",
            group="message:{}",
        ),
    )
    MESSAGE_REMINDER = (
        "MESSAGE_REMINDER",
        Told(
            title=Words("Reminder of a message", "រំលឹកអំពីសារ"),
            entity="conversation",
            page="/messages/{}",
        ),
    )
    ANNOUNCEMENT = (
        "ANNOUNCEMENT",
        Told(
            title=Words("Your school asks", "សាលារបស់អ្នកសួរ"),
            entity="pulse",
            page="/pulses/{}",
        ),
    )
    EXPORT_READY = (
        "EXPORT_READY",
        Told(
            title=Words("Your data is ready", "ទិន្នន័យរបស់អ្នករួចរាល់ហើយ"),
            entity="export",
            page="/settings",
        ),
    )
    CONTENT_REMOVED = (
        "CONTENT_REMOVED",
        Told(
            title=Words("Something of yours was removed", "មាតិការបស់អ្នកត្រូវបានដកចេញ"),
            entity="moderation_case",
            page="/moderation",
            owed=True,
        ),
    )
    WARNING = (
        "WARNING",
        Told(
            title=Words("A warning from your school", "ការព្រមានពីសាលារបស់អ្នក"),
            entity="moderation_case",
            page="/moderation",
            owed=True,
            priority=Priority.HIGH,
        ),
    )
    APPEAL_DECIDED = (
        "APPEAL_DECIDED",
        Told(
            title=Words("Your appeal was looked at", "បណ្ដឹងតវ៉ារបស់អ្នកត្រូវបានពិនិត្យ"),
            entity="moderation_case",
            page="/moderation",
            owed=True,
        ),
    )
    WEBHOOK_DISABLED = (
        "WEBHOOK_DISABLED",
        Told(
            title=Words("A webhook was switched off", "webhook មួយត្រូវបានបិទ"),
            entity="webhook",
            page="/school/functions",
            owed=True,
            needs=Permission.WEBHOOKS_MANAGE,
            priority=Priority.HIGH,
        ),
    )
    REPORT_REVIEWED = (
        "REPORT_REVIEWED",
        Told(
            title=Words("Your report was looked at", "របាយការណ៍របស់អ្នកត្រូវបានពិនិត្យ"),
            entity="moderation_case",
            page="/",
        ),
    )
    ATTENDANCE_ALERT = (
        "ATTENDANCE_ALERT",
        Told(
            title=Words("Attendance", "វត្តមាន"),
            entity="student",
            page="/children/{}",
            priority=Priority.HIGH,
        ),
    )
    REGISTER_WANTED = (
        "REGISTER_WANTED",
        Told(
            title=Words("Attendance is not taken yet", "មិនទាន់បានធ្វើបញ្ជីវត្តមាន"),
            entity="class",
            page="/classes/{}/attendance",
            needs=Permission.ATTENDANCE_MARK,
        ),
    )
    TIMETABLE_CHANGED = (
        "TIMETABLE_CHANGED",
        Told(
            title=Words("The timetable has changed", "កាលវិភាគបានផ្លាស់ប្ដូរ"),
            entity="timetable",
            page="/timetable",
        ),
    )
    AT_RISK = (
        "AT_RISK",
        Told(
            title=Words("Pupils who are often absent", "សិស្សអវត្តមានញឹកញាប់"),
            entity="class",
            page="/classes/{}",
            needs=Permission.ATTENDANCE_MARK,
        ),
    )
    GRADE_POSTED = (
        "GRADE_POSTED",
        Told(title=Words("New marks", "ពិន្ទុថ្មី"), entity="student", page="/marks/pupils/{}"),
    )
    REPORT_CARD_ISSUED = (
        "REPORT_CARD_ISSUED",
        Told(
            title=Words("Report card", "ព្រឹត្តិបត្រពិន្ទុ"),
            entity="student",
            page="/marks/pupils/{}",
        ),
    )
    CLAIM_CODES_ENDING = (
        "CLAIM_CODES_ENDING",
        Told(
            title=Words("Claim codes end soon", "លេខកូដចូលសាលាជិតផុតកំណត់"),
            entity="tenant",
            page="/school/codes",
            needs=Permission.CLAIM_CODES_MANAGE,
        ),
    )
    MODERATION = (
        "MODERATION",
        Told(
            title=Words("Your post was changed", "ការបង្ហោះរបស់អ្នកត្រូវបានកែ"),
            message=Words("{who} changed your post", "{who} បានកែការបង្ហោះរបស់អ្នក"),
            entity="post",
            page="/posts/{}",
            owed=True,
        ),
    )
    POST_REMOVED = (
        "POST_REMOVED",
        Told(
            title=Words("Your post was removed", "ការបង្ហោះរបស់អ្នកត្រូវបានដកចេញ"),
            message=Words("{who} removed your post", "{who} បានដកការបង្ហោះរបស់អ្នកចេញ"),
            entity="post",
            page="/",
            owed=True,
        ),
    )
