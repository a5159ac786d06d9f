import { expect, test } from "vitest";

import { WHOLE, drawn, squareOf } from "./crop";

const WIDE = { width: 900, height: 600 };

test("a picture is cut to the square in its middle", () => {
  expect(squareOf(WIDE, WHOLE)).toEqual({ side: 600, left: 150, top: 0 });
  expect(squareOf(WIDE, { ...WHOLE, zoom: 2 })).toEqual({ side: 300, left: 300, top: 150 });
});

test("drawing moves the square against the hand, and never past an edge", () => {
  const near = { ...WHOLE, zoom: 2 };
  expect(squareOf(WIDE, drawn(WIDE, near, 0.5, -0.25))).toEqual({ side: 300, left: 150, top: 225 });
  const { left, top } = squareOf(WIDE, drawn(WIDE, near, 9, -9));
  expect([left, top]).toEqual([0, 300]);
});

test("where there is no room, nothing moves", () => {
  expect(drawn({ width: 10, height: 10 }, WHOLE, 1, 1)).toEqual(WHOLE);
});
