"""Quizzes, boards and live games."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from tests.areas.boards.factories.boards import (
    board_of,
    make_board,
    make_board_poll,
    make_question,
    make_tag,
)
from tests.areas.learning.factories.courses import set_board_scope
from tests.areas.learning.factories.quizzes import make_attempt, make_banked_question, make_quiz
from tests.areas.live.factories.games import make_live_game, make_live_seat
from tests.areas.people.factories.people import new_id
from tests.guards.things.learning import own_course
from tests.guards.things.named import Named
from tests.guards.things.people import colleague
from tests.guards.things.school import strangers_class
from tests.support.api import Api
from tests.support.scene import Member


def quiz(api: Api, member: Member, author_id: UUID | None = None, **columns: Any) -> UUID:
    with api.scene() as connection:
        return make_quiz(
            connection, tenant_id=member.tenant.id, author_id=author_id or member.id, **columns
        )


def draft_of_another(api: Api, member: Member) -> UUID:
    return quiz(api, member, colleague(api, member), status="DRAFT")


def finished_attempt(api: Api, member: Member, **columns: Any) -> Mapping[str, UUID]:
    quiz_id = quiz(api, member, **columns)
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


def attempt_of_anothers_quiz(api: Api, member: Member) -> Mapping[str, UUID]:
    return finished_attempt(api, member, author_id=colleague(api, member), status="DRAFT")


def banked_question(api: Api, member: Member, owner_id: UUID) -> UUID:
    with api.scene() as connection:
        return make_banked_question(connection, tenant_id=member.tenant.id, owner_id=owner_id)


def attempt(api: Api, member: Member, user_id: UUID | None = None) -> Mapping[str, UUID]:
    quiz_id = quiz(api, member)
    with api.scene() as connection:
        attempt_id = make_attempt(
            connection,
            tenant_id=member.tenant.id,
            quiz_id=quiz_id,
            user_id=user_id or member.id,
        )
    return {"id": quiz_id, "attemptId": attempt_id}


def question_to_promote(api: Api, member: Member) -> UUID:
    board_id, course_id = board(api, member), own_course(api, member)
    with api.scene() as connection:
        set_board_scope(connection, board_id, course_id)
    return question(api, member, status="ANSWERED", response_text="So it is.")


def board(api: Api, member: Member) -> UUID:
    """The one board of the person's school, which they own."""
    with api.scene() as connection:
        found = board_of(connection, member.tenant.id)
        if found is not None:
            return found
        return make_board(connection, tenant_id=member.tenant.id, owner_id=member.id)


def board_of_class(api: Api, member: Member) -> UUID:
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
    return question_on(api, member, board(api, member), member.id, **columns)


def question_on(api: Api, member: Member, board_id: UUID, author_id: UUID, **columns: Any) -> UUID:
    with api.scene() as connection:
        return make_question(
            connection,
            tenant_id=member.tenant.id,
            board_id=board_id,
            author_id=author_id,
            **columns,
        )


def question_of_class(api: Api, member: Member) -> UUID:
    return question_on(api, member, board_of_class(api, member), colleague(api, member))


def question_under_review(api: Api, member: Member) -> UUID:
    other = colleague(api, member)
    with api.scene() as connection:
        board_id = make_board(connection, tenant_id=member.tenant.id, owner_id=other)
    return question_on(api, member, board_id, other, status="UNDER_REVIEW")


def tagged(api: Api, member: Member, question_id: UUID) -> Mapping[str, UUID]:
    with api.scene() as connection:
        tag_id = make_tag(connection, tenant_id=member.tenant.id, on=question_id)
    return {"id": question_id, "tagId": tag_id}


def tag(api: Api, member: Member) -> UUID:
    with api.scene() as connection:
        return make_tag(connection, tenant_id=member.tenant.id)


def board_guest(api: Api, member: Member, board_id: UUID) -> Mapping[str, UUID]:
    return {"id": board_id, "guestId": api.guest(member.tenant, f"board:{board_id}").id}


def poll(api: Api, member: Member, board_id: UUID) -> UUID:
    with api.scene() as connection:
        return make_board_poll(connection, tenant_id=member.tenant.id, board_id=board_id)


def hosted(**columns: Any) -> Callable[[Api, Member], Named]:
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


def joined(**columns: Any) -> Callable[[Api, Member], Named]:
    """A live game of somebody else's in which the person has a seat."""

    def make(api: Api, member: Member) -> Named:
        host, school = colleague(api, member), member.tenant.id
        with api.scene() as connection:
            game_id, code = make_live_game(connection, tenant_id=school, host_id=host, **columns)
            make_live_seat(connection, tenant_id=school, game_id=game_id, user_id=member.id)
        return {"code": code}

    return make


def hosting_a_guest(api: Api, member: Member) -> Named:
    """A live game of the person's, with one guest."""
    with api.scene() as connection:
        school = member.tenant.id
        game_id, code = make_live_game(connection, tenant_id=school, host_id=member.id)
        seat_id = make_live_seat(
            connection, tenant_id=school, game_id=game_id, user_id=None, guest_id=new_id()
        )
    return {"code": code, "participantId": seat_id}


def open_game(api: Api, member: Member) -> Named:
    host = colleague(api, member)
    with api.scene() as connection:
        _, code = make_live_game(connection, tenant_id=member.tenant.id, host_id=host)
    return {"code": code}
