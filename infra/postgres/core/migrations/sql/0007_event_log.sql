-- The functions of the event log. They own every write to its tables.

CREATE FUNCTION app.create_partition(p_day date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_name text := 'event_' || to_char(p_day, 'YYYYMMDD');
BEGIN
  -- One creator at a time; whoever waited finds the table and is done. It looks at the catalogue
  -- itself: to_regclass may answer from a cache that a lock of this kind does not refresh.
  PERFORM pg_advisory_xact_lock(hashtext('app.event partition'), p_day - date '2000-01-01');
  IF EXISTS (SELECT FROM pg_class AS c
              WHERE c.relnamespace = 'app'::regnamespace AND c.relname = v_name) THEN
    RETURN false;
  END IF;
  -- CREATE ... PARTITION OF would lock out every reader and writer of the log; ATTACH does not.
  EXECUTE format(
    'CREATE TABLE app.%I (LIKE app.event INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', v_name);
  EXECUTE format(
    'ALTER TABLE app.event ATTACH PARTITION app.%I FOR VALUES FROM (%L) TO (%L)',
    v_name, p_day, p_day + 1);
  RETURN true;
END $$;

CREATE FUNCTION app.ensure_partitions(p_days_ahead integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_today date := (clock_timestamp() AT TIME ZONE 'UTC')::date;
  v_created integer := 0;
BEGIN
  IF p_days_ahead NOT BETWEEN 0 AND 60 THEN
    RAISE 'days ahead must be from 0 to 60' USING ERRCODE = '22023';
  END IF;
  FOR v_offset IN 0..p_days_ahead LOOP
    IF app.create_partition(v_today + v_offset) THEN
      v_created := v_created + 1;
    END IF;
  END LOOP;
  RETURN v_created;
END $$;

-- Texts that travel in a statement without parameters: Base64 of a JSON array of strings.
CREATE FUNCTION app.decode_texts(p_base64 text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT
RETURN ARRAY(SELECT json_array_elements_text(
  convert_from(decode(p_base64, 'base64'), 'UTF8')::json));

-- Number and store events: the last statement of a transaction. Rows come back ordered by
-- (channel_id, seq); events on one channel are numbered in the order given.
CREATE FUNCTION app.append_events(
  p_tenant uuid, p_channel_ids bigint[], p_names text[], p_event_ids uuid[], p_types text[],
  p_copies smallint[], p_payloads text[]
) RETURNS TABLE (channel_id bigint, seq bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_count integer := cardinality(p_channel_ids);
  v_wanted integer;
  v_taken integer;
  v_seq bigint;
  v_now timestamptz;
  v_day date;
BEGIN
  IF p_tenant IS DISTINCT FROM NULLIF(current_setting('app.tenant_id', true), '')::uuid THEN
    RAISE 'the transaction acts for another tenant' USING ERRCODE = '42501';
  END IF;
  IF v_count = 0
    OR v_count IS DISTINCT FROM cardinality(p_names)
    OR v_count IS DISTINCT FROM cardinality(p_event_ids)
    OR v_count IS DISTINCT FROM cardinality(p_types)
    OR v_count IS DISTINCT FROM cardinality(p_copies)
    OR v_count IS DISTINCT FROM cardinality(p_payloads)
  THEN
    RAISE 'arrays of events differ in length' USING ERRCODE = '22023';
  END IF;

  -- The usual case: one event on a channel that exists.
  IF v_count = 1 THEN
    UPDATE app.channel_head AS h SET last_seq = h.last_seq + 1
     WHERE h.channel_id = p_channel_ids[1] AND h.tenant_id = p_tenant AND h.name = p_names[1]
    RETURNING h.last_seq INTO v_seq;
  END IF;

  IF v_seq IS NULL THEN
    -- Rows are locked, or made, in ascending order of channels: no two transactions can wait for
    -- one another. A channel whose stored tenant or name differs is not touched and not returned.
    WITH wanted AS (
      SELECT g.channel_id, min(g.name) AS name, count(*) AS events,
             count(DISTINCT g.name) AS names
        FROM unnest(p_channel_ids, p_names) AS g (channel_id, name)
       GROUP BY g.channel_id
    ), taken AS (
      INSERT INTO app.channel_head AS h (channel_id, tenant_id, name, last_seq)
      SELECT w.channel_id, p_tenant, w.name, w.events
        FROM wanted AS w WHERE w.names = 1 ORDER BY w.channel_id
      ON CONFLICT (channel_id) DO UPDATE SET last_seq = h.last_seq + excluded.last_seq
        WHERE h.tenant_id = excluded.tenant_id AND h.name = excluded.name
      RETURNING 1
    )
    SELECT (SELECT count(*) FROM wanted), (SELECT count(*) FROM taken) INTO v_wanted, v_taken;
    IF v_taken <> v_wanted THEN
      RAISE 'channel belongs to another tenant or has another name' USING ERRCODE = '42501';
    END IF;
  END IF;

  -- Read under the row locks: the days of a channel never run backwards against its numbers.
  v_now := clock_timestamp();
  v_day := (v_now AT TIME ZONE 'UTC')::date;
  IF to_regclass('app.event_' || to_char(v_day, 'YYYYMMDD')) IS NULL
    AND app.create_partition(v_day)
  THEN
    RAISE LOG 'stunity: partition of % was missing and has been created', v_day;
  END IF;

  IF v_seq IS NOT NULL THEN
    INSERT INTO app.event
      (channel_id, seq, day, tenant_id, event_id, type, copy, payload, created_at)
    VALUES (p_channel_ids[1], v_seq, v_day, p_tenant, p_event_ids[1], p_types[1], p_copies[1],
            p_payloads[1]::json, v_now);
    INSERT INTO app.outbox (channel_id, seq, created_at) VALUES (p_channel_ids[1], v_seq, v_now);
    channel_id := p_channel_ids[1];
    seq := v_seq;
    RETURN NEXT;
    RETURN;
  END IF;

  RETURN QUERY
  WITH given AS (
    SELECT g.*,
           count(*) OVER (PARTITION BY g.channel_id)
             - row_number() OVER (PARTITION BY g.channel_id ORDER BY g.place) AS after
      FROM unnest(p_channel_ids, p_names, p_event_ids, p_types, p_copies, p_payloads)
           WITH ORDINALITY AS g (channel_id, name, event_id, type, copy, payload, place)
  ), stored AS (
    INSERT INTO app.event AS e
      (channel_id, seq, day, tenant_id, event_id, type, copy, payload, created_at)
    SELECT g.channel_id, h.last_seq - g.after, v_day, p_tenant, g.event_id, g.type, g.copy,
           g.payload::json, v_now
      FROM given AS g JOIN app.channel_head AS h ON h.channel_id = g.channel_id
    RETURNING e.channel_id, e.seq
  ), queued AS (
    INSERT INTO app.outbox (channel_id, seq, created_at)
    SELECT s.channel_id, s.seq, v_now FROM stored AS s
  )
  SELECT s.channel_id, s.seq FROM stored AS s ORDER BY s.channel_id, s.seq;
END $$;

-- What a reader of some channels missed: at most p_limit events of each, without a hole.
CREATE FUNCTION app.replay(
  p_tenant uuid, p_channels bigint[], p_after bigint[], p_limit integer
) RETURNS TABLE (channel_id bigint, seq bigint, type text, payload text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT e.channel_id, e.seq, e.type, e.payload::text
    FROM unnest(p_channels, p_after) AS k (channel_id, seq)
    CROSS JOIN LATERAL (
      SELECT x.channel_id, x.seq, x.type, x.payload
        FROM app.event AS x
       WHERE x.channel_id = k.channel_id AND x.seq > k.seq AND x.tenant_id = p_tenant
       ORDER BY x.seq
       LIMIT p_limit
    ) AS e;
END $$;

-- The last number of each channel that has one.
CREATE FUNCTION app.heads(p_tenant uuid, p_channels bigint[])
RETURNS TABLE (channel_id bigint, last_seq bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT h.channel_id, h.last_seq FROM app.channel_head AS h
   WHERE h.channel_id = ANY (p_channels) AND h.tenant_id = p_tenant;
END $$;

CREATE FUNCTION app.epoch() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
RETURN (SELECT m.epoch FROM app.stream_meta AS m);

-- For the runbook of a restore only: every position handed out before becomes void.
CREATE FUNCTION app.new_epoch() RETURNS text
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO app.stream_meta AS m (one, epoch)
  VALUES (true, left(replace(gen_random_uuid()::text, '-', ''), 10))
  ON CONFLICT (one) DO UPDATE SET epoch = excluded.epoch
  RETURNING m.epoch
$$;

-- Rows that were committed but not published, locked until the caller's transaction ends. The
-- payload is null when the event has outlived its retention; the row is then only to be deleted.
CREATE FUNCTION app.outbox_claim(p_older_than interval, p_limit integer)
RETURNS TABLE (
  channel_id bigint, seq bigint, tenant_id uuid, name text, type text, copy smallint, payload text
)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  WITH claimed AS (
    SELECT o.channel_id, o.seq, o.created_at FROM app.outbox AS o
     WHERE o.created_at < clock_timestamp() - p_older_than
     ORDER BY o.channel_id, o.seq
     LIMIT p_limit
     FOR UPDATE SKIP LOCKED
  )
  SELECT c.channel_id, c.seq, h.tenant_id, h.name, e.type, e.copy, e.payload::text
    FROM claimed AS c
    JOIN app.channel_head AS h ON h.channel_id = c.channel_id
    LEFT JOIN app.event AS e
      ON e.channel_id = c.channel_id AND e.seq = c.seq
     AND e.day = (c.created_at AT TIME ZONE 'UTC')::date
   ORDER BY c.channel_id, c.seq;
END $$;

-- Forget published rows. A row that a sweeper holds is left to it, so nobody waits here.
CREATE FUNCTION app.outbox_delete(p_channel_ids bigint[], p_seqs bigint[]) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_deleted integer;
BEGIN
  DELETE FROM app.outbox AS o
   WHERE o.ctid = ANY (ARRAY(
     SELECT x.ctid
       FROM unnest(p_channel_ids, p_seqs) AS k (channel_id, seq)
       JOIN app.outbox AS x ON x.channel_id = k.channel_id AND x.seq = k.seq
        FOR UPDATE OF x SKIP LOCKED));
  GET DIAGNOSTICS v_deleted = ROW_COUNT;
  RETURN v_deleted;
END $$;

CREATE FUNCTION app.outbox_state(OUT pending bigint, OUT oldest_age_seconds double precision)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
RETURN (
  SELECT ROW (count(*), COALESCE(
           extract(epoch FROM clock_timestamp() - min(o.created_at)), 0)::double precision)
    FROM app.outbox AS o
);
