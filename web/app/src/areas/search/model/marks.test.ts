import { expect, test } from "vitest";

import { runs } from "./marks";

test("what was found is marked, and everything else is text", () => {
  expect(runs("a <mark>b</mark> c&lt;img&gt; &amp;amp; <mark>&#x27;d&quot;</mark>")).toEqual([
    { text: "a ", marked: false },
    { text: "b", marked: true },
    { text: " c<img> &amp; ", marked: false },
    { text: "'d\"", marked: true },
  ]);
});

test("nothing marked is one run, and nothing is none", () => {
  expect(runs("គណិត")).toEqual([{ text: "គណិត", marked: false }]);
  expect(runs("")).toEqual([]);
});
