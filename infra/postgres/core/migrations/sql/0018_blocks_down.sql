CREATE OR REPLACE FUNCTION app.post_is_readable(p_tenant uuid, p_user uuid, p_post uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT FROM app.posts AS p
     WHERE p.tenant_id = p_tenant AND p.id = p_post
       AND p.status = 'PUBLISHED' AND p.deleted_at IS NULL
       AND (p.author_id = p_user OR (
         NOT EXISTS (SELECT FROM app.user_blocks AS b
                      WHERE (b.blocker_id = p_user AND b.blocked_id = p.author_id)
                         OR (b.blocker_id = p.author_id AND b.blocked_id = p_user))
         AND CASE p.visibility
           WHEN 'PUBLIC' THEN true
           WHEN 'SCHOOL' THEN true
           WHEN 'CLASS' THEN p.class_id IN (SELECT app.classes_of(p_tenant, p_user))
           WHEN 'CONNECTIONS' THEN 2 = (
             SELECT count(*) FROM app.follows AS f
              WHERE f.tenant_id = p_tenant AND f.status = 'ACCEPTED'
                AND (f.follower_id, f.following_id)
                    IN ((p_user, p.author_id), (p.author_id, p_user)))
           ELSE false
         END)))
$$;
DROP FUNCTION app.stream_hidden(uuid, uuid);
DROP FUNCTION app.is_staff(uuid, uuid);
DROP FUNCTION app.moderates(uuid, uuid);
