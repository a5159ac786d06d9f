DROP FUNCTION app.search_digests(uuid, text);

CREATE OR REPLACE FUNCTION app.search_put(p_tenant uuid, p_documents jsonb) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  v_changed integer;
BEGIN
  PERFORM app.search_wall(p_tenant);
  INSERT INTO app.search_documents AS d
    (tenant_id, collection, id, owner_id, audiences, facet, tags, lexemes, popularity, shown,
     happened_at, indexed_at)
  SELECT p_tenant, n.collection, n.id, n.owner_id, n.audiences, n.facet, n.tags,
         n.lexemes::tsvector, n.popularity, n.shown, n.happened_at, now()
    FROM jsonb_to_recordset(p_documents) AS n
         (collection text, id uuid, owner_id uuid, audiences text[], facet text, tags text[],
          lexemes text, popularity integer, shown boolean, happened_at timestamptz)
   ORDER BY n.collection, n.id
  ON CONFLICT (tenant_id, collection, id) DO UPDATE
     SET owner_id = EXCLUDED.owner_id, audiences = EXCLUDED.audiences, facet = EXCLUDED.facet,
         tags = EXCLUDED.tags, lexemes = EXCLUDED.lexemes, popularity = EXCLUDED.popularity,
         shown = EXCLUDED.shown, happened_at = EXCLUDED.happened_at,
         indexed_at = EXCLUDED.indexed_at
   WHERE (d.owner_id, d.audiences, d.facet, d.tags, d.lexemes, d.popularity, d.shown,
          d.happened_at)
         IS DISTINCT FROM
         (EXCLUDED.owner_id, EXCLUDED.audiences, EXCLUDED.facet, EXCLUDED.tags, EXCLUDED.lexemes,
          EXCLUDED.popularity, EXCLUDED.shown, EXCLUDED.happened_at);
  GET DIAGNOSTICS v_changed = ROW_COUNT;
  RETURN v_changed;
END $$;

-- A page of the ids that are indexed, for whoever compares them with the things themselves.
CREATE FUNCTION app.search_ids(p_tenant uuid, p_collection text, p_after uuid, p_limit integer)
RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM app.search_wall(p_tenant);
  RETURN QUERY
  SELECT d.id FROM app.search_documents AS d
   WHERE d.tenant_id = p_tenant AND d.collection = p_collection
     AND (p_after IS NULL OR d.id > p_after)
   ORDER BY d.id LIMIT p_limit;
END $$;

REVOKE ALL ON FUNCTION app.search_ids(uuid, text, uuid, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.search_ids(uuid, text, uuid, integer) TO stunity_app;
