import assert from "node:assert/strict";

import { test, vi } from "vitest";

import { followPushes } from "./pushes";

const HERE = "https://app.example.test";
const told = { id: "n1", title: "New message", body: "Open Stunity to read it.", link: "/messages/7", tag: "message:7" };

/** A worker that has these pages; what it does is written down. */
function working(pages: any[] = []) {
  const listeners: Record<string, (event: any) => void> = {};
  const opened: string[] = [];
  const shown: any[] = [];
  const worker: any = {
    location: { origin: HERE },
    addEventListener: (type: string, listener: (event: any) => void) => void (listeners[type] = listener),
    clients: {
      matchAll: async () => pages,
      openWindow: async (url: URL) => void opened.push(url.href),
    },
    registration: { showNotification: async (title: string, options: any) => void shown.push({ title, ...options }) },
  };
  followPushes(worker);
  const happen = async (type: string, event: object) => {
    const waits: Promise<unknown>[] = [];
    listeners[type]!({ ...event, waitUntil: (wait: Promise<unknown>) => waits.push(wait) });
    await Promise.all(waits);
  };
  const push = (data: unknown) => happen("push", { data: data === null ? null : { json: () => JSON.parse(data as string) } });
  const close = vi.fn();
  const click = (data: object) => happen("notificationclick", { notification: { data, close } });
  return { push, click, opened, shown, close };
}

function page(visibilityState: string, moves = true) {
  const urls: string[] = [];
  return {
    urls,
    visibilityState,
    focus: vi.fn(async () => {}),
    navigate: async (url: URL) => {
      if (!moves) throw new TypeError("another worker has this page");
      urls.push(url.href);
    },
  };
}

test("a push is shown as it says, once for each thing", async () => {
  const { push, shown } = working([page("hidden")]);
  await push(JSON.stringify(told));
  const { title, body, tag } = told;
  assert.deepEqual(shown, [{ title, body, tag, icon: "/icons/icon-192.png", data: told }]);
});

test("a page before its reader shows it by itself", async () => {
  const { push, shown } = working([page("hidden"), page("visible")]);
  await push(JSON.stringify(told));
  assert.deepEqual(shown, []);
});

test("a push that nobody of ours has sent is nothing", async () => {
  const { push, shown } = working();
  await push(null);
  await push("hello");
  assert.deepEqual(shown, []);
});

test("a click opens where it leads: in the page that is there, or in a new one", async () => {
  const there = page("hidden");
  const first = working([there]);
  await first.click(told);
  assert.deepEqual([there.urls, first.opened], [[`${HERE}/messages/7`], []]);
  assert.equal(there.focus.mock.calls.length, 1);
  assert.equal(first.close.mock.calls.length, 1);
  const second = working();
  await second.click(told);
  assert.deepEqual(second.opened, [`${HERE}/messages/7`]);
  const third = working([page("hidden", false)]);
  await third.click(told);
  assert.deepEqual(third.opened, [`${HERE}/messages/7`]);
});

test("a click leads to no other site", async () => {
  const { click, opened } = working();
  for (const link of ["https://elsewhere.test/x", "//elsewhere.test", "javascript:alert(1)"]) await click({ ...told, link });
  assert.deepEqual(opened, []);
});
