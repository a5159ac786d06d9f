import assert from "node:assert/strict";

import { type Options, options, render } from "preact";
import { afterEach, beforeEach, test, vi } from "vitest";

import { navigate, place } from "./kernel/router";
import { standing } from "./kernel/session";

const server = vi.hoisted(() => ({ answer: (_: null) => {} }));
vi.mock("./kernel/entry", () => ({
  /** Who is here is not known before the test says so. */
  enter: () => new Promise<null>((resolve) => void (server.answer = resolve)),
}));

const { App } = await import("./App");

const root = document.createElement("div");
const preact = options as Options & { requestAnimationFrame?: (run: () => void) => void };
/** What the app does once a frame is on the screen; no frame is, before the test says so. */
let painted: (() => void)[] = [];

beforeEach(() => {
  painted = [];
  preact.requestAnimationFrame = (run) => void painted.push(run);
});
afterEach(() => {
  render(null, root);
  delete preact.requestAnimationFrame;
});

const paint = () => {
  for (const run of painted.splice(0)) run();
};

/** Somebody opens this page, and is found to be nobody: the app has drawn that, and not shown it. */
async function knocks(path: string) {
  standing.value = "unknown";
  await navigate(path, { replace: true });
  render(<App />, root);
  paint();
  assert.equal(place.value.pathname, path);
  server.answer(null);
  await vi.waitFor(() => assert.equal(standing.value, "out"));
  await vi.waitFor(() => assert.notEqual(painted.length, 0));
}

test("whoever is not signed in is led to the door, and from there to where they wanted", async () => {
  await knocks("/people");
  paint();
  await vi.waitFor(() => assert.equal(place.value.pathname, "/sign-in"));
  assert.equal(new URLSearchParams(place.value.search).get("then"), "/people");
});

test("who follows a link while the door is being found gets to its page", async () => {
  await knocks("/people");
  const ways: string[] = [];
  const stop = place.subscribe(({ pathname }) => void ways.push(pathname));
  await navigate("/verify");
  // Where it is drawn anew, what was to be done after the drawing before is done first.
  await new Promise((resolve) => setTimeout(resolve));
  paint();
  stop();
  assert.deepEqual(ways, ["/people", "/verify"]);
});
