import type { QueryClient } from "@tanstack/preact-query";

import { keys } from "../keys";
import type { Comment, Requests } from "../requests";

const PAGE = 100;
const MOST_PAGES = 5;

/** For useQuery: the comments of a post as they came. */
export function threadQuery(requests: Pick<Requests, "comments">, cache: QueryClient, postId: string) {
  const queryKey = keys.comments(postId);
  return {
    queryKey,
    queryFn: async (): Promise<Comment[]> => {
      const known = () => cache.getQueryData<Comment[]>(queryKey) ?? [];
      const before = new Set(known().map(({ id }) => id));
      const comments = new Map<string, Comment>();
      let cursor: string | null = null;
      for (let page = 0; page < MOST_PAGES; page += 1) {
        const answer = await requests.comments(postId, { limit: PAGE, cursor });
        for (const comment of answer.data) comments.set(comment.id, comment);
        cursor = answer.pageInfo.nextCursor;
        if (!answer.pageInfo.hasMore) break;
      }
      // One's own comment may have been written while the pages were on their way.
      for (const comment of known()) if (!before.has(comment.id)) comments.set(comment.id, comment);
      return [...comments.values()];
    },
  };
}

/** In the order of reading: each answer below what it answers, older before newer. */
export function inOrder(comments: readonly Comment[]): Comment[] {
  const all = [...comments].sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
  const known = new Set(all.map(({ id }) => id));
  const below = (parentId: string | null): Comment[] =>
    all.flatMap((comment) => {
      const parent = comment.parentId !== null && known.has(comment.parentId) ? comment.parentId : null;
      return parent === parentId ? [comment, ...below(comment.id)] : [];
    });
  return below(null);
}
