import { ArrowUpRight, Pencil, Trash2, UserPlus, UserX } from "lucide-preact";

import { t as shared } from "../../../kernel/messages";
import { href, navigate, place } from "../../../kernel/router";
import { fail, toast } from "../../../kernel/toast";
import type { World } from "../../../kernel/world";
import { askFirst } from "../../../ui/Dialog";
import { hidingItems } from "../../../shared/hiding";
import { relations } from "../../../shared/relations";
import type { MenuItem } from "../../../ui/Menu";
import { t } from "../messages";
import type { Post } from "../requests";
import { social } from "../social";

/** What one can do with a post beyond liking and commenting. */
export function postMenu(world: World, post: Post, edit: () => void): MenuItem[] {
  const items: MenuItem[] = [];
  const address = href("/posts/:id", { id: post.id });
  if (place.value.pathname !== address) {
    items.push({ icon: ArrowUpRight, label: t("post.link"), act: () => void navigate(address) });
  }
  if (post.author.id !== world.me.id && world.may("social:follow")) {
    items.push(follow(world, post));
  }
  if (post.author.id !== world.me.id) items.push(...hidingItems(world, post.author));
  if (post.canEdit) {
    items.push({ icon: Pencil, label: t("post.edit"), act: edit });
    items.push({ icon: Trash2, label: t("post.delete"), act: () => void remove(world, post), danger: true });
  }
  return items;
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
