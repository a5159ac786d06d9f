-- Whom a stream leaves out, read in one statement with the person who opens it.

CREATE TABLE app.user_mutes (
  muter_id uuid NOT NULL,
  muted_id uuid NOT NULL,
  expires_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT user_mutes_pkey PRIMARY KEY (muter_id, muted_id),
  CONSTRAINT user_mutes_not_oneself_check CHECK (muter_id <> muted_id),
  CONSTRAINT user_mutes_muter_id_fkey FOREIGN KEY (muter_id) REFERENCES app.users (id),
  CONSTRAINT user_mutes_muted_id_fkey FOREIGN KEY (muted_id) REFERENCES app.users (id)
);
CREATE INDEX user_mutes_muted_id_idx ON app.user_mutes (muted_id);

-- People blocked either way, or muted and not over yet. Bounded: a stream keeps them in memory.
CREATE FUNCTION app.stream_hidden(p_user uuid) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT COALESCE(array_agg(h.person), '{}')
    FROM (
      SELECT w.person
        FROM (SELECT b.blocked_id AS person, b.created_at
                FROM app.user_blocks AS b WHERE b.blocker_id = p_user
               UNION ALL
              SELECT b.blocker_id, b.created_at
                FROM app.user_blocks AS b WHERE b.blocked_id = p_user
               UNION ALL
              SELECT m.muted_id, m.created_at
                FROM app.user_mutes AS m
               WHERE m.muter_id = p_user
                 AND (m.expires_at IS NULL OR m.expires_at > clock_timestamp())) AS w
       GROUP BY w.person
       ORDER BY max(w.created_at) DESC
       LIMIT 5000
    ) AS h
$$;

REVOKE ALL ON FUNCTION app.stream_hidden(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.stream_hidden(uuid) TO stunity_app, stunity_relay;
GRANT SELECT, INSERT, UPDATE, DELETE ON app.user_mutes TO stunity_app;
