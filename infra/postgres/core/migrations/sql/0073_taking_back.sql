-- What the last p_last events of these channels say of a thing, which the field p_key of their data
-- names. Older ones are sent to nobody any more.
CREATE FUNCTION app.events_about(
  p_tenant uuid, p_channels bigint[], p_key text, p_value text, p_last bigint
) RETURNS TABLE (channel_id bigint, seq bigint, payload text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
  IF p_tenant IS DISTINCT FROM NULLIF(current_setting('app.tenant_id', true), '')::uuid THEN
    RAISE 'the transaction acts for another tenant' USING ERRCODE = '42501';
  END IF;
  RETURN QUERY
  SELECT e.channel_id, e.seq, e.payload::text
    FROM unnest(p_channels) AS k (channel_id)
    JOIN app.channel_head AS h ON h.channel_id = k.channel_id AND h.tenant_id = p_tenant
    CROSS JOIN LATERAL (
      SELECT x.channel_id, x.seq, x.payload
        FROM app.event AS x
       WHERE x.channel_id = k.channel_id AND x.tenant_id = p_tenant
         AND x.seq > h.last_seq - p_last
    ) AS e
    -- To read a document takes four times as long as to see that the thing is not in it.
   WHERE CASE WHEN strpos(e.payload::text, p_value) > 0
              THEN e.payload -> 'data' ->> p_key = p_value ELSE false END;
END $$;

-- Their places with what stands there from now on.
CREATE FUNCTION app.withhold_events(
  p_tenant uuid, p_channels bigint[], p_seqs bigint[], p_type text, p_payloads text[]
) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF p_tenant IS DISTINCT FROM NULLIF(current_setting('app.tenant_id', true), '')::uuid THEN
    RAISE 'the transaction acts for another tenant' USING ERRCODE = '42501';
  END IF;
  UPDATE app.event AS e SET type = p_type, payload = g.payload::json
    FROM unnest(p_channels, p_seqs, p_payloads) AS g (channel_id, seq, payload)
   WHERE e.channel_id = g.channel_id AND e.seq = g.seq AND e.tenant_id = p_tenant;
END $$;

REVOKE ALL ON FUNCTION
  app.events_about(uuid, bigint[], text, text, bigint),
  app.withhold_events(uuid, bigint[], bigint[], text, text[])
FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
  app.events_about(uuid, bigint[], text, text, bigint),
  app.withhold_events(uuid, bigint[], bigint[], text, text[])
TO stunity_app;
