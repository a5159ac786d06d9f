import { signal } from "@preact/signals";
import { type ComponentChildren, type ComponentType, createContext } from "preact";
import { useEffect, useErrorBoundary, useLayoutEffect, useRef, useState } from "preact/hooks";
import { parse, type RouteParams } from "regexparam";

import { type Language, language } from "./i18n";
import { reloadOnce } from "./lost-chunk";
import { remember, restore } from "./spots";

/** How much of the window a page takes: on a stage nothing stands beside it. */
export type Layout = "feed" | "wide" | "stage";

export interface PageProps<Path extends string = string> {
  params: RouteParams<Path>;
}

/** What is known of a page before its code is here. */
export interface Route {
  path: string;
  layout: Layout;
  /** Who may open it: everybody, who has signed in, or who holds a permission. */
  access: "anyone" | "signed-in" | { permission: string };
  /** The part of the navigation that it belongs to. */
  part: string;
  load: () => Promise<{ default: ComponentType<PageProps<never>> }>;
  messages: readonly { load(wanted: Language): Promise<void> }[];
  pattern: RegExp;
  keys: string[];
}

type Wish<Path extends string> = {
  layout?: Layout;
  access?: Route["access"];
  part?: string;
  load: () => Promise<{ default: ComponentType<PageProps<Path>> }>;
  messages: Route["messages"];
};

/** Declare a page. Its parameters have the types that its path says. */
export function route<const Path extends string>(path: Path, wish: Wish<Path>): Route {
  const { layout = "feed", access = "signed-in", part = path.split("/", 2)[1] ?? "" } = wish;
  const load = wish.load as unknown as Route["load"];
  return { path, layout, access, part, load, messages: wish.messages, ...parse(path) };
}

/** An address with its parameters filled in: `href("/posts/:id", { id })`. */
export function href<const Path extends string>(
  path: Path,
  ...[params]: Record<string, never> extends RouteParams<Path> ? [] : [RouteParams<Path>]
): string {
  const values: Record<string, string | undefined> = { ...params };
  return path.replace(/:([a-zA-Z]+)/g, (_, name: string) => encodeURIComponent(values[name] ?? ""));
}

export interface Match {
  route: Route;
  params: Record<string, string>;
}

