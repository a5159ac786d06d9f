DROP FUNCTION app.guest_scope(uuid, uuid);
DROP FUNCTION app.begin_guest(uuid, uuid);
DROP POLICY tenant_isolation ON app.guest_passes;
