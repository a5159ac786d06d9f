"""Q&A boards, questions, tags and polls for tests."""

from __future__ import annotations

import secrets
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, select, text, update

from infra.postgres.boards.tables import (
    board_polls,
    boards,
    question_tags,
    question_terms,
    questions,
    tags,
)
from infra.postgres.identity.guest_tables import join_codes
from shared.boards.policy import terms
from shared.identity.codes import code_of
from tests.areas.people.factories.people import act_for, new_id

SETTINGS = {"moderation": "FILTER", "guests": False, "votes_per_user": None}


def make_board(
    connection: Connection,
    *,
    tenant_id: UUID,
    owner_id: UUID,
    anonymous: bool = False,
    settings: dict[str, Any] | None = None,
    **columns: Any,
) -> UUID:
    """An open board of the school, unless told; returns its id."""
    act_for(connection, tenant_id)
    board_id, code = new_id(), code_of(secrets.token_bytes(6))
    values = {
        "tenant_id": tenant_id,
        "id": board_id,
        "slug": f"board-{board_id.hex}",
        "title": "Ask us",
        "join_code": code,
        "settings": SETTINGS | (settings or {}),
        "salt": secrets.token_bytes(32) if anonymous else None,
        "created_by": owner_id,
        **columns,
    }
    connection.execute(insert(boards).values(values))
    code_row = {"kind": "board", "code": values["join_code"]}
    connection.execute(
        insert(join_codes).values(code_row | {"tenant_id": tenant_id, "object_id": board_id})
    )
    return board_id


def make_question(
    connection: Connection,
    *,
    tenant_id: UUID,
    board_id: UUID,
    author_id: UUID | None,
    **columns: Any,
) -> UUID:
    """An open question of a member, of None on an anonymous board; returns its id."""
    act_for(connection, tenant_id)
    question_id = new_id()
    values = {
        "tenant_id": tenant_id,
        "id": question_id,
        "board_id": board_id,
        "author_id": author_id,
        "author_key": str(author_id or secrets.token_hex(8)),
        "body": "When does the exam start?",
        **columns,
    }
    connection.execute(insert(questions).values(values))
    scope = {"tenant_id": tenant_id, "board_id": board_id, "question_id": question_id}
    for term in sorted(set(terms(values["body"]))):
        connection.execute(insert(question_terms).values(scope | {"term": term}))
    if columns.get("status", "OPEN") in {"OPEN", "ANSWERED"}:
        connection.execute(
            update(boards)
            .where(boards.c.tenant_id == tenant_id, boards.c.id == board_id)
            .values(questions_count=boards.c.questions_count + 1)
        )
    return question_id


def make_tag(connection: Connection, *, tenant_id: UUID, on: UUID | None = None) -> UUID:
    """A tag, on a question where told; returns its id."""
    act_for(connection, tenant_id)
    tag_id, name = new_id(), secrets.token_hex(6)
    connection.execute(
        insert(tags).values(tenant_id=tenant_id, id=tag_id, name=name, name_key=name)
    )
    if on is not None:
        row = {"tenant_id": tenant_id, "question_id": on, "tag_id": tag_id}
        connection.execute(insert(question_tags).values(row))
    return tag_id


def make_board_poll(
    connection: Connection, *, tenant_id: UUID, board_id: UUID, **columns: Any
) -> UUID:
    """An open poll for a rating, unless told; returns its id."""
    act_for(connection, tenant_id)
    poll_id = new_id()
    values = {"kind": "RATING", "prompt": "How was it?", **columns}
    connection.execute(
        insert(board_polls).values(tenant_id=tenant_id, id=poll_id, board_id=board_id, **values)
    )
    return poll_id


def board_of(connection: Connection, tenant_id: UUID) -> UUID | None:
    """The newest board of a school."""
    query = select(boards.c.id).where(boards.c.tenant_id == tenant_id).order_by(boards.c.id.desc())
    found: UUID | None = connection.execute(query.limit(1)).scalar()
    return found


_FILL = text(
    """
    WITH added AS (
        INSERT INTO app.questions (tenant_id, id, board_id, author_id, author_key, body, status,
                                   upvotes, is_pinned, created_at, updated_at)
        SELECT :tenant, overlay(md5(n::text || :board) PLACING '7' FROM 13)::uuid,
               CAST(:board AS uuid), CAST(:author AS uuid), :author,
               'Question number ' || n || ' about the exam, when and where?',
               CASE WHEN mod(n, 40) = 0 THEN 'UNDER_REVIEW' WHEN mod(n, 5) = 0 THEN 'ANSWERED'
                    ELSE 'OPEN' END,
               mod(n, :voters), mod(n, 500) = 1, now(), now()
          FROM generate_series(1, :questions) AS n
        RETURNING tenant_id, id, board_id, upvotes
    ), findable AS (
        INSERT INTO app.question_terms (tenant_id, board_id, term, question_id)
        SELECT tenant_id, board_id, term, id FROM added CROSS JOIN generate_series(1, 8) AS term
    )
    INSERT INTO app.question_upvotes (tenant_id, question_id, voter_key, board_id)
    SELECT tenant_id, id, 'voter ' || v, board_id
      FROM added CROSS JOIN LATERAL generate_series(1, upvotes) AS v
    """
)


def fill_board(
    connection: Connection,
    *,
    tenant_id: UUID,
    board_id: UUID,
    author_id: UUID,
    questions: int,
    voters: int = 5,
) -> None:
    """Many questions with fewer votes each than there are voters, and statistics to plan by."""
    act_for(connection, tenant_id)
    values = {"tenant": tenant_id, "board": str(board_id), "author": str(author_id)}
    connection.execute(_FILL, values | {"questions": questions, "voters": voters})
    for table in ("questions", "question_terms", "question_upvotes", "boards"):
        connection.exec_driver_sql(f"ANALYZE app.{table}")
