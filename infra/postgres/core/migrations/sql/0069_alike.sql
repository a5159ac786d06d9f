-- What has the most of these words, the newest first where several have as many. Each word is asked
-- for by itself, so that the index says which texts have it and no text is opened: a text of Khmer
-- is long, and opening it for each word took thirty times as long. Of a word that more than p_most
-- texts have, which tells little, only so many are looked at.
CREATE FUNCTION app.search_alike(
  p_tenant uuid, p_viewer uuid, p_audiences text[], p_collection text, p_words text[],
  p_most integer, p_limit integer
)
RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
-- A plan for any school believes that walking through one ends soon, and took ten times as long.
SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
  v_hidden uuid[] := app.search_hidden(p_tenant, p_viewer);
  v_words tsquery[] := p_words::tsquery[];
BEGIN
  PERFORM app.search_wall(p_tenant);
  RETURN QUERY
  SELECT there.id
    FROM unnest(v_words) AS word,
         LATERAL (
           SELECT d.id, d.happened_at
             FROM app.search_documents AS d
            WHERE d.tenant_id = p_tenant
              AND d.lexemes @@ word
              AND d.shown
              AND d.collection = p_collection
              AND (d.audiences && p_audiences OR d.owner_id = p_viewer)
              AND (d.owner_id IS NULL OR d.owner_id <> ALL (v_hidden))
            LIMIT p_most
         ) AS there
   GROUP BY there.id
   ORDER BY count(*) DESC, max(there.happened_at) DESC, there.id DESC
   LIMIT p_limit;
END $$;

REVOKE ALL ON FUNCTION app.search_alike(uuid, uuid, text[], text, text[], integer, integer)
FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.search_alike(uuid, uuid, text[], text, text[], integer, integer)
TO stunity_app;

-- What begins so in its title, of each collection the best: whole words first, then what people
-- make much of, then the newest. By an index of titles alone: that of everything finds every text
-- which has such a word anywhere, and each would be opened to see whether it is in the title.
CREATE FUNCTION app.search_begin(
  p_tenant uuid, p_viewer uuid, p_audiences text[], p_collections text[], p_begins text,
  p_whole text, p_limit integer
)
RETURNS TABLE (collection text, id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  v_hidden uuid[] := app.search_hidden(p_tenant, p_viewer);
  v_begins tsquery := p_begins::tsquery;
  v_whole tsquery := p_whole::tsquery;
BEGIN
  PERFORM app.search_wall(p_tenant);
  RETURN QUERY
  SELECT best.collection, best.id
    FROM (
      SELECT d.collection, d.id,
             row_number() OVER (
               PARTITION BY d.collection
               ORDER BY ts_filter(d.lexemes, '{a}') @@ v_whole DESC, d.popularity DESC,
                        d.happened_at DESC, d.id DESC
             ) AS place
        FROM app.search_documents AS d
       WHERE d.tenant_id = p_tenant
         AND ts_filter(d.lexemes, '{a}') @@ v_begins
         AND d.shown
         AND d.collection = ANY (p_collections)
         AND (d.audiences && p_audiences OR d.owner_id = p_viewer)
         AND (d.owner_id IS NULL OR d.owner_id <> ALL (v_hidden))
    ) AS best
   WHERE best.place <= p_limit
   ORDER BY best.collection, best.place;
END $$;

REVOKE ALL ON FUNCTION app.search_begin(uuid, uuid, text[], text[], text, text, integer)
FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.search_begin(uuid, uuid, text[], text[], text, text, integer)
TO stunity_app;
