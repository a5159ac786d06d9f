-- Search in Postgres: one row for each thing that can be found, and the words that are spelled in
-- them. All of it is derived. Each function takes the school and compares it with that of the
-- transaction, runs as the owner, and is the only way to these tables.

CREATE FUNCTION app.search_wall(p_tenant uuid) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF p_tenant IS NULL
     OR p_tenant IS DISTINCT FROM NULLIF(current_setting('app.tenant_id', true), '')::uuid THEN
    RAISE EXCEPTION 'the transaction acts for another school' USING ERRCODE = '42501';
  END IF;
END $$;

-- The lock under which the row of one thing is read and written: whoever comes later reads later.
CREATE FUNCTION app.search_lock(p_tenant uuid, p_collection text, p_ids uuid[]) RETURNS void
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT pg_advisory_xact_lock(hashtextextended(p_collection || i.id::text, 20))
    FROM (SELECT unnest(p_ids) AS id ORDER BY 1) AS i
$$;

CREATE FUNCTION app.search_put(p_tenant uuid, p_documents jsonb) RETURNS integer
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

CREATE FUNCTION app.search_remove(p_tenant uuid, p_collection text, p_ids uuid[]) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  v_removed integer;
BEGIN
  PERFORM app.search_wall(p_tenant);
  DELETE FROM app.search_documents AS d
   WHERE d.tenant_id = p_tenant AND d.collection = p_collection AND d.id = ANY (p_ids);
  GET DIAGNOSTICS v_removed = ROW_COUNT;
  RETURN v_removed;
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

