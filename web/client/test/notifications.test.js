import assert from "node:assert/strict";
import test from "node:test";

import { NotificationGroups } from "../helpers.js";
import { Source, heard } from "./support/source.js";

let serial = 0;

/** @param {object} [rest] */
function notice(rest = {}) {
  serial += 1;
  return {
    id: `n${serial}`,
    priority: "NORMAL",
    title: "",
    message: "",
    groupKey: null,
    groupCount: 1,
    createdAt: new Date(1_765_000_000_000 + serial * 1000).toISOString(),
    ...rest,
  };
}

function groups(options = {}) {
  const source = new Source();
  const list = new NotificationGroups(source, options);
  const say = (/** @type {object} */ data) => source.say("notification:new", data);
  const keys = () => list.groups.map(({ key, count }) => [key, count]);
  return { source, list, say, keys };
}

test("notifications of one thing are one group, which moves up with the newest", () => {
  const { list, say, keys } = groups();
  say(notice({ groupKey: "likes" }));
  say(notice({ groupKey: "comments" }));
  const newest = notice({ groupKey: "likes", groupCount: 3 });
  say(newest);
  assert.deepEqual(keys(), [
    ["likes", 4],
    ["comments", 1],
  ]);
  assert.equal(list.groups[0].newest.id, newest.id);
  assert.equal(list.groups[0].unread, true);
  assert.equal(list.unread, 3);
});

test("a notification that the server let grow counts once as unread, with its new count", () => {
  const { list, say, keys } = groups();
  const first = notice({ groupKey: "likes" });
  say(first);
  say({ ...first, groupCount: 2 });
  assert.deepEqual(keys(), [["likes", 2]]);
  assert.equal(list.unread, 1);
});

test("without a group each stands alone", () => {
  const { say, keys } = groups();
  const [one, two] = [notice(), notice()];
  say(one);
  say(two);
  assert.deepEqual(keys(), [
    [two.id, 1],
    [one.id, 1],
  ]);
});

test("urgent ones stand apart, ring, and join the others once they are read", () => {
  const { source, list, say, keys } = groups();
  const rung = heard(list, "urgent");
  const alarm = notice({ priority: "URGENT", groupKey: "fire" });
  say(alarm);
  say(notice({ groupKey: "likes" }));
  assert.deepEqual(
    list.urgent.map(({ id }) => id),
    [alarm.id],
  );
  assert.deepEqual(keys(), [["likes", 1]]);
  assert.deepEqual(
    rung.map(({ id }) => id),
    [alarm.id],
  );
  source.say("notification:read", { ids: [alarm.id], unreadCount: 1 });
  assert.deepEqual(list.urgent, []);
  assert.deepEqual(keys(), [
    ["likes", 1],
    ["fire", 1],
  ]);
  assert.equal(list.unread, 1);
});

test("what is read anywhere is read here, and what comes after is unread again", () => {
  const { source, list, say } = groups();
  const first = notice({ groupKey: "likes" });
  say(first);
  say(notice());
  source.say("notification:read", { ids: "all", unreadCount: 0 });
  assert.equal(list.unread, 0);
  assert.ok(list.groups.every(({ unread }) => !unread));
  say({ ...first, groupCount: 2 });
  assert.equal(list.unread, 1);
  assert.equal(list.groups.find(({ key }) => key === "likes")?.unread, true);
});

test("the API's list comes under what arrived before it, each once", () => {
  const { list, say, keys } = groups();
  const [old, arrived] = [notice({ read: true }), notice()];
  say(arrived);
  list.load([arrived, old], 1);
  assert.deepEqual(keys(), [
    [arrived.id, 1],
    [old.id, 1],
  ]);
  assert.equal(list.unread, 1);
});

test("what was read while the API listed it stays read, unless its group has grown", () => {
  const { source, list, say } = groups();
  const [one, two] = [notice(), notice({ groupKey: "likes" })];
  say(one);
  say(two);
  source.say("notification:read", { ids: [one.id, two.id], unreadCount: 0 });
  list.load([one, { ...two, groupCount: 2 }], 1);
  assert.deepEqual(
    list.groups.map(({ unread }) => unread),
    [true, false],
  );
});

test("the oldest go first, and stop() ends it", () => {
  const { list, say, keys } = groups({ limit: 2 });
  const [one, two, three] = [notice(), notice(), notice()];
  for (const given of [two, one, three]) say(given);
  assert.deepEqual(
    keys().map(([key]) => key),
    [three.id, two.id],
  );
  list.stop();
  say(notice());
  assert.equal(keys().length, 2);
});
