"""What path variables name: things that the caller may use, and things that are closed to them."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update

from infra.postgres.clubs.tables import club_members
from infra.postgres.learning.assignment_tables import assignments, submission_attempts
from infra.postgres.notifications.tables import notifications
from infra.postgres.people.device_tables import device_keys, device_tokens
from infra.postgres.platform.export_tables import data_exports
from infra.postgres.school.tables import students
from shared.http.route import Route
from shared.identity.types import TokenPurpose
from shared.realtime.connections import new_connection_id
from tests.areas.boards.factories.boards import (
    board_of,
    make_board,
    make_board_poll,
    make_question,
    make_tag,
)
from tests.areas.clubs.factories.clubs import make_club
from tests.areas.identity.factories.factors import insert_key, with_password
from tests.areas.identity.factories.keys import insert_api_key
from tests.areas.identity.factories.links import mailed_link
from tests.areas.identity.factories.paper import pupil_of, strange_pupil
from tests.areas.identity.factories.providers import insert_provider
from tests.areas.learning.factories.assignments import (
    make_banked,
    make_extension,
    make_submission,
    make_work,
)
from tests.areas.learning.factories.courses import (
    course,
    make_certificate,
    make_course_member,
    make_faq,
    make_lesson,
    make_resource,
    set_board_scope,
)
from tests.areas.learning.factories.quizzes import make_attempt, make_banked_question, make_quiz
from tests.areas.live.factories.games import make_live_game, make_live_seat
from tests.areas.media.factories.uploads import make_upload
from tests.areas.messaging.factories.conversations import make_group, make_message
from tests.areas.moderation.factories.cases import make_case
from tests.areas.people.factories.people import (
    act_for,
    make_class,
    make_member,
    make_session,
    new_id,
)
from tests.areas.school.factories.announcements import make_announcement
from tests.areas.school.factories.attendance import make_event, make_notice
from tests.areas.school.factories.imports import make_import
from tests.areas.school.factories.marks import Marks, make_card, make_locked_sheet, make_marks
from tests.areas.school.factories.pulses import make_pulse
from tests.areas.school.factories.timetable import make_lesson as make_slot
from tests.areas.school.factories.years import (
    enrol,
    make_class_of,
    make_grade,
    make_guardian,
    make_student,
    make_subject,
    make_year,
)
from tests.areas.social.factories.posts import make_comment, make_follow, make_post
from tests.areas.tenants.factories.schools import (
    make_assignment,
    make_claim_code,
    make_invitation,
)
from tests.support.api import Api
from tests.support.oidc import Issuer
from tests.support.scene import Member

Named = UUID | Mapping[str, object]
"""The value of all variables, or of each."""


@dataclass(frozen=True, slots=True)
class Things:
    """The things that a path model names.

    ``usable`` makes one that the caller may use, ``closed`` things of the caller's own school that
    look like nothing to them; ``because`` says why there are none. ``open`` names variables of the
    closed ones that the caller may know: the quiz of another's attempt. ``everywhere``: the thing
    is no school's, or the caller may use those of every school.
    """

    usable: Callable[[Api, Member], Named]
    closed: Mapping[str, Callable[[Api, Member], Named]] | None = None
    because: str = ""
    open: tuple[str, ...] = ()
    everywhere: bool = False


def targets(api: Api, route: Route, member: Member) -> dict[str, str]:
    """Path variables that name things which the person may use."""
    if route.path is None:
        return {}
    return variables(route, (_USABLE.get(route.name) or things_of(route).usable)(api, member))


@functools.cache
def guards_issuer() -> Issuer:
    """A provider of sign-ins, for as long as the process lives."""
    return Issuer()


def mailed_targets(api: Api, route: Route) -> dict[str, str]:
    """What the path of a public route names: the token of a link in a mail."""
    if route.path is not None and route.path.__name__ == "InvitationTokenPath":
        return {"token": invitation_to(api, f"{new_id().hex}@example.test")}
    if route.path is not None and route.path.__name__ == "ProviderPath":
        return {"provider": insert_provider(api, guards_issuer().url, school_id=api.tenant().id)}
    if route.path is not None and route.path.__name__ == "CertificatePath":
        member = api.member()
        return {"code": certificate(api, member, anothers_course(api, member))}
    if route.path is not None and route.path.__name__ == "CardCodePath":
        with api.scene() as connection:
            return {"code": make_card(connection, make_marks(api, member=api.member("TEACHER")))}
    if route.path is None or route.path.__name__ != "TokenPath":
        return {}
    reset = route.name == "auth_reset_password"
    purpose = TokenPurpose.RESET if reset else TokenPurpose.CONFIRM
    return {"token": mailed_link(api, api.member().user.email, purpose)}


def invitation_to(api: Api, email: str) -> str:
    """The token of an invitation into another school."""
    admin = api.member("ADMIN")
    with api.scene() as connection:
        return make_invitation(
            connection, tenant_id=admin.tenant.id, created_by=admin.id, email=email
        )[1]


def closed_targets(api: Api, route: Route, member: Member) -> dict[str, dict[str, str]]:
    """Path variables that name what is closed to the person, by what is in the way."""
    made = things_of(route).closed or {}
    return {name: variables(route, make(api, member)) for name, make in made.items()}


def things_of(route: Route) -> Things:
    assert route.path is not None
    found = THINGS.get(route.path.__name__)
    assert found is not None, f"tell tests/guards/targets.py what {route.path.__name__} names"
    return found


def variables(route: Route, named: Named) -> dict[str, str]:
    each = dict.fromkeys(route.path_variables, named) if isinstance(named, UUID) else named
    return {name: str(each[name]) for name in route.path_variables}


def colleague(api: Api, member: Member) -> UUID:
    with api.scene() as connection:
        return make_member(connection, tenant_id=member.tenant.id).id


_graded: dict[UUID, Marks] = {}


def graded_class(api: Api, member: Member) -> Marks:
    """The one class with marks of the person's school, which they teach."""
    if member.id not in _graded:
        marks = _graded[member.id] = make_marks(api, member=member)
        with api.scene() as connection:
            make_locked_sheet(connection, marks, ("40", "30", "20"))
            make_card(connection, marks)
        if member.role == "PARENT":
            make_guardian_of(api, member, marks.pupils)
        if member.role == "STUDENT":
            make_pupil_of(api, member, marks.pupils[0])
    return _graded[member.id]


