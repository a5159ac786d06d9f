"""Guests of a board, and those who are sent away."""

from __future__ import annotations

from functions.boards.access import (
    BoardNotFound,
    NotYourBoard,
    QuestionNotFound,
    moderated_board,
    moderated_question,
    scope_of,
)
from functions.common.guests import end_streams
from functions.runtime.context import Ctx
from infra.postgres import boards, identity
from shared.auth.permissions import Permission
from shared.boards.policy import participant_key
from shared.boards.question_schemas import QuestionPath
from shared.boards.schemas import BoardGuestPath, BoardGuestRead, BoardGuests, BoardPath
from shared.http.problem import NotFound
from shared.http.route import route
from shared.realtime.events import AccessChanged


class GuestNotFound(NotFound):
    """There is no such guest on the board, or they were sent away before."""

    title = "Guest not found"


@route(
    "GET",
    "/v1/boards/{id}/guests",
    permission=Permission.QUESTIONS_MODERATE,
    limits=("read",),
    raises=(BoardNotFound, NotYourBoard),
    hides_caller=True,
)
def board_guests_list(ctx: Ctx, path: BoardPath) -> BoardGuests:
    """List the guests of a board in the order of coming.

    Nobody is listed on an anonymous board, for who came when would say who asked what.
    """
    board = moderated_board(ctx, path.id)
    found = []
    if not board.anonymous:
        found = ctx.db(identity.GuestRepository).find_present(scope_of(board.id), ctx.now())
    return BoardGuests(data=[BoardGuestRead.of(guest) for guest in found])


@route(
    "DELETE",
    "/v1/boards/{id}/guests/{guestId}",
    permission=Permission.QUESTIONS_MODERATE,
    limits=("write",),
    status=204,
    emits=(AccessChanged,),
    raises=(BoardNotFound, NotYourBoard, GuestNotFound),
    hides_caller=True,
)
def board_guests_send_away(ctx: Ctx, path: BoardGuestPath) -> None:
    """Send a guest away: the pass ends at once, and from their address nobody joins any more.

    A new join code lets newcomers from there in again.
    """
    board, guests = moderated_board(ctx, path.id), ctx.db(identity.GuestRepository)
    if board.anonymous or not guests.send_away(scope_of(board.id), path.guest_id, ctx.now()):
        raise GuestNotFound
    end_streams(ctx, [path.guest_id])


@route(
    "DELETE",
    "/v1/questions/{id}/asker",
    permission=Permission.QUESTIONS_MODERATE,
    limits=("write",),
    status=204,
    emits=(AccessChanged,),
    raises=(QuestionNotFound, NotYourBoard),
    hides_caller=True,
)
def questions_send_asker_away(ctx: Ctx, path: QuestionPath) -> None:
    """Send away the guest who asked a question, whoever it is.

    The answer is the same where a member asked, or nobody is there any more: on an anonymous board
    it would say who asked.
    """
    board, question = moderated_question(ctx, path.id)
    guests, scope, now = ctx.db(identity.GuestRepository), scope_of(board.id), ctx.now()
    key = ctx.db(boards.QuestionRepository).get_author_key(question.id)
    for guest in guests.find_present(scope, now):
        if participant_key(board.salt, guest.id) == key:
            guests.send_away(scope, guest.id, now)
            end_streams(ctx, [guest.id])
