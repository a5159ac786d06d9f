/**
 * The app without a network: its shell and the code that was used, from this browser's own store.
 *
 * It answers for pages and for files of the build, and for nothing else. Whatever the API says goes
 * past it: what was read is kept by the app itself, under the account that read it.
 */

import { ExpirationPlugin } from "workbox-expiration";
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";
import { CacheFirst } from "workbox-strategies";

import { NO_PAGES, PAST_THE_WORKER } from "./addresses";
import { followPushes } from "./pushes";

/** What the build put together: the files of the shell, those without a hash with one of their content. */
declare const SHELL: { url: string; revision: string | null }[];

interface WithRoutes extends ExtendableEvent {
  addRoutes?(rules: { condition: { urlPattern: { pathname: string } }; source: "network" }[]): Promise<void>;
}

const worker = self as unknown as ServiceWorkerGlobalScope;
const MONTH = 30 * 24 * 60 * 60;

worker.addEventListener("install", (event: WithRoutes) => {
  // Files of two releases never meet: their names differ, and a page keeps asking for its own.
  void worker.skipWaiting();
  // Browsers that know these rules do not even wake the worker for a request of the API.
  const rules = PAST_THE_WORKER.map((pathname) => ({ condition: { urlPattern: { pathname } }, source: "network" as const }));
  if (event.addRoutes !== undefined) event.waitUntil(event.addRoutes(rules));
});

followPushes(worker);
cleanupOutdatedCaches();
precacheAndRoute(SHELL, { cleanURLs: false });
registerRoute(new NavigationRoute(createHandlerBoundToURL("/index.html"), { denylist: [NO_PAGES] }));
registerRoute(
  ({ sameOrigin, url }) => sameOrigin && url.pathname.startsWith("/assets/"),
  new CacheFirst({
    cacheName: "stunity.assets",
    plugins: [new ExpirationPlugin({ maxEntries: 200, maxAgeSeconds: MONTH, purgeOnQuotaError: true })],
  }),
);