def make_guardian_of(api: Api, member: Member, pupils: list[UUID]) -> None:
    """Let the person be the guardian of these pupils."""
    with api.scene() as connection:
        make_guardian(connection, member.tenant.id, *pupils, user_id=member.id)


def make_pupil_of(api: Api, member: Member, student_id: UUID) -> None:
    """Let the person be this pupil."""
    with api.scene() as connection:
        change = update(students).where(students.c.id == student_id)
        connection.execute(change.values(user_id=member.id))


def teacher(api: Api, member: Member) -> UUID:
    """Somebody to whom everybody of the person's school may write."""
    with api.scene() as connection:
        return make_member(connection, tenant_id=member.tenant.id, role="TEACHER").id


def _pupil_of_another(api: Api, member: Member) -> UUID:
    with api.scene() as connection:
        return make_student(connection, member.tenant.id)


def strangers_class(api: Api, member: Member) -> UUID:
    """A class of the person's school with which they have nothing to do."""
    with api.scene() as connection:
        return make_class(connection, tenant_id=member.tenant.id)


def post(api: Api, member: Member) -> UUID:
    return _post(api, member, member.id)


def _post(api: Api, member: Member, author_id: UUID, **columns: Any) -> UUID:
    with api.scene() as connection:
        return make_post(connection, tenant_id=member.tenant.id, author_id=author_id, **columns)


def _post_of_class(api: Api, member: Member) -> UUID:
    class_id = strangers_class(api, member)
    return _post(api, member, colleague(api, member), visibility="CLASS", class_id=class_id)


def _post_of_another(api: Api, member: Member) -> UUID:
    return _post(api, member, colleague(api, member), visibility="PRIVATE")


def _asking(api: Api, member: Member, following_id: UUID | None = None) -> UUID:
    """Somebody who asks to follow the person, or somebody else."""
    follower = colleague(api, member)
    with api.scene() as connection:
        make_follow(
            connection,
            tenant_id=member.tenant.id,
            follower_id=follower,
            following_id=following_id or member.id,
            status="PENDING",
        )
    return follower


def _keys(api: Api, member: Member, user_id: UUID | None = None) -> UUID:
    """A device of the person that has published keys, or of somebody else."""
    device_id, raw = new_id(), bytes(32)
    row = {
        "user_id": user_id or member.id,
        "device_id": device_id,
        "identity_key": raw,
        "prekey_id": 1,
        "prekey": raw,
        "prekey_signature": bytes(64),
        "identity_changed_at": datetime.now(UTC),
    }
    with api.scene() as connection:
        connection.execute(insert(device_keys).values(row))
    return device_id


def _push_device(api: Api, member: Member, user_id: UUID | None = None) -> UUID:
    """A device to which pushes to the person go, or to somebody else."""
    device_id = new_id()
    row = {
        "id": device_id,
        "user_id": user_id or member.id,
        "family_id": new_id(),
        "platform": "IOS",
        "token": str(device_id),
        "token_hash": device_id.bytes,
    }
    with api.scene() as connection:
        connection.execute(insert(device_tokens).values(row))
    return device_id


def _export(api: Api, member: Member, user_id: UUID | None = None) -> UUID:
    """An archive of the person's data, or of somebody else's, that is being made."""
    export_id = new_id()
    row = {"tenant_id": member.tenant.id, "id": export_id, "user_id": user_id or member.id}
    with api.scene() as connection:
        connection.execute(insert(data_exports).values(row))
    return export_id


def _notification(api: Api, member: Member, user_id: UUID | None = None) -> UUID:
    notification_id = new_id()
    values = {
        "tenant_id": member.tenant.id,
        "id": notification_id,
        "user_id": user_id or member.id,
        "type": "POST_LIKE",
        "title": "New like",
        "message": "Sok liked your post",
    }
    with api.scene() as connection:
        connection.execute(insert(notifications).values(values))
    return notification_id


def _quiz(api: Api, member: Member, author_id: UUID | None = None, **columns: Any) -> UUID:
    with api.scene() as connection:
        return make_quiz(
            connection, tenant_id=member.tenant.id, author_id=author_id or member.id, **columns
        )


def _draft_of_another(api: Api, member: Member) -> UUID:
    return _quiz(api, member, colleague(api, member), status="DRAFT")


