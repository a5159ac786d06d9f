import assert from "node:assert/strict";

import { test } from "vitest";

import { pieces, typedName } from "./words";

test("hashtags and people are told from the rest of a text", () => {
  const people = [
    { id: "1", name: "Sok" },
    { id: "2", name: "Sok Dara" },
  ];
  assert.deepEqual(pieces("Hi @Sok Dara and @Sok: #ភាសា_1, a#b", people), [
    { text: "Hi " },
    { text: "@Sok Dara", person: "2" },
    { text: " and " },
    { text: "@Sok", person: "1" },
    { text: ": " },
    { text: "#ភាសា_1", tag: "ភាសា_1" },
    { text: ", a#b" },
  ]);
  assert.deepEqual(pieces("plain", people), [{ text: "plain" }]);
  assert.deepEqual(pieces("", people), []);
});

test("a name is being typed behind an @, up to two words", () => {
  assert.deepEqual(typedName("Hi @so", 6), { at: 3, name: "so" });
  assert.deepEqual(typedName("@Sok Da", 7), { at: 0, name: "Sok Da" });
  assert.equal(typedName("Hi @so and then", 15), null);
  assert.equal(typedName("mail@so", 7), null);
  assert.equal(typedName("@", 1), null);
});
