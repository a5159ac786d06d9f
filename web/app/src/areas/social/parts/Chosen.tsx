import { Leaf } from "lucide-preact";

import { fail, toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { Button } from "../../../ui/Button";
import { Empty } from "../../../ui/States";
import { t } from "../messages";
import type { Post } from "../requests";
import { social } from "../social";
import css from "./Chosen.module.css";
import { PostCard } from "./PostCard";
import { PostList } from "./PostList";

/** What is chosen for the reader, best first. */
export function Chosen() {
  const { chosen } = social(useWorld());
  return (
    <PostList
      name="chosen"
      read={chosen.read}
      empty={<Empty icon={Leaf} title={t("chosen.empty")} hint={t("chosen.emptyHint")} />}
      show={(post) => <Place key={post.id} post={post} />}
    />
  );
}

function Place({ post }: { post: Post }) {
  const { chosen } = social(useWorld());
  const stands = chosen.stands(post);
  if (stands === "hidden") return null;
  if (stands === "post") return <PostCard id={post.id} chosen />;
  const { name } = post.author;
  const hidden = chosen.said.value.get(post.id)?.kind === "HIDE_AUTHOR";
  return (
    <p class={css.sent} role="status" data-sent={post.id}>
      <span>{hidden ? t("chosen.saidHidden", { name }) : t("chosen.saidLess")}</span>
      <Button kind="quiet" onClick={() => void undo()}>
        {t("chosen.undo")}
      </Button>
    </p>
  );

  async function undo() {
    try {
      await chosen.undo(post);
      toast(t("chosen.undone"));
    } catch (error) {
      fail(error);
    }
  }
}
