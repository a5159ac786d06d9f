import "fake-indexeddb/auto";

import { ApiError } from "@stunity/client";
import assert from "node:assert/strict";
import { afterEach, beforeEach, test, vi } from "vitest";

import { Outbox, wasSent } from "./outbox";
import { type Waiting, database, forgetKept, forgetOthers } from "./store";

const ME = "school me";
const error = (status: number, code = "x") => new ApiError({ status, code, title: "Refused", detail: null });
const text = (id: string) => ({ id, kind: "post", body: { content: id } });
const names = (outbox: Outbox) => outbox.all.value.map(({ id, state }) => `${id} ${state}`);

/** Locks as a browser has them: one holder for each name. */
const held = new Map<string, Promise<unknown>>();
const locks = {
  request: (name: string, work: () => Promise<unknown>) => {
    const turn = (held.get(name) ?? Promise.resolve()).then(work);
    held.set(name, turn.catch(() => {}));
    return turn;
  },
} as unknown as LockManager;

let open: Outbox[] = [];
/** A tab: what it sends is written down, and `answer` says how the server takes it. */
function tab(sent: string[], answer: (row: Waiting) => void | Promise<void> = () => {}, account = ME): Outbox {
  const send = async (row: Waiting) => {
    sent.push(row.id);
    await answer(row);
  };
  const outbox = new Outbox(account, send, database, locks);
  open.push(outbox);
  return outbox;
}

beforeEach(() => forgetKept({ written: true }));
afterEach(() => {
  for (const outbox of open) outbox.stop();
  open = [];
});

test("what was written without a network goes out in order when it is back, each once", async () => {
  const sent: string[] = [];
  let offline = true;
  const outbox = tab(sent, () => {
    if (offline) throw error(0, "network");
  });
  await outbox.start();
  for (const id of ["a", "b", "c"]) await outbox.add(text(id));
  await vi.waitFor(() => assert.ok(sent.length > 0));
  assert.deepEqual(names(outbox), ["a waiting", "b waiting", "c waiting"]);
  // The first that is not reached holds up the rest: nothing overtakes it.
  assert.deepEqual([...new Set(sent)], ["a"]);
  offline = false;
  sent.length = 0;
  window.dispatchEvent(new Event("online"));
  await vi.waitFor(() => assert.deepEqual(names(outbox), []));
  assert.deepEqual(sent, ["a", "b", "c"]);
});

test("a tab that is closed leaves its texts to the next one", async () => {
  const first: string[] = [];
  const closed = tab(first, () => {
    throw error(0, "network");
  });
  await closed.start();
  await closed.add(text("a"));
  await closed.add(text("b"));
  closed.stop();
  const second: string[] = [];
  const next = tab(second);
  await next.start();
  await vi.waitFor(() => assert.deepEqual(second, ["a", "b"]));
  await vi.waitFor(() => assert.deepEqual(names(next), []));
});

test("a text that is refused says why, and holds up nobody", async () => {
  const sent: string[] = [];
  let refuses = true;
  const outbox = tab(sent, ({ id }) => {
    if (id === "a" && refuses) throw error(404, "not_found");
  });
  await outbox.start();
  await outbox.add(text("a"));
  await outbox.add(text("b"));
  await vi.waitFor(() => assert.deepEqual(names(outbox), ["a refused"]));
  assert.equal(outbox.all.value[0]?.reason, "Refused");
  refuses = false;
  await outbox.retry("a");
  await vi.waitFor(() => assert.deepEqual(names(outbox), []));
});

test("a text that is discarded is not sent", async () => {
  const sent: string[] = [];
  const outbox = tab(sent, () => {
    throw error(422);
  });
  await outbox.add(text("a"));
  await vi.waitFor(() => assert.deepEqual(names(outbox), ["a refused"]));
  await outbox.discard("a");
  assert.deepEqual(names(outbox), []);
});

test("the end of the session and a full school are waited for, and not refused", async () => {
  for (const status of [401, 429, 503]) {
    const outbox = tab([], () => {
      throw error(status);
    });
    await outbox.add(text(`s${status}`));
    await outbox.add(text(`t${status}`));
    await vi.waitFor(() => assert.ok(outbox.all.value.length >= 2));
    assert.ok(outbox.all.value.every(({ state }) => state === "waiting"));
    await forgetKept({ written: true });
  }
});

test("two tabs send each text once", async () => {
  const sent: string[] = [];
  const tabs = [tab(sent), tab(sent)] as const;
  await Promise.all([tabs[0].start(), tabs[1].start()]);
  for (const id of ["a", "b", "c", "d"]) await tabs[id < "c" ? 0 : 1].add(text(id));
  await vi.waitFor(() => assert.deepEqual([names(tabs[0]), names(tabs[1])], [[], []]));
  assert.deepEqual([...sent].sort(), ["a", "b", "c", "d"]);
});

test("with a network and nothing before it a text is sent at once", async () => {
  const outbox = tab([]);
  assert.equal(await outbox.sendOrKeep(text("a"), async () => "made"), "made");
  assert.deepEqual(names(outbox), []);
  await assert.rejects(outbox.sendOrKeep(text("a"), () => Promise.reject(error(422))));
  assert.deepEqual(names(outbox), []);
});

test("behind others that wait it waits as well", async () => {
  const sent: string[] = [];
  const outbox = tab(sent, () => {
    throw error(0, "network");
  });
  assert.equal(await outbox.sendOrKeep(text("a"), () => Promise.reject(error(0, "network"))), null);
  assert.equal(await outbox.sendOrKeep(text("b"), async () => "made"), null);
  assert.deepEqual(names(outbox), ["a waiting", "b waiting"]);
});

test("the same text is kept once", async () => {
  const outbox = tab([], () => {
    throw error(0, "network");
  });
  await outbox.add(text("a"));
  await outbox.add(text("a"));
  assert.deepEqual(names(outbox), ["a waiting"]);
});

test("another account sees nothing of it, and its coming removes it", async () => {
  const mine = tab([], () => {
    throw error(0, "network");
  });
  await mine.add(text("a"));
  const sent: string[] = [];
  const theirs = tab(sent, () => {}, "school you");
  await theirs.start();
  assert.deepEqual(names(theirs), []);
  await forgetOthers("you");
  const again = tab(sent);
  await again.start();
  assert.deepEqual([names(again), sent], [[], []]);
});

test("a text that was created and is gone since counts as sent", () => {
  assert.ok(wasSent(error(409, "client_id_used")));
  assert.ok(!wasSent(error(409, "conflict")));
});
