-- The second wall around the tables of quizzes, as in 0009.
DO $$
DECLARE
  v_table text;
BEGIN
  FOREACH v_table IN ARRAY ARRAY['quizzes', 'quiz_attempts'] LOOP
    EXECUTE format('ALTER TABLE app.%I ENABLE ROW LEVEL SECURITY', v_table);
    EXECUTE format('ALTER TABLE app.%I FORCE ROW LEVEL SECURITY', v_table);
    EXECUTE format(
      'CREATE POLICY tenant_isolation ON app.%I'
      ' USING (tenant_id = NULLIF(current_setting(''app.tenant_id'', true), '''')::uuid)'
      ' WITH CHECK (tenant_id = NULLIF(current_setting(''app.tenant_id'', true), '''')::uuid)',
      v_table);
  END LOOP;
END $$;

GRANT SELECT, INSERT, UPDATE ON app.quizzes, app.quiz_attempts TO stunity_app;
