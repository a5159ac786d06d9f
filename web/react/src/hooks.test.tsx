import { act, cleanup, render, screen } from "@testing-library/preact";
import assert from "node:assert/strict";
import { afterEach, test, vi } from "vitest";

import type { ApiClient } from "@stunity/client";

import { FakeClock, settled } from "../../client/test/support/clock.js";
import { Network } from "../../client/test/support/network.js";
import { connected, envelope } from "../../client/test/support/world.js";
import {
  ActivityFeed,
  ConnectionStatus,
  type Notice,
  Notifications,
  type Sources,
  Stream,
  StunityProvider,
  UrgentNotifications,
  sourcesOf,
  usePresence,
  useTyping,
} from "./index";

let seq = 0;
let streams: Stream[] = [];

afterEach(() => {
  cleanup();
  for (const stream of streams) stream.stop();
  streams = [];
});

const notice = (id: string, given: Partial<Notice> = {}): Notice => ({
  id,
  priority: "NORMAL",
  title: `Title ${id}`,
  message: `Message ${id}`,
  groupKey: null,
  groupCount: 1,
  createdAt: `2026-01-01T00:00:0${seq % 10}Z`,
  ...given,
});

/** A page over the real SDK, whose network the test holds in its hands. */
async function page(parts: preact.ComponentChildren, sources: Sources = {}) {
  const network = new Network();
  const clock = new FakeClock();
  seq = 0;
  const document = Object.assign(new EventTarget(), { visibilityState: "visible" });
  const stream = new Stream({
    token: async () => "token",
    person: "school me",
    hasNetwork: () => true,
    client: { clock, fetch: network.fetch, surroundings: { window: new EventTarget(), document }, share: null, random: () => 0.5, pollUrl: null },
  });
  streams.push(stream);
  const shown = render(
    <StunityProvider stream={stream} sources={sources}>
      {parts}
    </StunityProvider>,
  );
  stream.start("https://relay.test");
  await act(() => settled());
  const call = network.last?.open();
  const say = (type: string, data: object, channel = "user:me") =>
    act(async () => {
      call?.send(envelope(type, data, { channel, seq: (seq += 1) }));
      await settled();
    });
  const tell = (type: string, data: object) =>
    act(async () => {
      call?.send(envelope(type, data));
      await settled();
    });
  await act(async () => {
    call?.send(connected({ "user:me": 0 }));
    await settled();
    // The status looks at the connection a moment later.
    await new Promise((resolve) => setTimeout(resolve, 5));
  });
  return { network, clock, stream, say, tell, call, shown };
}

const texts = (selector: string) => [...document.querySelectorAll(selector)].map((element) => element.textContent);

test("the connection says what it is", async () => {
  const { call, clock } = await page(<ConnectionStatus labels={{ live: "Direkt" }} />);
  await vi.waitFor(() => assert.equal(screen.getByRole("status").textContent, "Direkt"));
  await act(async () => {
    call?.end();
    await settled();
    await clock.advance(10);
  });
  await vi.waitFor(() => assert.equal(screen.getByRole("status").getAttribute("data-status"), "connecting"));
});

test("notifications begin with what the API lists, and grow and shrink by events, in groups", async () => {
  const read: string[] = [];
  const { say } = await page(<Notifications labels={{ more: (count) => `${count} people` }} />, {
    notifications: async () => ({ notices: [notice("old", { groupKey: "post", read: true })], unread: 0 }),
    markRead: async (id) => void read.push(id),
  });
  await say("notification:new", notice("new", { groupKey: "post", groupCount: 2, createdAt: "2026-02-01T00:00:00Z" }));
  const line = screen.getByRole("button", { name: /Message new/ });
  assert.match(line.textContent ?? "", /3 people/);
  assert.deepEqual(texts("[data-unread=true]").length, 1);
  await act(async () => line.click());
  assert.deepEqual([...read].sort(), ["new", "old"]);
  await say("notification:read", { ids: ["new"], unreadCount: 0 });
  assert.deepEqual(texts("[data-unread=true]"), []);
});

test("a list that cannot be read says so and can be tried again", async () => {
  let fails = true;
  await page(<Notifications />, {
    notifications: async () => {
      if (fails) throw new Error("away");
      return { notices: [notice("a")], unread: 1 };
    },
  });
  assert.ok(screen.getByRole("alert"));
  fails = false;
  await act(async () => {
    screen.getByRole("button", { name: "Try again" }).click();
    await settled();
  });
  assert.ok(screen.getByText("Message a"));
});

