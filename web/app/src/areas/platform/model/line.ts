import type { Point } from "./health";

export const WIDTH = 160;
export const HEIGHT = 40;
const EDGE = 2;

export interface Spot {
  x: number;
  y: number;
}

/** Points on the paper, oldest first: time to the right, zero at the bottom. */
export function place(points: readonly Point[]): (Spot | null)[] {
  const [first] = points;
  if (first === undefined) return [];
  // One alone is a level, as far as anybody knows.
  if (points.length === 1) return place([first, { ...first, at: first.at + 1 }]);
  const span = (points.at(-1) as Point).at - first.at || 1;
  const top = Math.max(...points.map(({ value }) => value ?? 0)) || 1;
  const height = HEIGHT - 2 * EDGE;
  return points.map(({ at, value }) =>
    value === null ? null : { x: ((at - first.at) / span) * WIDTH, y: HEIGHT - EDGE - (value / top) * height },
  );
}

/** The pieces between holes. */
export function runs<T>(all: readonly (T | null)[]): T[][] {
  const found: T[][] = [[]];
  for (const one of all) {
    if (one === null) found.push([]);
    else found.at(-1)?.push(one);
  }
  return found.filter((run) => run.length > 0);
}
