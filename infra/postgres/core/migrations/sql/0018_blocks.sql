-- A block hides two people from each other. It hides nothing from those who moderate the school,
-- and staff still see who blocked them: a pupil cannot get out of their sight.

CREATE FUNCTION app.moderates(p_tenant uuid, p_user uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT FROM app.memberships AS m
     WHERE m.tenant_id = p_tenant AND m.user_id = p_user AND m.status = 'ACTIVE'
       AND (m.role = 'ADMIN' OR EXISTS (
         SELECT FROM app.role_assignments AS a
          WHERE a.tenant_id = p_tenant AND a.user_id = p_user
            AND a.role = 'MODERATOR' AND a.scope_type = 'TENANT' AND a.scope_id = p_tenant)))
$$;

CREATE FUNCTION app.is_staff(p_tenant uuid, p_user uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT app.moderates(p_tenant, p_user) OR EXISTS (
    SELECT FROM app.memberships AS m
     WHERE m.tenant_id = p_tenant AND m.user_id = p_user AND m.status = 'ACTIVE'
       AND m.role = 'TEACHER')
$$;

CREATE OR REPLACE FUNCTION app.post_is_readable(p_tenant uuid, p_user uuid, p_post uuid)
RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT FROM app.posts AS p
     WHERE p.tenant_id = p_tenant AND p.id = p_post
       AND p.status = 'PUBLISHED' AND p.deleted_at IS NULL
       AND (p.author_id = p_user OR (
         NOT EXISTS (SELECT FROM app.user_blocks AS b
                      WHERE (b.blocker_id = p_user AND b.blocked_id = p.author_id
                             AND NOT app.moderates(p_tenant, p_user))
                         OR (b.blocker_id = p.author_id AND b.blocked_id = p_user
                             AND NOT app.is_staff(p_tenant, p_user)))
         AND CASE p.visibility
           WHEN 'PUBLIC' THEN true
           WHEN 'SCHOOL' THEN true
           WHEN 'CLASS' THEN p.class_id IN (SELECT app.classes_of(p_tenant, p_user))
           WHEN 'CONNECTIONS' THEN 2 = (
             SELECT count(*) FROM app.follows AS f
              WHERE f.tenant_id = p_tenant AND f.status = 'ACCEPTED'
                AND (f.follower_id, f.following_id)
                    IN ((p_user, p.author_id), (p.author_id, p_user)))
           ELSE false
         END)))
$$;

-- Whom a stream of the person leaves out in this school. The function of one argument stays for
-- relays of the release before.
CREATE FUNCTION app.stream_hidden(p_tenant uuid, p_user uuid) RETURNS uuid[]
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_before text := current_setting('app.tenant_id', true);
  v_moderates boolean;
  v_staff boolean;
  v_hidden uuid[];
BEGIN
  PERFORM set_config('app.tenant_id', p_tenant::text, true);
  v_moderates := app.moderates(p_tenant, p_user);
  v_staff := app.is_staff(p_tenant, p_user);
  SELECT COALESCE(array_agg(h.person), '{}') INTO v_hidden
    FROM (
      SELECT w.person
        FROM (SELECT b.blocked_id AS person, b.created_at
                FROM app.user_blocks AS b WHERE b.blocker_id = p_user AND NOT v_moderates
               UNION ALL
              SELECT b.blocker_id, b.created_at
                FROM app.user_blocks AS b WHERE b.blocked_id = p_user AND NOT v_staff
               UNION ALL
              SELECT m.muted_id, m.created_at
                FROM app.user_mutes AS m
               WHERE m.muter_id = p_user
                 AND (m.expires_at IS NULL OR m.expires_at > clock_timestamp())) AS w
       GROUP BY w.person
       ORDER BY max(w.created_at) DESC
       LIMIT 5000
    ) AS h;
  PERFORM set_config('app.tenant_id', COALESCE(v_before, ''), true);
  RETURN v_hidden;
END $$;

REVOKE ALL ON FUNCTION
  app.moderates(uuid, uuid), app.is_staff(uuid, uuid), app.stream_hidden(uuid, uuid)
FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
  app.moderates(uuid, uuid), app.is_staff(uuid, uuid), app.stream_hidden(uuid, uuid)
TO stunity_app;
GRANT EXECUTE ON FUNCTION app.stream_hidden(uuid, uuid) TO stunity_relay;
