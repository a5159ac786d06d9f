import assert from "node:assert/strict";
import { test } from "vitest";

import { cut } from "./cut";
import { hueOf, initials } from "./people";
import { isKhmer, lengthOf, linkify, normaliseTag } from "./text";

test("initials are the first letters of the first and the last name", () => {
  assert.equal(initials("Dara Sok"), "DS");
  assert.equal(initials("  maly   oum prak "), "MP");
  assert.equal(initials("Vanna"), "V");
  assert.equal(initials(""), "");
});

test("a Khmer letter keeps its signs", () => {
  assert.equal(initials("សុភា ចាន់"), "សុចា");
});

test("a person has one of twelve hues, always the same", () => {
  const hues = new Set(Array.from({ length: 500 }, (_, n) => hueOf(`person-${n}`)));
  assert.equal(hues.size, 12);
  assert.equal(hueOf("a"), hueOf("a"));
  for (const hue of hues) assert.ok(hue >= 0 && hue < 360);
});

test("addresses become links, and the sentence keeps its full stop", () => {
  assert.deepEqual(linkify("See https://a.example/x?y=1#z. Or (http://b.example)!"), [
    { text: "See ", link: false },
    { text: "https://a.example/x?y=1#z", link: true },
    { text: ". Or (", link: false },
    { text: "http://b.example", link: true },
    { text: ")!", link: false },
  ]);
});

test("nothing but http and https is a link", () => {
  for (const text of ["javascript:alert(1)", "ftp://a.example", "data:text/html,x", "", "plain"]) {
    assert.equal(
      linkify(text).some(({ link }) => link),
      false,
    );
  }
});

test("the pieces of a text are the text", () => {
  const text = "a https://x.example b\nhttps://y.example/។ ខ្មែរ https://";
  assert.equal(
    linkify(text)
      .map((piece) => piece.text)
      .join(""),
    text,
  );
});

test("hashtags are letters, marks, digits and underscores of any script", () => {
  assert.equal(normaliseTag("#physics"), "physics");
  assert.equal(normaliseTag(" ភាសាខ្មែរ "), "ភាសាខ្មែរ");
  assert.equal(normaliseTag("grade_11"), "grade_11");
  assert.equal(normaliseTag("cafe\u0301"), "café");
  for (const text of ["", "#", "a b", "a!", "##a", "x".repeat(51)])
    assert.equal(normaliseTag(text), null);
});

test("a length is counted in code points, as the server counts", () => {
  assert.equal(lengthOf("🎓🎓"), 2);
  assert.equal(lengthOf("  a  "), 1);
});

test("Khmer is known by its letters", () => {
  assert.equal(isKhmer("abc ខ"), true);
  assert.equal(isKhmer("abc"), false);
});

test("a text is cut between letters", () => {
  assert.equal(cut("ខ្ញុំរៀន", 1), "ខ្ញុំ…");
  assert.equal(cut("ab👨‍👩‍👧c", 3), "ab👨‍👩‍👧…");
  assert.equal(cut("one two", 4), "one…");
  assert.equal(cut("សាលា", 4), "សាលា");
});
