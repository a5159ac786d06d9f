import { useQuery } from "@tanstack/preact-query";
import { Activity, Bell, GraduationCap, House, type LucideIcon, Users } from "lucide-preact";
import { useEffect } from "preact/hooks";

import { useOpened } from "../areas/notifications/opened";
import { unread, unreadQuery } from "../areas/notifications/unread";
import { number } from "../kernel/i18n";
import { t } from "../kernel/messages";
import { type Permission, useWorld } from "../kernel/world";
import { titlePrefix } from "../ui/Page";
import { Avatar, RoleTag } from "../ui/Person";
import css from "./Shell.module.css";

interface Place {
  part: string;
  href: string;
  icon: LucideIcon;
  label: Parameters<typeof t>[0];
  permission?: Permission;
}

/** The ways to the parts, in their order; a phone shows the first five. */
const PLACES: readonly Place[] = [
  { part: "home", href: "/", icon: House, label: "nav.home" },
  { part: "classroom", href: "/classroom", icon: GraduationCap, label: "nav.classroom" },
  { part: "notifications", href: "/notifications", icon: Bell, label: "nav.notifications" },
  { part: "people", href: "/people", icon: Users, label: "nav.people", permission: "profiles:read" },
  { part: "health", href: "/health", icon: Activity, label: "nav.health", permission: "tenant:manage" },
];

/** The ways to the parts of the app, and who is signed in. */
export function Nav({ part }: { part: string }) {
  const world = useWorld();
  const places = PLACES.filter(({ permission }) => permission === undefined || world.may(permission));
  return (
    <nav class={css.nav} aria-label={t("nav.label")}>
      {places.map(({ part: own, href, icon: Icon, label }) => (
        <a key={own} class={css.link} href={href} aria-current={own === part ? "page" : undefined}>
          <Icon size={20} aria-hidden="true" />
          {t(label)}
          {own === "notifications" && <Badge />}
        </a>
      ))}
      <div class={css.me} role="group" aria-label={t("nav.account")}>
        <Avatar person={world.me} />
        <span class={css.meWords}>
          <b dir="auto">{world.me.name}</b>
          <RoleTag role={world.me.role} />
        </span>
      </div>
    </nav>
  );
}

function Badge() {
  unread(useWorld());
  const count = useQuery(unreadQuery).data?.unread ?? 0;
  useOpened(count);
  const few = count > 99 ? `${number(99)}+` : number(count);
  useEffect(() => {
    titlePrefix.value = count === 0 ? "" : `(${few}) `;
    return () => void (titlePrefix.value = "");
  }, [few]);
  if (count === 0) return null;
  return (
    <span class={css.badge} data-unread={count}>
      <span aria-hidden="true">{few}</span>
      <span class="visually-hidden"> {t("nav.unread", { count })}</span>
    </span>
  );
}
