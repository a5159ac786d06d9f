import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";

import { useWorld } from "../../../kernel/world";
import { LinkButton } from "../../../ui/Button";
import { Avatar, RoleTag, Time } from "../../../ui/Person";
import { Skeletons, Trouble } from "../../../ui/States";
import { WaitingTexts } from "../../../ui/Waiting";
import { isKhmer } from "../../../ui/text";
import { t } from "../messages";
import { inOrder, threadQuery } from "../model/thread";
import { type Comment, requests } from "../requests";
import { CommentForm } from "./CommentForm";
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
          <Item key={comment.id} comment={comment} />
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

function Item({ comment: { id, postId, author, content, createdAt, depth } }: { comment: Comment }) {
  const world = useWorld();
  const [replying, setReplying] = useState(false);
  const { name } = author;
  return (
    <li class={css.comment} data-depth={Math.min(depth, 3)} data-comment={id}>
      <Avatar person={author} size="small" />
      <div class={css.body} role="article" aria-label={t("comments.by", { name })}>
        <p class={css.byline}>
          <b dir="auto">{name}</b>
          <RoleTag role={author.role} />
          <Time iso={createdAt} />
        </p>
        <p class={css.text} dir="auto" lang={isKhmer(content) ? "km" : undefined}>
          {content}
        </p>
        {world.may("comments:create") && (
          <LinkButton
            aria-label={t("comments.replyTo", { name })}
            aria-expanded={replying}
            onClick={() => setReplying(!replying)}
          >
            {t("comments.reply")}
          </LinkButton>
        )}
        {replying && (
          <CommentForm
            postId={postId}
            parentId={id}
            prompt={t("comments.replyPrompt", { name })}
            onDone={() => setReplying(false)}
          />
        )}
      </div>
    </li>
  );
}
