import { useInfiniteQuery, useQuery } from "@tanstack/preact-query";
import { useStream } from "@stunity/react";
import { Leaf } from "lucide-preact";
import { useState } from "preact/hooks";

import { randomUuid } from "../../../kernel/api";
import { type PageProps, href } from "../../../kernel/router";
import { fail } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Actions, Card } from "../../../ui/Card";
import { Area } from "../../../ui/Field";
import { Page } from "../../../ui/Page";
import { Empty, More, Skeletons, Trouble } from "../../../ui/States";
import { keys } from "../keys";
import { t } from "../messages";
import { PostCard } from "../parts/PostCard";
import { requests } from "../requests";
import { social } from "../social";

const PAGE = 20;

/** What is written in a club. */
export default function ClubPostsPage({ params: { id } }: PageProps<"/clubs/:id/posts">) {
  const world = useWorld();
  const { posts } = social(world);
  useStream(`club:${id}`);
  const list = useInfiniteQuery({
    queryKey: keys.list(`club ${id}`),
    queryFn: ({ pageParam: cursor }) => posts.read(() => requests.inClub(id, { limit: PAGE, cursor })),
    initialPageParam: null as string | null,
    getNextPageParam: ({ pageInfo }) => (pageInfo.hasMore ? pageInfo.nextCursor : undefined),
  });
  // Whoever only reads here would write for nothing.
  const club = useQuery({ queryKey: keys.list(`membership ${id}`), queryFn: () => requests.club(id), staleTime: 0 });
  const writes = club.data?.status === "ACTIVE" && world.may("posts:create");
  const all = list.data?.pages.flatMap(({ data }) => data) ?? [];
  return (
    <Page title={t("club.posts")} back={{ href: href("/clubs/:id", { id }), label: t("club.back") }}>
      {writes && <Write id={id} onPublished={() => void list.refetch()} />}
      {list.isPending && <Skeletons count={3} shape="post" />}
      {list.data === undefined && list.error !== null && (
        <Trouble title={t("feed.error")} error={list.error} retry={() => void list.refetch()} />
      )}
      {list.data !== undefined && all.length === 0 && (
        <Empty icon={Leaf} title={t("club.empty")} hint={t(writes ? "club.emptyHint" : "club.emptyReader")} />
      )}
      <div role="feed" aria-label={t("club.posts")} aria-busy={list.isFetching}>
        {all.map((post, index) => (
          <PostCard key={post.id} id={post.id} position={{ at: index + 1, of: list.hasNextPage ? -1 : all.length }} />
        ))}
      </div>
      {list.hasNextPage && <More loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />}
    </Page>
  );
}

function Write({ id, onPublished }: { id: string; onPublished: () => void }) {
  const [content, setContent] = useState("");
  const [key, setKey] = useState(randomUuid);
  const [busy, setBusy] = useState(false);
  async function publish() {
    if (busy || content.trim() === "") return;
    setBusy(true);
    try {
      await requests.createPost({ content, visibility: "CLUB", clubId: id }, key);
      setContent("");
      setKey(randomUuid());
      onPublished();
    } finally {
      setBusy(false);
    }
  }
  return (
    <Card aria-label={t("club.write")}>
      <Area label={t("club.write")} placeholder={t("club.write")} value={content} onText={setContent} maxLength={5000} />
      <Actions end>
        <Button kind="primary" aria-disabled={busy || content.trim() === ""} onClick={() => void publish().catch(fail)}>
          {t("club.publish")}
        </Button>
      </Actions>
    </Card>
  );
}
