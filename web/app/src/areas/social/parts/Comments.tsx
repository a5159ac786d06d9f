import { useQuery } from "@tanstack/preact-query";

import { useWorld } from "../../../kernel/world";
import { Skeletons, Trouble } from "../../../ui/States";
import { WaitingTexts } from "../../../ui/Waiting";
import { t } from "../messages";
import { inOrder, threadQuery } from "../model/thread";
import { requests } from "../requests";
import { CommentForm } from "./CommentForm";
import { CommentItem } from "./CommentItem";
import css from "./Comments.module.css";

/** The comments of a post with a place to write one. */
export function Comments({ postId }: { postId: string }) {
  const world = useWorld();
  const { data, error, isPending, refetch } = useQuery(threadQuery(requests, world.cache, postId));
  return (
    <section class={css.comments} aria-label={t("comments.label")} aria-busy={isPending}>
      {data === undefined && error !== null && (
        <Trouble title={t("comments.error")} error={error} retry={() => void refetch()} />
      )}
      {isPending && <Skeletons count={2} shape="row" />}
      {data?.length === 0 && <p class={css.empty}>{t("comments.empty")}</p>}
      <ol class={css.list}>
        {inOrder(data ?? []).map((comment) => (
          <CommentItem key={comment.id} comment={comment} />
        ))}
      </ol>
      <WaitingTexts
        outbox={world.outbox}
        rows={world.outbox.all.value.filter(({ kind, target }) => kind === "comment" && target === postId)}
      />
      {world.may("comments:create") && (
        <CommentForm postId={postId} parentId={null} prompt={t("comments.prompt")} />
      )}
    </section>
  );
}