def _finished_attempt(api: Api, member: Member, **quiz: Any) -> Mapping[str, UUID]:
    quiz_id = _quiz(api, member, **quiz)
    with api.scene() as connection:
        attempt_id = make_attempt(
            connection,
            tenant_id=member.tenant.id,
            quiz_id=quiz_id,
            user_id=colleague(api, member),
            submitted_at=datetime.now(UTC),
            score=0,
            points_earned=0,
        )
    return {"id": quiz_id, "attemptId": attempt_id}


def _attempt_of_anothers_quiz(api: Api, member: Member) -> Mapping[str, UUID]:
    return _finished_attempt(api, member, author_id=colleague(api, member), status="DRAFT")


def banked_question(api: Api, member: Member, owner_id: UUID) -> UUID:
    with api.scene() as connection:
        return make_banked_question(connection, tenant_id=member.tenant.id, owner_id=owner_id)


def _attempt(api: Api, member: Member, user_id: UUID | None = None) -> Mapping[str, UUID]:
    quiz_id = _quiz(api, member)
    with api.scene() as connection:
        attempt_id = make_attempt(
            connection,
            tenant_id=member.tenant.id,
            quiz_id=quiz_id,
            user_id=user_id or member.id,
        )
    return {"id": quiz_id, "attemptId": attempt_id}


def own_course(api: Api, member: Member, **columns: Any) -> UUID:
    """A course that the person owns."""
    return _course_of(api, member, member.id, **columns)


def _course_of(api: Api, member: Member, owner_id: UUID, **columns: Any) -> UUID:
    with api.scene() as connection:
        return course(connection, tenant_id=member.tenant.id, owner_id=owner_id, **columns)


def anothers_course(api: Api, member: Member, **columns: Any) -> UUID:
    """A course of a colleague's, which the person may find."""
    return _course_of(api, member, colleague(api, member), **columns)


def _course_to_publish(api: Api, member: Member) -> UUID:
    course_id = own_course(api, member, published_at=None)
    with api.scene() as connection:
        make_lesson(connection, tenant_id=member.tenant.id, course_id=course_id)
    return course_id


def _course_to_leave(api: Api, member: Member) -> UUID:
    return anothers_course(api, member, students=(member.id,))


def _draft_course(api: Api, member: Member) -> UUID:
    return anothers_course(api, member, published_at=None)


def _in_course(api: Api, member: Member, course_id: UUID) -> Mapping[str, UUID]:
    pupil = colleague(api, member)
    with api.scene() as connection:
        make_course_member(
            connection, tenant_id=member.tenant.id, course_id=course_id, user_id=pupil
        )
    return {"id": course_id, "userId": pupil}


def _lesson(api: Api, member: Member, course_id: UUID, **columns: Any) -> UUID:
    with api.scene() as connection:
        return make_lesson(connection, tenant_id=member.tenant.id, course_id=course_id, **columns)


def _lesson_to_publish(api: Api, member: Member) -> UUID:
    return _lesson(api, member, own_course(api, member), published_at=None)


def _lesson_to_do(api: Api, member: Member) -> UUID:
    """The only lesson of a course in which the person studies."""
    return _lesson(api, member, anothers_course(api, member, students=(member.id,)))


def _resource(api: Api, member: Member, lesson_id: UUID) -> Mapping[str, UUID]:
    with api.scene() as connection:
        made = make_resource(connection, tenant_id=member.tenant.id, lesson_id=lesson_id)
    return {"id": lesson_id, "resourceId": made}


def _faq(api: Api, member: Member, course_id: UUID) -> Mapping[str, UUID]:
    with api.scene() as connection:
        made = make_faq(
            connection,
            tenant_id=member.tenant.id,
            course_id=course_id,
            promoted_by=colleague(api, member),
        )
    return {"id": course_id, "entryId": made}


def _question_to_promote(api: Api, member: Member) -> UUID:
    board_id, course_id = board(api, member), own_course(api, member)
    with api.scene() as connection:
        set_board_scope(connection, board_id, course_id)
    return question(api, member, status="ANSWERED", response_text="So it is.")


def _course_with_certificate(api: Api, member: Member) -> UUID:
    course_id = anothers_course(api, member, students=(member.id,))
    certificate(api, member, course_id)
    return course_id


def certificate(api: Api, member: Member, course_id: UUID) -> str:
    """The code of what the person has earned in the course."""
    with api.scene() as connection:
        return make_certificate(
            connection, tenant_id=member.tenant.id, course_id=course_id, user_id=member.id
        )


def _club(api: Api, member: Member, owner_id: UUID | None = None, **columns: Any) -> UUID:
    """A club of the person's, or of somebody else's."""
    with api.scene() as connection:
        return make_club(
            connection, tenant_id=member.tenant.id, owner_id=owner_id or member.id, **columns
        )


def _joined_club(api: Api, member: Member) -> UUID:
    """A club of somebody else's in which the person is."""
    club_id = _club(api, member, colleague(api, member))
    row = {"tenant_id": member.tenant.id, "club_id": club_id, "user_id": member.id}
    with api.scene() as connection:
        connection.execute(insert(club_members).values(row))
    return club_id


def _closed_club(api: Api, member: Member) -> UUID:
    return _club(api, member, colleague(api, member), mode="INVITE_ONLY")


def _device(api: Api, member: Member, user_id: UUID | None = None) -> UUID:
    with api.scene() as connection:
        return make_session(connection, tenant_id=member.tenant.id, user_id=user_id or member.id)


