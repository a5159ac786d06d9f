DROP TRIGGER search_follow ON app.boards;
DROP TRIGGER search_follow ON app.questions;
DROP TRIGGER search_forget ON app.questions;
DROP FUNCTION app.search_follow_board(), app.search_follow_question();
DELETE FROM app.search_documents WHERE collection = 'questions';

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

REVOKE ALL ON FUNCTION app.search_count(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.search_count(uuid) TO stunity_app;
