"""Boards: making, changing, joining and showing them."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING
from uuid import UUID

from functions.boards.access import (
    BoardNotFound,
    NotYourBoard,
    QuestionNotFound,
    key_on,
    managed_board,
    moderated_board,
    reader,
    require_board,
    scope_of,
)
from functions.boards.courses import BoardCourseNotFound, taught_course
from functions.boards.reading import read_board, read_poll
from functions.common.guests import end_streams
from functions.runtime.context import Ctx
from infra.postgres import boards, clubs, identity, school
from shared.auth.assignments import Scope, ScopeType
from shared.auth.permissions import Permission
from shared.boards.events import BoardCreated, BoardPresenting, BoardUpdated
from shared.boards.policy import slug_of
from shared.boards.schemas import (
    BoardCreate,
    BoardDetail,
    BoardPath,
    BoardQuery,
    BoardRead,
    BoardUpdate,
    PresentUpdate,
)
from shared.boards.types import BoardScope, BoardStatus
from shared.clubs.policy import is_known
from shared.clubs.problems import ClubNotFound
from shared.clubs.types import ClubRole, ClubStatus
from shared.http.paging import Page, Position
from shared.http.problem import Conflict, Forbidden, NotFound, ValidationFailed
from shared.http.route import route
from shared.identity.codes import code_of
from shared.identity.types import CodeKind
from shared.realtime.events import AccessChanged

if TYPE_CHECKING:
    from infra.postgres.boards import Board

SALT_BYTES = 32
CODE_ATTEMPTS = 8
POLLS_SHOWN = 10


class ClassNotFound(NotFound):
    """There is no such class, or the caller neither teaches nor attends it."""

    title = "Class not found"


class BoardSlugTaken(Conflict):
    """Another board of the school has this slug."""

    code = "board_slug_taken"
    title = "Another board has this address"
    cure = "Choose another slug."


class ScopeNotAvailable(ValidationFailed):
    """Boards of events arrive with those."""

    code = "scope_not_available"
    title = "Boards are for the school, a class, a course or a club so far"
    cure = "Choose the school, a class, a course or a club."


class NotYourScope(Forbidden):
    """The caller moderates a part of the school, and the new board would lie outside of it."""

    title = "You may make boards only where you moderate"


@route(
    "GET", "/v1/boards", permission=Permission.QUESTIONS_READ, limits=("read",), hides_caller=True
)
def boards_list(ctx: Ctx, query: BoardQuery) -> Page[BoardRead]:
    """List the boards that the caller may read, newest first.

    Archived boards are listed only where ``status=ARCHIVED`` asks for them.
    """
    found = ctx.db(boards.BoardRepository).find(
        reader(ctx),
        status=query.status,
        scope_id=query.scope_id,
        before=Position.decode(query.cursor),
        limit=query.limit,
    )
    return Page.of_rows(found, query.limit, lambda board: read_board(board, ctx))


@route(
    "POST",
    "/v1/boards",
    permission=Permission.BOARDS_MANAGE,
    limits=("write",),
    status=201,
    emits=(BoardCreated,),
    raises=(
        ClassNotFound,
        ClubNotFound,
        BoardCourseNotFound,
        BoardSlugTaken,
        ScopeNotAvailable,
        NotYourScope,
    ),
    hides_caller=True,
)
def boards_create(ctx: Ctx, body: BoardCreate) -> BoardRead:
    """Open a board for the school, a class, a course or a club; the caller owns it."""
    _check_scope(ctx, body)
    viewer, board_id, now = ctx.viewer, ctx.new_id(), ctx.now()
    code = _new_code(ctx, board_id)
    added = ctx.db(boards.BoardRepository).insert(
        id=board_id,
        slug=body.slug or slug_of(body.title, board_id.hex[-6:]),
        title=body.title,
        scope_type=body.scope_type,
        scope_id=body.scope_id,
        join_code=code,
        settings=_settings(body),
        salt=secrets.token_bytes(SALT_BYTES) if body.anonymous else None,
        created_by=viewer.user_id,
        created_at=now,
        updated_at=now,
    )
    if not added:
        raise BoardSlugTaken
    ctx.headers["Location"] = f"/v1/boards/{board_id}"
    class_id = body.scope_id if body.scope_type is BoardScope.CLASS else None
    ctx.emit(
        BoardCreated(board_id=board_id, title=body.title, class_id=class_id),
        owner_id=viewer.user_id,
    )
    return read_board(require_board(ctx, board_id), ctx)


@route(
    "GET",
    "/v1/boards/{id}",
    permission=Permission.QUESTIONS_READ,
    limits=("read",),
    raises=(BoardNotFound,),
    guests=True,
    hides_caller=True,
)
def boards_get(ctx: Ctx, path: BoardPath) -> BoardDetail:
    """Read a board with its newest polls."""
    board = require_board(ctx, path.id)
    polls = ctx.db(boards.PollRepository).find_newest(board.id, POLLS_SHOWN)
    return BoardDetail(
        **dict(read_board(board, ctx)),
        polls=[read_poll(poll, board, ctx) for poll in polls],
        votes_left=_votes_left(ctx, board),
    )


@route(
    "PUT",
    "/v1/boards/{id}",
    permission=Permission.BOARDS_MANAGE,
    limits=("write",),
    emits=(BoardUpdated, AccessChanged),
    raises=(BoardNotFound, NotYourBoard),
    hides_caller=True,
)
def boards_update(ctx: Ctx, path: BoardPath, body: BoardUpdate) -> BoardRead:
    """Change the settings of a board, its status or its join code.

    Guests are out at once when they are switched off, when the board is archived and with a new
    code; who has the new code may come in again, also from where somebody was sent away.
    """
    board = managed_board(ctx, path.id)
    values = {"title": body.title, "status": body.status, "settings": _settings(body)}
    changed = [name for name, value in values.items() if value != getattr(board, name)]
    if body.renew_code:
        ctx.db(identity.GuestRepository).release_codes(board.id)
        values["join_code"] = _new_code(ctx, board.id)
        changed.append("joinCode")
    if not changed:
        return read_board(board, ctx)
    ctx.db(boards.BoardRepository).update(board.id, **values, updated_at=ctx.now())
    if (board.guests and not body.guests) or body.renew_code or _archives(board, body):
        _end_passes(ctx, board.id, forgive=body.renew_code)
    ctx.emit(BoardUpdated(board_id=board.id, changed=changed), board_id=board.id)
    return read_board(require_board(ctx, board.id), ctx)


@route(
    "POST",
    "/v1/boards/{id}/present",
    permission=Permission.QUESTIONS_MODERATE,
    limits=("write",),
    emits=(BoardPresenting,),
    raises=(BoardNotFound, NotYourBoard, QuestionNotFound),
    hides_caller=True,
)
def boards_present(ctx: Ctx, path: BoardPath, body: PresentUpdate) -> BoardRead:
    """Show one question large on the presentation view, or none."""
    board = moderated_board(ctx, path.id)
    if body.question_id is not None:
        question = ctx.db(boards.QuestionRepository).get(body.question_id)
        if question is None or question.board_id != board.id or not question.shown:
            raise QuestionNotFound
    ctx.db(boards.BoardRepository).update(board.id, presenting_question_id=body.question_id)
    ctx.emit(BoardPresenting(board_id=board.id, question_id=body.question_id), board_id=board.id)
    return read_board(require_board(ctx, board.id), ctx)


def _check_scope(ctx: Ctx, body: BoardCreate) -> None:
    viewer = ctx.viewer
    if body.scope_type is BoardScope.CLUB:
        _check_club(ctx, body)
        return
    if body.scope_type is BoardScope.COURSE:
        taught_course(ctx, body.scope_id)
        return
    if body.scope_type not in {BoardScope.TENANT, BoardScope.CLASS}:
        shown = "TENANT, CLASS, COURSE or CLUB"
        detail = {"field": "scopeType", "code": "not_available", "message": shown}
        raise ScopeNotAvailable(errors=[detail])
    everywhere = viewer.can_everywhere(Permission.BOARDS_MANAGE)
    by_role = Permission.BOARDS_MANAGE in viewer.grants
    if body.scope_id is None:
        if not (everywhere or by_role):
            raise NotYourScope
        return
    assigned = viewer.is_assigned(Permission.BOARDS_MANAGE, Scope(ScopeType.CLASS, body.scope_id))
    by = None if everywhere or assigned else viewer.user_id
    if not ctx.db(school.ClassRepository).is_open(body.scope_id, to=by):
        raise ClassNotFound
    if not (everywhere or assigned or by_role):
        raise NotYourScope


def _check_club(ctx: Ctx, body: BoardCreate) -> None:
    """The club's owners and instructors make its boards, as far as their school lets them."""
    assert body.scope_id is not None, "the schema says so"
    club = ctx.db(clubs.ClubRepository).get(ctx.viewer.user_id, body.scope_id)
    everywhere = ctx.viewer.can_everywhere(Permission.BOARDS_MANAGE)
    if club is None or not (everywhere or is_known(club.mode, club.status)):
        raise ClubNotFound
    leads = club.status is ClubStatus.ACTIVE and club.role in {ClubRole.OWNER, ClubRole.INSTRUCTOR}
    scope = Scope(ScopeType.CLUB, body.scope_id)
    assigned = ctx.viewer.is_assigned(Permission.BOARDS_MANAGE, scope)
    if not (everywhere or assigned or (leads and Permission.BOARDS_MANAGE in ctx.viewer.grants)):
        raise NotYourScope