-- Words by name, each with the numbers of its pairs of letters.
CREATE FUNCTION app.search_spell(p_tenant uuid, p_words jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM app.search_wall(p_tenant);
  INSERT INTO app.search_words (tenant_id, word, grams)
  SELECT p_tenant, w.word, w.grams
    FROM jsonb_to_recordset(p_words) AS w (word text, grams bigint[])
   WHERE NOT EXISTS (SELECT FROM app.search_words AS k
                      WHERE k.tenant_id = p_tenant AND k.word = w.word)
   ORDER BY w.word
  ON CONFLICT DO NOTHING;
END $$;

-- Words that share the most pairs of letters with one that may be misspelt.
CREATE FUNCTION app.search_spelled(p_tenant uuid, p_grams bigint[], p_limit integer)
RETURNS SETOF text
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM app.search_wall(p_tenant);
  RETURN QUERY
  SELECT w.word
    FROM app.search_words AS w,
         LATERAL (SELECT count(*) AS n FROM unnest(w.grams) AS g WHERE g = ANY (p_grams)) AS same
   WHERE w.tenant_id = p_tenant AND w.grams && p_grams
     AND 2 * same.n >= cardinality(p_grams) - 2
   ORDER BY 2.0 * same.n / (cardinality(w.grams) + cardinality(p_grams)) DESC, w.word
   LIMIT p_limit;
END $$;

-- Forgets words that stand in nothing any more.
CREATE FUNCTION app.search_forget_words(p_tenant uuid, p_prefix text) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  v_removed integer;
BEGIN
  PERFORM app.search_wall(p_tenant);
  DELETE FROM app.search_words AS w
   WHERE w.tenant_id = p_tenant
     AND NOT EXISTS (
       SELECT FROM app.search_documents AS d
        WHERE d.tenant_id = p_tenant
          AND d.lexemes @@ ('''' || p_prefix || w.word || '''')::tsquery);
  GET DIAGNOSTICS v_removed = ROW_COUNT;
  RETURN v_removed;
END $$;

-- Whose things a viewer does not see. Blocks hide nothing from those who moderate the school, and
-- staff go on seeing who blocked them: infra/postgres/people/beside.py says the same.
CREATE FUNCTION app.search_hidden(p_tenant uuid, p_viewer uuid) RETURNS uuid[]
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT coalesce(array_agg(hidden.id), '{}') FROM (
    SELECT b.blocked_id AS id FROM app.user_blocks AS b
     WHERE b.blocker_id = p_viewer AND NOT app.moderates(p_tenant, p_viewer)
    UNION
    SELECT b.blocker_id FROM app.user_blocks AS b
     WHERE b.blocked_id = p_viewer AND NOT app.is_staff(p_tenant, p_viewer)
  ) AS hidden
$$;

-- What a question finds, with scores. A score orders by how well a text fits, the title first, and
-- where texts fit alike, by how much is made of the thing and how new it is. With p_parts, texts
-- with at least so many of the parts are found, those with more of them first.
CREATE FUNCTION app.search_matching(
  p_tenant uuid, p_viewer uuid, p_audiences text[], p_collections text[], p_facets text[],
  p_tag text, p_every text, p_title text, p_exact text, p_parts text[], p_least integer,
  p_now timestamptz
)
RETURNS TABLE (collection text, id uuid, facet text, tags text[], score bigint)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  v_hidden uuid[] := app.search_hidden(p_tenant, p_viewer);
  v_every tsquery := p_every::tsquery;
  v_title tsquery := p_title::tsquery;
  v_exact tsquery := p_exact::tsquery;
  v_parts tsquery[] := p_parts::tsquery[];
BEGIN
  RETURN QUERY
  SELECT d.collection, d.id, d.facet, d.tags,
         (1000000 * (
            1000 * coalesce(parts.n, 0)
            + CASE WHEN d.lexemes @@ v_title THEN 200 ELSE 0 END
            + 5 * floor(20 * least(1, ts_rank('{0.1,0.2,0.4,1}', d.lexemes, v_exact)))
          ) + floor(999999 * (
            0.5 * least(1, ln(1 + greatest(d.popularity, 0)) / ln(501))
            + 0.5 * exp(-greatest(0, extract(epoch FROM p_now - d.happened_at)) / 7776000.0)
          )))::bigint
    FROM app.search_documents AS d
    LEFT JOIN LATERAL (
      SELECT count(*) AS n FROM unnest(v_parts) AS part WHERE d.lexemes @@ part
    ) AS parts ON v_parts IS NOT NULL
   WHERE d.tenant_id = p_tenant
     AND d.lexemes @@ v_every
     AND d.shown
     AND d.collection = ANY (p_collections)
     AND (p_facets IS NULL OR d.facet = ANY (p_facets))
     AND (p_tag IS NULL OR p_tag = ANY (d.tags))
     AND (d.audiences && p_audiences OR d.owner_id = p_viewer)
     AND (d.owner_id IS NULL OR d.owner_id <> ALL (v_hidden))
     AND (v_parts IS NULL OR parts.n >= p_least);
END $$;

-- The best of each collection after a place, and how many there are by kind and hashtag.
CREATE FUNCTION app.search_find(
  p_tenant uuid, p_viewer uuid, p_audiences text[], p_collections text[], p_facets text[],
  p_tag text, p_every text, p_title text, p_exact text, p_parts text[], p_least integer,
  p_now timestamptz, p_after_score bigint, p_after_id uuid, p_limit integer
)
RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  v_found jsonb;
BEGIN
  PERFORM app.search_wall(p_tenant);
  WITH found AS MATERIALIZED (
    SELECT * FROM app.search_matching(
      p_tenant, p_viewer, p_audiences, p_collections, p_facets, p_tag, p_every, p_title, p_exact,
      p_parts, p_least, p_now)
  ), ranked AS (
    SELECT f.collection, f.id, f.score,
           row_number() OVER (PARTITION BY f.collection ORDER BY f.score DESC, f.id DESC) AS place
      FROM found AS f
     WHERE p_after_score IS NULL OR (f.score, f.id) < (p_after_score, p_after_id)
  )
  SELECT jsonb_build_object(
    'hits', (SELECT coalesce(jsonb_agg(jsonb_build_array(r.collection, r.id, r.score)
                                       ORDER BY r.collection, r.place), '[]')
               FROM ranked AS r WHERE r.place <= p_limit),
    'totals', (SELECT coalesce(jsonb_object_agg(t.collection, t.n), '{}')
                 FROM (SELECT f.collection, count(*) AS n FROM found AS f GROUP BY 1) AS t),
    'facets', (SELECT coalesce(jsonb_object_agg(t.facet, t.n), '{}')
                 FROM (SELECT f.facet, count(*) AS n FROM found AS f
                        WHERE f.facet IS NOT NULL GROUP BY 1) AS t),
    'tags', (SELECT coalesce(jsonb_object_agg(t.tag, t.n), '{}')
               FROM (SELECT tag, count(*) AS n FROM found AS f, unnest(f.tags) AS tag
                      GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 10) AS t)
  ) INTO v_found;
  RETURN v_found;
END $$;

-- Hashtags that begin so, of posts that the viewer may find, those of most posts first.
CREATE FUNCTION app.search_tags(
  p_tenant uuid, p_viewer uuid, p_audiences text[], p_begins text, p_query text, p_limit integer
)
RETURNS TABLE (tag text, posts bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  v_hidden uuid[] := app.search_hidden(p_tenant, p_viewer);
BEGIN
  PERFORM app.search_wall(p_tenant);
  RETURN QUERY
  SELECT t.tag, count(*)
    FROM app.search_documents AS d, unnest(d.tags) AS t (tag)
   WHERE d.tenant_id = p_tenant AND d.collection = 'posts' AND d.shown
     AND d.lexemes @@ p_query::tsquery
     AND starts_with(t.tag, p_begins)
     AND (d.audiences && p_audiences OR d.owner_id = p_viewer)
     AND (d.owner_id IS NULL OR d.owner_id <> ALL (v_hidden))
   GROUP BY t.tag ORDER BY 2 DESC, 1 LIMIT p_limit;
END $$;

-- Counters are batched: a like does not index its post anew.
CREATE FUNCTION app.search_count(p_tenant uuid) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  v_changed integer;
BEGIN
  PERFORM app.search_wall(p_tenant);
  UPDATE app.search_documents AS d
     SET popularity = p.likes_count * 3 + p.comments_count * 5 + p.shares_count * 7
    FROM app.posts AS p
   WHERE d.tenant_id = p_tenant AND d.collection = 'posts'
     AND p.tenant_id = p_tenant AND p.id = d.id
     AND d.popularity <> p.likes_count * 3 + p.comments_count * 5 + p.shares_count * 7;
  GET DIAGNOSTICS v_changed = ROW_COUNT;
  RETURN v_changed;
END $$;

-- What is gone for good, or not here any more, is found no longer, whoever took it away.
CREATE FUNCTION app.search_forget_post() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  DELETE FROM app.search_documents AS d
   WHERE d.tenant_id = OLD.tenant_id AND d.collection = 'posts' AND d.id = OLD.id;
  RETURN NULL;
END $$;

CREATE TRIGGER search_forget AFTER DELETE ON app.posts
  FOR EACH ROW EXECUTE FUNCTION app.search_forget_post();

CREATE FUNCTION app.search_follow_member() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF NEW.status = 'LEFT' THEN
    DELETE FROM app.search_documents AS d
     WHERE d.tenant_id = NEW.tenant_id AND d.collection = 'users' AND d.id = NEW.user_id;
  ELSE
    UPDATE app.search_documents AS d SET shown = NEW.status = 'ACTIVE', facet = NEW.role
     WHERE d.tenant_id = NEW.tenant_id AND d.collection = 'users' AND d.id = NEW.user_id;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER search_follow AFTER UPDATE OF status, role ON app.memberships
  FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status OR OLD.role IS DISTINCT FROM NEW.role)
  EXECUTE FUNCTION app.search_follow_member();

REVOKE ALL ON FUNCTION
  app.search_wall(uuid), app.search_lock(uuid, text, uuid[]), app.search_put(uuid, jsonb),
  app.search_remove(uuid, text, uuid[]), app.search_ids(uuid, text, uuid, integer),
  app.search_spell(uuid, jsonb), app.search_spelled(uuid, bigint[], integer),
  app.search_forget_words(uuid, text), app.search_hidden(uuid, uuid),
  app.search_matching(uuid, uuid, text[], text[], text[], text, text, text, text, text[], integer,
                      timestamptz),
  app.search_find(uuid, uuid, text[], text[], text[], text, text, text, text, text[], integer,
                  timestamptz, bigint, uuid, integer),
  app.search_tags(uuid, uuid, text[], text, text, integer), app.search_count(uuid),
  app.search_forget_post(), app.search_follow_member()
FROM PUBLIC;

GRANT EXECUTE ON FUNCTION
  app.search_lock(uuid, text, uuid[]), app.search_put(uuid, jsonb),
  app.search_remove(uuid, text, uuid[]), app.search_ids(uuid, text, uuid, integer),
  app.search_spell(uuid, jsonb), app.search_spelled(uuid, bigint[], integer),
  app.search_forget_words(uuid, text),
  app.search_find(uuid, uuid, text[], text[], text[], text, text, text, text, text[], integer,
                  timestamptz, bigint, uuid, integer),
  app.search_tags(uuid, uuid, text[], text, text, integer), app.search_count(uuid)
TO stunity_app;
