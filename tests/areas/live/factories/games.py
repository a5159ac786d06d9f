"""Live games in any state."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, select, update

from infra.postgres.identity.guest_tables import join_codes
from infra.postgres.live.tables import live_participants, live_sessions
from shared.live.schemas import GameSettings
from tests.areas.people.factories.people import act_for, new_id

QUESTIONS = [
    {
        "id": f"question{place}",
        "type": "SINGLE",
        "text": "Which?",
        "options": [{"id": "one", "text": "One"}, {"id": "two", "text": "Two"}],
        "correct": 1,
    }
    for place in range(2)
]


def make_live_game(
    connection: Connection, *, tenant_id: UUID, host_id: UUID, **columns: Any
) -> tuple[UUID, str]:
    """A game in its lobby unless told; with an index it is ACTIVE and the question open."""
    act_for(connection, tenant_id)
    values: dict[str, Any] = {
        "tenant_id": tenant_id,
        "id": new_id(),
        "code": columns.get("code") or _free_code(connection),
        "host_id": host_id,
        "title": "A game",
        "settings": GameSettings().model_dump(mode="json", by_alias=True),
        "quiz_snapshot": QUESTIONS,
        "question_count": len(QUESTIONS),
        "board_tag": new_id(),
    }
    if "current_index" in columns:
        values |= {"status": "ACTIVE", "question_started_at": datetime.now(UTC)}
    values |= columns
    connection.execute(insert(live_sessions).values(values))
    if values.get("status", "LOBBY") in {"LOBBY", "ACTIVE"}:
        code = {"kind": "live", "code": values["code"]}
        connection.execute(
            insert(join_codes).values(tenant_id=tenant_id, object_id=values["id"], **code)
        )
    return values["id"], values["code"]


def _free_code(connection: Connection) -> str:
    # Hundreds of games are made in one run, and any two may draw the same of a million codes.
    while True:
        code = f"{secrets.randbelow(1_000_000):06d}"
        taken = select(join_codes.c.code).where(join_codes.c.kind == "live")
        if connection.scalar(taken.where(join_codes.c.code == code)) is None:
            return code


def make_live_seat(
    connection: Connection, *, tenant_id: UUID, game_id: UUID, user_id: UUID | None, **columns: Any
) -> UUID:
    """A seat of a member, or of a guest whose pass is among the columns."""
    act_for(connection, tenant_id)
    nickname = secrets.token_hex(5)
    values: dict[str, Any] = {
        "tenant_id": tenant_id,
        "id": new_id(),
        "session_id": game_id,
        "user_id": user_id,
        "nickname": nickname,
        "nickname_key": nickname,
        "join_seq": 1,
    }
    values |= columns
    connection.execute(insert(live_participants).values(values))
    connection.execute(
        update(live_sessions)
        .where(live_sessions.c.tenant_id == tenant_id, live_sessions.c.id == game_id)
        .values(seats=live_sessions.c.seats + 1, last_seq=live_sessions.c.last_seq + 1)
    )
    seat_id: UUID = values["id"]
    return seat_id