def _settings(body: BoardCreate | BoardUpdate) -> dict[str, object]:
    return {
        "moderation": body.moderation.value,
        "guests": body.guests,
        "votes_per_user": body.votes_per_user,
    }


def _new_code(ctx: Ctx, board_id: UUID) -> str:
    for _ in range(CODE_ATTEMPTS):
        code = code_of(secrets.token_bytes(SALT_BYTES))
        if ctx.db(identity.GuestRepository).reserve_code(CodeKind.BOARD, code, board_id):
            return code
    raise RuntimeError("no free join code: the alphabet holds 887 million of them")


def _archives(board: Board, body: BoardUpdate) -> bool:
    return body.status is BoardStatus.ARCHIVED and board.status is not BoardStatus.ARCHIVED


def _end_passes(ctx: Ctx, board_id: UUID, *, forgive: bool) -> None:
    """End the passes of all guests, also of those who join meanwhile: they wait for the board."""
    guests, scope = ctx.db(identity.GuestRepository), scope_of(board_id)
    end_streams(ctx, guests.end_all(scope, ctx.now()))
    if forgive:
        guests.forgive(scope)


def _votes_left(ctx: Ctx, board: Board) -> int | None:
    if board.votes_per_user is None:
        return None
    held = ctx.db(boards.VoteRepository).count_held(board.id, key_on(ctx, board))
    return max(0, board.votes_per_user - held)
