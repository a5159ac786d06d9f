import { signal, useSignalEffect } from "@preact/signals";
import { QueryClientProvider } from "@tanstack/preact-query";
import { StunityProvider } from "@stunity/react";
import { MapPinOff } from "lucide-preact";
import { useEffect } from "preact/hooks";

import css from "./App.module.css";
import { sdk } from "./kernel/api";
import { enter as enterWorld } from "./kernel/entry";
import { language } from "./kernel/i18n";
import { t } from "./kernel/messages";
import { Pages, type Route, match, navigate, ownAddress, place } from "./kernel/router";
import { standing } from "./kernel/session";
import { type World, WorldContext } from "./kernel/world";
import { offlinePlan } from "./offline";
import { routes } from "./routes";
import { Shell } from "./shell/Shell";
import { sourcesOf } from "./sources";
import { ButtonLink } from "./ui/Button";
import { Reporting } from "./shared/reporting";
import { Questions } from "./ui/Dialog";
import { Page } from "./ui/Page";
import { Empty, Trouble } from "./ui/States";
import { Toasts } from "./ui/Toasts";

const world = signal<World | null>(null);
const entryError = signal<unknown>(null);

let entering: Promise<void> | null = null;

/** Become whoever the browser's session says, or nobody; once, however often it is asked for meanwhile. */
export function enter(): Promise<void> {
  entering ??= findOut().finally(() => void (entering = null));
  return entering;
}

async function findOut(): Promise<void> {
  entryError.value = null;
  try {
    const entered = await enterWorld(offlinePlan, () => void (standing.value = "unknown"));
    // Another tab was faster: somebody else is here by now, or somewhere else.
    if (entered !== null && sdk.session !== null && !entered.isOf(sdk.session)) return findOut();
    world.value?.stop();
    world.value = entered;
    // A school that waits for a second factor lets nobody hear it before.
    if (!entered?.owesFactor) entered?.start();
    standing.value = entered === null ? "out" : "in";
  } catch (error) {
    // A session that is over has led to the door already.
    if (standing.peek() !== "out") entryError.value = error;
  }
}

function left() {
  world.value?.stop();
  world.value = null;
}

const allows = (access: Route["access"]): boolean => {
  if (access === "anyone") return true;
  if (world.value === null) return false;
  return access === "signed-in" || world.value.may(access.permission as never);
};

const DOOR = "/sign-in";
const SET_UP = "/second-factor";
const isDoor = (path: string) => path === DOOR || path === "/register";

/** What search engines may show. Everything else is for those who are meant, and about pupils. */
const PUBLIC: ReadonlySet<string> = new Set(["/sign-in", "/register", "/forgot-password", "/enter"]);

function useRobots() {
  const { pathname } = place.value;
  useEffect(() => {
    const told = document.querySelector<HTMLMetaElement>("meta[name=robots]");
    if (told !== null) told.content = PUBLIC.has(pathname) ? "all" : "noindex";
  }, [pathname]);
}

/** Whoever is not signed in is led to the door and from there to where they wanted. */
function useDoor() {
  const { pathname, search } = place.value;
  const out = standing.value === "out";
  const inside = standing.value === "in";
  useEffect(() => {
    // Who has gone elsewhere since this was drawn is led by what is drawn then.
    if (pathname !== place.value.pathname) return;
    const wanted = match(routes, pathname);
    if (out && wanted !== null && wanted.route.access !== "anyone") {
      const then = pathname === "/" ? "" : `?then=${encodeURIComponent(pathname + search)}`;
      void navigate(DOOR + then, { replace: true, force: true });
    } else if (inside && world.value?.owesFactor) {
      if (pathname !== SET_UP) void navigate(SET_UP, { replace: true, force: true });
    } else if (inside && pathname === SET_UP) {
      void navigate("/", { replace: true });
    } else if (inside && isDoor(pathname)) {
      void navigate(ownAddress(new URLSearchParams(search).get("then")), { replace: true });
    }
  }, [pathname, out, inside]);
}

/** Decides what the page shows: the way in, or the world of whoever is signed in. */
export function App() {
  useSignalEffect(() => {
    if (standing.value === "unknown") void enter();
    if (standing.value === "out") left();
  });
  useSignalEffect(() => void (document.documentElement.lang = language.value));
  useDoor();
  useRobots();

  return (
    <>
      <Inside />
      <Questions />
      <Reporting />
      <Toasts />
    </>
  );
}

function Inside() {
  const found = match(routes, place.value.pathname);
  if (entryError.value !== null) return <Failed error={entryError.value} retry={() => void enter()} />;
  if (standing.value === "unknown") return <Splash />;
  const pages = (
    <Pages routes={routes} missing={Missing} waiting={Splash} failed={Failed} allows={allows} />
  );
  if (world.value === null) return pages;
  const { layout = "feed", part = "" } = found?.route ?? {};
  return (
    <WorldContext.Provider value={world.value}>
      <QueryClientProvider client={world.value.cache}>
        <StunityProvider stream={world.value.stream} sources={sourcesOf(world.value)}>
          <Shell layout={layout} part={part}>
            {pages}
          </Shell>
        </StunityProvider>
      </QueryClientProvider>
    </WorldContext.Provider>
  );
}

function Splash() {
  return (
    <div class={css.splash} role="status">
      {t("app.loading")}
    </div>
  );
}

function Failed({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <Page title={t("app.failed")} hiddenTitle>
      <Trouble title={t("app.failed")} error={error} retry={retry} />
    </Page>
  );
}

function Missing() {
  // On the way to the door there is nothing to say.
  if (standing.value === "out" && match(routes, place.value.pathname) !== null) return <Splash />;
  return (
    <Page title={t("app.missing")} hiddenTitle>
      <Empty icon={MapPinOff} title={t("app.missing")} hint={t("app.missingHint")}>
        <ButtonLink href="/">{t("nav.home")}</ButtonLink>
      </Empty>
    </Page>
  );
}
