-- The audit log is a chain for each school. The table chains itself, whoever inserts: a trigger
-- numbers the row, takes what personal text digests to with a salt of its own, and hashes both with
-- the hash of the row before. infra/postgres/platform/audit_chain.py computes the same anew.

-- What a text contributes to a hash: nothing that can be mistaken for its neighbour.
CREATE FUNCTION app.audit_part(p_text text) RETURNS text
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT coalesce(encode(sha256(convert_to(p_text, 'UTF8')), 'hex'), '-')
$$;

CREATE FUNCTION app.audit_digest(p_salt bytea, VARIADIC p_texts text[]) RETURNS bytea
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT sha256(p_salt || convert_to(
    (SELECT string_agg(app.audit_part(t.value), '|' ORDER BY t.place)
       FROM unnest(p_texts) WITH ORDINALITY AS t (value, place)), 'UTF8'))
$$;

-- Runs as the owner: nobody else may write heads. The head stays locked until the commit, so that
-- writers of one school stand in one line; those of another school do not wait.
CREATE FUNCTION app.chain_audit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  v_head app.audit_heads;
BEGIN
  INSERT INTO app.audit_heads AS h (tenant_id, seq) VALUES (NEW.tenant_id, 1)
    ON CONFLICT (tenant_id) DO UPDATE SET seq = h.seq + 1
    RETURNING * INTO v_head;
  NEW.seq := v_head.seq;
  NEW.previous_link := v_head.link;
  NEW.actor_salt := uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());
  NEW.actor_digest := app.audit_digest(NEW.actor_salt, NEW.ip, NEW.user_agent);
  NEW.texts_salt := uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());
  NEW.texts_digest := app.audit_digest(NEW.texts_salt, NEW.texts::text);
  NEW.link := sha256(convert_to(concat_ws('|',
    NEW.tenant_id, NEW.seq, NEW.id, coalesce(NEW.actor_id::text, '-'),
    coalesce(NEW.subject_id::text, '-'),
    round(extract(epoch FROM NEW.created_at) * 1000000),
    app.audit_part(NEW.action), app.audit_part(NEW.entity_type), app.audit_part(NEW.entity_id),
    app.audit_part(NEW.request_id), app.audit_part(NEW.before::text),
    app.audit_part(NEW.after::text), encode(NEW.actor_digest, 'hex'),
    encode(NEW.texts_digest, 'hex'), coalesce(encode(NEW.previous_link, 'hex'), '-')), 'UTF8'));
  UPDATE app.audit_heads SET link = NEW.link WHERE tenant_id = NEW.tenant_id;
  RETURN NEW;
END $$;

-- Erasure empties what is personal, with its salt; nothing else of a row ever changes.
CREATE FUNCTION app.keep_audit() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  v_erasable CONSTANT text[] := '{ip,user_agent,actor_salt,texts,texts_salt}';
BEGIN
  IF to_jsonb(NEW) - v_erasable IS DISTINCT FROM to_jsonb(OLD) - v_erasable
    OR (ROW(NEW.ip, NEW.user_agent, NEW.actor_salt)
          IS DISTINCT FROM ROW(OLD.ip, OLD.user_agent, OLD.actor_salt)
        AND num_nonnulls(NEW.ip, NEW.user_agent, NEW.actor_salt) > 0)
    OR (ROW(NEW.texts, NEW.texts_salt) IS DISTINCT FROM ROW(OLD.texts, OLD.texts_salt)
        AND num_nonnulls(NEW.texts, NEW.texts_salt) > 0)
  THEN
    RAISE EXCEPTION 'the audit log only grows' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;

REVOKE ALL ON FUNCTION app.audit_part(text), app.audit_digest(bytea, text[]), app.chain_audit(),
  app.keep_audit() FROM PUBLIC;

CREATE TRIGGER audit_chained BEFORE INSERT ON app.audit_logs
  FOR EACH ROW EXECUTE FUNCTION app.chain_audit();
