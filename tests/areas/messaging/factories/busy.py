"""Somebody with ten thousand conversations, filled in bulk for plans and measurements."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Connection, text


def fill_conversations(
    connection: Connection, *, tenant_id: UUID, viewer_id: UUID, conversations: int, messages: int
) -> UUID:
    """Groups of the viewer and another member with a message each, and one long conversation.

    Takes a superuser's connection and a school whose members are there. The messages of the long
    one are of both in turn; every hundredth is unread. Returns the id of the long one.
    """
    values = {
        "tenant": tenant_id,
        "viewer": viewer_id,
        "conversations": conversations,
        "messages": messages,
    }
    # So many rows at once are right by themselves: nothing looks up what each refers to.
    connection.execute(text("SET LOCAL session_replication_role = replica"))
    for statement in (_CONVERSATIONS, _PEOPLE, _FIRST_MESSAGES, _LONG, _LONG_PEOPLE, _MESSAGES):
        connection.execute(text(statement), values)
    connection.execute(text("ANALYZE"))
    query = text("SELECT id FROM app.conversations WHERE tenant_id = :tenant AND name = 'Long'")
    found: UUID = connection.execute(query, values).scalar_one()
    return found


_OTHERS = """
    SELECT m.user_id, row_number() OVER (ORDER BY m.user_id) - 1 AS n, count(*) OVER () AS total
      FROM app.memberships AS m
     WHERE m.tenant_id = CAST(:tenant AS uuid) AND m.user_id <> CAST(:viewer AS uuid)
"""
_CONVERSATIONS = """
    INSERT INTO app.conversations
      (tenant_id, id, type, name, last_number, created_by, created_at)
    SELECT CAST(:tenant AS uuid), uuidv7(), 'GROUP', 'Group ' || c, 1, CAST(:viewer AS uuid),
           now() - interval '1 year' * (c::float / :conversations)
      FROM generate_series(1, CAST(:conversations AS bigint)) AS c
"""
_PEOPLE = f"""
    WITH other AS ({_OTHERS}), listed AS (
        SELECT c.*, row_number() OVER (ORDER BY c.id) AS n FROM app.conversations AS c
         WHERE c.tenant_id = CAST(:tenant AS uuid)
    ), person AS (
        SELECT listed.id, listed.created_at, listed.n, CAST(:viewer AS uuid) AS user_id FROM listed
        UNION ALL
        SELECT listed.id, listed.created_at, listed.n, other.user_id
          FROM listed JOIN other ON other.n = mod(listed.n, other.total)
    )
    INSERT INTO app.conversation_participants
      (tenant_id, conversation_id, user_id, role, latest_at, news_number, read_number)
    SELECT CAST(:tenant AS uuid), person.id, person.user_id, 'MEMBER', person.created_at, 1,
           CASE WHEN mod(person.n, 100) = 0 THEN 0 ELSE 1 END
      FROM person
"""  # noqa: S608 - our own parts
_FIRST_MESSAGES = """
    INSERT INTO app.messages
      (tenant_id, id, conversation_id, number, sender_id, content, canonical, created_at)
    SELECT c.tenant_id, uuidv7(), c.id, 1, p.user_id, 'Hello', 'hello', c.created_at
      FROM app.conversations AS c
      JOIN app.conversation_participants AS p
        ON p.tenant_id = c.tenant_id AND p.conversation_id = c.id
     WHERE c.tenant_id = CAST(:tenant AS uuid) AND p.user_id <> CAST(:viewer AS uuid)
"""
_LONG = """
    INSERT INTO app.conversations (tenant_id, id, type, name, last_number, created_by)
    VALUES (CAST(:tenant AS uuid), uuidv7(), 'GROUP', 'Long', :messages, CAST(:viewer AS uuid))
"""
_LONG_PEOPLE = f"""
    WITH other AS ({_OTHERS})
    INSERT INTO app.conversation_participants
      (tenant_id, conversation_id, user_id, role, latest_at, news_number, read_number)
    SELECT c.tenant_id, c.id, person.user_id, 'MEMBER', now(), :messages, :messages - 50
      FROM app.conversations AS c, (
        SELECT user_id FROM other WHERE n = 0 UNION ALL SELECT CAST(:viewer AS uuid)
      ) AS person
     WHERE c.tenant_id = CAST(:tenant AS uuid) AND c.name = 'Long'
"""  # noqa: S608 - our own parts
_MESSAGES = """
    INSERT INTO app.messages
      (tenant_id, id, conversation_id, number, sender_id, content, canonical, created_at)
    SELECT c.tenant_id, uuidv7(), c.id, m, person.user_id, 'Message ' || m, 'message ' || m,
           now() - interval '1 year' * ((:messages - m)::float / :messages)
      FROM app.conversations AS c
      JOIN generate_series(1, CAST(:messages AS bigint)) AS m ON true
      JOIN (SELECT p.conversation_id, p.user_id, row_number() OVER (ORDER BY p.user_id) - 1 AS n
              FROM app.conversation_participants AS p
              JOIN app.conversations AS l
                ON l.tenant_id = p.tenant_id AND l.id = p.conversation_id AND l.name = 'Long'
             WHERE p.tenant_id = CAST(:tenant AS uuid)) AS person
        ON person.conversation_id = c.id AND person.n = mod(m, 2)
     WHERE c.tenant_id = CAST(:tenant AS uuid) AND c.name = 'Long'
"""
