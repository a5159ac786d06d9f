CREATE OR REPLACE FUNCTION app.stream_principal(
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

CREATE OR REPLACE FUNCTION app.stream_allowed(p_tenant uuid, p_user uuid, p_channels text[]) RETURNS text[]
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

DROP FUNCTION app.live_is_hosted_by(uuid, uuid, text);
DROP FUNCTION app.live_is_open_to(uuid, uuid, text);
