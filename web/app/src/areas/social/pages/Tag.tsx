import { useQuery } from "@tanstack/preact-query";
import { Hash } from "lucide-preact";

import type { PageProps } from "../../../kernel/router";
import { fail } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Page } from "../../../ui/Page";
import { Empty } from "../../../ui/States";
import { keys } from "../keys";
import { t } from "../messages";
import { PostList } from "../parts/PostList";
import { requests } from "../requests";

/** Posts with a hashtag, and whether the reader follows it. */
export default function TagPage({ params: { tag } }: PageProps<"/tags/:tag">) {
  const world = useWorld();
  const followed = keys.list(`follows:${tag}`);
  const { data } = useQuery({
    queryKey: followed,
    queryFn: async () => (await requests.tagged(tag, { limit: 1 })).followed,
  });

  async function follow() {
    try {
      const answer = await requests.followTag(tag, !data);
      world.cache.setQueryData(followed, answer.followed);
      world.refetches.request(keys.feed("following"));
    } catch (error) {
      fail(error);
    }
  }

  const action = world.may("social:follow") && data !== undefined && (
    <Button size="small" kind={data ? "quiet" : "primary"} aria-pressed={data} onClick={() => void follow()}>
      {t(data ? "tag.unfollow" : "tag.follow")}
    </Button>
  );
  return (
    <Page title={`#${tag}`} action={action} back={{ href: "/", label: t("post.back") }}>
      <PostList
        key={tag}
        name={`tag:${tag}`}
        read={(page) => requests.tagged(tag, page)}
        empty={<Empty icon={Hash} title={t("tag.empty")} hint={t("tag.emptyHint")} />}
      />
    </Page>
  );
}
