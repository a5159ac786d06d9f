import { signal } from "@preact/signals";
import { useQuery } from "@tanstack/preact-query";
import { Fragment } from "preact";
import { useEffect, useRef } from "preact/hooks";

import { unreadMessages, unreadOf } from "../areas/messaging/unread";
import { useOpened } from "../areas/notifications/opened";
import { unread, unreadQuery } from "../areas/notifications/unread";
import { number } from "../kernel/i18n";
import { t } from "../kernel/messages";
import { place } from "../kernel/router";
import { useWorld } from "../kernel/world";
import { titlePrefix } from "../ui/Page";
import { Avatar, RoleTag } from "../ui/Person";
import css from "./Shell.module.css";
import type { FAR_ICONS } from "./farIcons";
import { GROUPS, type Place, leads } from "./places";

/** Where places that are far are shown; the same width as in the styles. */
const WIDE = matchMedia("(min-width: 68rem)");
const farIcons = signal<typeof FAR_ICONS>({});

/** Have their pictures as soon as there is room for them. */
function loadFar() {
  // Without them the words stand there.
  if (WIDE.matches) import("./farIcons").then(({ FAR_ICONS }) => (farIcons.value = FAR_ICONS), () => {});
}

/** The ways to the parts of the app, and who is signed in. */
export function Nav({ part }: { part: string }) {
  const world = useWorld();
  useEffect(() => {
    loadFar();
    WIDE.addEventListener("change", loadFar);
    return () => WIDE.removeEventListener("change", loadFar);
  }, []);
  return (
    <nav class={css.nav} aria-label={t("nav.label")}>
      {GROUPS.map(({ label, places }) => (
        <Fragment key={label}>
          {label !== null && <span class={css.group}>{t(label)}</span>}
          {places
            .filter((each) => leads(each, world))
            .map((each) => (
              <Way key={each.href} place={each} part={part} />
            ))}
        </Fragment>
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

function Way({ place: { part: own, href, icon, label, far = false }, part }: { place: Place; part: string }) {
  const { pathname } = place.value;
  // Its room is there before it is.
  const Icon = icon ?? farIcons.value[href] ?? "svg";
  const here = pathname === href || (far && pathname.startsWith(`${href}/`));
  // The page itself, or the part that the page is in.
  const current = here ? "page" : !far && own === part ? "true" : undefined;
  const way = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (here && way.current !== null) bringIntoSight(way.current);
  }, [here]);
  return (
    <a ref={way} class={far ? `${css.link} ${css.far}` : css.link} href={href} aria-current={current}>
      <Icon width={20} height={20} aria-hidden="true" />
      <span class={css.label}>{t(label)}</span>
      {own === "notifications" && <Badge />}
      {own === "messages" && <Messages />}
    </a>
  );
}

/**
 * Where there are more places than a window has room for, the one of now is to be seen. Not by
 * `scrollIntoView`: Chrome would go on from there with the next Tab, and skip the way past all places.
 */
function bringIntoSight(way: HTMLElement) {
  const { offsetParent: nav, offsetTop: top, offsetHeight: height } = way;
  if (nav !== null) nav.scrollTop = Math.min(Math.max(nav.scrollTop, top + height - nav.clientHeight), top);
}

function Messages() {
  unreadOf(useWorld());
  const count = useQuery(unreadMessages).data?.unread ?? 0;
  return <Count count={count} />;
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
  return <Count count={count} />;
}

function Count({ count }: { count: number }) {
  if (count === 0) return null;
  const few = count > 99 ? `${number(99)}+` : number(count);
  return (
    <span class={css.badge} data-unread={count}>
      <span aria-hidden="true">{few}</span>
      <span class="visually-hidden"> {t("nav.unread", { count })}</span>
    </span>
  );
}
