import {
  Bookmark,
  CircleHelp,
  HandHelping,
  Heart,
  HeartHandshake,
  Lightbulb,
  type LucideIcon,
  PartyPopper,
  SmilePlus,
} from "lucide-preact";
import { useState } from "preact/hooks";

import { number } from "../../../kernel/i18n";
import { fail, toast } from "../../../kernel/toast";
import { useWorld } from "../../../kernel/world";
import { IconButton } from "../../../ui/Button";
import { Menu } from "../../../ui/Menu";
import { keys } from "../keys";
import { t } from "../messages";
import { type Post, type ReactionType, requests } from "../requests";
import { social } from "../social";
import css from "./Reactions.module.css";

const ICONS: Record<ReactionType, LucideIcon> = {
  LIKE: Heart,
  LOVE: HeartHandshake,
  HELPFUL: HandHelping,
  INSIGHTFUL: Lightbulb,
  CELEBRATE: PartyPopper,
  CURIOUS: CircleHelp,
};
const TYPES = Object.keys(ICONS) as ReactionType[];

/** The other ways to react to a post, beside liking it. */
export function ReactMenu({ post }: { post: Post }) {
  const { posts } = social(useWorld());

  async function react(type: ReactionType) {
    try {
      await requests.react(post.id, post.reaction === type ? null : type);
      await posts.load(post.id);
    } catch (error) {
      fail(error);
    }
  }

  return (
    <Menu
      icon={SmilePlus}
      label={t("react.label")}
      items={() => TYPES.map((type) => ({ icon: ICONS[type], label: t(`react.${type}`), act: () => void react(type) }))}
    />
  );
}

/** How often each reaction was chosen, where there is more than likes. */
export function Reactions({ post }: { post: Post }) {
  const chosen = TYPES.filter((type) => (post.reactions[type] ?? 0) > 0);
  if (chosen.length === 0 || (chosen.length === 1 && chosen[0] === "LIKE")) return null;
  return (
    <ul class={css.reactions} aria-label={t("react.all")}>
      {chosen.map((type) => {
        const Icon = ICONS[type];
        const count = post.reactions[type] ?? 0;
        return (
          <li key={type} class={css.reaction} data-mine={post.reaction === type}>
            <Icon size={16} aria-hidden="true" />
            <span class="visually-hidden">{t(`react.${type}`)}</span>
            {number(count)}
          </li>
        );
      })}
    </ul>
  );
}

/** Keep a post for later, or no longer. */
export function Keep({ post }: { post: Post }) {
  const world = useWorld();
  const { posts } = social(world);
  const [busy, setBusy] = useState(false);

  async function keep() {
    if (busy) return;
    setBusy(true);
    try {
      await requests.bookmark(post.id, !post.bookmarked);
      await posts.load(post.id);
      world.refetches.request(keys.list("bookmarks"));
      toast(t(post.bookmarked ? "keep.removed" : "keep.kept"));
    } catch (error) {
      fail(error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <span class={css.keep} data-kept={post.bookmarked}>
      <IconButton
        icon={Bookmark}
        label={t(post.bookmarked ? "keep.remove" : "keep.keep")}
        aria-pressed={post.bookmarked}
        onClick={() => void keep()}
      />
    </span>
  );
}
