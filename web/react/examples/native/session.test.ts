import assert from "node:assert/strict";
import { test } from "vitest";

import { FakeClock, settled } from "../../../client/test/support/clock.js";
import { Network } from "../../../client/test/support/network.js";
import { connected, envelope } from "../../../client/test/support/world.js";
import { type Phone, PhoneSession } from "./session";

const BASE = "https://school.test/v1";
const TOKENS = {
  accessToken: "access",
  refreshToken: "refresh",
  expiresIn: 3600,
  tenantId: "school",
  userId: "me",
};
const PAGE = {
  events: [],
  nextCursor: "e1.userme-1",
  hasMore: false,
  channels: ["user:me"],
  ids: { "user:me": "userme" },
  rejected: [],
  resync: [],
  tenantId: "school",
};

/** A request of React Native's own kind, which the test answers piece by piece. */
class FakeXhr {
  static last: FakeXhr | null = null;
  status = 0;
  responseText = "";
  url = "";
  headers: Record<string, string> = {};
  aborted = false;
  onprogress = () => {};
  onload = () => {};
  onerror = () => {};
  retryAfter: string | null = null;
  constructor() {
    FakeXhr.last = this;
  }
  open(_method: string, url: string) {
    this.url = url;
  }
  setRequestHeader(name: string, value: string) {
    this.headers[name] = value;
  }
  getResponseHeader() {
    return this.retryAfter;
  }
  send() {}
  abort() {
    this.aborted = true;
  }
  say(event: object) {
    this.status = 200;
    // In two pieces, as networks do.
    const text = `data: ${JSON.stringify(event)}\n\n`;
    for (const piece of [text.slice(0, 7), text.slice(7)]) {
      this.responseText += piece;
      this.onprogress();
    }
  }
}

/** A phone that the test holds in its hands. */
async function phone(given: Partial<Phone> = {}) {
  const { xhrTransport } = await import("@stunity/react/native");
  const clock = new FakeClock();
  const network = new Network();
  const kept = new Map<string, string>();
  const listeners = new Set<(state: string) => void>();
  const badges: number[] = [];
  const appState = {
    currentState: "active",
    addEventListener: (_: "change", listener: (state: string) => void) => {
      listeners.add(listener);
      return { remove: () => void listeners.delete(listener) };
    },
  };
  let connection = (_: { isConnected: boolean | null }) => {};
  const session = new PhoneSession({
    appState,
    netInfo: { addEventListener: (listener) => ((connection = listener), () => {}) },
    setBadge: (count) => void badges.push(count),
    keep: {
      getItem: (name) => kept.get(name) ?? null,
      setItem: (name, value) => void kept.set(name, value),
      deleteItem: (name) => void kept.delete(name),
    },
    base: BASE,
    fetch: async (input) => new Response(JSON.stringify(answerOf(String((input as Request).url ?? input)))),
    stream: {
      clock,
      fetch: network.fetch,
      random: () => 0.5,
      pollWait: 0,
      transport: xhrTransport(() => new FakeXhr() as never),
    },
    ...given,
  });
  const turn = async (state: string) => {
    for (const listener of listeners) listener(state);
    await settled();
  };
  return { session, clock, network, kept, listeners, badges, turn, connect: (isConnected: boolean) => connection({ isConnected }) };
}

function answerOf(url: string): unknown {
  if (url.endsWith("/auth/login")) return TOKENS;
  if (url.endsWith("/meta")) return { relayUrl: "https://relay.test" };
  if (url.includes("unread-count")) return { unread: 2 };
  if (url.includes("/notifications")) return { data: [], pageInfo: { hasMore: false, nextCursor: null } };
  return {};
}

async function signedIn() {
  const given = await phone();
  await given.session.signIn("dara@school.test", "secret");
  await settled();
  const xhr = FakeXhr.last as FakeXhr;
  xhr.say(connected({ "user:me": 0 }));
  await settled();
  return { ...given, xhr };
}

test("an app that is looked at hears news as it happens", async () => {
  const { session, badges, xhr, clock } = await signedIn();
  await clock.advance(0);
  assert.match(xhr.url, /^https:\/\/relay\.test\/v1\/stream/);
  assert.equal(xhr.headers.Authorization, "Bearer access");
  assert.equal(session.stream?.client.getState(), "connected");
  assert.equal(badges.at(-1), 2);
  const notice = { id: "n", priority: "NORMAL", title: "", message: "", groupKey: null, groupCount: 1, createdAt: "2026-01-01T00:00:00Z" };
  xhr.say(envelope("notification:new", notice, { channel: "user:me", seq: 1 }));
  assert.equal(badges.at(-1), 3);
});

test("in the background it asks every ten seconds, with the same cursor, and streams again in front", async () => {
  const { session, clock, network, turn, xhr } = await signedIn();
  await turn("inactive");
  assert.equal(session.stream?.client.getState(), "connected");
  await turn("background");
  assert.equal(session.stream?.client.getState(), "polling");
  assert.equal(xhr.aborted, true);
  for (let asked = 1; asked < 4; asked += 1) {
    assert.equal(network.to("/v1/realtime/events").length, asked);
    network.last?.answer(200, PAGE);
    await clock.advance(10_000);
  }
  assert.match(String(network.last?.url), /after=e1\.userme-1/);
  await turn("active");
  const again = FakeXhr.last as FakeXhr;
  assert.notEqual(again, xhr);
  assert.equal(again.headers["Last-Event-ID"], "e1.userme-1");
});

test("a refusal shows its status, and a stream that breaks off is opened again", async () => {
  const { session, xhr, clock } = await signedIn();
  xhr.onerror();
  await clock.advance(2000);
  const next = FakeXhr.last as FakeXhr;
  assert.notEqual(next, xhr);
  next.status = 503;
  next.retryAfter = "7";
  next.onload();
  await clock.advance(6000);
  assert.equal(FakeXhr.last, next);
  await clock.advance(2000);
  assert.notEqual(FakeXhr.last, next);
  assert.equal(session.stream?.client.getState(), "reconnecting");
});

test("the network of the phone is the network of the stream", async () => {
  const { session, connect } = await signedIn();
  connect(false);
  await settled();
  assert.notEqual(session.stream?.client.getState(), "connected");
});

test("signing out leaves no secret, no listener and no number on the icon", async () => {
  const { session, kept, listeners, badges } = await signedIn();
  assert.equal(kept.size, 1);
  await session.signOut();
  assert.equal(kept.size, 0);
  assert.equal(listeners.size, 0);
  assert.equal(badges.at(-1), 0);
  assert.equal(session.status, "offline");
});
