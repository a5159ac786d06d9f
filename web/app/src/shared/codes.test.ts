import assert from "node:assert/strict";
import { test } from "vitest";

import { invitedTo, placeOf } from "./codes";

test("an invitation leads to its game or board, and nothing else does", () => {
  assert.equal(invitedTo("?live=012345"), "/play/012345");
  assert.equal(invitedTo("?board=abc-234"), "/join/ABC234");
  for (const search of ["", "?live=12", "?board=%2F%2Fevil.example", "?board="]) {
    assert.equal(invitedTo(search), null);
  }
});

test("a code that was typed leads to a game or a board", () => {
  assert.equal(placeOf(" 123 456 "), "/play/123456");
  assert.equal(placeOf("abc 234"), "/join/ABC234");
  for (const text of ["", "12", "ក"]) assert.equal(placeOf(text), null);
});
