import assert from "node:assert/strict";

import { test } from "vitest";

import type { OutlineRead } from "../requests";
import { arrangementOf, dropLesson, moveLesson, moveModule, orderOf, outlineOf, removeModule } from "./arrange";

const outline = {
  courseId: "c",
  modules: [
    { id: "m", title: "M", titleKh: null, availableFrom: null },
    { id: "n", title: "N", titleKh: null, availableFrom: null },
  ],
  lessons: [
    { id: "1", moduleId: null },
    { id: "2", moduleId: "m" },
    { id: "3", moduleId: "m" },
    { id: "4", moduleId: "n" },
  ],
} as unknown as OutlineRead;
const start = arrangementOf(outline);
const shape = ({ lessons, modules }: typeof start) => [lessons.join(""), ...modules.map((m) => `${m.key}${m.lessons.join("")}`)].join(" ");

test("an order comes back as it was", () => {
  assert.equal(shape(start), "1 m23 n4");
  assert.deepEqual(outlineOf(start).modules.map(({ id, lessons }) => [id, lessons]), [["m", ["2", "3"]], ["n", ["4"]]]);
});

test("a lesson moves inside its module and then into the next", () => {
  assert.equal(shape(moveLesson(start, "2", 1)), "1 m32 n4");
  assert.equal(shape(moveLesson(start, "3", 1)), "1 m2 n34");
  assert.equal(shape(moveLesson(start, "2", -1)), "12 m3 n4");
  assert.equal(shape(moveLesson(start, "1", -1)), "1 m23 n4");
  assert.equal(shape(moveLesson(start, "4", 1)), "1 m23 n4");
});

test("no lesson is lost or doubled, wherever it is dropped", () => {
  assert.equal(shape(dropLesson(start, "4", { before: "2" })), "1 m423 n");
  assert.equal(shape(dropLesson(start, "2", { into: "n" })), "1 m3 n42");
  assert.equal(shape(dropLesson(start, "2", { into: null })), "12 m3 n4");
  assert.equal(shape(dropLesson(start, "2", { before: "2" })), "1 m23 n4");
  assert.equal(shape(dropLesson(start, "2", { before: "unknown" })), "1 m23 n4");
  for (const id of ["1", "2", "3", "4"]) {
    for (const by of [-1, 1] as const) assert.deepEqual(orderOf(moveLesson(start, id, by)).sort(), ["1", "2", "3", "4"]);
  }
});

test("a module moves with its lessons, and leaves them behind when it goes", () => {
  assert.equal(shape(moveModule(start, "n", -1)), "1 n4 m23");
  assert.equal(shape(moveModule(start, "n", 1)), "1 m23 n4");
  assert.equal(shape(removeModule(start, "n")), "1 m234");
  assert.equal(shape(removeModule(start, "m")), "123 n4");
});
