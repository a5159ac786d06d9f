-- The second wall: a statement that forgot its WHERE sees no row of another school. An unset
-- setting reads as NULL or, once it was set in the session, as ''; both mean no school.

DO $$
DECLARE
  v_table text;
BEGIN
  FOREACH v_table IN ARRAY ARRAY[
    'memberships', 'role_assignments', 'auth_sessions', 'academic_years', 'subjects', 'classes',
    'class_teachers', 'students', 'class_enrollments', 'follows', 'posts', 'post_revisions',
    'comments', 'likes', 'notifications', 'idempotency_keys', 'audit_logs'
  ] LOOP
    EXECUTE format('ALTER TABLE app.%I ENABLE ROW LEVEL SECURITY', v_table);
    -- The owner too: the functions of the schema run as the owner.
    EXECUTE format('ALTER TABLE app.%I FORCE ROW LEVEL SECURITY', v_table);
    EXECUTE format(
      'CREATE POLICY tenant_isolation ON app.%I'
      ' USING (tenant_id = NULLIF(current_setting(''app.tenant_id'', true), '''')::uuid)'
      ' WITH CHECK (tenant_id = NULLIF(current_setting(''app.tenant_id'', true), '''')::uuid)',
      v_table);
  END LOOP;
END $$;

-- A person sees their own memberships and sessions before a school is chosen, and may end every
-- session of theirs, wherever it was opened.
CREATE POLICY own_rows ON app.memberships FOR SELECT
  USING (user_id = NULLIF(current_setting('app.user_id', true), '')::uuid);
CREATE POLICY own_rows ON app.auth_sessions FOR SELECT
  USING (user_id = NULLIF(current_setting('app.user_id', true), '')::uuid);
CREATE POLICY own_rows_change ON app.auth_sessions FOR UPDATE
  USING (user_id = NULLIF(current_setting('app.user_id', true), '')::uuid)
  WITH CHECK (user_id = NULLIF(current_setting('app.user_id', true), '')::uuid);
CREATE POLICY presented_token ON app.auth_sessions FOR SELECT
  USING (refresh_hash = decode(NULLIF(current_setting('app.refresh_hash', true), ''), 'hex'));

-- Schools are looked up by slug before anybody is signed in; only the chosen one can be changed.
ALTER TABLE app.tenants ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.tenants FORCE ROW LEVEL SECURITY;
CREATE POLICY anyone_reads ON app.tenants FOR SELECT USING (true);
CREATE POLICY tenant_isolation ON app.tenants
  USING (id = NULLIF(current_setting('app.tenant_id', true), '')::uuid)
  WITH CHECK (id = NULLIF(current_setting('app.tenant_id', true), '')::uuid);

-- Two roles that cannot sign in; the login roles of a deployment are members of one of them. They
-- belong to the cluster, so another database may have made them already.
DO $$
DECLARE
  v_role text;
BEGIN
  FOREACH v_role IN ARRAY ARRAY['stunity_app', 'stunity_relay'] LOOP
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles AS r WHERE r.rolname = v_role) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN', v_role);
    END IF;
  END LOOP;
END $$;

-- What each role may do. Nothing is granted by default.
REVOKE ALL ON SCHEMA app FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA app FROM PUBLIC;
GRANT USAGE ON SCHEMA app TO stunity_app, stunity_relay;

GRANT SELECT, INSERT, UPDATE ON
  app.tenants, app.users, app.memberships, app.auth_sessions
TO stunity_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON
  app.profiles, app.user_preferences, app.user_blocks, app.jwt_revocations, app.login_attempts,
  app.role_assignments, app.academic_years, app.subjects, app.classes, app.class_teachers,
  app.students, app.class_enrollments, app.follows, app.posts, app.post_revisions, app.comments,
  app.likes, app.notifications, app.idempotency_keys, app.rate_limit_counters,
  app.consumed_messages, app.job_runs
TO stunity_app;
-- Append-only.
GRANT SELECT, INSERT ON app.audit_logs TO stunity_app;

GRANT EXECUTE ON FUNCTION
  app.begin_request(uuid, uuid, uuid, uuid),
  app.open_transaction(uuid, uuid),
  app.begin_refresh(bytea),
  app.classes_of(uuid, uuid),
  app.post_is_readable(uuid, uuid, uuid),
  app.append_events(uuid, bigint[], text[], uuid[], text[], smallint[], text[]),
  app.decode_texts(text),
  app.ensure_partitions(integer)
TO stunity_app;
GRANT EXECUTE ON FUNCTION
  app.replay(uuid, bigint[], bigint[], integer),
  app.heads(uuid, bigint[]),
  app.epoch(),
  app.stream_principal(uuid, uuid, uuid, integer),
  app.stream_allowed(uuid, uuid, text[]),
  app.outbox_claim(interval, integer),
  app.outbox_delete(bigint[], bigint[]),
  app.outbox_state()
TO stunity_app, stunity_relay;
GRANT SELECT ON app.event, app.channel_head, app.stream_meta TO stunity_relay;