test("an urgent one is announced, heard once, and gone when it is answered", async () => {
  const play = vi.fn();
  const read: string[] = [];
  const sources: Sources = { markRead: async (id) => void read.push(id) };
  const { say } = await page(<UrgentNotifications play={play} />, sources);
  await say("notification:new", notice("calm"));
  assert.equal(play.mock.calls.length, 0);
  await say("notification:new", notice("fire", { priority: "URGENT" }));
  assert.equal(play.mock.calls.length, 1);
  assert.match(screen.getByRole("alert").textContent ?? "", /Message fire/);
  await act(async () => screen.getByRole("button", { name: "Dismiss" }).click());
  assert.deepEqual(read, ["fire"]);
  await say("notification:read", { ids: ["fire"], unreadCount: 1 });
  assert.equal(screen.getByRole("alert").textContent, "");
});

test("the sound can be switched off", async () => {
  const play = vi.fn();
  const { say } = await page(<UrgentNotifications play={play} sound={false} />);
  await say("notification:new", notice("fire", { priority: "URGENT" }));
  assert.equal(play.mock.calls.length, 0);
  assert.match(screen.getByRole("alert").textContent ?? "", /Message fire/);
});

test("activity says how many are new, for a moment, and shows each once", async () => {
  const item = (id: string) => ({ id, entityType: "post", entityId: id, action: "created", description: `Did ${id}`, userName: "Dara", createdAt: "2026-01-01T00:00:00Z" });
  const { say } = await page(<ActivityFeed href={({ entityId }) => `/posts/${entityId}`} />, { activity: async () => [item("a")] });
  await say("activity:new", item("b"));
  await say("activity:new", item("a"));
  assert.equal(screen.getByRole("status").textContent, "1 new");
  assert.deepEqual(texts("[data-activity]"), ["Did b", "Did a"]);
  assert.equal(screen.getByText("Did b").closest("a")?.getAttribute("href"), "/posts/b");
});

test("two lists read the API once", async () => {
  const notifications = vi.fn(async () => ({ notices: [], unread: 0 }));
  await page(
    <>
      <Notifications />
      <Notifications />
    </>,
    { notifications },
  );
  // Once at the start, and once because the stream began: events before it are not known.
  assert.ok(notifications.mock.calls.length <= 2);
});

test("who is here is asked once the channel is joined, and told by events", async () => {
  const beats = vi.fn(async () => {});
  const list = vi.fn(async (ids: readonly string[]) => ids.map((userId) => ({ userId, online: userId === "a" })));
  function Who() {
    const { isOnline } = usePresence(["a", "b"]);
    return <p>{["a", "b"].filter(isOnline).join(" ")}</p>;
  }
  const { tell, shown } = await page(<Who />, { presence: { channel: "presence:school", beat: beats, list, hidden: () => false } });
  assert.deepEqual(list.mock.calls.at(-1), [["a", "b"]]);
  assert.ok(screen.getByText("a"));
  await tell("user:online", { userId: "b", at: "2026-01-01T00:00:00Z" });
  assert.ok(screen.getByText("a b"));
  await tell("user:offline", { userId: "a", lastSeenAt: "2026-01-01T00:00:01Z" });
  assert.ok(screen.getByText("b"));
  const before = beats.mock.calls.length;
  assert.equal(before, 1);
  shown.unmount();
});

test("who types is seen, told to others seldom, and over with the message", async () => {
  const told: string[] = [];
  function Typing() {
    const { typists, typed, stopped } = useTyping("c");
    return (
      <>
        <p>{typists.join(" ") || "nobody"}</p>
        <input onInput={(event) => typed(event.currentTarget.value)} onBlur={stopped} />
      </>
    );
  }
  const { tell } = await page(<Typing />, { typing: async (id, op) => void told.push(`${id} ${op}`) });
  await tell("typing:start", { conversationId: "c", userId: "dara", expiresInMs: 8000 });
  await tell("typing:start", { conversationId: "other", userId: "sok" });
  assert.ok(screen.getByText("dara"));
  await tell("message:created", { conversationId: "c", senderId: "dara" });
  assert.ok(screen.getByText("nobody"));
  const field = screen.getByRole("textbox") as HTMLInputElement;
  for (const text of ["h", "he"]) {
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  field.focus();
  field.blur();
  assert.deepEqual(told, ["c start", "c stop"]);
});

test("a component without a provider says what is missing", () => {
  const silenced = vi.spyOn(console, "error").mockImplementation(() => {});
  assert.throws(() => render(<Notifications />), /StunityProvider/);
  silenced.mockRestore();
});

test("tells the API of typing as it wants to hear it", async () => {
  const sent: unknown[] = [];
  const request = async (...all: unknown[]) => void sent.push(all);
  const { typing } = sourcesOf({ request } as unknown as ApiClient, "t");
  await typing?.("c", "start");
  await typing?.("c", "stop");
  const path = "/messages/c/typing";
  assert.deepEqual(sent, ["START", "STOP"].map((op) => ["POST", path, { body: { op } }]));
});
