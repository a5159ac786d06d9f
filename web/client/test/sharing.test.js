import assert from "node:assert/strict";
import test from "node:test";

import { Browser } from "./support/browser.js";

const ME = "user:me";
const seen = (/** @type {any} */ tab, channel = ME) => tab.seen.get(channel) ?? [];

/** @param {number} count */
async function browserWith(count) {
  const browser = new Browser();
  for (let n = 0; n < count; n += 1) await browser.open();
  return { browser, relay: browser.relay, tabs: browser.tabs };
}

test("tabs of one person share one stream, and each hears every event once", async () => {
  const { browser, relay, tabs } = await browserWith(3);
  for (let n = 0; n < 3; n += 1) relay.append(ME);
  await browser.pass(10);
  assert.equal(relay.open, 1);
  assert.equal(relay.asked.length, 1);
  assert.deepEqual(tabs.map(({ role }) => role), ["leader", "follower", "follower"]);
  for (const tab of tabs) {
    assert.deepEqual(seen(tab), [1, 2, 3]);
    assert.equal(tab.client.getState(), "connected");
    assert.deepEqual(tab.states, ["connecting", "connected"]);
    assert.equal(tab.client.getStats().delivered, 3);
  }
});

test("different people in different tabs are kept apart", async () => {
  const browser = new Browser();
  await browser.open({ share: "t.me" });
  await browser.open({ share: "t.you" });
  assert.equal(browser.relay.open, 2);
  assert.equal(browser.leaders.length, 2);
});

for (const missing of ["locks", "channel"]) {
  test(`without ${missing} each tab has a stream of its own`, async () => {
    const browser = new Browser();
    const surroundings = { window: null, document: null, locks: {}, channel: () => {} };
    const poor = { ...surroundings, [missing]: null };
    for (let n = 0; n < 2; n += 1) await browser.open({ surroundings: poor });
    browser.relay.append(ME);
    await browser.pass(10);
    assert.equal(browser.relay.open, 2);
    for (const tab of browser.tabs) assert.deepEqual(seen(tab), [1]);
    assert.equal(browser.tabs[0].role, "alone");
  });
}

test("when the leader closes another leads, and nothing is missed or doubled", async () => {
  const { browser, relay, tabs } = await browserWith(3);
  relay.append(ME);
  await browser.pass(10);
  tabs[0].close();
  relay.append(ME);
  await browser.pass(300);
  relay.append(ME);
  await browser.pass(10);
  assert.equal(relay.open, 1);
  assert.equal(browser.leaders.length, 1);
  for (const tab of tabs.slice(1)) {
    assert.deepEqual(seen(tab), [1, 2, 3]);
    assert.equal(tab.client.getState(), "connected");
    assert.equal(tab.joined.flatMap(({ added }) => added).length, 2, "nothing is read again");
  }
});

test("a leader that disconnects does not take the others along", async () => {
  const { browser, relay, tabs } = await browserWith(2);
  tabs[0].client.disconnect();
  await browser.pass(300);
  relay.append(ME);
  await browser.pass(10);
  assert.equal(tabs[0].client.getState(), "disconnected");
  assert.deepEqual([seen(tabs[0]), seen(tabs[1])], [[], [1]]);
});

test("a leader that freezes is replaced, and catches up once it thaws", async () => {
  const { browser, relay, tabs } = await browserWith(3);
  tabs[0].freeze();
  relay.append(ME);
  await browser.pass(30_000);
  assert.deepEqual([seen(tabs[1]), seen(tabs[2])], [[1], [1]]);
  relay.append(ME);
  await browser.pass(10);
  await tabs[0].thaw();
  await browser.pass(30_000);
  relay.append(ME);
  await browser.pass(10);
  assert.equal(relay.open, 1);
  assert.equal(browser.leaders.length, 1);
  assert.notEqual(browser.leaders[0], tabs[0]);
  for (const tab of tabs) assert.deepEqual(seen(tab), [1, 2, 3]);
});

test("a leader that answers slowly, as hidden pages do, keeps the lead", async () => {
  const { browser, relay, tabs } = await browserWith(2);
  await browser.pass(600_000);
  assert.equal(relay.asked.length > 1, true, "silence is no heartbeat here");
  assert.deepEqual(browser.leaders, [tabs[0]]);
});

test("the leader's own channels outlast its silence, and those of a tab that is gone do not", async () => {
  const browser = new Browser();
  const one = await browser.open({ channels: ["post:a"] });
  const two = await browser.open({ channels: ["post:b"] });
  const three = await browser.open();
  two.freeze();
  await browser.pass(300_000);
  browser.relay.cut();
  await browser.pass(2000);
  const asked = browser.relay.asked.at(-1)?.url.searchParams.get("channels");
  assert.equal(asked, "post:a");
  browser.relay.append("post:a");
  browser.relay.append("post:b");
  await two.thaw();
  await browser.pass(30_000);
  assert.deepEqual([seen(one, "post:a"), seen(two, "post:b")], [[1], [1]]);
  assert.equal(three.role, "follower");
});

