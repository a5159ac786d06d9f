import { Link, Repeat2, Send } from "lucide-preact";

import { href } from "../../../kernel/router";
import { fail, toast } from "../../../kernel/toast";
import type { World } from "../../../kernel/world";
import type { MenuItem } from "../../../ui/Menu";
import { t } from "../messages";
import { type Post, requests } from "../requests";
import { social } from "../social";

/** Where a post stands, for people: whoever may not see it finds nothing there. */
export const addressOf = (id: string): string => new URL(href("/posts/:id", { id }), location.origin).href;

/** The ways of passing a post on. */
export function shareMenu(world: World, { id }: Post, tell: () => void): MenuItem[] {
  const items: MenuItem[] = [];
  if (world.may("posts:create")) {
    items.push({ icon: Repeat2, label: t("share.feed"), act: () => void share(world, id).catch(fail) });
  }
  if (world.may("messages:send")) items.push({ icon: Send, label: t("share.message"), act: tell });
  items.push({ icon: Link, label: t("share.copy"), act: () => void copy(id) });
  return items;
}

async function share(world: World, id: string) {
  await requests.share(id);
  await social(world).posts.load(id);
  toast(t("share.shared"));
}

async function copy(id: string) {
  try {
    await navigator.clipboard.writeText(addressOf(id));
    toast(t("share.copied"));
  } catch {
    // The browser refuses, or has no clipboard: the address can be copied by hand.
    toast(addressOf(id));
  }
}
