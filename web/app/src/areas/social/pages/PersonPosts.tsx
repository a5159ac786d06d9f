import { useInfiniteQuery } from "@tanstack/preact-query";
import { Leaf } from "lucide-preact";

import { type PageProps, href } from "../../../kernel/router";
import { useWorld } from "../../../kernel/world";
import { Page } from "../../../ui/Page";
import { Empty, More, Skeletons, Trouble } from "../../../ui/States";
import { keys } from "../keys";
import { t } from "../messages";
import { PostCard } from "../parts/PostCard";
import { requests } from "../requests";
import { social } from "../social";

const PAGE = 20;

/** What somebody wrote, as far as the reader may see it. */
export default function PersonPostsPage({ params: { id } }: PageProps<"/people/:id/posts">) {
  const { posts } = social(useWorld());
  const list = useInfiniteQuery({
    queryKey: keys.of(id),
    queryFn: ({ pageParam: cursor }) => posts.read(() => requests.of(id, { limit: PAGE, cursor })),
    initialPageParam: null as string | null,
    getNextPageParam: ({ pageInfo }) => (pageInfo.hasMore ? pageInfo.nextCursor : undefined),
  });
  const all = list.data?.pages.flatMap(({ data }) => data) ?? [];
  const name = all[0]?.author.name;
  return (
    <Page
      title={name === undefined ? t("person.posts") : t("person.postsOf", { name })}
      back={{ href: href("/people/:id", { id }), label: name ?? t("person.back") }}
    >
      {list.isPending && <Skeletons count={3} shape="post" />}
      {list.data === undefined && list.error !== null && (
        <Trouble title={t("feed.error")} error={list.error} retry={() => void list.refetch()} />
      )}
      {list.data !== undefined && all.length === 0 && (
        <Empty icon={Leaf} title={t("person.empty")} hint={t("person.emptyHint")} />
      )}
      <div role="feed" aria-label={t("person.posts")} aria-busy={list.isFetching}>
        {all.map((post, index) => (
          <PostCard key={post.id} id={post.id} position={{ at: index + 1, of: list.hasNextPage ? -1 : all.length }} />
        ))}
      </div>
      {list.hasNextPage && <More loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />}
    </Page>
  );
}