def _assignment(api: Api, member: Member, role: str = "MODERATOR") -> UUID:
    with api.scene() as connection:
        return make_assignment(
            connection, tenant_id=member.tenant.id, user_id=colleague(api, member), role=role
        )


def _invitation(api: Api, member: Member) -> UUID:
    with api.scene() as connection:
        return make_invitation(
            connection,
            tenant_id=member.tenant.id,
            created_by=member.id,
            email=f"{new_id().hex}@example.test",
        )[0]


def _claim_code(api: Api, member: Member) -> UUID:
    with api.scene() as connection:
        return make_claim_code(connection, tenant_id=member.tenant.id, created_by=member.id)[0]


def _operation(api: Api, member: Member) -> UUID:
    return _assignment(api, member, "PLATFORM_ADMIN")


def _pulse(api: Api, member: Member) -> UUID:
    with api.scene() as connection:
        return make_pulse(connection, tenant_id=member.tenant.id, author_id=member.id)


def _announcement(api: Api, member: Member) -> UUID:
    with api.scene() as connection:
        return make_announcement(connection, tenant_id=member.tenant.id, author_id=member.id)


def _import(api: Api, member: Member) -> UUID:
    year_id = class_year(api, member)
    with api.scene() as connection:
        return make_import(
            connection, tenant_id=member.tenant.id, created_by=member.id, year_id=year_id
        )


def file_to_import(api: Api, member: Member) -> UUID:
    """An upload of the person's for an import."""
    with api.scene() as connection:
        return make_upload(
            connection, tenant_id=member.tenant.id, owner_id=member.id, purpose="IMPORT"
        )


def class_year(api: Api, member: Member) -> UUID:
    """A new year of the person's school."""
    with api.scene() as connection:
        return make_year(connection, member.tenant.id).id


def year_after(api: Api, member: Member) -> UUID:
    """A year of the person's school behind all others."""
    later = {"start_date": date(2090, 11, 1), "end_date": date(2091, 8, 31)}
    with api.scene() as connection:
        return make_year(connection, member.tenant.id, **later).id


def grade(api: Api, member: Member) -> UUID:
    """A new grade of the person's school."""
    with api.scene() as connection:
        return make_grade(connection, member.tenant.id, code=new_id().hex[-12:])


def subject(api: Api, member: Member) -> UUID:
    """A new subject of the person's school."""
    with api.scene() as connection:
        return make_subject(connection, member.tenant.id)


def pupil(api: Api, member: Member, **columns: Any) -> UUID:
    """The record of a pupil of the person's school."""
    with api.scene() as connection:
        return make_student(connection, member.tenant.id, **columns)


def class_of_year(api: Api, member: Member, **columns: Any) -> UUID:
    """A class of a new year of the person's school."""
    with api.scene() as connection:
        year = make_year(connection, member.tenant.id)
        return make_class_of(connection, member.tenant.id, year_id=year.id, **columns)


def _tied_guardian(api: Api, member: Member) -> Mapping[str, UUID]:
    student_id = pupil(api, member)
    with api.scene() as connection:
        return {
            "id": student_id,
            "guardianId": make_guardian(connection, member.tenant.id, student_id),
        }


def known_guardian(api: Api, member: Member) -> UUID:
    """A guardian whom the school knows, with an account."""
    parent = colleague(api, member)
    with api.scene() as connection:
        return make_guardian(connection, member.tenant.id, user_id=parent)


def taught_class(api: Api, member: Member, **columns: Any) -> UUID:
    """A class of a long year that the person leads, unless told."""
    long = {"start_date": date(2020, 1, 1), "end_date": date(2099, 12, 31)}
    with api.scene() as connection:
        year = make_year(connection, member.tenant.id, **long)
        given = {"homeroom_teacher_id": member.id, **columns}
        return make_class_of(connection, member.tenant.id, year_id=year.id, **given)


def _child(api: Api, member: Member) -> UUID:
    """A pupil whose guardian the person is."""
    student_id = pupil(api, member)
    with api.scene() as connection:
        make_guardian(connection, member.tenant.id, student_id, user_id=member.id)
    return student_id


def _notice(api: Api, member: Member, student_id: UUID) -> Mapping[str, UUID]:
    with api.scene() as connection:
        notice_id = make_notice(connection, member.tenant.id, student_id, member.id)
    return {"id": student_id, "noticeId": notice_id}


def _calendar_event(api: Api, member: Member, class_id: UUID) -> UUID:
    with api.scene() as connection:
        return make_event(connection, member.tenant.id, member.id, class_id=class_id)


def _slot(api: Api, member: Member) -> UUID:
    class_id = taught_class(api, member)
    with api.scene() as connection:
        return make_slot(connection, member.tenant.id, class_id=class_id)


def _enrolled(api: Api, member: Member) -> Mapping[str, UUID]:
    student_id, school = pupil(api, member), member.tenant.id
    with api.scene() as connection:
        year = make_year(connection, school)
        class_id = make_class_of(connection, school, year_id=year.id)
        enrol(connection, school, year_id=year.id, class_id=class_id, student_id=student_id)
    return {"id": class_id, "studentId": student_id}


def board(api: Api, member: Member) -> UUID:
    """The one board of the person's school, which they own."""
    with api.scene() as connection:
        found = board_of(connection, member.tenant.id)
        if found is not None:
            return found
        return make_board(connection, tenant_id=member.tenant.id, owner_id=member.id)


