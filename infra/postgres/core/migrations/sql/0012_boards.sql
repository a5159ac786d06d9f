-- Who may read and who moderates a board; row security; grants; roles given for a part of a school.

DO $$
DECLARE
  v_table text;
BEGIN
  FOREACH v_table IN ARRAY ARRAY[
    'boards', 'questions', 'question_upvotes', 'question_terms', 'tags', 'question_tags',
    'board_polls', 'board_poll_votes'
  ] LOOP
    EXECUTE format('ALTER TABLE app.%I ENABLE ROW LEVEL SECURITY', v_table);
    EXECUTE format('ALTER TABLE app.%I FORCE ROW LEVEL SECURITY', v_table);
    EXECUTE format(
      'CREATE POLICY tenant_isolation ON app.%I'
      ' USING (tenant_id = NULLIF(current_setting(''app.tenant_id'', true), '''')::uuid)'
      ' WITH CHECK (tenant_id = NULLIF(current_setting(''app.tenant_id'', true), '''')::uuid)',
      v_table);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON app.%I TO stunity_app', v_table);
  END LOOP;
END $$;

-- What somebody holds besides their role, as ROLE:SCOPE:id. Row security must show the tenant.
CREATE FUNCTION app.assignments_of(p_tenant uuid, p_user uuid) RETURNS text[]
LANGUAGE sql STABLE AS $$
  SELECT COALESCE(array_agg(a.role || ':' || a.scope_type || ':' || a.scope_id), '{}')
    FROM app.role_assignments AS a
   WHERE a.tenant_id = p_tenant AND a.user_id = p_user
$$;

-- begin_request with the assignments. Another function, for the release before reads the columns
-- of that one as they are.
CREATE FUNCTION app.begin_member(p_tenant uuid, p_user uuid, p_session uuid, p_jti uuid)
RETURNS TABLE (
  token_version integer, role text, membership_status text, tenant_status text,
  tenant_settings jsonb, tenant_slug text, tenant_timezone text, session_live boolean,
  user_name text, user_locale text, user_email_verified boolean, user_deleted boolean,
  assignments text[]
)
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM app.open_transaction(p_tenant, p_user);
  RETURN QUERY
  SELECT u.token_version, m.role, m.status, t.status, t.settings, t.slug, t.timezone,
         s.id IS NOT NULL AND NOT EXISTS (SELECT FROM app.jwt_revocations AS r WHERE r.jti = p_jti),
         u.name, u.locale, u.email_verified_at IS NOT NULL, u.deleted_at IS NOT NULL,
         app.assignments_of(p_tenant, p_user)
    FROM app.users AS u
    JOIN app.tenants AS t ON t.id = p_tenant
    LEFT JOIN app.memberships AS m ON m.tenant_id = p_tenant AND m.user_id = u.id
    LEFT JOIN app.auth_sessions AS s
      ON s.tenant_id = p_tenant AND s.id = p_session AND s.user_id = u.id
     AND s.revoked_at IS NULL
     AND s.expires_at > clock_timestamp() AND s.absolute_expires_at > clock_timestamp()
   WHERE u.id = p_user;
END $$;

-- Whether a person moderates a board: administrators, its owner while a teacher, and who was made
-- a moderator of the school, of the board or of its class. Row security must show the tenant.
CREATE FUNCTION app.board_is_moderated_by(p_tenant uuid, p_user uuid, p_board uuid)
RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT FROM app.boards AS b
      JOIN app.memberships AS m
        ON m.tenant_id = p_tenant AND m.user_id = p_user AND m.status = 'ACTIVE'
     WHERE b.tenant_id = p_tenant AND b.id = p_board
       AND (m.role = 'ADMIN'
         OR (m.role = 'TEACHER' AND b.created_by = p_user)
         OR EXISTS (
           SELECT FROM app.role_assignments AS a
            WHERE a.tenant_id = p_tenant AND a.user_id = p_user AND a.role = 'MODERATOR'
              AND ((a.scope_type = 'TENANT' AND a.scope_id = p_tenant)
                OR (a.scope_type = 'BOARD' AND a.scope_id = b.id)
                OR (a.scope_type = b.scope_type AND a.scope_id = b.scope_id)))))
$$;

-- Whether a member or the holder of a guest pass may read a board: everybody in the school, or who
-- teaches or attends the class; its owner and moderators; and guests with a pass for it.
CREATE FUNCTION app.board_is_readable(p_tenant uuid, p_user uuid, p_board uuid)
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
                OR app.board_is_moderated_by(p_tenant, p_user, p_board)))))
$$;

REVOKE ALL ON FUNCTION
  app.begin_member(uuid, uuid, uuid, uuid), app.assignments_of(uuid, uuid)
FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
  app.begin_member(uuid, uuid, uuid, uuid), app.assignments_of(uuid, uuid)
TO stunity_app;
