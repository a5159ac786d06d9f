import assert from "node:assert/strict";
import test from "node:test";

import { Optimistic } from "../helpers.js";
import { heard } from "./support/source.js";

/** @typedef {{id: string, text: string, updatedAt?: string}} Item */

/** A list, and a server whose answers a test gives by hand. */
function listed() {
  const list = /** @type {Optimistic<Item>} */ (new Optimistic());
  list.load([{ id: "1", text: "one" }]);
  /** @type {{key: string, resolve: (item: any) => void, reject: (error: Error) => void}[]} */
  const requests = [];
  const send = (/** @type {string} */ key) =>
    /** @type {Promise<Item>} */ (
      new Promise((resolve, reject) => void requests.push({ key, resolve, reject }))
    );
  const texts = () => list.shown.map(({ item, pending }) => (pending ? `${item.text}…` : item.text));
  return { list, requests, send, texts };
}

const TWO = { id: "2", text: "two" };

test("a draft shows at once and the answer takes its place", async () => {
  const { list, requests, send, texts } = listed();
  const changes = heard(list);
  const made = list.create({ text: "two" }, send);
  assert.deepEqual(texts(), ["one", "two…"]);
  assert.equal(list.shown[1].key, requests[0].key);
  requests[0].resolve(TWO);
  assert.equal(await made, TWO);
  assert.deepEqual(texts(), ["one", "two"]);
  assert.equal(changes.length, 2);
});

test("the event may come before the answer, and what follows it is not undone", async () => {
  const { list, requests, send, texts } = listed();
  const made = list.create({ text: "two" }, send);
  list.confirm(TWO, requests[0].key);
  assert.deepEqual(texts(), ["one", "two"]);
  list.confirm({ id: "2", text: "two, edited" });
  requests[0].resolve(TWO);
  await made;
  assert.deepEqual(texts(), ["one", "two, edited"]);
});

test("what was deleted between its event and its answer stays away", async () => {
  const { list, requests, send, texts } = listed();
  const made = list.create({ text: "two" }, send);
  list.confirm(TWO, requests[0].key);
  list.drop("2");
  requests[0].resolve(TWO);
  await made;
  assert.deepEqual(texts(), ["one"]);
});

test("the event may come after the answer", async () => {
  const { list, requests, send, texts } = listed();
  const made = list.create({ text: "two" }, send);
  requests[0].resolve(TWO);
  await made;
  list.confirm(TWO, requests[0].key);
  assert.deepEqual(texts(), ["one", "two"]);
});

test("a refusal takes the draft away and is the caller's to tell", async () => {
  const { list, requests, send, texts } = listed();
  const made = list.create({ text: "two" }, send);
  requests[0].reject(new Error("too long"));
  await assert.rejects(made, /too long/);
  assert.deepEqual(texts(), ["one"]);
});

test("an answer that is lost after the event is no refusal", async () => {
  const { list, requests, send, texts } = listed();
  const made = list.create({ text: "two" }, send);
  list.confirm(TWO, requests[0].key);
  requests[0].reject(new Error("connection lost"));
  assert.equal(await made, TWO);
  assert.deepEqual(texts(), ["one", "two"]);
});

test("an answer that is lost can be asked for again with the same key", async () => {
  const { list, requests, send, texts } = listed();
  const made = list.create({ text: "two" }, send, "k");
  requests[0].reject(new Error("connection lost"));
  await assert.rejects(made);
  const again = list.create({ text: "two" }, send, "k");
  assert.equal(requests[1].key, "k");
  requests[1].resolve(TWO);
  await again;
  assert.deepEqual(texts(), ["one", "two"]);
});

test("a change shows at once, on top of what others change meanwhile", async () => {
  const { list, requests, send, texts } = listed();
  const changed = list.update("1", { text: "mine" }, send);
  list.confirm({ id: "1", text: "theirs" });
  assert.deepEqual(texts(), ["mine…"]);
  requests[0].reject(new Error("conflict"));
  await assert.rejects(changed);
  assert.deepEqual(texts(), ["theirs"]);
});

test("changes of one item lie on one another in the order in which they were made", async () => {
  const { list, requests, send, texts } = listed();
  const first = list.update("1", { text: "first" }, send);
  const second = list.update("1", { text: "second" }, send);
  requests[0].resolve({ id: "1", text: "first" });
  await first;
  assert.deepEqual(texts(), ["second…"]);
  requests[1].resolve({ id: "1", text: "second" });
  await second;
  assert.deepEqual(texts(), ["second"]);
});

test("a removal shows at once, and a refusal brings the item back", async () => {
  const { list, requests, send, texts } = listed();
  const refused = list.remove("1", send);
  assert.deepEqual(texts(), []);
  requests[0].reject(new Error("not yours"));
  await assert.rejects(refused);
  assert.deepEqual(texts(), ["one"]);
  const removed = list.remove("1", send);
  requests[1].resolve(null);
  await removed;
  assert.deepEqual(texts(), []);
});

test("an older state does not replace a newer one", async () => {
  const { list, requests, send, texts } = listed();
  const stamp = (/** @type {number} */ n) => new Date(n * 1000).toISOString();
  const changed = list.update("1", { text: "mine" }, send);
  list.confirm({ id: "1", text: "theirs, later", updatedAt: stamp(2) });
  requests[0].resolve({ id: "1", text: "mine", updatedAt: stamp(1) });
  await changed;
  assert.deepEqual(texts(), ["theirs, later"]);
});

test("a change of what is gone shows nothing", () => {
  const { list, send, texts } = listed();
  void list.update("1", { text: "mine" }, send);
  list.drop("1");
  assert.deepEqual(texts(), []);
});

test("a list that is read again keeps what is under way", async () => {
  const { list, requests, send, texts } = listed();
  const made = list.create({ text: "two" }, send);
  list.load([{ id: "3", text: "three" }]);
  assert.deepEqual(texts(), ["three", "two…"]);
  requests[0].resolve(TWO);
  await made;
  assert.deepEqual(texts(), ["three", "two"]);
});

test("a list that an event has overtaken does not undo it", () => {
  const list = new Optimistic();
  const item = { id: "1", text: "one", updatedAt: "2026-03-01T08:00:00Z" };
  list.load([item]);
  list.confirm({ ...item, text: "two", updatedAt: "2026-03-01T08:00:01Z" });
  list.load([item]);
  assert.deepEqual(
    list.shown.map((shown) => shown.item.text),
    ["two"],
  );
  list.load([]);
  assert.deepEqual(list.shown, []);
});
