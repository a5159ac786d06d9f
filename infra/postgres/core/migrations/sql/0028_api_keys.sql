-- Keys of people for programs: presented before the school is known, like a refresh token.

CREATE POLICY own_rows ON app.api_keys FOR SELECT
  USING (user_id = NULLIF(current_setting('app.user_id', true), '')::uuid);
-- A person who takes an account back ends all of its keys, in whichever school they are.
CREATE POLICY own_rows_change ON app.api_keys FOR UPDATE
  USING (user_id = NULLIF(current_setting('app.user_id', true), '')::uuid)
  WITH CHECK (user_id = NULLIF(current_setting('app.user_id', true), '')::uuid);
CREATE POLICY presented_key ON app.api_keys FOR SELECT
  USING (key_hash = decode(NULLIF(current_setting('app.api_key_hash', true), ''), 'hex'));

-- Opens a transaction for the owner of a key. Nothing is known of the caller but the hash, and the
-- policy of api_keys shows the one row that carries it. That it was used is noted once a minute, and
-- nobody waits for it: requests with one key run beside one another.
CREATE FUNCTION app.begin_api_key(p_hash bytea, p_note boolean)
RETURNS TABLE (
  tenant_id uuid, user_id uuid, key_id uuid, key_permissions text[], key_expires_at timestamptz,
  key_live boolean, token_version integer, role text, membership_status text, tenant_status text,
  tenant_settings jsonb, user_name text, user_locale text, user_deleted boolean, assignments text[]
)
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  v_key app.api_keys;
BEGIN
  PERFORM set_config('app.api_key_hash', encode(p_hash, 'hex'), true);
  SELECT k.* INTO v_key FROM app.api_keys AS k WHERE k.key_hash = p_hash;
  IF v_key.id IS NULL THEN
    PERFORM app.open_transaction(NULL, NULL);
    RETURN;
  END IF;
  RETURN QUERY
  SELECT v_key.tenant_id, v_key.user_id, v_key.id, v_key.permissions, v_key.expires_at,
         v_key.revoked_at IS NULL AND v_key.expires_at > clock_timestamp(),
         m.token_version, m.role, m.membership_status, m.tenant_status, m.tenant_settings,
         m.user_name, m.user_locale, m.user_deleted, m.assignments
    FROM app.begin_member(v_key.tenant_id, v_key.user_id, NULL, NULL) AS m;
  UPDATE app.api_keys AS k SET last_used_at = clock_timestamp()
   WHERE p_note AND k.tenant_id = v_key.tenant_id AND k.id = (
     SELECT f.id FROM app.api_keys AS f
      WHERE f.tenant_id = v_key.tenant_id AND f.id = v_key.id AND f.revoked_at IS NULL
        AND (f.last_used_at IS NULL OR f.last_used_at < clock_timestamp() - interval '1 minute')
        FOR UPDATE SKIP LOCKED);
END $$;

REVOKE ALL ON FUNCTION app.begin_api_key(bytea, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.begin_api_key(bytea, boolean) TO stunity_app;
