-- People without an account: who they are, and which school a code belongs to.

ALTER TABLE app.guest_passes ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.guest_passes FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON app.guest_passes
  USING (tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::uuid)
  WITH CHECK (tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::uuid);

-- Opens a transaction for a guest, as begin_request does for a member. No row: no such pass.
CREATE FUNCTION app.begin_guest(p_tenant uuid, p_pass uuid)
RETURNS TABLE (
  scope text, nickname text, pass_live boolean, expires_at timestamptz,
  tenant_status text, tenant_settings jsonb, tenant_locale text
)
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM app.open_transaction(p_tenant, p_pass);
  RETURN QUERY
  SELECT g.scope, g.nickname, g.revoked_at IS NULL AND g.expires_at > clock_timestamp(),
         g.expires_at, t.status, t.settings, t.locale
    FROM app.guest_passes AS g
    JOIN app.tenants AS t ON t.id = g.tenant_id
   WHERE g.tenant_id = p_tenant AND g.id = p_pass;
END $$;

-- What a valid pass opens, or NULL. Row security must already show the tenant.
CREATE FUNCTION app.guest_scope(p_tenant uuid, p_pass uuid) RETURNS text
LANGUAGE sql STABLE AS $$
  SELECT g.scope FROM app.guest_passes AS g
   WHERE g.tenant_id = p_tenant AND g.id = p_pass
     AND g.revoked_at IS NULL AND g.expires_at > clock_timestamp()
$$;

REVOKE ALL ON FUNCTION app.begin_guest(uuid, uuid), app.guest_scope(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.begin_guest(uuid, uuid), app.guest_scope(uuid, uuid) TO stunity_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON app.guest_passes, app.join_codes TO stunity_app;
