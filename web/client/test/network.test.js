import assert from "node:assert/strict";
import test from "node:test";

import { ApiClient } from "../api.js";
import { RealtimeClient } from "../realtime/client.js";
import { serve } from "./support/demo-server.js";

/**
 * Wait for something that comes over a real socket.
 *
 * @param {() => boolean} condition
 */
async function until(condition) {
  const deadline = Date.now() + 10_000;
  while (!condition()) {
    assert.ok(Date.now() < deadline, "it did not happen in ten seconds");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

test("over real sockets nothing is lost or doubled when the relay dies and comes back", async (t) => {
  const demo = await serve(0, 0);
  /** @type {any} */
  let session = null;
  const sessions = { get: () => session, set: (/** @type {any} */ next) => void (session = next) };
  const api = new ApiClient({ base: `${demo.appUrl}/v1`, sessions });
  const client = new RealtimeClient({
    tokenProvider: (wish) => api.token(wish),
    pollUrl: `${demo.appUrl}/v1/realtime/events`,
    reconnectDelay: 10,
    pollingInterval: 30,
    probeInterval: 60,
  });
  t.after(() => {
    client.disconnect();
    demo.close();
  });
  await api.login({ email: "student@demo.school", password: "stunity-demo" });
  /** @type {string[]} */
  const seen = [];
  client.subscribe("post:created", ({ data }) => seen.push(data.preview));
  const { relayUrl } = await api.meta();
  client.connect(`${relayUrl}/v1/stream`);
  await until(() => client.isConnected());

  /** @type {string[]} */
  const expected = [];
  const post = async (/** @type {string} */ content) => {
    expected.push(content);
    await api.createPost({ content, visibility: "SCHOOL" });
  };
  await post("while it streams");
  await until(() => seen.length === 1);

  await demo.bend({ relay: "kill" });
  await post("while it reconnects");
  await until(() => seen.length === 2 && client.isConnected());

  await demo.bend({ relay: "down" });
  await until(() => client.getState() === "polling");
  await post("while it polls");
  await post("សួស្តី 🎓");
  await until(() => seen.length === 4);
  assert.equal(client.getState(), "polling");

  await demo.bend({ relay: "up" });
  await until(() => client.isConnected());
  await demo.bend({ expire: true, relay: "kill" });
  await post("with a token that had expired");
  await until(() => seen.length === 5 && client.isConnected());

  assert.deepEqual(seen, expected);
  assert.equal(client.getStats().gaps, 0);
});
