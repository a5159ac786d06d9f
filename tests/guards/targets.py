"""What path variables name: things that the caller may use, and things that are closed to them."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from shared.http.route import Route
from shared.realtime.connections import new_connection_id
from shared.tenants.codes import token_digest
from tests.areas.identity.factories.factors import insert_key, with_password
from tests.areas.identity.factories.keys import insert_api_key
from tests.areas.identity.factories.links import mailed_link
from tests.areas.identity.factories.paper import pupil_of, strange_pupil
from tests.areas.identity.factories.providers import insert_provider
from tests.areas.people.factories.people import new_id
from tests.areas.school.factories.marks import make_card, make_marks
from tests.guards.things.classroom import (
    attempt,
    attempt_of_anothers_quiz,
    banked_question,
    board,
    board_guest,
    board_of_class,
    draft_of_another,
    finished_attempt,
    hosted,
    hosting_a_guest,
    joined,
    open_game,
    poll,
    question,
    question_of_class,
    question_to_promote,
    question_under_review,
    quiz,
    tag,
    tagged,
)
from tests.guards.things.learning import (
    anothers_course,
    banked,
    certificate,
    course_to_leave,
    course_to_publish,
    course_with_certificate,
    course_with_work,
    draft_course,
    extension,
    faq,
    handed_in,
    in_course,
    lesson,
    lesson_to_do,
    lesson_to_publish,
    only,
    own_course,
    resource,
    strange_submission,
    strange_work,
    work,
)
from tests.guards.things.named import Named
from tests.guards.things.people import (
    asking,
    assignment,
    claim_code,
    colleague,
    delivery,
    device,
    export,
    invitation,
    invitation_to,
    keys,
    notification,
    operation,
    push_device,
    upload,
    webhook,
    with_factor,
)
from tests.guards.things.school import (
    announcement,
    calendar_event,
    child,
    class_of_year,
    class_year,
    enrolled,
    graded_class,
    import_of_pupils,
    lesson_change,
    notice,
    pulse,
    pupil,
    pupil_of_another,
    slot,
    strangers_class,
    subject,
    taught_class,
    tied_guardian,
)
from tests.guards.things.social import (
    appealed_case,
    case,
    closed_club,
    club,
    comment,
    conversation,
    decided_case,
    event_post,
    joined_club,
    message,
    poll_post,
    post,
    post_by,
    post_of_another,
    post_of_class,
)
from tests.support.api import Api
from tests.support.oidc import Issuer
from tests.support.scene import Member


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
    """What the path of a public route names: the link of a mail, a provider, a code on paper."""
    if route.path is not None and route.path.__name__ == "InvitationLinkPath":
        return {"digest": token_digest(invitation_to(api, f"{new_id().hex}@example.test"))}
    if route.path is not None and route.path.__name__ == "ProviderPath":
        return {"provider": insert_provider(api, guards_issuer().url, school_id=api.tenant().id)}
    if route.path is not None and route.path.__name__ == "CertificatePath":
        member = api.member()
        return {"code": certificate(api, member, anothers_course(api, member))}
    if route.path is not None and route.path.__name__ == "CardCodePath":
        with api.scene() as connection:
            return {"code": make_card(connection, make_marks(api, member=api.member("TEACHER")))}
    if route.path is None or route.path.__name__ != "MailedLinkPath":
        return {}
    return {"digest": token_digest(mailed_link(api, api.member().user.email))}


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


_USABLE: Mapping[str, Callable[[Api, Member], Named]] = {
    "gradebook_cells_put": course_with_work,
    "live_to_gradebook": hosted(status="COMPLETED"),
    "assignments_unsubmit": lambda api, m: only(handed_in(api, m, begun=True), "id"),
    "gradebook_me": lambda api, m: anothers_course(api, m, students=(m.id,)),
    "courses_enroll": anothers_course,
    "courses_review_put": course_to_leave,
    "questions_promote": question_to_promote,
    "courses_certificate": course_with_certificate,
    "lessons_complete": lesson_to_do,
    "lessons_update": lesson_to_publish,
    "courses_publish": course_to_publish,
    "courses_unenroll": course_to_leave,
    "absence_notices_create": child,
    "posts_poll_vote": poll_post,
    "posts_rsvp": event_post,
    "posts_feedback": lambda api, m: post_by(api, m, colleague(api, m)),
    "clubs_leave": joined_club,
    "posts_publish": lambda api, m: post_by(api, m, m.id, status="DRAFT"),
    "moderation_appeal_decide": appealed_case,
    "live_join": open_game,
    "live_leave": joined(),
    "live_answer": joined(current_index=0),
    "live_advance": joined(
        current_index=0, question_started_at=datetime.now(UTC) - timedelta(hours=1)
    ),
    "live_leaderboard": joined(),
    "live_rank": joined(),
    "live_results": joined(status="COMPLETED"),
    "live_start": hosted(),
    "live_reveal": hosted(current_index=0),
    "live_next": hosted(current_index=0, revealed=True),
    "live_end": hosted(),
    "live_lock": hosted(),
    "live_let_back": hosting_a_guest,
    "live_report_csv": hosted(status="COMPLETED"),
}


"""Where the state of the object matters, and not only whose it is."""


_CODES = "who knows the code of a game may come in; what the host alone may do has tests of its own"


_OF_A_CLASS = "of another class"


_ANOTHERS = "another's"


THINGS: Mapping[str, Things] = {
    "MailedLinkPath": Things(colleague, because="whoever has the link is its owner"),
    "DevicePath": Things(device, {_ANOTHERS: lambda api, m: device(api, m, colleague(api, m))}),
    "ApiKeyPath": Things(
        lambda api, m: insert_api_key(api, m)[0],
        {_ANOTHERS: lambda api, m: insert_api_key(api, api.member("STUDENT", m.tenant))[0]},
    ),
    "PupilAccountPath": Things(pupil_of, {_OF_A_CLASS: strange_pupil}),
    "PasskeyPath": Things(
        insert_key, {_ANOTHERS: lambda api, _: insert_key(api, with_password(api))}
    ),
    "PostPath": Things(post, {_OF_A_CLASS: post_of_class, _ANOTHERS: post_of_another}),
    "MemberPath": Things(
        lambda api, m: {"userId": colleague(api, m)}, because="members of a school see one another"
    ),
    "MemberFactorsPath": Things(
        lambda api, m: {"userId": with_factor(api, m)},
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
    "InvitationPath": Things(invitation, because="invitations are the school's"),
    "ProviderPath": Things(colleague, because="nobody is signed in yet who asks for a provider"),
    "InvitationLinkPath": Things(colleague, because="whoever has the link was invited"),
    "ClaimCodePath": Things(claim_code, because="claim codes are the school's"),
    "AssignmentPath": Things(assignment, {"of the platform": operation}),
    "CommentPath": Things(
        comment,
        {
            _OF_A_CLASS: lambda api, m: comment(api, m, colleague(api, m), post_of_class(api, m)),
            _ANOTHERS: lambda api, m: comment(api, m, colleague(api, m), post_of_another(api, m)),
        },
    ),
    "CollectionPath": Things(
        lambda _, __: {"collection": "posts"},
        because="what is found in it is each caller's",
        everywhere=True,
    ),
    "HashtagPath": Things(lambda _, __: {"tag": "physics"}, because="a hashtag is a word"),
    "UserPath": Things(colleague, because="members of a school see one another"),
    "ClubPath": Things(club, {_ANOTHERS: closed_club}),
    "ClubMemberPath": Things(
        lambda api, m: {"id": club(api, m), "userId": colleague(api, m)},
        {_ANOTHERS: lambda api, m: {"id": closed_club(api, m), "userId": colleague(api, m)}},
        open=("userId",),
    ),
    "SchoolPath": Things(
        lambda _, member: member.tenant.id, {"another school": lambda api, _: api.tenant().id}
    ),
    "PushDevicePath": Things(
        push_device, {_ANOTHERS: lambda api, m: push_device(api, m, colleague(api, m))}
    ),
    "KeyBundlePath": Things(keys, {_ANOTHERS: lambda api, m: keys(api, m, colleague(api, m))}),
    "ExportPath": Things(export, {_ANOTHERS: lambda api, m: export(api, m, colleague(api, m))}),
    "FollowRequestPath": Things(
        asking, {_ANOTHERS: lambda api, m: asking(api, m, colleague(api, m))}
    ),
    "NotificationPath": Things(
        notification, {_ANOTHERS: lambda api, m: notification(api, m, colleague(api, m))}
    ),
    "QuizPath": Things(quiz, {_ANOTHERS: draft_of_another}),
    "AttemptPath": Things(
        attempt, {_ANOTHERS: lambda api, m: attempt(api, m, colleague(api, m))}, open=("id",)
    ),
    "TaughtAttemptPath": Things(finished_attempt, {_ANOTHERS: attempt_of_anothers_quiz}),
    "BankedQuestionPath": Things(
        lambda api, m: banked_question(api, m, m.id),
        {_ANOTHERS: lambda api, m: banked_question(api, m, colleague(api, m))},
    ),
    "WorkPath": Things(work, {_ANOTHERS: strange_work}),
    "SubmissionPath": Things(handed_in, {_ANOTHERS: strange_submission}),
    "SubmissionIdPath": Things(
        lambda api, m: only(handed_in(api, m), "submissionId"),
        {_ANOTHERS: lambda api, m: only(strange_submission(api, m), "submissionId")},
    ),
    "ExtensionPath": Things(
        lambda api, m: extension(api, m, work(api, m)),
        {_ANOTHERS: lambda api, m: extension(api, m, strange_work(api, m))},
    ),
    "BankPath": Things(
        lambda api, m: banked(api, m, m.id),
        {_ANOTHERS: lambda api, m: banked(api, m, colleague(api, m))},
    ),
    "BookPath": Things(own_course, {_ANOTHERS: draft_course}),
    "StatisticsPath": Things(own_course, {_ANOTHERS: draft_course}),
    "CoursePath": Things(own_course, {_ANOTHERS: draft_course}),
    "CourseMemberPath": Things(
        lambda api, m: in_course(api, m, own_course(api, m)),
        {_ANOTHERS: lambda api, m: in_course(api, m, draft_course(api, m))},
    ),
    "LessonPath": Things(
        lambda api, m: lesson(api, m, own_course(api, m)),
        {
            _ANOTHERS: lambda api, m: lesson(api, m, draft_course(api, m)),
            "a draft": lambda api, m: lesson(api, m, anothers_course(api, m), published_at=None),
        },
    ),
    "ResourcePath": Things(
        lambda api, m: resource(api, m, lesson(api, m, own_course(api, m))),
        {_ANOTHERS: lambda api, m: resource(api, m, lesson(api, m, draft_course(api, m)))},
    ),
    "FaqPath": Things(
        lambda api, m: faq(api, m, own_course(api, m)),
        {_ANOTHERS: lambda api, m: faq(api, m, draft_course(api, m))},
    ),
    "CertificatePath": Things(colleague, because="whoever has the code may verify it"),
    "BoardPath": Things(board, {_OF_A_CLASS: board_of_class}),
    "BoardGuestPath": Things(
        lambda api, m: board_guest(api, m, board(api, m)),
        {_OF_A_CLASS: lambda api, m: board_guest(api, m, board_of_class(api, m))},
    ),
    "QuestionPath": Things(
        question, {_OF_A_CLASS: question_of_class, _ANOTHERS: question_under_review}
    ),
    "ReviewPath": Things(
        lambda api, m: question(api, m, status="UNDER_REVIEW"),
        {_OF_A_CLASS: question_of_class, _ANOTHERS: question_under_review},
    ),
    "QuestionTagPath": Things(
        lambda api, m: tagged(api, m, question(api, m)),
        {_OF_A_CLASS: lambda api, m: tagged(api, m, question_of_class(api, m))},
    ),
    "TagPath": Things(tag, because="tags are the school's"),
    "PollPath": Things(
        lambda api, m: poll(api, m, board(api, m)),
        {_OF_A_CLASS: lambda api, m: poll(api, m, board_of_class(api, m))},
    ),
    "ConnectionPath": Things(
        lambda _, m: new_connection_id(m.tenant.id, m.id),
        {_ANOTHERS: lambda api, m: new_connection_id(m.tenant.id, colleague(api, m))},
    ),
    "ConversationPath": Things(
        conversation, {_ANOTHERS: lambda api, m: conversation(api, m, colleague(api, m))}
    ),
    "ParticipantPath": Things(
        conversation, {_ANOTHERS: lambda api, m: conversation(api, m, colleague(api, m))}
    ),
    "OwnCasePath": Things(
        decided_case, {_ANOTHERS: lambda api, m: decided_case(api, m, colleague(api, m))}
    ),
    "WebhookPath": Things(webhook, because="webhooks are the school's"),
    "DeliveryPath": Things(delivery, because="webhooks are the school's"),
    "CasePath": Things(case, because="who moderates the school sees every case"),
    "MessagePath": Things(message, {_ANOTHERS: lambda api, m: message(api, m, colleague(api, m))}),
    "UploadPath": Things(upload, {_ANOTHERS: lambda api, m: upload(api, m, colleague(api, m))}),
    "GradesPath": Things(
        lambda api, m: graded_class(api, m).class_id, {_OF_A_CLASS: strangers_class}
    ),
    "ManagedGradesPath": Things(
        lambda api, m: graded_class(api, m).class_id, because="classes are the school's"
    ),
    "PupilGradesPath": Things(
        lambda api, m: graded_class(api, m).pupils[0], {_ANOTHERS: pupil_of_another}
    ),
    "CardCodePath": Things(colleague, because="whoever holds the paper may read what is on it"),
    "AnnouncementPath": Things(announcement, because="an announcement is the whole school's"),
    "ImportPath": Things(import_of_pupils, because="an import is the whole school's"),
    "PulsePath": Things(pulse, because="a survey is the whole school's"),
    "StudentPath": Things(pupil, because="the office knows every pupil"),
    "OwnStudentPath": Things(lambda api, m: pupil(api, m, user_id=m.id), {_ANOTHERS: pupil}),
    "GuardianPath": Things(tied_guardian, because="the office knows every guardian"),
    "ClassPath": Things(class_of_year, because="classes are the school's"),
    "TaughtClassPath": Things(taught_class, {_ANOTHERS: class_of_year}),
    "NoticePath": Things(
        lambda api, m: notice(api, m, child(api, m)),
        {_ANOTHERS: lambda api, m: notice(api, m, pupil(api, m))},
    ),
    "SlotPath": Things(slot, because="the office knows every lesson"),
    "ChangePath": Things(lesson_change, because="the office knows every lesson"),
    "CalendarPath": Things(
        lambda api, m: calendar_event(api, m, taught_class(api, m)),
        {_OF_A_CLASS: lambda api, m: calendar_event(api, m, strangers_class(api, m))},
    ),
    "EnrolmentPath": Things(enrolled, because="the office knows every pupil"),
    "YearPath": Things(class_year, because="school years are the school's"),
    "SubjectPath": Things(subject, because="subjects are the school's"),
    "GamePath": Things(joined(), because=_CODES),
    "SeatPath": Things(hosted(), because=_CODES),
}
