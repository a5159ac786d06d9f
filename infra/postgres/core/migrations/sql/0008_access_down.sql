DROP FUNCTION app.stream_allowed(uuid, uuid, text[]);
DROP FUNCTION app.post_is_readable(uuid, uuid, uuid);
DROP FUNCTION app.stream_principal(uuid, uuid, uuid, integer);
DROP FUNCTION app.classes_of(uuid, uuid);
DROP FUNCTION app.begin_refresh(bytea);
DROP FUNCTION app.begin_request(uuid, uuid, uuid, uuid);
DROP FUNCTION app.open_transaction(uuid, uuid);
