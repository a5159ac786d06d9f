import assert from "node:assert/strict";
import test from "node:test";

import { Notifications } from "../../../web/app/model/notifications.js";

const item = (id, read = false) => ({ id, read });

/** A list whose answers wait until a test lets them go. */
function world(items) {
  const server = { items, waiting: [], asked: 0 };
  const answer = (body) => new Promise((resolve) => server.waiting.push(() => resolve(body)));
  const notifications = new Notifications({
    notifications: () => {
      server.asked += 1;
      const data = structuredClone(server.items);
      return answer({ data, pageInfo: { nextCursor: null, hasMore: false } });
    },
    unreadCount: () => answer({ unread: server.items.filter(({ read }) => !read).length }),
    readNotification: async () => {},
    readAllNotifications: async () => {},
  });
  const release = async () => {
    for (const go of server.waiting.splice(0)) go();
    for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
  };
  return { server, notifications, release };
}

test("the list and the number of unread ones are read together", async () => {
  const { notifications, release } = world([item("1"), item("2", true)]);
  void notifications.load();
  await release();
  assert.equal(notifications.status, "ready");
  assert.equal(notifications.unread, 1);
  notifications.stop();
});

test("what is marked as read while the list is read stays so", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { server, notifications, release } = world([item("1"), item("2")]);
  void notifications.load();
  await release();
  notifications.refresh();
  notifications.apply({ type: "notification:read", data: { ids: ["1"], unreadCount: 1 } });
  await release();
  assert.deepEqual([notifications.items[0].read, notifications.unread], [true, 1]);

  // What the discarded answer would have brought besides comes with the next.
  server.items = [item("3"), item("1", true), item("2")];
  t.mock.timers.tick(10_000);
  await release();
  assert.equal(server.asked, 3);
  assert.deepEqual(
    notifications.items.map(({ id }) => id),
    ["3", "1", "2"],
  );
  assert.equal(notifications.unread, 2);
  notifications.stop();
});

test("a new one is told, and the list is read again", async () => {
  const { server, notifications, release } = world([item("1")]);
  void notifications.load();
  await release();
  const told = [];
  notifications.on("new", (envelope) => told.push(envelope.data.id));
  server.items = [item("2"), item("1")];
  notifications.apply({ type: "notification:new", data: { id: "2" } });
  await release();
  assert.deepEqual(told, ["2"]);
  assert.equal(notifications.unread, 2);
  notifications.stop();
});
