import { expect, test } from "vitest";

import { forget, recent, remember } from "./recent";

const kept = () => new Map<string, unknown>() as unknown as Parameters<typeof remember>[0];

test("the last searches are kept, each once, the newest first, eight at the most", () => {
  const here = kept();
  for (const text of ["a", "b", "a"]) remember(here, text);
  expect(recent(here)).toEqual(["a", "b"]);
  for (let n = 0; n < 10; n++) remember(here, `n${n}`);
  expect(recent(here)).toHaveLength(8);
  expect(recent(here)[0]).toBe("n9");
});

test("one is forgotten, or all", () => {
  const here = kept();
  for (const text of ["a", "b"]) remember(here, text);
  forget(here, "b");
  expect(recent(here)).toEqual(["a"]);
  remember(here, null);
  expect(recent(here)).toEqual([]);
});
