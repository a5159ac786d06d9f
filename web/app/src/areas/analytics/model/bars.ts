export interface Bar {
  at: string;
  count: number;
}

/** So many bars can be told apart on a phone. */
export const MOST = 60;

/** The points of a series as bars; what would be too many is put together, the last ones in full. */
export function barsOf(points: readonly Bar[]): Bar[] {
  const each = Math.max(1, Math.ceil(points.length / MOST));
  const bars: Bar[] = [];
  for (let end = points.length; end > 0; end -= each) {
    const some = points.slice(Math.max(0, end - each), end);
    bars.unshift({ at: some[0]?.at ?? "", count: some.reduce((sum, { count }) => sum + count, 0) });
  }
  return bars;
}
