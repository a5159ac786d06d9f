DROP FUNCTION app.withhold_events(uuid, bigint[], bigint[], text, text[]);
DROP FUNCTION app.events_about(uuid, bigint[], text, text, bigint);
