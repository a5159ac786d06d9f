import { ArrowUpRight, ChartNoAxesColumn, CircleQuestionMark, EyeOff, Flag, History as HistoryIcon, Pencil, Pin, ThumbsDown, ThumbsUp, Trash2, UserPlus, UserX } from "lucide-preact";

import { t as shared } from "../../../kernel/messages";
import { href, navigate, place } from "../../../kernel/router";
import { fail, toast } from "../../../kernel/toast";
import type { World } from "../../../kernel/world";
import { askFirst } from "../../../ui/Dialog";
import { hidingItems } from "../../../shared/hiding";
import { t as hiding } from "../../../shared/messages";
import { report } from "../../../shared/reporting";
import { relations } from "../../../shared/relations";
import type { MenuItem } from "../../../ui/Menu";
import { t } from "../messages";
import { type FeedbackKind, type Post, requests } from "../requests";
import { social } from "../social";

interface PostActs {
  edit: () => void;
  history: () => void;
  /** In the feed that is chosen for its reader: why, and what to choose otherwise. */
  chosen: boolean;
  why: () => void;
}

/** What one can do with a post beyond liking and commenting. */
export function postMenu(world: World, post: Post, acts: PostActs): MenuItem[] {
  const items: MenuItem[] = [];
  const address = href("/posts/:id", { id: post.id });
  if (place.value.pathname !== address) {
    items.push({ icon: ArrowUpRight, label: t("post.link"), act: () => void navigate(address) });
  }
  if (post.author.id !== world.me.id && world.may("social:follow")) {
    items.push(follow(world, post));
  }
  if (post.author.id !== world.me.id) {
    if (acts.chosen) items.push(...feedback(world, post));
    if (acts.chosen || place.value.pathname === address) {
      items.push({ icon: CircleQuestionMark, label: t("chosen.why"), act: acts.why });
    }
    items.push(...hidingItems(world, post.author));
    items.push({ icon: Flag, label: hiding("report.menu"), act: () => report("POST", post.id), danger: true });
  }
  if (post.editedAt !== null) items.push({ icon: HistoryIcon, label: t("history.title"), act: acts.history });
  if (post.author.id === world.me.id || world.may("analytics:tenant")) {
    const figures = href("/posts/:id/insights", { id: post.id });
    items.push({ icon: ChartNoAxesColumn, label: t("post.figures"), act: () => void navigate(figures) });
  }
  if (post.canEdit) {
    const pinned = post.pinned ? "post.unpin" : "post.pin";
    items.push({ icon: Pin, label: t(pinned), act: () => void pin(world, post) });
    items.push({ icon: Pencil, label: t("post.edit"), act: acts.edit });
  }
  // Whoever has left the club or class for which they wrote may take their words away still.
  if (post.canEdit || post.author.id === world.me.id) {
    items.push({ icon: Trash2, label: t("post.delete"), act: () => void remove(world, post), danger: true });
  }
  return items;
}

function feedback(world: World, post: Post): MenuItem[] {
  const say = (kind: FeedbackKind, then?: string) => async () => {
    try {
      await social(world).chosen.say(post, kind);
      if (then !== undefined) toast(then);
    } catch (error) {
      fail(error);
    }
  };
  const { name } = post.author;
  const more = say("SEE_MORE", t("chosen.saidMore"));
  return [
    { icon: ThumbsUp, label: t("chosen.more"), act: () => void more() },
    { icon: ThumbsDown, label: t("chosen.less"), act: () => void say("NOT_INTERESTED")() },
    { icon: EyeOff, label: t("chosen.hideAuthor", { name }), act: () => void say("HIDE_AUTHOR")() },
  ];
}

async function pin(world: World, { id, pinned }: Post) {
  try {
    await requests.pin(id, !pinned);
    await social(world).posts.load(id);
    toast(t(pinned ? "post.unpinned" : "post.nowPinned"));
  } catch (error) {
    fail(error);
  }
}

function follow(world: World, { author: { id, name } }: Post): MenuItem {
  const follows = relations(world).of(id) !== "NONE";
  const act = async () => {
    try {
      await relations(world).follow(id, !follows);
      toast(t(follows ? "post.unfollowed" : "post.followed", { name }));
    } catch (error) {
      fail(error);
    }
  };
  const label = t(follows ? "post.unfollow" : "post.follow", { name });
  return { icon: follows ? UserX : UserPlus, label, act: () => void act() };
}

async function remove(world: World, post: Post) {
  const sure = await askFirst({
    title: t("post.deleteTitle"),
    text: t("post.deleteText"),
    confirm: t("post.delete"),
    cancel: shared("app.cancel"),
  });
  if (!sure) return;
  try {
    await social(world).posts.delete(post.id);
    toast(t("post.deleted"));
  } catch (error) {
    fail(error);
  }
}
