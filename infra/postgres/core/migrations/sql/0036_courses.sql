-- Who belongs to a course, and what that opens: its channel and its boards.

CREATE FUNCTION app.course_role(p_tenant uuid, p_user uuid, p_course uuid) RETURNS text
LANGUAGE sql STABLE AS $$
  SELECT m.role
    FROM app.course_members AS m
    JOIN app.courses AS c ON c.tenant_id = m.tenant_id AND c.id = m.course_id
   WHERE m.tenant_id = p_tenant AND m.course_id = p_course AND m.user_id = p_user
     AND m.status = 'ACTIVE' AND c.deleted_at IS NULL
$$;

-- Whether a person may hear of a course: its members, pupils once it is published, and
-- administrators. Row security must show the tenant.
CREATE FUNCTION app.course_is_open_to(p_tenant uuid, p_user uuid, p_course uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT FROM app.courses AS c
      JOIN app.memberships AS s
        ON s.tenant_id = p_tenant AND s.user_id = p_user AND s.status = 'ACTIVE'
      LEFT JOIN app.course_members AS m
        ON m.tenant_id = p_tenant AND m.course_id = c.id AND m.user_id = p_user
       AND m.status = 'ACTIVE'
     WHERE c.tenant_id = p_tenant AND c.id = p_course AND c.deleted_at IS NULL
       AND (s.role = 'ADMIN'
         OR (m.role <> 'STUDENT' AND s.role IN ('TEACHER', 'RESEARCHER'))
         OR (m.role IS NOT NULL AND (c.published_at IS NOT NULL OR c.archived_at IS NOT NULL))))
$$;

CREATE OR REPLACE FUNCTION app.stream_allowed(p_tenant uuid, p_user uuid, p_channels text[])
RETURNS text[]
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_before text := current_setting('app.tenant_id', true);
  v_scope text;
  v_allowed text[];
BEGIN
  PERFORM set_config('app.tenant_id', p_tenant::text, true);
  v_scope := app.guest_scope(p_tenant, p_user);
  IF v_scope IS NOT NULL THEN
    SELECT array_agg(c.name ORDER BY c.place) INTO v_allowed
      FROM unnest(p_channels) WITH ORDINALITY AS c (name, place)
     WHERE c.name IN ('user:' || p_user, v_scope);
  ELSE
    SELECT array_agg(w.name ORDER BY w.place) INTO v_allowed
      FROM (
        SELECT c.name, c.place, split_part(c.name, ':', 1) AS kind,
               split_part(c.name, ':', 2) AS key,
               -- A key that is no UUID names nothing, where one is asked for.
               CASE WHEN split_part(c.name, ':', 2)
                         ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
                    THEN split_part(c.name, ':', 2)::uuid END AS id
          FROM unnest(p_channels) WITH ORDINALITY AS c (name, place)
      ) AS w
      JOIN app.memberships AS m
        ON m.tenant_id = p_tenant AND m.user_id = p_user AND m.status = 'ACTIVE'
     WHERE w.name = w.kind || ':' || w.key
       AND CASE w.kind
         WHEN 'user' THEN w.id = p_user
         WHEN 'tenant' THEN w.id = p_tenant
         WHEN 'class' THEN w.id IN (SELECT app.classes_of(p_tenant, p_user))
         WHEN 'course' THEN app.course_is_open_to(p_tenant, p_user, w.id)
         WHEN 'post' THEN app.post_is_readable(p_tenant, p_user, w.id)
         WHEN 'board' THEN app.board_is_readable(p_tenant, p_user, w.id)
         WHEN 'modq' THEN app.board_is_moderated_by(p_tenant, p_user, w.id)
         WHEN 'live' THEN app.live_is_open_to(p_tenant, p_user, w.key)
         WHEN 'host' THEN app.live_is_hosted_by(p_tenant, p_user, w.key)
         ELSE false
       END;
  END IF;
  PERFORM set_config('app.tenant_id', COALESCE(v_before, ''), true);
  RETURN COALESCE(v_allowed, '{}');
END $$;

CREATE OR REPLACE FUNCTION app.board_is_moderated_by(p_tenant uuid, p_user uuid, p_board uuid)
RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT FROM app.boards AS b
      JOIN app.memberships AS m
        ON m.tenant_id = p_tenant AND m.user_id = p_user AND m.status = 'ACTIVE'
     WHERE b.tenant_id = p_tenant AND b.id = p_board
       AND (m.role = 'ADMIN'
         OR (m.role = 'TEACHER' AND b.created_by = p_user)
         OR (b.scope_type = 'COURSE' AND m.role IN ('TEACHER', 'RESEARCHER')
           AND app.course_role(p_tenant, p_user, b.scope_id) IN ('OWNER', 'TEACHER', 'ASSISTANT'))
         OR EXISTS (
           SELECT FROM app.role_assignments AS a
            WHERE a.tenant_id = p_tenant AND a.user_id = p_user AND a.role = 'MODERATOR'
              AND ((a.scope_type = 'TENANT' AND a.scope_id = p_tenant)
                OR (a.scope_type = 'BOARD' AND a.scope_id = b.id)
                OR (a.scope_type = b.scope_type AND a.scope_id = b.scope_id)))))
$$;

CREATE OR REPLACE FUNCTION app.board_is_readable(p_tenant uuid, p_user uuid, p_board uuid)
RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT FROM app.boards AS b
     WHERE b.tenant_id = p_tenant AND b.id = p_board
       AND (app.guest_scope(p_tenant, p_user) = 'board:' || p_board
         OR EXISTS (
           SELECT FROM app.memberships AS m
            WHERE m.tenant_id = p_tenant AND m.user_id = p_user AND m.status = 'ACTIVE'
              AND (b.scope_type = 'TENANT'
                OR b.created_by = p_user
                OR (b.scope_type = 'CLASS'
                  AND b.scope_id IN (SELECT app.classes_of(p_tenant, p_user)))
                OR (b.scope_type = 'COURSE'
                  AND app.course_is_open_to(p_tenant, p_user, b.scope_id))
                OR app.board_is_moderated_by(p_tenant, p_user, p_board)))))
$$;

REVOKE ALL ON FUNCTION
  app.course_role(uuid, uuid, uuid), app.course_is_open_to(uuid, uuid, uuid)
FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
  app.course_role(uuid, uuid, uuid), app.course_is_open_to(uuid, uuid, uuid)
TO stunity_app;
