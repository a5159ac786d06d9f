import assert from "node:assert/strict";
import { test } from "vitest";

import { Keys, isWriting } from "./shortcuts";

let clock = 0;
const keys = () => new Keys({ "?": "help", "g h": "home", "g n": "news" }, () => clock);
const key = (name: string, given: object = {}) => ({
  key: name,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  repeat: false,
  isComposing: false,
  ...given,
});

test("a key, and a pair of keys", () => {
  const read = keys();
  assert.equal(read.press(key("?")), "help");
  assert.equal(read.press(key("g")), "waiting");
  assert.equal(read.press(key("n")), "news");
  assert.equal(read.press(key("n")), null);
});

test("the second key comes soon or not at all", () => {
  const read = keys();
  read.press(key("g"));
  clock += 2000;
  assert.equal(read.press(key("h")), null);
});

test("a key that begins another pair begins it", () => {
  const read = keys();
  read.press(key("g"));
  assert.equal(read.press(key("g")), "waiting");
  assert.equal(read.press(key("h")), "home");
});

test("keys with Ctrl, held keys and half-typed Khmer are somebody else's", () => {
  const read = keys();
  for (const given of [{ ctrlKey: true }, { metaKey: true }, { altKey: true }, { repeat: true }, { isComposing: true }]) {
    assert.equal(read.press(key("?", given)), null);
  }
});

test("where somebody writes, keys are letters", () => {
  document.body.innerHTML = "<textarea></textarea><p>Text</p><div role=listbox><b>x</b></div>";
  assert.ok(isWriting(document.querySelector("textarea")));
  assert.ok(isWriting(document.querySelector("b")));
  assert.ok(!isWriting(document.querySelector("p")));
  document.body.innerHTML = "<dialog open></dialog><p>Text</p>";
  assert.ok(isWriting(document.querySelector("p")));
  document.body.innerHTML = "";
});
