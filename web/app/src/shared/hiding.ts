import { Ban, VolumeX } from "lucide-preact";

import { api, ask } from "../kernel/api";
import { t as kernel } from "../kernel/messages";
import { fail, toast } from "../kernel/toast";
import type { World } from "../kernel/world";
import { askFirst } from "../ui/Dialog";
import type { MenuItem } from "../ui/Menu";
import { t } from "./messages";

interface Person {
  id: string;
  name: string;
}

const requests = {
  block: (id: string, on: boolean) => {
    const params = { path: { id } };
    const path = "/v1/users/{id}/block";
    return ask(on ? api.POST(path, { params }) : api.DELETE(path, { params }));
  },
  mute: (id: string, on: boolean) => {
    const params = { path: { id } };
    const path = "/v1/users/{id}/mute";
    return ask(on ? api.POST(path, { params, body: { expiresAt: null } }) : api.DELETE(path, { params }));
  },
};

/** Mute or hear somebody; says what it means. */
export async function mute(world: World, { id, name }: Person, on: boolean): Promise<void> {
  try {
    await requests.mute(id, on);
    toast(t(on ? "hide.muted" : "hide.unmuted", { name }));
    lookAgain(world);
  } catch (error) {
    fail(error);
  }
}

/** Block somebody after a question, or end it. */
export async function block(world: World, { id, name }: Person, on: boolean): Promise<void> {
  const question = {
    title: t("hide.blockTitle", { name }),
    text: t("hide.blockText"),
    confirm: t("hide.block", { name }),
    cancel: kernel("app.cancel"),
  };
  if (on && !(await askFirst(question))) return;
  try {
    await requests.block(id, on);
    toast(t(on ? "hide.blocked" : "hide.unblocked", { name }));
    lookAgain(world);
  } catch (error) {
    fail(error);
  }
}

/** What a menu beside somebody offers. */
export function hidingItems(world: World, person: Person): MenuItem[] {
  const { name } = person;
  return [
    { icon: VolumeX, label: t("hide.mute", { name }), act: () => void mute(world, person, true) },
    { icon: Ban, label: t("hide.block", { name }), act: () => void block(world, person, true), danger: true },
  ];
}

/** Any list may hold, or lack, what this person wrote. */
function lookAgain({ cache }: World) {
  void cache.invalidateQueries();
}