test("each tab hears its own channels and the automatic ones", async () => {
  const browser = new Browser();
  const one = await browser.open({ channels: ["post:a"] });
  const two = await browser.open({ channels: ["post:b"] });
  await browser.pass(2000);
  for (const channel of ["post:a", "post:b", ME]) browser.relay.append(channel);
  await browser.pass(10);
  assert.deepEqual([...one.seen.keys()].sort(), ["post:a", "tenant:t", ME]);
  assert.deepEqual([...two.seen.keys()].sort(), ["post:b", "tenant:t", ME]);
  for (const [tab, own] of /** @type {const} */ ([
    [one, "post:a"],
    [two, "post:b"],
  ])) {
    assert.deepEqual(seen(tab, own), [1]);
    assert.deepEqual(seen(tab), [1]);
  }
});

test("an event of two channels comes once to each tab, whichever of them it has", async () => {
  const browser = new Browser();
  const one = await browser.open();
  const two = await browser.open({ channels: ["post:a"] });
  await browser.pass(2000);
  browser.relay.append("post:a", ME);
  browser.relay.append(ME);
  await browser.pass(10);
  assert.deepEqual(seen(one), [1, 2]);
  assert.deepEqual([seen(two, "post:a"), seen(two)], [[1], [2]]);
  assert.equal(two.client.getStats().gaps, 0);
});

test("a channel that another tab has already begins here without a new stream", async () => {
  const browser = new Browser();
  const one = await browser.open({ channels: ["post:a"] });
  const two = await browser.open();
  browser.relay.append("post:a");
  await browser.pass(10);
  const streams = browser.relay.asked.length;
  two.client.setChannels(["post:a"]);
  await browser.pass(2000);
  browser.relay.append("post:a");
  await browser.pass(10);
  assert.equal(browser.relay.asked.length, streams);
  assert.deepEqual(two.joined.at(-1).added, ["post:a"]);
  assert.deepEqual(two.began.get("post:a"), 1);
  assert.deepEqual([seen(one, "post:a"), seen(two, "post:a")], [[1, 2], [2]]);
});

test("a new leader goes on with the channels of the others where they stand", async () => {
  const browser = new Browser();
  const first = await browser.open();
  await browser.open();
  const third = await browser.open({ channels: ["post:a"] });
  await browser.pass(2000);
  browser.relay.append("post:a");
  await browser.pass(10);
  first.close();
  browser.relay.append("post:a");
  await browser.pass(300);
  assert.deepEqual(seen(third, "post:a"), [1, 2]);
  assert.equal(third.role, "follower");
});

test("a tab whose channels find no room streams by itself until they do", async () => {
  const browser = new Browser();
  const posts = (/** @type {string} */ name, /** @type {number} */ count) =>
    Array.from({ length: count }, (_, n) => `post:${name}${n}`);
  await browser.open({ channels: posts("a", 40) });
  const two = await browser.open({ channels: posts("b", 40) });
  await browser.pass(2000);
  assert.equal(two.role, "alone");
  assert.equal(browser.relay.open, 2);
  browser.relay.append("post:b39");
  browser.relay.append(ME);
  await browser.pass(10);
  assert.deepEqual([seen(two, "post:b39"), seen(two)], [[1], [1]]);
  two.client.setChannels(posts("b", 5));
  await browser.pass(2000);
  browser.relay.append(ME);
  browser.relay.append("post:b1");
  await browser.pass(10);
  assert.equal(two.role, "follower");
  assert.equal(browser.relay.open, 1);
  assert.deepEqual([seen(two), seen(two, "post:b1")], [[1, 2], [1]]);
});

test("a leader whose session is over steps back, and another session leads", async () => {
  const { browser, relay, tabs } = await browserWith(2);
  relay.refused.add("Bearer token-0");
  relay.cut();
  await browser.pass(2000);
  relay.append(ME);
  await browser.pass(10);
  assert.equal(tabs[0].client.getState(), "failed");
  assert.equal(tabs[1].role, "leader");
  assert.deepEqual([seen(tabs[0]), seen(tabs[1])], [[], [1]]);
  relay.refused.clear();
  tabs[0].client.reconnect();
  await browser.pass(300);
  assert.equal(tabs[0].client.getState(), "connected");
  assert.deepEqual(seen(tabs[0]), [1]);
  assert.equal(relay.open, 1);
});

