import { useQuery } from "@tanstack/preact-query";

import { useWorld } from "../../../kernel/world";
import { keys } from "../keys";
import { wished } from "../model/posts";
import { social } from "../social";

/**
 * A post as its reader wants it; `post` is null where it is gone, and undefined until it is known.
 *
 * @param listed it stands in a list that is read by itself: what the device has kept of it is read
 *   there with all others, and alone only where it is known to have changed
 */
export function usePost(id: string, listed = false) {
  const { posts } = social(useWorld());
  const query = useQuery({
    queryKey: keys.post(id),
    queryFn: () => posts.load(id),
    refetchOnMount: !listed || posts.missed.has(id),
  });
  const wish = posts.wishes.value.get(id);
  return { ...query, post: query.data === undefined ? undefined : wished(query.data, wish) };
}
