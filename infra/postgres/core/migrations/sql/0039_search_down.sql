DROP TRIGGER search_forget ON app.posts;
DROP TRIGGER search_follow ON app.memberships;
DROP FUNCTION
  app.search_follow_member(), app.search_forget_post(), app.search_count(uuid),
  app.search_tags(uuid, uuid, text[], text, text, integer),
  app.search_find(uuid, uuid, text[], text[], text[], text, text, text, text, text[], integer,
                  timestamptz, bigint, uuid, integer),
  app.search_matching(uuid, uuid, text[], text[], text[], text, text, text, text, text[], integer,
                      timestamptz),
  app.search_hidden(uuid, uuid), app.search_forget_words(uuid, text),
  app.search_spelled(uuid, bigint[], integer), app.search_spell(uuid, jsonb),
  app.search_ids(uuid, text, uuid, integer), app.search_remove(uuid, text, uuid[]),
  app.search_put(uuid, jsonb), app.search_lock(uuid, text, uuid[]), app.search_wall(uuid);
