CREATE OR REPLACE FUNCTION app.live_is_open_to(p_tenant uuid, p_user uuid, p_code text)
RETURNS boolean LANGUAGE sql STABLE AS 'SELECT false';
CREATE OR REPLACE FUNCTION app.live_is_hosted_by(p_tenant uuid, p_user uuid, p_code text)
RETURNS boolean LANGUAGE sql STABLE AS 'SELECT false';
DROP FUNCTION
  app.live_answer(uuid, uuid, text, integer, boolean, jsonb, boolean, integer, integer, timestamptz);
DROP FUNCTION app.live_lock(uuid, text);
