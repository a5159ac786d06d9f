-- The second wall around the tables of pulses and activity, as in 0009.
DO $$
DECLARE
  v_table text;
BEGIN
  FOREACH v_table IN ARRAY ARRAY['activities', 'pulse_questions', 'pulse_urns'] LOOP
    EXECUTE format('ALTER TABLE app.%I ENABLE ROW LEVEL SECURITY', v_table);
    EXECUTE format('ALTER TABLE app.%I FORCE ROW LEVEL SECURITY', v_table);
    EXECUTE format(
      'CREATE POLICY tenant_isolation ON app.%I'
      ' USING (tenant_id = NULLIF(current_setting(''app.tenant_id'', true), '''')::uuid)'
      ' WITH CHECK (tenant_id = NULLIF(current_setting(''app.tenant_id'', true), '''')::uuid)',
      v_table);
  END LOOP;
END $$;

GRANT SELECT, INSERT, DELETE ON app.activities TO stunity_app;
GRANT SELECT, INSERT ON app.pulse_questions TO stunity_app;
GRANT SELECT, INSERT, UPDATE ON app.pulse_urns TO stunity_app;
