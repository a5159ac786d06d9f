-- Who is asking, and what they may read: the same answer for functions, relay and polling.

-- Opens a transaction for a member: chooses tenant and user for row security, bounds every wait,
-- and answers what the runtime must know, in one round trip. No row: no such user or tenant.
CREATE FUNCTION app.begin_request(p_tenant uuid, p_user uuid, p_session uuid, p_jti uuid)
RETURNS TABLE (
  token_version integer, role text, membership_status text, tenant_status text,
  tenant_settings jsonb, tenant_slug text, tenant_timezone text, session_live boolean,
  user_name text, user_locale text, user_email_verified boolean, user_deleted boolean
)
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM app.open_transaction(p_tenant, p_user);
  RETURN QUERY
  SELECT u.token_version, m.role, m.status, t.status, t.settings, t.slug, t.timezone,
         s.id IS NOT NULL AND NOT EXISTS (SELECT FROM app.jwt_revocations AS r WHERE r.jti = p_jti),
         u.name, u.locale, u.email_verified_at IS NOT NULL, u.deleted_at IS NOT NULL
    FROM app.users AS u
    JOIN app.tenants AS t ON t.id = p_tenant
    LEFT JOIN app.memberships AS m ON m.tenant_id = p_tenant AND m.user_id = u.id
    LEFT JOIN app.auth_sessions AS s
      ON s.tenant_id = p_tenant AND s.id = p_session AND s.user_id = u.id
     AND s.revoked_at IS NULL
     AND s.expires_at > clock_timestamp() AND s.absolute_expires_at > clock_timestamp()
   WHERE u.id = p_user;
END $$;

-- The same for a transaction without a member: login, workers, jobs.
CREATE FUNCTION app.open_transaction(p_tenant uuid, p_user uuid) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM set_config('app.tenant_id', COALESCE(p_tenant::text, ''), true),
          set_config('app.user_id', COALESCE(p_user::text, ''), true),
          set_config('lock_timeout', '2s', true),
          set_config('statement_timeout', '5s', true),
          set_config('idle_in_transaction_session_timeout', '10s', true);
END $$;

-- Opens a transaction for the owner of a refresh token. Nothing is known of the caller but the
-- hash, and the policy of auth_sessions shows the one row that carries it.
CREATE FUNCTION app.begin_refresh(p_refresh_hash bytea)
RETURNS TABLE (tenant_id uuid, user_id uuid, session_id uuid)
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM set_config('app.refresh_hash', encode(p_refresh_hash, 'hex'), true);
  SELECT s.tenant_id, s.user_id, s.id INTO tenant_id, user_id, session_id
    FROM app.auth_sessions AS s WHERE s.refresh_hash = p_refresh_hash;
  PERFORM app.open_transaction(tenant_id, user_id);
  IF session_id IS NOT NULL THEN
    RETURN NEXT;
  END IF;
END $$;

-- Classes that a person teaches or attends now, newest first.
CREATE FUNCTION app.classes_of(p_tenant uuid, p_user uuid) RETURNS SETOF uuid
LANGUAGE sql STABLE AS $$
  SELECT c.id
    FROM app.classes AS c
   WHERE c.tenant_id = p_tenant AND c.archived_at IS NULL
     AND (c.homeroom_teacher_id = p_user
       OR c.id IN (SELECT ct.class_id FROM app.class_teachers AS ct
                    WHERE ct.tenant_id = p_tenant AND ct.user_id = p_user)
       OR c.id IN (SELECT e.class_id
                     FROM app.students AS s
                     JOIN app.class_enrollments AS e
                       ON e.tenant_id = s.tenant_id AND e.student_id = s.id
                    WHERE s.tenant_id = p_tenant AND s.user_id = p_user AND e.ended_on IS NULL))
   ORDER BY c.id DESC
$$;

-- A person whose stream may open, and the channels it opens with; no row refuses it. The tenant is
-- chosen inside and put back, for row security binds the owner of this function too.
CREATE FUNCTION app.stream_principal(
  p_tenant uuid, p_user uuid, p_session uuid, p_token_version integer
) RETURNS TABLE (role text, slug text, channels text[])
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_before text := current_setting('app.tenant_id', true);
BEGIN
  PERFORM set_config('app.tenant_id', p_tenant::text, true);
  RETURN QUERY
  SELECT m.role, t.slug,
         ARRAY['user:' || u.id, 'tenant:' || t.id]
           || ARRAY(SELECT 'class:' || c FROM app.classes_of(p_tenant, p_user) AS c)
    FROM app.users AS u
    JOIN app.memberships AS m
      ON m.tenant_id = p_tenant AND m.user_id = u.id AND m.status = 'ACTIVE'
    JOIN app.tenants AS t ON t.id = p_tenant AND t.status = 'ACTIVE'
    JOIN app.auth_sessions AS s
      ON s.tenant_id = p_tenant AND s.id = p_session AND s.user_id = u.id
     AND s.revoked_at IS NULL
     AND s.expires_at > clock_timestamp() AND s.absolute_expires_at > clock_timestamp()
   WHERE u.id = p_user AND u.deleted_at IS NULL AND u.token_version = p_token_version;
  PERFORM set_config('app.tenant_id', COALESCE(v_before, ''), true);
END $$;

-- Whether a person may read a post. Row security must already show the tenant.
CREATE FUNCTION app.post_is_readable(p_tenant uuid, p_user uuid, p_post uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT FROM app.posts AS p
     WHERE p.tenant_id = p_tenant AND p.id = p_post
       AND p.status = 'PUBLISHED' AND p.deleted_at IS NULL
       AND (p.author_id = p_user OR (
         NOT EXISTS (SELECT FROM app.user_blocks AS b
                      WHERE (b.blocker_id = p_user AND b.blocked_id = p.author_id)
                         OR (b.blocker_id = p.author_id AND b.blocked_id = p_user))
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

-- Which of the channels a person may read, in the order asked.
CREATE FUNCTION app.stream_allowed(p_tenant uuid, p_user uuid, p_channels text[]) RETURNS text[]
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_before text := current_setting('app.tenant_id', true);
  v_allowed text[];
BEGIN
  PERFORM set_config('app.tenant_id', p_tenant::text, true);
  SELECT array_agg(w.name ORDER BY w.place) INTO v_allowed
    FROM (
      SELECT c.name, c.place, split_part(c.name, ':', 1) AS kind,
             -- A key that is no UUID names nothing.
             CASE WHEN split_part(c.name, ':', 2)
                       ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
                  THEN split_part(c.name, ':', 2)::uuid END AS key
        FROM unnest(p_channels) WITH ORDINALITY AS c (name, place)
    ) AS w
    JOIN app.memberships AS m
      ON m.tenant_id = p_tenant AND m.user_id = p_user AND m.status = 'ACTIVE'
   WHERE w.name = w.kind || ':' || w.key
     AND CASE w.kind
       WHEN 'user' THEN w.key = p_user
       WHEN 'tenant' THEN w.key = p_tenant
       WHEN 'class' THEN w.key IN (SELECT app.classes_of(p_tenant, p_user))
       WHEN 'post' THEN app.post_is_readable(p_tenant, p_user, w.key)
       ELSE false
     END;
  PERFORM set_config('app.tenant_id', COALESCE(v_before, ''), true);
  RETURN COALESCE(v_allowed, '{}');
END $$;
