-- Partitions by the day of an hour, for tables that are written by their keys alone.

CREATE FUNCTION app.ensure_day_partitions(p_table text, p_first date, p_last date) RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_day date;
  v_name text;
  v_created integer := 0;
BEGIN
  IF p_last - p_first NOT BETWEEN 0 AND 60 THEN
    RAISE 'from 1 to 61 days' USING ERRCODE = '22023';
  END IF;
  -- One creator at a time; whoever waited finds the tables and is done.
  PERFORM pg_advisory_xact_lock(hashtext('app.' || p_table || ' partitions'));
  FOR v_offset IN 0..(p_last - p_first) LOOP
    v_day := p_first + v_offset;
    v_name := p_table || '_' || to_char(v_day, 'YYYYMMDD');
    CONTINUE WHEN EXISTS (
      SELECT FROM pg_class AS c
       WHERE c.relnamespace = 'app'::regnamespace AND c.relname = v_name);
    -- CREATE ... PARTITION OF would lock out every reader and writer; ATTACH does not.
    EXECUTE format(
      'CREATE TABLE app.%I (LIKE app.%I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)',
      v_name, p_table);
    EXECUTE format(
      'ALTER TABLE app.%I ATTACH PARTITION app.%I FOR VALUES FROM (%L) TO (%L)',
      p_table, v_name, v_day::timestamp AT TIME ZONE 'UTC',
      (v_day + 1)::timestamp AT TIME ZONE 'UTC');
    v_created := v_created + 1;
  END LOOP;
  RETURN v_created;
END $$;

REVOKE ALL ON FUNCTION app.ensure_day_partitions(text, date, date) FROM PUBLIC;
