-- Questions are in the index as their board shows them. What takes them away without an event, as
-- erasure does, takes their words away in the same transaction; an archived board hides them, and
-- shows them again when it is opened again.

CREATE FUNCTION app.search_follow_question() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  DELETE FROM app.search_documents AS d
   WHERE d.tenant_id = OLD.tenant_id AND d.collection = 'questions' AND d.id = OLD.id;
  RETURN NULL;
END $$;

CREATE TRIGGER search_forget AFTER DELETE ON app.questions
  FOR EACH ROW EXECUTE FUNCTION app.search_follow_question();

CREATE TRIGGER search_follow AFTER UPDATE OF status ON app.questions
  FOR EACH ROW
  WHEN (OLD.status IN ('OPEN', 'ANSWERED') AND NEW.status NOT IN ('OPEN', 'ANSWERED'))
  EXECUTE FUNCTION app.search_follow_question();

CREATE FUNCTION app.search_follow_board() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  UPDATE app.search_documents AS d SET shown = NEW.status <> 'ARCHIVED'
    FROM app.questions AS q
   WHERE q.tenant_id = NEW.tenant_id AND q.board_id = NEW.id
     AND d.tenant_id = NEW.tenant_id AND d.collection = 'questions' AND d.id = q.id;
  RETURN NULL;
END $$;

CREATE TRIGGER search_follow AFTER UPDATE OF status ON app.boards
  FOR EACH ROW WHEN ((OLD.status = 'ARCHIVED') <> (NEW.status = 'ARCHIVED'))
  EXECUTE FUNCTION app.search_follow_board();

REVOKE ALL ON FUNCTION app.search_follow_question(), app.search_follow_board() FROM PUBLIC;

-- Nothing has called it: digests tell what has another popularity.
DROP FUNCTION app.search_count(uuid);
