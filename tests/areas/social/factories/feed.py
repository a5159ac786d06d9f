"""A school that has been posting for years, filled in bulk for plans and measurements."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Connection, text


def fill_feed(connection: Connection, *, tenant_id: UUID, posts: int, likes: int) -> None:
    """Posts by all members, evenly over the last three years, and what decides who reads them.

    The newest are liked in the hours after they were written.

    Takes a superuser's connection and a school whose members are there. Member ``n`` by id follows
    the ``5 * n mod 60`` members after them, a third of whom follow back; every tenth has a class.
    """
    values = {"tenant": tenant_id, "posts": posts, "likes": likes}
    for statement in (
        _MEMBERS,
        _ANALYZE,
        _CLASSES,
        _TEACHERS,
        _FOLLOWS,
        _BLOCKS,
        _POSTS,
        _LIKES,
        _ANALYZE_MORE,
        _COUNTS,
    ):
        connection.execute(text(statement), values)
    connection.execute(text("ANALYZE"))


_MEMBERS = """
    CREATE TEMPORARY TABLE member ON COMMIT DROP AS
    SELECT m.user_id, row_number() OVER (ORDER BY m.user_id) - 1 AS n, count(*) OVER () AS total
      FROM app.memberships AS m WHERE m.tenant_id = CAST(:tenant AS uuid)
"""
# Without them each post is compared with each member, and with each post that is liked.
_ANALYZE = "ANALYZE member"
_ANALYZE_MORE = "ANALYZE app.posts, app.likes"
_CLASSES = """
    WITH year AS (
        INSERT INTO app.academic_years (tenant_id, id, name, start_date, end_date)
        VALUES (CAST(:tenant AS uuid), uuidv7(), 'This year', current_date - 30, current_date + 300)
        RETURNING id
    )
    INSERT INTO app.classes (tenant_id, id, academic_year_id, name)
    SELECT CAST(:tenant AS uuid), uuidv7(), year.id, 'Class ' || n
      FROM year, generate_series(1, 10) AS n
"""
_TEACHERS = """
    WITH subject AS (
        INSERT INTO app.subjects (tenant_id, id, code, name)
        VALUES (CAST(:tenant AS uuid), uuidv7(), 'PHY', 'Physics') RETURNING id
    ), class AS (
        SELECT c.id, row_number() OVER (ORDER BY c.id) - 1 AS n
          FROM app.classes AS c WHERE c.tenant_id = :tenant
    )
    INSERT INTO app.class_teachers (tenant_id, class_id, user_id, subject_id)
    SELECT CAST(:tenant AS uuid), class.id, member.user_id, subject.id
      FROM member JOIN class ON class.n = mod(member.n / 10, 10), subject
     WHERE mod(member.n, 10) = 0
"""
_FOLLOWS = """
    INSERT INTO app.follows (tenant_id, follower_id, following_id, status)
    SELECT CAST(:tenant AS uuid), a.user_id, b.user_id,
           CASE WHEN mod(a.n + b.n, 20) = 0 THEN 'PENDING' ELSE 'ACCEPTED' END
      FROM member AS a
      JOIN member AS b ON mod(b.n - a.n + a.total, a.total) BETWEEN 1 AND mod(5 * a.n, 60)
    UNION
    SELECT CAST(:tenant AS uuid), b.user_id, a.user_id, 'ACCEPTED'
      FROM member AS a
      JOIN member AS b ON mod(b.n - a.n + a.total, a.total) BETWEEN 1 AND mod(5 * a.n, 60)
     WHERE mod(a.n + b.n, 3) = 0
    ON CONFLICT DO NOTHING
"""
_BLOCKS = """
    INSERT INTO app.user_blocks (blocker_id, blocked_id)
    SELECT a.user_id, b.user_id FROM member AS a
      JOIN member AS b ON b.n = mod(a.n + 7, a.total)
     WHERE mod(a.n, 15) = 0
"""
_POSTS = """
    WITH class AS (
        SELECT array_agg(c.id) AS ids FROM app.classes AS c WHERE c.tenant_id = :tenant
    ), planned AS (
        SELECT p, mod(p * 7919, member.total) AS author,
               (ARRAY['SCHOOL', 'SCHOOL', 'SCHOOL', 'SCHOOL', 'SCHOOL', 'SCHOOL', 'SCHOOL',
                      'PUBLIC', 'CLASS', 'CONNECTIONS', 'PRIVATE'])[1 + mod(p, 11)] AS visibility,
               now() - interval '3 years' * (p::float / :posts) AS at
          FROM generate_series(1, CAST(:posts AS bigint)) AS p,
               (SELECT total FROM member LIMIT 1) AS member
    )
    INSERT INTO app.posts
      (tenant_id, id, author_id, content, visibility, class_id, hashtags, status, deleted_at,
       created_at, updated_at)
    SELECT CAST(:tenant AS uuid), uuidv7(at - now()), member.user_id,
           repeat('A sentence that somebody wrote in the break. ', 1 + mod(p, 7)::integer),
           visibility, CASE WHEN visibility = 'CLASS' THEN class.ids[1 + mod(p / 100, 10)] END,
           ARRAY['physics', 'tag' || mod(p, 50)],
           CASE WHEN mod(p, 97) = 0 THEN 'DRAFT' ELSE 'PUBLISHED' END,
           CASE WHEN mod(p, 89) = 0 THEN at END, at, at
      FROM planned JOIN member ON member.n = planned.author, class
"""
_LIKES = """
    WITH liked AS (
        SELECT p.id, p.created_at, row_number() OVER (ORDER BY p.created_at DESC) AS place
          FROM app.posts AS p WHERE p.tenant_id = :tenant
         ORDER BY p.created_at DESC LIMIT CAST(:likes AS bigint) / 10
    )
    INSERT INTO app.likes (tenant_id, id, user_id, post_id, created_at)
    SELECT CAST(:tenant AS uuid), uuidv7(at.moment - now()), member.user_id, liked.id, at.moment
      FROM liked JOIN generate_series(0, 9) AS k ON true
      CROSS JOIN LATERAL (
        SELECT least(now(), liked.created_at + k * interval '1 hour') AS moment
      ) AS at
      JOIN member ON member.n = mod(liked.place * 13 + k * 31, member.total)
    ON CONFLICT DO NOTHING
"""
_COUNTS = """
    UPDATE app.posts AS p SET likes_count = l.likes
      FROM (SELECT post_id, count(*) AS likes FROM app.likes
             WHERE tenant_id = CAST(:tenant AS uuid) GROUP BY post_id) AS l
     WHERE p.tenant_id = CAST(:tenant AS uuid) AND p.id = l.post_id
"""
