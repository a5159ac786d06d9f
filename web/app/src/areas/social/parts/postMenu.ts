import { ArrowUpRight, ChartNoAxesColumn, Flag, History as HistoryIcon, Pencil, Pin, Trash2, UserPlus, UserX } from "lucide-preact";

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
import { type Post, requests } from "../requests";
import { social } from "../social";

interface PostActs {
  edit: () => void;
  history: () => void;
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
    items.push({ icon: Trash2, label: t("post.delete"), act: () => void remove(world, post), danger: true });
  }
  return items;
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