def _board_of_class(api: Api, member: Member) -> UUID:
    class_id, owner = strangers_class(api, member), colleague(api, member)
    with api.scene() as connection:
        return make_board(
            connection,
            tenant_id=member.tenant.id,
            owner_id=owner,
            scope_type="CLASS",
            scope_id=class_id,
        )


def question(api: Api, member: Member, **columns: Any) -> UUID:
    """A question of the person's on their board."""
    return _question_on(api, member, board(api, member), member.id, **columns)


def _question_on(api: Api, member: Member, board_id: UUID, author_id: UUID, **columns: Any) -> UUID:
    with api.scene() as connection:
        return make_question(
            connection,
            tenant_id=member.tenant.id,
            board_id=board_id,
            author_id=author_id,
            **columns,
        )


def _question_of_class(api: Api, member: Member) -> UUID:
    return _question_on(api, member, _board_of_class(api, member), colleague(api, member))


def _question_under_review(api: Api, member: Member) -> UUID:
    other = colleague(api, member)
    with api.scene() as connection:
        board_id = make_board(connection, tenant_id=member.tenant.id, owner_id=other)
    return _question_on(api, member, board_id, other, status="UNDER_REVIEW")


def _tagged(api: Api, member: Member, question_id: UUID) -> Mapping[str, UUID]:
    with api.scene() as connection:
        tag_id = make_tag(connection, tenant_id=member.tenant.id, on=question_id)
    return {"id": question_id, "tagId": tag_id}


def tag(api: Api, member: Member) -> UUID:
    with api.scene() as connection:
        return make_tag(connection, tenant_id=member.tenant.id)


def _board_guest(api: Api, member: Member, board_id: UUID) -> Mapping[str, UUID]:
    return {"id": board_id, "guestId": api.guest(member.tenant, f"board:{board_id}").id}


def _poll(api: Api, member: Member, board_id: UUID) -> UUID:
    with api.scene() as connection:
        return make_board_poll(connection, tenant_id=member.tenant.id, board_id=board_id)


def _upload(api: Api, member: Member, owner_id: UUID | None = None) -> UUID:
    with api.scene() as connection:
        return make_upload(connection, tenant_id=member.tenant.id, owner_id=owner_id or member.id)


def _hosted(**columns: Any) -> Callable[[Api, Member], Named]:
    """A live game of the person's, with one player."""

    def make(api: Api, member: Member) -> Named:
        player, school = colleague(api, member), member.tenant.id
        with api.scene() as connection:
            game_id, code = make_live_game(
                connection, tenant_id=school, host_id=member.id, **columns
            )
            seat_id = make_live_seat(connection, tenant_id=school, game_id=game_id, user_id=player)
        return {"code": code, "participantId": seat_id}

    return make


def _joined(**columns: Any) -> Callable[[Api, Member], Named]:
    """A live game of somebody else's in which the person has a seat."""

    def make(api: Api, member: Member) -> Named:
        host, school = colleague(api, member), member.tenant.id
        with api.scene() as connection:
            game_id, code = make_live_game(connection, tenant_id=school, host_id=host, **columns)
            make_live_seat(connection, tenant_id=school, game_id=game_id, user_id=member.id)
        return {"code": code}

    return make


def _hosting_a_guest(api: Api, member: Member) -> Named:
    """A live game of the person's, with one guest."""
    with api.scene() as connection:
        school = member.tenant.id
        game_id, code = make_live_game(connection, tenant_id=school, host_id=member.id)
        seat_id = make_live_seat(
            connection, tenant_id=school, game_id=game_id, user_id=None, guest_id=new_id()
        )
    return {"code": code, "participantId": seat_id}


def _open_game(api: Api, member: Member) -> Named:
    host = colleague(api, member)
    with api.scene() as connection:
        _, code = make_live_game(connection, tenant_id=member.tenant.id, host_id=host)
    return {"code": code}


def _poll_post(api: Api, member: Member) -> UUID:
    poll = {"options": ["a", "b"], "multiple": False}
    return _post(api, member, colleague(api, member), type="POLL", poll=poll)


def _event_post(api: Api, member: Member) -> UUID:
    event = {"startsAt": datetime.now(UTC)}
    return _post(api, member, colleague(api, member), type="EVENT", event=event)


def _conversation(api: Api, member: Member, owner_id: UUID | None = None) -> Mapping[str, UUID]:
    """A group that the person runs, or somebody else; with somebody else in it."""
    other = colleague(api, member)
    with api.scene() as connection:
        conversation_id = make_group(
            connection, tenant_id=member.tenant.id, people=[owner_id or member.id, other]
        )
    return {"conversationId": conversation_id, "userId": other}


def _case(api: Api, member: Member) -> UUID:
    """A post of somebody's that somebody else has reported."""
    author, reporter = colleague(api, member), colleague(api, member)
    post_id = _post(api, member, author)
    with api.scene() as connection:
        return make_case(
            connection,
            tenant_id=member.tenant.id,
            target=("POST", post_id),
            author_id=author,
            reporter_id=reporter,
        )


def _message(api: Api, member: Member, owner_id: UUID | None = None) -> Mapping[str, UUID]:
    """A message of the person's in such a group, or somebody else's in theirs."""
    group = _conversation(api, member, owner_id)
    with api.scene() as connection:
        message_id = make_message(
            connection,
            tenant_id=member.tenant.id,
            conversation_id=group["conversationId"],
            sender_id=owner_id or member.id,
        )
    return {"messageId": message_id}


