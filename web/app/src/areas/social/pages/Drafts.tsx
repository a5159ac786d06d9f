import { FilePen } from "lucide-preact";
import { useState } from "preact/hooks";

import { t as shared } from "../../../kernel/messages";
import { moment } from "../../../kernel/time";
import { fail, toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button, ButtonLink } from "../../../ui/Button";
import { Actions, Chip } from "../../../ui/Card";
import { Page } from "../../../ui/Page";
import { Empty } from "../../../ui/States";
import { keys } from "../keys";
import { t } from "../messages";
import { PostList } from "../parts/PostList";
import { PostText } from "../parts/PostText";
import { type Post, requests } from "../requests";
import { social } from "../social";
import css from "./Drafts.module.css";

/** What the reader has not published yet. */
export default function DraftsPage() {
  return (
    <Page title={t("drafts.title")} lead={t("drafts.lead")} back={{ href: "/", label: t("post.back") }}>
      <PostList
        name="drafts"
        read={requests.drafts}
        show={(post) => <Draft key={post.id} post={post} />}
        empty={
          <Empty icon={FilePen} title={t("drafts.empty")} hint={t("drafts.emptyHint")}>
            <ButtonLink href="/">{shared("nav.home")}</ButtonLink>
          </Empty>
        }
      />
    </Page>
  );
}

function Draft({ post }: { post: Post }) {
  const world = useWorld();
  const [busy, setBusy] = useState(false);

  async function act(what: () => Promise<void>) {
    setBusy(true);
    try {
      await what();
    } catch (error) {
      fail(error);
    } finally {
      setBusy(false);
      world.refetches.request(keys.list("drafts"));
    }
  }

  const publish = async () => {
    social(world).published(await requests.publish(post.id));
    toast(t("compose.done"));
  };
  const remove = async () => {
    await requests.deletePost(post.id);
    toast(t("drafts.deleted"));
  };
  const planned = post.publishAt === null ? null : t("drafts.at", { at: moment(post.publishAt) });
  return (
    <article class={css.draft} data-draft={post.id}>
      <Chip kind={planned === null ? "plain" : "calm"}>{planned ?? t("drafts.draft")}</Chip>
      <PostText post={post} />
      <Actions>
        <Button size="small" kind="primary" disabled={busy} onClick={() => void act(publish)}>
          {t("drafts.publish")}
        </Button>
        <Button size="small" kind="quiet" disabled={busy} onClick={() => void act(remove)}>
          {t("post.delete")}
        </Button>
      </Actions>
    </article>
  );
}
