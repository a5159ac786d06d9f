-- The roles stay: they belong to the cluster, where other databases may use them.
REVOKE ALL ON ALL TABLES IN SCHEMA app FROM stunity_app, stunity_relay;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA app FROM stunity_app, stunity_relay;
REVOKE ALL ON SCHEMA app FROM stunity_app, stunity_relay;

DO $$
DECLARE
  v_policy record;
BEGIN
  FOR v_policy IN
    SELECT p.policyname, p.tablename FROM pg_catalog.pg_policies AS p WHERE p.schemaname = 'app'
  LOOP
    EXECUTE format('DROP POLICY %I ON app.%I', v_policy.policyname, v_policy.tablename);
    EXECUTE format('ALTER TABLE app.%I NO FORCE ROW LEVEL SECURITY', v_policy.tablename);
    EXECUTE format('ALTER TABLE app.%I DISABLE ROW LEVEL SECURITY', v_policy.tablename);
  END LOOP;
END $$;