def _comment(
    api: Api, member: Member, author_id: UUID | None = None, post_id: UUID | None = None
) -> UUID:
    with api.scene() as connection:
        return make_comment(
            connection,
            tenant_id=member.tenant.id,
            post_id=post_id or post(api, member),
            author_id=author_id or member.id,
        )


_SET_WORK = frozenset({"TEACHER", "ADMIN"})


def _work(api: Api, member: Member, **columns: Any) -> UUID:
    """An assignment: of the person's own course if they teach, else of one in which they study."""
    if member.role in _SET_WORK:
        course_id = own_course(api, member)
        _in_course(api, member, course_id)
    else:
        course_id = anothers_course(api, member, students=(member.id,))
    return _work_in(api, member, course_id, **columns)


def _work_in(api: Api, member: Member, course_id: UUID, **columns: Any) -> UUID:
    with api.scene() as connection:
        return make_work(
            connection,
            tenant_id=member.tenant.id,
            course_id=course_id,
            created_by=member.id,
            **columns,
        )


def _strange_work(api: Api, member: Member) -> UUID:
    return _work_in(api, member, anothers_course(api, member))


def _handed_in(
    api: Api, member: Member, work_id: UUID | None = None, *, begun: bool = False
) -> Mapping[str, UUID]:
    """Work of the person's own, or of a pupil of theirs where they teach."""
    work_id = work_id or _work(api, member)
    pupil = member.id if member.role not in _SET_WORK else colleague(api, member)
    with api.scene() as connection:
        act_for(connection, member.tenant.id)
        course_id = connection.execute(
            select(assignments.c.course_id).where(assignments.c.id == work_id)
        ).scalar_one()
        submission_id = make_submission(
            connection,
            tenant_id=member.tenant.id,
            course_id=course_id,
            assignment_id=work_id,
            student_id=pupil,
            attempt=int(begun),
        )
        if begun:
            connection.execute(
                insert(submission_attempts).values(
                    tenant_id=member.tenant.id,
                    id=new_id(),
                    submission_id=submission_id,
                    student_id=pupil,
                    attempt=1,
                    content="An essay.",
                    received_at=datetime.now(UTC),
                )
            )
    return {"id": work_id, "submissionId": submission_id}


def _strange_submission(api: Api, member: Member) -> Mapping[str, UUID]:
    work_id, pupil = _strange_work(api, member), colleague(api, member)
    with api.scene() as connection:
        act_for(connection, member.tenant.id)
        course_id = connection.execute(
            select(assignments.c.course_id).where(assignments.c.id == work_id)
        ).scalar_one()
        submission_id = make_submission(
            connection,
            tenant_id=member.tenant.id,
            course_id=course_id,
            assignment_id=work_id,
            student_id=pupil,
        )
    return {"id": work_id, "submissionId": submission_id}


def _only(names: Mapping[str, UUID], name: str) -> Mapping[str, UUID]:
    return {name: names[name]}


def _extension(api: Api, member: Member, work_id: UUID) -> Mapping[str, UUID]:
    with api.scene() as connection:
        extension_id = make_extension(
            connection,
            tenant_id=member.tenant.id,
            assignment_id=work_id,
            granted_by=member.id,
            user_id=member.id,
        )
    return {"id": work_id, "extensionId": extension_id}


def _banked(api: Api, member: Member, owner_id: UUID) -> Mapping[str, UUID]:
    with api.scene() as connection:
        made = make_banked(connection, tenant_id=member.tenant.id, owner_id=owner_id)
    return {"commentId": made}


def course_with_work(api: Api, member: Member) -> UUID:
    """A course of the person's with a pupil and an assignment."""
    course_id = own_course(api, member)
    _in_course(api, member, course_id)
    _work_in(api, member, course_id)
    return course_id


_USABLE: Mapping[str, Callable[[Api, Member], Named]] = {
    "gradebook_cells_put": course_with_work,
    "live_to_gradebook": _hosted(status="COMPLETED"),
    "assignments_unsubmit": lambda api, m: _only(_handed_in(api, m, begun=True), "id"),
    "gradebook_me": lambda api, m: anothers_course(api, m, students=(m.id,)),
    "courses_enroll": anothers_course,
    "courses_review_put": _course_to_leave,
    "questions_promote": _question_to_promote,
    "courses_certificate": _course_with_certificate,
    "lessons_complete": _lesson_to_do,
    "lessons_update": _lesson_to_publish,
    "courses_publish": _course_to_publish,
    "courses_unenroll": _course_to_leave,
    "absence_notices_create": _child,
    "posts_poll_vote": _poll_post,
    "posts_rsvp": _event_post,
    "posts_feedback": lambda api, m: _post(api, m, colleague(api, m)),
    "clubs_leave": _joined_club,
    "posts_publish": lambda api, m: _post(api, m, m.id, status="DRAFT"),
    "live_join": _open_game,
    "live_leave": _joined(),
    "live_answer": _joined(current_index=0),
    "live_advance": _joined(
        current_index=0, question_started_at=datetime.now(UTC) - timedelta(hours=1)
    ),
    "live_leaderboard": _joined(),
    "live_rank": _joined(),
    "live_results": _joined(status="COMPLETED"),
    "live_start": _hosted(),
    "live_reveal": _hosted(current_index=0),
    "live_next": _hosted(current_index=0, revealed=True),
    "live_end": _hosted(),
    "live_lock": _hosted(),
    "live_let_back": _hosting_a_guest,
    "live_report_csv": _hosted(status="COMPLETED"),
}
"""Where the state of the object matters, and not only whose it is."""

