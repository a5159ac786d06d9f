"""The reader of statements finds what names no school."""

from __future__ import annotations

import pytest

from tests.support.tenancy import unfiltered

FILTERED = (
    "SELECT app.posts.id FROM app.posts WHERE app.posts.tenant_id = %s::UUID",
    (
        "SELECT p.id FROM app.posts AS p JOIN app.users AS u ON u.id = p.author_id"
        " WHERE p.tenant_id = $1"
    ),
    (
        "SELECT 1 FROM app.posts AS p JOIN app.likes AS l ON l.tenant_id = p.tenant_id"
        " WHERE p.tenant_id = %s"
    ),
    "UPDATE app.posts SET content = %s WHERE app.posts.tenant_id = %s AND app.posts.id = %s",
    "DELETE FROM app.likes WHERE tenant_id = %s AND post_id = %s",
    (
        "DELETE FROM app.likes WHERE (app.likes.tenant_id, app.likes.post_id) IN"
        " (SELECT app.posts.tenant_id, app.posts.id FROM app.posts"
        " WHERE app.posts.tenant_id = %s)"
    ),
    "INSERT INTO app.posts (tenant_id, id) VALUES (%s, %s)",
    "SELECT slug FROM app.memberships WHERE app.memberships.user_id = %s",
    (
        "WITH added AS (INSERT INTO app.posts (tenant_id) VALUES (%s) RETURNING tenant_id)"
        " SELECT 1 FROM added JOIN app.memberships AS m ON m.tenant_id = added.tenant_id"
    ),
)
OPEN = {
    "SELECT app.posts.id FROM app.posts WHERE app.posts.id = %s": ["posts"],
    "SELECT app.posts.tenant_id FROM app.posts": ["posts"],
    "UPDATE app.posts SET content = %s WHERE app.posts.id = %s": ["posts"],
    "DELETE FROM app.likes WHERE post_id = %s": ["likes"],
    "SELECT 1 FROM app.posts AS p JOIN app.likes AS l ON l.tenant_id = p.tenant_id": [
        "posts",
        "likes",
    ],
    "SELECT 1 FROM app.posts AS p JOIN app.likes AS l ON l.post_id = p.id WHERE p.tenant_id = %s": [
        "likes"
    ],
    "SELECT 1 FROM app.posts AS p WHERE p.tenant_id = %s"
    " AND EXISTS (SELECT 1 FROM app.likes AS l WHERE l.post_id = p.id)": ["likes"],
    (
        "UPDATE app.likes SET x = %s WHERE app.likes.post_id ="
        " (SELECT app.likes.post_id FROM app.likes WHERE app.likes.tenant_id = %s)"
    ): ["likes", "likes"],
    "SELECT slug FROM app.memberships WHERE app.memberships.role = %s": ["memberships"],
}


@pytest.mark.parametrize("statement", FILTERED)
def test_a_statement_of_one_school_is_let_through(statement: str) -> None:
    assert unfiltered(statement) == []


@pytest.mark.parametrize(("statement", "tables"), OPEN.items())
def test_a_table_of_no_school_is_found(statement: str, tables: list[str]) -> None:
    assert unfiltered(statement) == tables
