DROP FUNCTION app.stream_hidden(uuid);
DROP TABLE app.user_mutes;
