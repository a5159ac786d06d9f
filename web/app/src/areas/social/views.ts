import { effect } from "@preact/signals";

import { type ViewOfPost, api, ask } from "../../kernel/api";
import { clock } from "../../kernel/clock";
import { standing } from "../../kernel/session";

const BATCH = 50;
/** So long a post has to be there to be seen. */
const LOOK_MS = 1_000;
const EVERY_MS = 30_000;
const HOUR_MS = 3_600_000;
/** What is kept while there is no network; more says nothing. */
const MOST = 200;

interface Shown {
  id: string;
  source: ViewOfPost["source"];
  since: number | null;
}

const shown = new Map<Element, Shown>();
const counted = new Map<string, number>();
let waiting: ViewOfPost[] = [];

const watcher = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting, intersectionRatio, intersectionRect, rootBounds } of entries) {
      const one = shown.get(target);
      if (one === undefined) continue;
      // Half of it, or as much as fills half of the window.
      const fills = rootBounds !== null && intersectionRect.height >= rootBounds.height / 2;
      if (isIntersecting && (intersectionRatio >= 0.5 || fills)) one.since ??= performance.now();
      else left(one);
    }
  },
  { threshold: [0, 0.25, 0.5, 0.75, 1] },
);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") away();
  else for (const post of shown.keys()) again(post);
});
setInterval(send, EVERY_MS);
// What one person has seen is not said in the name of the next, nor in another school.
effect(() => {
  if (standing.value === "in") return;
  waiting = [];
  counted.clear();
});

/** Count what was before somebody's eyes for a second; returns how to stop. */
export function watch(post: Element, id: string, source: ViewOfPost["source"]): () => void {
  shown.set(post, { id, source, since: null });
  watcher.observe(post);
  return () => {
    const one = shown.get(post);
    if (one !== undefined) left(one);
    shown.delete(post);
    watcher.unobserve(post);
  };
}

function left(one: Shown) {
  const took = one.since === null ? 0 : Math.round(performance.now() - one.since);
  one.since = null;
  const now = clock.now();
  // The same post counts once in an hour, so it is said once.
  const hour = Math.floor((now - took) / HOUR_MS);
  if (took < LOOK_MS || counted.get(one.id) === hour) return;
  counted.set(one.id, hour);
  const durationMs = Math.min(took, HOUR_MS);
  waiting.push({ postId: one.id, source: one.source, durationMs, at: new Date(now - took).toISOString() });
  if (waiting.length >= BATCH) send();
}

/** The page goes behind another, or away: what was seen so far goes out in one request. */
function away() {
  shown.forEach(left);
  send();
}

/** Looks anew at what stands on the screen: an observer only tells of changes. */
function again(post: Element) {
  watcher.unobserve(post);
  watcher.observe(post);
}

function send() {
  waiting = waiting.slice(-MOST);
  if (!navigator.onLine) return;
  while (waiting.length > 0) {
    const views = waiting.slice(0, BATCH);
    waiting = waiting.slice(BATCH);
    // It goes out although the page goes away. Lost, it is said again: the same view counts once.
    ask(api.POST("/v1/analytics/events", { body: { views }, keepalive: true })).catch(() => {
      waiting = [...waiting, ...views].slice(0, MOST);
    });
  }
}
