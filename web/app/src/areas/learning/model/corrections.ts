import type { ItemResult } from "../requests";

type Item = Pick<ItemResult, "questionId" | "points" | "byHand">;

/**
 * What is sent of the points that were typed: those that differ from what counts now. An emptied
 * field takes back what was given by hand, and means nothing where nothing was.
 */
export function changesOf(
  items: readonly Item[],
  given: Readonly<Record<string, number | null>>,
): Record<string, number | null> {
  const changes: Record<string, number | null> = {};
  for (const { questionId, points, byHand } of items) {
    const typed = given[questionId];
    if (typed === undefined) continue;
    if (typed === null ? byHand : typed !== points) changes[questionId] = typed;
  }
  return changes;
}
