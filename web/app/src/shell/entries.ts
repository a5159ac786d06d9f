import { Languages, type LucideIcon, Keyboard, Moon, PenLine, Send, Settings, Sun, SunMoon } from "lucide-preact";

import { fold } from "../areas/people/find";
import { LANGUAGES, type Language, language } from "../kernel/i18n";
import { t as shared } from "../kernel/messages";
import { navigate } from "../kernel/router";
import { THEMES, theme } from "../kernel/theme";
import { fail } from "../kernel/toast";
import type { World } from "../kernel/world";
import { type Preferences, preferences } from "../shared/preferences";
import { FAR_ICONS } from "./farIcons";
import { t } from "./messages";
import { GROUPS, leads } from "./places";

export type Group = "pages" | "actions" | "people" | "found";

/** Something that the palette finds. */
export interface Entry {
  id: string;
  group: Group;
  name: string;
  icon: LucideIcon;
  run: () => void;
}

const THEME_ICONS = { light: Sun, dark: Moon, system: SunMoon } as const;

/** Pages and actions that are open to this person, in their order. */
export function entriesOf(world: World, showKeys: () => void): Entry[] {
  const page = (href: string, name: string, icon: LucideIcon): Entry => ({
    id: `page:${href}`,
    group: "pages",
    name,
    icon,
    run: () => void navigate(href),
  });
  const action = (id: string, name: string, icon: LucideIcon, run: () => void): Entry => ({
    id: `action:${id}`,
    group: "actions",
    name,
    icon,
    run,
  });
  const open = GROUPS.flatMap(({ places }) => places).filter((each) => leads(each, world));
  const choose = (wish: Parameters<Preferences["choose"]>[0]) => void preferences(world).choose(wish).catch(fail);
  const other = Object.keys(LANGUAGES).find((one) => one !== language.value) as Language;
  return [
    ...open.map(({ href, label, icon = FAR_ICONS[href] as LucideIcon }) => page(href, shared(label), icon)),
    page("/settings", shared("nav.settings"), Settings),
    page("/outbox", shared("outbox.title"), Send),
    ...(world.may("posts:create") ? [action("write", t("action.write"), PenLine, write)] : []),
    action("keys", t("action.keys"), Keyboard, showKeys),
    ...THEMES.filter((one) => one !== theme.value).map((one) =>
      action(`theme.${one}`, t(`action.theme.${one}`), THEME_ICONS[one], () => choose({ theme: one })),
    ),
    action("language", t("action.language", { language: LANGUAGES[other] }), Languages, () => choose({ language: other })),
  ];
}

/** Open the place to write a post, wherever the reader is. */
export function write(): void {
  void navigate("/").then(() => {
    const opened = () => {
      const prompt = document.querySelector<HTMLElement>("[data-compose]");
      prompt?.click();
      return prompt !== null;
    };
    let left = 60;
    const look = () => void (opened() || (left-- > 0 && requestAnimationFrame(look)));
    look();
  });
}

/** What is called so: those that begin with it first, else in their order. */
export function matching(entries: readonly Entry[], text: string): Entry[] {
  const wanted = fold(text.trim());
  if (wanted === "") return [...entries];
  const found = entries.filter(({ name }) => fold(name).includes(wanted));
  const first = ({ name }: Entry) => (fold(name).startsWith(wanted) ? 0 : 1);
  return found.sort((one, other) => first(one) - first(other));
}