/** The route of an address, or null where there is none. */
export function match(routes: readonly Route[], pathname: string): Match | null {
  for (const route of routes) {
    const found = route.pattern.exec(pathname);
    if (found === null) continue;
    const pairs = route.keys.map((key, index) => [key, decode(found[index + 1] ?? "")]);
    return { route, params: Object.fromEntries(pairs) as Record<string, string> };
  }
  return null;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

// The address, and who may stop a change of it.

/** Where this tab is. `key` is the entry in its history. */
export const place = signal(here());

type Guard = () => boolean | Promise<boolean>;
const guards = new Set<Guard>();

function here() {
  const { key = "first", index = 0 } = (history.state ?? {}) as { key?: string; index?: number };
  const { pathname, search, hash } = location;
  return { pathname, search, hash, key, index };
}

/** Ask before what was typed is lost: also by a step within a page, such as another list in it. */
export async function mayLeave(): Promise<boolean> {
  for (const guard of guards) if (!(await guard())) return false;
  return true;
}

/** An address of this app, from wherever it comes; the first page for any other.
 * To a browser a backslash is a slash, and a tab is nothing: `/\host` is another site. */
export const ownAddress = (address: string | null) => (/^\/(?![/\\\s])/.test(address ?? "") ? address! : "/");

/** Go to an address of the app. `replace` leaves no way back to the page of now. */
export async function navigate(to: string, { replace = false, force = false } = {}): Promise<void> {
  const url = new URL(to, location.href);
  if (url.href === location.href) return window.scrollTo({ top: 0 });
  if (url.pathname !== location.pathname && !force && !(await mayLeave())) return;
  remember(place.value.key);
  const { key, index } = place.value;
  const next = replace ? { key, index } : { key: crypto.randomUUID(), index: index + 1 };
  history[replace ? "replaceState" : "pushState"](next, "", url);
  place.value = here();
}

let returning = false;

async function onPop() {
  const before = place.value;
  if (returning) {
    returning = false;
    return;
  }
  // The browser has made this entry itself, for another place behind the #: it is of the same page.
  if (history.state === null) history.replaceState({ key: before.key, index: before.index + 1 }, "");
  const target = here();
  if (guards.size > 0 && target.pathname !== before.pathname) {
    // The address has changed already: back to where we are, until the answer is known.
    const step = before.index - target.index;
    returning = true;
    history.go(step);
    if (!(await mayLeave())) return;
    guards.clear();
    history.go(-step);
    return;
  }
  remember(place.value.key);
  place.value = target;
}

/** Links of the app change the page without loading it anew; all others are the browser's. */
function onClick(event: MouseEvent) {
  const link = (event.target as Element | null)?.closest?.("a");
  if (!link || event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  if (link.target !== "" || link.origin !== location.origin || link.hasAttribute("download")) return;
  if (link.hash !== "" && link.pathname === location.pathname) return;
  event.preventDefault();
  void navigate(link.href);
}

/** Start following links and the browser's buttons. */
export function followAddress(): void {
  history.scrollRestoration = "manual";
  moveOldAddress();
  if (history.state === null) history.replaceState({ key: crypto.randomUUID(), index: 0 }, "");
  // Whoever starts the app may have replaced the address as well.
  place.value = here();
  window.addEventListener("popstate", () => void onPop());
  window.addEventListener("pagehide", () => remember(place.value.key));
  document.addEventListener("click", onClick);
}

/** Addresses of old links had their path behind a #. */
function moveOldAddress() {
  if (!location.hash.startsWith("#/")) return;
  history.replaceState(history.state, "", location.hash.slice(1));
}

/**
 * Ask before what was typed is lost: `sure` is asked when the page is left within the app, the
 * browser's own question comes when the tab is closed.
 */
export function useLeaveGuard(dirty: boolean, sure: Guard): void {
  useEffect(() => {
    if (!dirty) return;
    const stay = (event: BeforeUnloadEvent) => event.preventDefault();
    guards.add(sure);
    window.addEventListener("beforeunload", stay);
    return () => {
      guards.delete(sure);
      window.removeEventListener("beforeunload", stay);
    };
  }, [dirty, sure]);
}

/** Whether the reader came here from another page: then its heading takes the focus. */
export const Arrived = createContext(false);

interface Shown extends Match {
  Page: ComponentType<PageProps<never>>;
  key: string;
  arrived: boolean;
}

interface PagesProps {
  routes: readonly Route[];
  /** Shown for unknown addresses and for pages that this person may not open. */
  missing: ComponentType;
  /** Shown until the first page is here. */
  waiting: ComponentType;
  /** Shown where the code of a page could not be loaded, or has failed. */
  failed: ComponentType<{ error: unknown; retry: () => void }>;
  allows: (access: Route["access"]) => boolean;
}

/** The page of the address: its code, its messages, its place on the screen. */
export function Pages({ routes, missing: Missing, waiting: Waiting, failed: Failed, allows }: PagesProps) {
  const { pathname, key } = place.value;
  const wanted = match(routes, pathname);
  const allowed = wanted !== null && allows(wanted.route.access);
  const [shown, setShown] = useState<Shown | null>(null);
  const [error, setError] = useState<unknown>(null);
  const first = useRef(true);

  useEffect(() => {
    if (!allowed) return;
    let current = true;
    const arrived = !first.current;
    const { route } = wanted;
    Promise.all([route.load(), ...route.messages.map((each) => each.load(language.value))]).then(
      ([module]) => {
        if (!current) return;
        first.current = false;
        setError(null);
        setShown({ ...wanted, Page: module.default, key, arrived });
      },
      (failure: unknown) => {
        if (current && !reloadOnce(failure)) setError(failure);
      },
    );
    return () => {
      current = false;
    };
  }, [pathname, key, allowed]);

  // The old page stays until the new one is here: nothing flashes in between.
  useLayoutEffect(() => (shown === null ? undefined : restore(shown.key)), [shown?.key]);

  if (!allowed) return <Missing />;
  if (error !== null) return <Failed error={error} retry={() => location.reload()} />;
  if (shown === null) return <Waiting />;
  const { Page, params, arrived } = shown;
  return (
    <Guarded key={shown.route.path + JSON.stringify(params)} failed={Failed}>
      <Arrived.Provider value={arrived}>
        <Page params={params as never} />
      </Arrived.Provider>
    </Guarded>
  );
}

function Guarded({ children, failed: Failed }: { children: ComponentChildren; failed: PagesProps["failed"] }) {
  const [error, reset] = useErrorBoundary((failure: unknown) => reportError(failure));
  return error ? <Failed error={error} retry={reset} /> : <>{children}</>;
}
