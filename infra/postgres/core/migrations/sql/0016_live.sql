-- Live games: row security, who may listen, and the one function behind every answer.

DO $$
DECLARE
  v_table text;
BEGIN
  FOREACH v_table IN ARRAY ARRAY['live_sessions', 'live_participants', 'live_answers'] LOOP
    EXECUTE format('ALTER TABLE app.%I ENABLE ROW LEVEL SECURITY', v_table);
    EXECUTE format('ALTER TABLE app.%I FORCE ROW LEVEL SECURITY', v_table);
    EXECUTE format(
      'CREATE POLICY tenant_isolation ON app.%I'
      ' USING (tenant_id = NULLIF(current_setting(''app.tenant_id'', true), '''')::uuid)'
      ' WITH CHECK (tenant_id = NULLIF(current_setting(''app.tenant_id'', true), '''')::uuid)',
      v_table);
  END LOOP;
END $$;

GRANT SELECT, INSERT, UPDATE, DELETE ON
  app.live_sessions, app.live_participants, app.live_answers
TO stunity_app;

-- What answers share and a change of the question takes alone. A row lock would do, but hundreds
-- of sharers of one row write it again and again; this lives in memory and ends with the commit.
CREATE FUNCTION app.live_lock(p_tenant uuid, p_code text) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$
  SELECT hashtextextended('live/' || p_tenant || '/' || p_code, 0)
$$;

-- Takes an answer: the question must be open, the caller seated, and the first answer stays. The
-- caller has graded it and compared the time. Outcomes: counted; repeated, with the answer that
-- stays; closed; stranger; kicked; unknown.
CREATE FUNCTION app.live_answer(
  p_tenant uuid, p_caller uuid, p_code text, p_index integer, p_in_time boolean, p_answer jsonb,
  p_correct boolean, p_points integer, p_time_ms integer, p_at timestamptz
) RETURNS TABLE (
  outcome text, session_id uuid, participant_id uuid, seats integer, said jsonb, said_ms integer
)
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  v_open boolean;
  v_left timestamptz;
  v_kicked timestamptz;
BEGIN
  -- First the lock, then the look: each statement here sees what was committed before it.
  PERFORM pg_advisory_xact_lock_shared(app.live_lock(p_tenant, p_code));
  SELECT s.id, s.seats, s.status = 'ACTIVE' AND NOT s.revealed AND s.current_index = p_index,
         p.id, p.left_at, p.kicked_at
    INTO session_id, seats, v_open, participant_id, v_left, v_kicked
    FROM app.live_sessions AS s
    LEFT JOIN app.live_participants AS p
      ON p.tenant_id = s.tenant_id AND p.session_id = s.id
     AND (p.user_id = p_caller OR p.guest_id = p_caller)
   WHERE s.tenant_id = p_tenant AND s.code = p_code;
  outcome := CASE
    WHEN session_id IS NULL THEN 'unknown'
    WHEN v_kicked IS NOT NULL THEN 'kicked'
    WHEN participant_id IS NULL OR v_left IS NOT NULL THEN 'stranger'
    ELSE 'counted'
  END;
  IF outcome = 'counted' AND v_open AND p_in_time THEN
    INSERT INTO app.live_answers AS a (tenant_id, session_id, question_index, participant_id,
                                       answer, correct, points, time_ms, answered_at)
    VALUES (p_tenant, live_answer.session_id, p_index, live_answer.participant_id,
            p_answer, p_correct, p_points, p_time_ms, p_at)
    ON CONFLICT ON CONSTRAINT live_answers_pkey DO NOTHING;
    IF FOUND THEN
      said := p_answer;
      said_ms := p_time_ms;
      RETURN NEXT;
      RETURN;
    END IF;
  END IF;
  IF outcome = 'counted' THEN
    -- A retry of an answer that counted is told so, even after the question has closed.
    SELECT a.answer, a.time_ms INTO said, said_ms
      FROM app.live_answers AS a
     WHERE a.tenant_id = p_tenant AND a.session_id = live_answer.session_id
       AND a.question_index = p_index AND a.participant_id = live_answer.participant_id;
    outcome := CASE WHEN FOUND THEN 'repeated' ELSE 'closed' END;
  END IF;
  RETURN NEXT;
END $$;

REVOKE ALL ON FUNCTION
  app.live_lock(uuid, text),
  app.live_answer(uuid, uuid, text, integer, boolean, jsonb, boolean, integer, integer, timestamptz)
FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
  app.live_lock(uuid, text),
  app.live_answer(uuid, uuid, text, integer, boolean, jsonb, boolean, integer, integer, timestamptz)
TO stunity_app;

-- The seats of 0014: who may listen to a game, and who to what its host is told.
CREATE OR REPLACE FUNCTION app.live_is_open_to(p_tenant uuid, p_user uuid, p_code text)
RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT FROM app.live_sessions AS s
     WHERE s.tenant_id = p_tenant AND s.code = p_code
       AND (s.host_id = p_user OR EXISTS (
         SELECT FROM app.live_participants AS p
          WHERE p.tenant_id = s.tenant_id AND p.session_id = s.id
            AND p.user_id = p_user AND p.kicked_at IS NULL)))
$$;
CREATE OR REPLACE FUNCTION app.live_is_hosted_by(p_tenant uuid, p_user uuid, p_code text)
RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT FROM app.live_sessions AS s
     WHERE s.tenant_id = p_tenant AND s.code = p_code AND s.host_id = p_user)
$$;
