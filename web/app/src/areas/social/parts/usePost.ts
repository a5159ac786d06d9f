import { useQuery } from "@tanstack/preact-query";

import { useWorld } from "../../../kernel/world";
import { keys } from "../keys";
import { wished } from "../model/posts";
import { social } from "../social";

/** A post as its reader wants it; `post` is null where it is gone, and undefined until it is known. */
export function usePost(id: string) {
  const { posts } = social(useWorld());
  const query = useQuery({ queryKey: keys.post(id), queryFn: () => posts.load(id) });
  const wish = posts.wishes.value.get(id);
  return { ...query, post: query.data === undefined ? undefined : wished(query.data, wish) };
}
