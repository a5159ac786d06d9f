import assert from "node:assert/strict";

import { beforeEach, test, vi } from "vitest";

import { Files, MOST_FILES } from "./files";
import { Refused, send } from "./send";

/** A store and a server; what they do next can be set. */
function setting() {
  const server = {
    statuses: ["PROCESSING", "READY"] as string[],
    announced: [] as any[],
    removed: [] as string[],
    broken: null as Error | null,
  };
  const upload = () => ({
    id: `u${server.announced.length}`,
    status: server.statuses.length > 1 ? server.statuses.shift() : server.statuses[0],
    reason: server.statuses[0] === "REJECTED" ? "TOO_MANY_PIXELS" : null,
    thumbUrl: "thumb",
    kind: "IMAGE",
  });
  const by: any = {
    announce: async (body: any) => {
      server.announced.push(body);
      return { upload: { id: `u${server.announced.length}` }, method: "PUT", url: "x", headers: {} };
    },
    put: async (_: unknown, __: File, told: (part: number) => void) => {
      if (server.broken !== null) throw server.broken;
      told(0.5);
    },
    complete: async () => upload(),
    upload: async () => upload(),
    remove: async (id: string) => void server.removed.push(id),
    wait: async () => {},
  };
  return { server, by };
}

const photo = (name = "a.jpg", type = "image/jpeg") => new File(["bytes"], name, { type });
const settled = async (files: Files) => {
  await vi.waitFor(() => assert.ok(files.list.value.every(({ state }) => state === "ready" || state === "failed")));
};

beforeEach(() => {
  vi.stubGlobal("URL", Object.assign(URL, { createObjectURL: () => "blob:x", revokeObjectURL: () => {} }));
});

test("a file is announced by its bytes, sent, and waited for", async () => {
  const { server, by } = setting();
  const parts: number[] = [];
  const found = await send(photo(), "POST", (part) => parts.push(part), new AbortController().signal, by);
  assert.equal(found.status, "READY");
  assert.deepEqual(parts, [0.5, 1]);
  assert.deepEqual(server.announced, [
    {
      name: "a.jpg",
      contentType: "image/jpeg",
      sizeBytes: 5,
      sha256: "277089d91c0bdf4f2e6862ba7e4a07605119431f5d13f726dd352b06f1b206a9",
      purpose: "POST",
    },
  ]);
});

test("what a browser does not know is told by its name", async () => {
  const { server, by } = setting();
  await send(photo("IMG_1.HEIC", ""), "POST", () => {}, new AbortController().signal, by);
  assert.equal(server.announced[0].contentType, "image/heic");
});

test("a file that the server refuses is not sent again", async () => {
  const { server, by } = setting();
  server.statuses = ["PROCESSING", "REJECTED"];
  const sending = send(photo(), "POST", () => {}, new AbortController().signal, by);
  await assert.rejects(sending, (error) => error instanceof Refused && error.reason === "TOO_MANY_PIXELS");
});

test("a text waits for its files, and carries them with their words", async () => {
  const { by } = setting();
  const files = new Files("POST", [], by);
  files.add([photo()]);
  assert.equal(files.settled, false);
  await settled(files);
  assert.equal(files.settled, true);
  const [file] = files.list.value;
  files.describe(file!.key, "  A tree ");
  assert.deepEqual(files.attachments(), [{ uploadId: "u1", alt: "A tree" }]);
});

test("what was lost on its way can be sent again", async () => {
  const { server, by } = setting();
  server.broken = new TypeError("away");
  const files = new Files("POST", [], by);
  files.add([photo()]);
  await settled(files);
  assert.equal(files.list.value[0]?.state, "failed");
  assert.deepEqual([files.settled, files.attachments()], [false, []]);
  server.broken = null;
  files.retry(files.list.value[0]!.key);
  await settled(files);
  assert.equal(files.list.value[0]?.state, "ready");
});

test("what is taken out is gone, and what was attached before is left to the server", async () => {
  const { server, by } = setting();
  const before: any = { uploadId: "old", name: "b.png", alt: "B", kind: "IMAGE" };
  const files = new Files("POST", [before], by);
  files.add([photo()]);
  await settled(files);
  for (const { key } of files.list.value) files.remove(key);
  assert.deepEqual([files.list.value, server.removed], [[], ["u1"]]);
});

test("there is room for ten", () => {
  const { by } = setting();
  const files = new Files("POST", [], by);
  assert.deepEqual(files.add(Array.from({ length: 12 }, () => photo())), { leftOut: 2 });
  assert.equal(files.list.value.length, MOST_FILES);
  files.clear();
});