test("while the relay is down one tab polls for all, and the way back is shared too", async () => {
  const { browser, relay, tabs } = await browserWith(2);
  relay.append(ME);
  await browser.pass(10);
  relay.down = true;
  relay.cut();
  await browser.pass(10_000);
  for (const tab of tabs) assert.equal(tab.client.getState(), "polling");
  relay.append(ME);
  await browser.pass(30_000);
  const third = await browser.open();
  relay.append(ME);
  await browser.pass(30_000);
  assert.ok(relay.polls.length <= 4, `${relay.polls.length} pages`);
  relay.down = false;
  tabs[0].close();
  relay.append(ME);
  await browser.pass(1000);
  relay.append(ME);
  await browser.pass(10);
  assert.deepEqual(seen(tabs[1]), [1, 2, 3, 4, 5]);
  assert.deepEqual(seen(third), [3, 4, 5]);
  assert.equal(third.client.getState(), "connected");
});

test("a page that is put away leaves the others, and catches up when it comes back", async () => {
  const { browser, relay, tabs } = await browserWith(2);
  const [, away] = tabs;
  away.window.dispatchEvent(new Event("pagehide"));
  relay.append(ME);
  relay.append(ME);
  await browser.pass(60_000);
  away.window.dispatchEvent(Object.assign(new Event("pageshow"), { persisted: true }));
  await browser.pass(1000);
  relay.append(ME);
  await browser.pass(10);
  for (const tab of tabs) assert.deepEqual(seen(tab), [1, 2, 3]);
  assert.deepEqual(away.resyncs, []);
});

test("another epoch begins anew in every tab", async () => {
  const { browser, relay, tabs } = await browserWith(2);
  relay.append(ME);
  await browser.pass(10);
  relay.epoch = "e2";
  relay.cut();
  await browser.pass(2000);
  relay.append(ME);
  await browser.pass(10);
  for (const tab of tabs) {
    assert.deepEqual(tab.joined.at(-1).added.sort(), ["tenant:t", ME]);
    assert.deepEqual(seen(tab), [2]);
  }
});

test("reconnect() in any tab reconnects the stream of all", async () => {
  const { browser, relay, tabs } = await browserWith(2);
  tabs[1].client.reconnect();
  await browser.pass(300);
  assert.equal(relay.asked.length, 2);
  assert.equal(relay.open, 1);
  for (const tab of tabs) assert.equal(tab.client.getState(), "connected");
});

test("on a phone the page that is looked at streams, whoever led before", async () => {
  const browser = new Browser();
  const one = await browser.open({ pollInBackground: true });
  const two = await browser.open({ pollInBackground: true });
  one.show("hidden");
  await browser.pass(1000);
  assert.equal(two.role, "leader");
  assert.equal(two.client.getState(), "connected");
  assert.equal(one.role, "follower");
});

/**
 * Repeatable chance.
 *
 * @param {number} seed
 */
function chance(seed) {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

for (let seed = 1; seed <= 25; seed += 1) {
  test(`whatever tabs and relay do, each tab has each event once (${seed})`, async () => {
    const random = chance(seed);
    const browser = new Browser(random);
    const { relay } = browser;
    const pick = (/** @type {any[]} */ from) => from[Math.floor(random() * from.length)];
    const posts = ["post:a", "post:b", "post:c"];
    const someChannels = () => posts.filter(() => random() < 0.5);
    const alive = () => browser.tabs.filter(({ closed, ice }) => !closed && !ice.frozen);
    /** @type {(() => unknown)[]} */
    const deeds = [
      () => alive().length < 4 && browser.open({ channels: someChannels() }),
      () => alive().length > 1 && pick(alive()).close(),
      () => alive().length > 1 && pick(alive()).freeze(),
      () => pick(browser.tabs.filter(({ ice }) => ice.frozen))?.thaw(),
      () => relay.cut(),
      () => pick(alive()).watch(someChannels()),
      () => void (relay.down = random() < 0.3),
      () => alive().length > 1 && browser.leaders.find((tab) => !tab.ice.frozen)?.close(),
    ];
    await browser.open({ channels: someChannels() });
    for (let step = 0; step < 40; step += 1) {
      for (let n = 0; n < 3; n += 1) relay.append(...new Set([pick([ME, ...posts]), ME]));
      await pick(deeds)();
      for (let n = 0; n < 3; n += 1) relay.append(pick([ME, "tenant:t", ...posts]));
      await browser.pass(Math.floor(random() * 3000));
    }
    relay.down = false;
    for (const tab of browser.tabs) if (tab.ice.frozen) await tab.thaw();
    await browser.pass(120_000);
    for (const channel of [ME, "tenant:t", ...posts]) relay.append(channel);
    await browser.pass(2000);
    assert.equal(browser.leaders.length, 1);
    assert.equal(relay.open, 1);
    for (const [n, tab] of browser.tabs.entries()) {
      if (tab.closed) continue;
      assert.deepEqual(tab.resyncs, [], `tab ${n}`);
      const got = new Set(tab.ids);
      assert.equal(got.size, tab.ids.length, `tab ${n} has something twice`);
      for (const [channel, began] of tab.began) {
        const missed = relay.after(channel, began).filter(({ id }) => !got.has(id));
        assert.deepEqual(missed, [], `tab ${n} misses something of ${channel}`);
      }
    }
  });
}
