import { useConnection } from "@stunity/react";
import { LogOut, Settings } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";

import { sdk } from "../kernel/api";
import { language } from "../kernel/i18n";
import { t } from "../kernel/messages";
import { forgetKept } from "../kernel/offline";
import { type Layout } from "../kernel/router";
import { fail } from "../kernel/toast";
import { useWorld } from "../kernel/world";
import { preferences } from "../shared/preferences";
import { BrandLink } from "../ui/Brand";
import { IconButton, IconLink } from "../ui/Button";
import { LanguageChoice } from "../ui/Choices";
import { askFirst } from "../ui/Dialog";
import { schoolLogo } from "../ui/people";
import { Banners, StatusPill } from "../ui/Status";
import { FactorBanner } from "./FactorBanner";
import { Nav } from "./Nav";
import { OutboxBanner } from "./OutboxBanner";
import { Shortcuts } from "./Shortcuts";
import css from "./Shell.module.css";

/** Parts with room beside their columns for what waits elsewhere. */
const ACCOMPANIED: ReadonlySet<string> = new Set(["home", "classroom", "notifications", "people"]);
/** Where three columns fit; the same width as in the styles. */
const ROOM = matchMedia("(min-width: 80rem)");

interface ShellProps {
  layout: Layout;
  part: string;
  children: ComponentChildren;
}

/** What stands around a page of somebody who is signed in. */
export function Shell({ layout, part, children }: ShellProps) {
  const world = useWorld();
  const kept = preferences(world);
  // On a stage nothing stands beside the page.
  if (layout === "stage") return <>{children}</>;
  const accompanied = layout === "feed" && ACCOMPANIED.has(part);

  async function signOut() {
    const count = world.outbox.all.value.length;
    if (count > 0) {
      const sure = await askFirst({
        title: t("outbox.leaveTitle"),
        text: t("outbox.leaveText", { count }),
        confirm: t("nav.signOut"),
        cancel: t("app.cancel"),
      });
      if (!sure) return;
    }
    world.leave();
    // At once, whether or not the server hears of it.
    await forgetKept({ written: true }).catch(() => {});
    await sdk.logout();
  }

  return (
    <div class={css.shell} data-shell data-layout={layout} data-accompanied={accompanied}>
      <a class={css.skip} href="#main">
        {t("app.skip")}
      </a>
      <header class={css.top}>
        <BrandLink href="/" to={t("nav.home")} />
        <SchoolLogo />
        <SchoolName />
        <span class="grow" />
        <StatusPill />
        <Shortcuts />
        <LanguageChoice compact choose={(wanted) => kept.choose({ language: wanted })} />
        <IconLink icon={Settings} label={t("nav.settings")} href="/settings" />
        <IconButton icon={LogOut} label={t("nav.signOut")} onClick={() => void signOut()} />
      </header>
      <section class={css.banners} aria-label={t("app.notices")}>
        <Banners />
        <FactorBanner />
        <OutboxBanner outbox={world.outbox} />
      </section>
      <Urgency />
      <Nav part={part} />
      <main class={css.main} id="main" tabIndex={-1}>
        {children}
      </main>
      {accompanied && <Beside />}
    </div>
  );
}

/** Has what cannot wait above the page, as soon as the page itself has come. */
function Urgency() {
  const [Urgent, setUrgent] = useState<typeof import("./Urgent").default | null>(null);
  const { status } = useConnection();
  const world = useWorld();
  useEffect(() => {
    if (status !== "live" || Urgent !== null) return;
    // The school sees without delay what waits; that somebody is here can come a moment later.
    import("../shared/presence").then(({ beats }) => beats(world)).catch(() => {});
    import("./Urgent").then(
      ({ default: loaded }) => setUrgent(() => loaded),
      // It stands in the list of notifications in any case.
      () => {},
    );
  }, [status]);
  // Its row of the grid is there before it is, as wide as the window: nothing stands beside it.
  return Urgent === null ? <div class={css.banners} /> : <Urgent />;
}

/** What stands beside a column: read where there is room for it, and after what one came for. */
function Beside() {
  const [Aside, setAside] = useState<typeof import("./Aside").default | null>(null);
  const [roomy, setRoomy] = useState(ROOM.matches);
  useEffect(() => {
    const look = () => setRoomy(ROOM.matches);
    ROOM.addEventListener("change", look);
    return () => ROOM.removeEventListener("change", look);
  }, []);
  useEffect(() => {
    if (!roomy || Aside !== null) return;
    let here = true;
    import("./Aside")
      .then(async ({ default: loaded, loadWords }) => {
        await loadWords(language.value);
        if (here) setAside(() => loaded);
      })
      // The page is whole without it; whoever comes back to it asks again.
      .catch(() => {});
    return () => {
      here = false;
    };
  }, [roomy]);
  return roomy && Aside !== null ? <Aside /> : null;
}

/** The sign of the school, which has its name beside it where there is room. */
function SchoolLogo() {
  const { tenant } = useWorld().me;
  const logo = schoolLogo.value?.id === tenant.id ? schoolLogo.value.logo : tenant.logo;
  return logo === null ? null : <img class={css.logo} src={logo} alt="" referrerpolicy="no-referrer" />;
}

/** The name of the school; with several, a choice among them. */
function SchoolName() {
  const { me } = useWorld();
  const nameOf = ({ name, nameKh }: { name: string; nameKh: string | null }) =>
    (language.value === "km" && nameKh) || name;
  if (me.memberships.length < 2) return <span class={css.school}>{nameOf(me.tenant)}</span>;

  async function choose(tenantId: string) {
    try {
      await sdk.switchTenant(tenantId);
    } catch (error) {
      fail(error);
    }
  }

  return (
    <select
      class={css.schoolChoice}
      aria-label={t("nav.school")}
      value={me.tenant.id}
      onChange={(event) => void choose(event.currentTarget.value)}
    >
      {me.memberships.map(({ tenant }) => (
        <option key={tenant.id} value={tenant.id}>
          {nameOf(tenant)}
        </option>
      ))}
    </select>
  );
}
