import { useInfiniteQuery } from "@tanstack/preact-query";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";

import { fail } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { More, Skeletons, Trouble } from "../../../ui/States";
import { keys } from "../keys";
import { t } from "../messages";
import type { Paging, Post } from "../requests";
import { social } from "../social";
import { PostCard } from "./PostCard";

interface Page {
  data: Post[];
  pageInfo: { nextCursor: string | null; hasMore: boolean };
}

interface PostListProps {
  /** How it is named in the cache. */
  name: string;
  read: (page: Paging) => Promise<Page>;
  empty: ComponentChildren;
  /** What stands for a post, where that is no card. */
  show?: (post: Post) => ComponentChildren;
}

/** A list of posts other than the feed, page by page. */
export function PostList({ name, read, empty, show }: PostListProps) {
  const area = social(useWorld());
  const list = useInfiniteQuery({
    queryKey: keys.list(name),
    queryFn: ({ pageParam }) => area.posts.read(() => read({ limit: 20, cursor: pageParam })),
    initialPageParam: null as string | null,
    getNextPageParam: (page: Page) => page.pageInfo.nextCursor,
  });
  const posts = list.data?.pages.flatMap(({ data }) => data) ?? [];
  useEffect(() => area.watch(posts.map(({ id }) => id)), [list.data]);
  return (
    <div>
      {list.isPending && <Skeletons count={2} shape="post" />}
      {list.data === undefined && list.error !== null && (
        <Trouble title={t("feed.error")} error={list.error} retry={() => void list.refetch()} />
      )}
      {list.data !== undefined && posts.length === 0 && empty}
      {posts.map((post) => show?.(post) ?? <PostCard key={post.id} id={post.id} />)}
      {list.hasNextPage && (
        <More loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage().catch(fail)} />
      )}
    </div>
  );
}
