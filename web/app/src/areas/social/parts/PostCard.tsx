import { Ellipsis, Heart, MessageCircle, Share2 } from "lucide-preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { number } from "../../../kernel/i18n";
import { href } from "../../../kernel/router";
import { fail } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { later } from "../../../ui/later";
import { Menu } from "../../../ui/Menu";
import { Avatar, RoleTag, Time } from "../../../ui/Person";
import { Skeletons } from "../../../ui/States";
import { t } from "../messages";
import type { Post } from "../requests";
import { seen } from "../seen";
import { social } from "../social";
import css from "./PostCard.module.css";
import { PostText } from "./PostText";
import { Keep, ReactMenu, Reactions } from "./Reactions";
import { usePost } from "./usePost";
import { VISIBILITY_ICONS } from "./visibility";

const Comments = later(() => import("./Comments").then((module) => module.Comments));
// Few posts are one of these.
const EventPart = later(() => import("./EventPart").then((module) => module.EventPart));
const PollPart = later(() => import("./PollPart").then((module) => module.PollPart));
const History = later(() => import("./History").then((module) => module.History));
const Why = later(() => import("./Why").then((module) => module.Why));
const Tell = later(() => import("./Tell").then((module) => module.Tell));
const PostEditor = later(() => import("./PostEditor").then((module) => module.PostEditor));

interface PostCardProps {
  id: string;
  /** With its comments, as on a page of its own. */
  open?: boolean;
  fresh?: boolean;
  /** In the feed that is chosen for its reader. */
  chosen?: boolean;
  /** Everything from here on was read at an earlier visit. */
  readFrom?: boolean;
  position?: { at: number; of: number };
}

/** A post with everything one can do with it. */
export function PostCard({ id, open = false, fresh = false, chosen = false, readFrom = false, position }: PostCardProps) {
  const world = useWorld();
  const { post } = usePost(id, true);
  const article = useRef<HTMLElement>(null);
  const [talking, setTalking] = useState(open);
  const [editing, setEditing] = useState(false);
  const [lookingBack, setLookingBack] = useState(false);
  const [asking, setAsking] = useState(false);
  const [telling, setTelling] = useState(false);
  const there = post !== undefined;
  useEffect(
    () => (article.current === null ? undefined : seen(article.current, id, open ? "direct" : "feed")),
    [there, id, open],
  );
  if (!post) return null;
  const { author } = post;
  const { posts } = social(world);

  function edited() {
    setEditing(false);
    article.current?.focus();
  }

  return (
    <article
      ref={article}
      class={css.post}
      tabIndex={-1}
      aria-labelledby={`post-${id}`}
      aria-posinset={position?.at}
      aria-setsize={position?.of}
      data-post={id}
      data-fresh={fresh}
    >
      {readFrom && <p class={css.mark}>{t("feed.readFrom")}</p>}
      <Avatar person={author} />
      <div class={css.content}>
        <header class={css.head}>
          <div class={css.who}>
            <h2 class={css.author} id={`post-${id}`} dir="auto">
              <a href={href("/people/:id", { id: author.id })}>{author.name}</a>
            </h2>
            <Byline post={post} />
          </div>
          <Menu
            icon={Ellipsis}
            label={t("post.menu", { name: author.name })}
            items={async () =>
              (await import("./postMenu")).postMenu(world, post, {
                edit: () => setEditing(true),
                history: () => setLookingBack(true),
                chosen,
                why: () => setAsking(true),
              })
            }
          />
        </header>
        {editing ? (
          <PostEditor post={post} onDone={edited} />
        ) : (
          <div class={css.body}>
            <PostText post={post} />
            {post.poll !== null && <PollPart post={post} poll={post.poll} />}
            {post.event !== null && <EventPart post={post} event={post.event} />}
          </div>
        )}
        <div class={css.foot}>
          <button
            type="button"
            class={css.action}
            aria-pressed={post.liked}
            aria-label={`${t("post.like")}, ${t("post.likes", { count: post.likesCount })}`}
            onClick={() => posts.like(id, !post.liked).catch(fail)}
          >
            <Heart size={18} aria-hidden="true" />
            <Count value={post.likesCount} nothing={t("post.like")} />
          </button>
          <button
            type="button"
            class={css.action}
            aria-expanded={talking}
            aria-label={`${t("post.comment")}, ${t("post.comments", { count: post.commentsCount })}`}
            onPointerEnter={Comments.load}
            onFocus={Comments.load}
            onClick={() => setTalking(!talking)}
          >
            <MessageCircle size={18} aria-hidden="true" />
            <Count value={post.commentsCount} nothing={t("post.comment")} />
          </button>
          <ReactMenu post={post} />
          <Menu
            icon={Share2}
            label={post.sharesCount === 0 ? t("share.title") : t("share.count", { count: post.sharesCount })}
            items={async () => (await import("./shareMenu")).shareMenu(world, post, () => setTelling(true))}
          />
          <Keep post={post} />
        </div>
        <Reactions post={post} />
        {telling && <Tell post={post} onClose={() => setTelling(false)} />}
        {lookingBack && <History postId={id} onClose={() => setLookingBack(false)} />}
        {asking && <Why post={post} onClose={() => setAsking(false)} />}
        {talking && <Comments postId={id} waiting={<Skeletons count={2} shape="row" />} />}
      </div>
    </article>
  );
}

/** A number that moves when it changes; its word as long as there is nothing to count. */
function Count({ value, nothing }: { value: number; nothing: string }) {
  return (
    <span key={value} class={css.count} data-none={value === 0}>
      {value === 0 ? nothing : number(value)}
    </span>
  );
}

function Byline({ post }: { post: Post }) {
  const Seen = VISIBILITY_ICONS[post.visibility];
  const by = post.editedBy?.name;
  const edited = by === undefined ? t("post.edited") : t("post.editedBy", { name: by });
  return (
    <p class={css.byline}>
      <RoleTag role={post.author.role} />
      {post.type !== "TEXT" && <span class={css.kind}>{t(`type.${post.type}`)}</span>}
      {post.pinned && <span class={css.kind}>{t("post.pinned")}</span>}
      <Time iso={post.createdAt} />
      {post.editedAt !== null && <span>({edited})</span>}
      <span class={css.seen}>
        <Seen size={14} aria-hidden="true" />
        {t(`visibility.${post.visibility}`)}
      </span>
    </p>
  );
}
