import { Leaf } from "lucide-preact";
import { useEffect } from "preact/hooks";

import { t as shared } from "../../../kernel/messages";
import type { PageProps } from "../../../kernel/router";
import { useWorld } from "../../../kernel/world";
import { ButtonLink } from "../../../ui/Button";
import { Page } from "../../../ui/Page";
import { Empty, Skeletons, Trouble } from "../../../ui/States";
import { t } from "../messages";
import { PostCard } from "../parts/PostCard";
import { usePost } from "../parts/usePost";
import { social } from "../social";

/** One post on its own page, with its comments. */
export default function PostPage({ params: { id } }: PageProps<"/posts/:id">) {
  const area = social(useWorld());
  const { post, error, isPending, refetch } = usePost(id);
  useEffect(() => area.watch([id, ...(area.feeds.latest.list?.ids ?? [])]), [id]);
  const title = post ? t("post.title", { name: post.author.name }) : t("feed.title");
  return (
    <Page title={title} back={{ href: "/", label: t("post.back") }}>
      {isPending && <Skeletons count={1} shape="post" />}
      {post === undefined && error !== null && (
        <Trouble title={t("feed.error")} error={error} retry={() => void refetch()} />
      )}
      {post === null && (
        <Empty icon={Leaf} title={t("post.gone")} hint={t("post.goneHint")}>
          <ButtonLink href="/">{shared("nav.home")}</ButtonLink>
        </Empty>
      )}
      {post && <PostCard id={id} open />}
    </Page>
  );
}