_CODES = "who knows the code of a game may come in; what the host alone may do has tests of its own"
_OF_A_CLASS = "of another class"
_ANOTHERS = "another's"


def _with_factor(api: Api, member: Member) -> UUID:
    found = api.member("STUDENT", member.tenant)
    insert_key(api, found)
    return found.id


THINGS: Mapping[str, Things] = {
    "TokenPath": Things(colleague, because="whoever has the token is its owner"),
    "DevicePath": Things(_device, {_ANOTHERS: lambda api, m: _device(api, m, colleague(api, m))}),
    "ApiKeyPath": Things(
        lambda api, m: insert_api_key(api, m)[0],
        {_ANOTHERS: lambda api, m: insert_api_key(api, api.member("STUDENT", m.tenant))[0]},
    ),
    "PupilAccountPath": Things(pupil_of, {_OF_A_CLASS: strange_pupil}),
    "PasskeyPath": Things(
        insert_key, {_ANOTHERS: lambda api, _: insert_key(api, with_password(api))}
    ),
    "PostPath": Things(post, {_OF_A_CLASS: _post_of_class, _ANOTHERS: _post_of_another}),
    "MemberPath": Things(
        lambda api, m: {"userId": colleague(api, m)}, because="members of a school see one another"
    ),
    "MemberFactorsPath": Things(
        lambda api, m: {"userId": _with_factor(api, m)},
        because="members of a school see one another",
    ),
    "FlagPath": Things(
        lambda _api, _m: {"key": "boards.guests"},
        because="flags are the product's",
        everywhere=True,
    ),
    "PlatformSchoolPath": Things(
        lambda api, _m: api.tenant().id, because="operators see every school", everywhere=True
    ),
    "InvitationPath": Things(_invitation, because="invitations are the school's"),
    "ProviderPath": Things(colleague, because="nobody is signed in yet who asks for a provider"),
    "InvitationTokenPath": Things(colleague, because="whoever has the token was invited"),
    "ClaimCodePath": Things(_claim_code, because="claim codes are the school's"),
    "AssignmentPath": Things(_assignment, {"of the platform": _operation}),
    "CommentPath": Things(
        _comment,
        {
            _OF_A_CLASS: lambda api, m: _comment(api, m, colleague(api, m), _post_of_class(api, m)),
            _ANOTHERS: lambda api, m: _comment(api, m, colleague(api, m), _post_of_another(api, m)),
        },
    ),
    "CollectionPath": Things(
        lambda _, __: {"collection": "posts"},
        because="what is found in it is each caller's",
        everywhere=True,
    ),
    "HashtagPath": Things(lambda _, __: {"tag": "physics"}, because="a hashtag is a word"),
    "UserPath": Things(colleague, because="members of a school see one another"),
    "ClubPath": Things(_club, {_ANOTHERS: _closed_club}),
    "ClubMemberPath": Things(
        lambda api, m: {"id": _club(api, m), "userId": colleague(api, m)},
        {_ANOTHERS: lambda api, m: {"id": _closed_club(api, m), "userId": colleague(api, m)}},
        open=("userId",),
    ),
    "SchoolPath": Things(
        lambda _, member: member.tenant.id, {"another school": lambda api, _: api.tenant().id}
    ),
    "PushDevicePath": Things(
        _push_device, {_ANOTHERS: lambda api, m: _push_device(api, m, colleague(api, m))}
    ),
    "KeyBundlePath": Things(_keys, {_ANOTHERS: lambda api, m: _keys(api, m, colleague(api, m))}),
    "ExportPath": Things(_export, {_ANOTHERS: lambda api, m: _export(api, m, colleague(api, m))}),
    "FollowRequestPath": Things(
        _asking, {_ANOTHERS: lambda api, m: _asking(api, m, colleague(api, m))}
    ),
    "NotificationPath": Things(
        _notification, {_ANOTHERS: lambda api, m: _notification(api, m, colleague(api, m))}
    ),
    "QuizPath": Things(_quiz, {_ANOTHERS: _draft_of_another}),
    "AttemptPath": Things(
        _attempt, {_ANOTHERS: lambda api, m: _attempt(api, m, colleague(api, m))}, open=("id",)
    ),
    "TaughtAttemptPath": Things(_finished_attempt, {_ANOTHERS: _attempt_of_anothers_quiz}),
    "BankedQuestionPath": Things(
        lambda api, m: banked_question(api, m, m.id),
        {_ANOTHERS: lambda api, m: banked_question(api, m, colleague(api, m))},
    ),
    "WorkPath": Things(_work, {_ANOTHERS: _strange_work}),
    "SubmissionPath": Things(_handed_in, {_ANOTHERS: _strange_submission}),
    "SubmissionIdPath": Things(
        lambda api, m: _only(_handed_in(api, m), "submissionId"),
        {_ANOTHERS: lambda api, m: _only(_strange_submission(api, m), "submissionId")},
    ),
    "ExtensionPath": Things(
        lambda api, m: _extension(api, m, _work(api, m)),
        {_ANOTHERS: lambda api, m: _extension(api, m, _strange_work(api, m))},
    ),
    "BankPath": Things(
        lambda api, m: _banked(api, m, m.id),
        {_ANOTHERS: lambda api, m: _banked(api, m, colleague(api, m))},
    ),
    "BookPath": Things(own_course, {_ANOTHERS: _draft_course}),
    "StatisticsPath": Things(own_course, {_ANOTHERS: _draft_course}),
    "CoursePath": Things(own_course, {_ANOTHERS: _draft_course}),
    "CourseMemberPath": Things(
        lambda api, m: _in_course(api, m, own_course(api, m)),
        {_ANOTHERS: lambda api, m: _in_course(api, m, _draft_course(api, m))},
    ),
    "LessonPath": Things(
        lambda api, m: _lesson(api, m, own_course(api, m)),
        {
            _ANOTHERS: lambda api, m: _lesson(api, m, _draft_course(api, m)),
            "a draft": lambda api, m: _lesson(api, m, anothers_course(api, m), published_at=None),
        },
    ),
    "ResourcePath": Things(
        lambda api, m: _resource(api, m, _lesson(api, m, own_course(api, m))),
        {_ANOTHERS: lambda api, m: _resource(api, m, _lesson(api, m, _draft_course(api, m)))},
    ),
    "FaqPath": Things(
        lambda api, m: _faq(api, m, own_course(api, m)),
        {_ANOTHERS: lambda api, m: _faq(api, m, _draft_course(api, m))},
    ),
    "CertificatePath": Things(colleague, because="whoever has the code may verify it"),
    "BoardPath": Things(board, {_OF_A_CLASS: _board_of_class}),
    "BoardGuestPath": Things(
        lambda api, m: _board_guest(api, m, board(api, m)),
        {_OF_A_CLASS: lambda api, m: _board_guest(api, m, _board_of_class(api, m))},
    ),
    "QuestionPath": Things(
        question, {_OF_A_CLASS: _question_of_class, _ANOTHERS: _question_under_review}
    ),
    "ReviewPath": Things(
        lambda api, m: question(api, m, status="UNDER_REVIEW"),
        {_OF_A_CLASS: _question_of_class, _ANOTHERS: _question_under_review},
    ),
    "QuestionTagPath": Things(
        lambda api, m: _tagged(api, m, question(api, m)),
        {_OF_A_CLASS: lambda api, m: _tagged(api, m, _question_of_class(api, m))},
    ),
    "TagPath": Things(tag, because="tags are the school's"),
    "PollPath": Things(
        lambda api, m: _poll(api, m, board(api, m)),
        {_OF_A_CLASS: lambda api, m: _poll(api, m, _board_of_class(api, m))},
    ),
    "ConnectionPath": Things(
        lambda _, m: new_connection_id(m.tenant.id, m.id),
        {_ANOTHERS: lambda api, m: new_connection_id(m.tenant.id, colleague(api, m))},
    ),
    "ConversationPath": Things(
        _conversation, {_ANOTHERS: lambda api, m: _conversation(api, m, colleague(api, m))}
    ),
    "ParticipantPath": Things(
        _conversation, {_ANOTHERS: lambda api, m: _conversation(api, m, colleague(api, m))}
    ),
    "CasePath": Things(_case, because="who moderates the school sees every case"),
    "MessagePath": Things(
        _message, {_ANOTHERS: lambda api, m: _message(api, m, colleague(api, m))}
    ),
    "UploadPath": Things(_upload, {_ANOTHERS: lambda api, m: _upload(api, m, colleague(api, m))}),
    "GradesPath": Things(
        lambda api, m: graded_class(api, m).class_id, {_OF_A_CLASS: strangers_class}
    ),
    "ManagedGradesPath": Things(
        lambda api, m: graded_class(api, m).class_id, because="classes are the school's"
    ),
    "PupilGradesPath": Things(
        lambda api, m: graded_class(api, m).pupils[0], {_ANOTHERS: _pupil_of_another}
    ),
    "CardCodePath": Things(colleague, because="whoever holds the paper may read what is on it"),
    "AnnouncementPath": Things(_announcement, because="an announcement is the whole school's"),
    "ImportPath": Things(_import, because="an import is the whole school's"),
    "PulsePath": Things(_pulse, because="a survey is the whole school's"),
    "StudentPath": Things(pupil, because="the office knows every pupil"),
    "OwnStudentPath": Things(lambda api, m: pupil(api, m, user_id=m.id), {_ANOTHERS: pupil}),
    "GuardianPath": Things(_tied_guardian, because="the office knows every guardian"),
    "ClassPath": Things(class_of_year, because="classes are the school's"),
    "TaughtClassPath": Things(taught_class, {_ANOTHERS: class_of_year}),
    "NoticePath": Things(
        lambda api, m: _notice(api, m, _child(api, m)),
        {_ANOTHERS: lambda api, m: _notice(api, m, pupil(api, m))},
    ),
    "SlotPath": Things(_slot, because="the office knows every lesson"),
    "CalendarPath": Things(
        lambda api, m: _calendar_event(api, m, taught_class(api, m)),
        {_OF_A_CLASS: lambda api, m: _calendar_event(api, m, strangers_class(api, m))},
    ),
    "EnrolmentPath": Things(_enrolled, because="the office knows every pupil"),
    "YearPath": Things(class_year, because="school years are the school's"),
    "SubjectPath": Things(subject, because="subjects are the school's"),
    "GamePath": Things(_joined(), because=_CODES),
    "SeatPath": Things(_hosted(), because=_CODES),
}
