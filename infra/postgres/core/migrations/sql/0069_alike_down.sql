DROP FUNCTION app.search_begin(uuid, uuid, text[], text[], text, text, integer);
DROP FUNCTION app.search_alike(uuid, uuid, text[], text, text[], integer, integer);
