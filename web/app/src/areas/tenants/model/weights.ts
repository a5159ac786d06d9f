import type { School } from "../requests";

export type Weights = School["feedWeights"];
export type Factor = keyof Weights;

/** What each factor of a chosen feed usually counts, in percent. */
export const USUAL: Weights = {
  engagement: 25,
  relevance: 20,
  quality: 15,
  recency: 15,
  socialProof: 10,
  learning: 8,
  semantic: 7,
};

export const FACTORS = Object.keys(USUAL) as Factor[];

const WHOLE = 100;

/** By how much a school may move each. */
export const ROOM = 10;

/** Between what a factor may count. */
export const boundsOf = (factor: Factor) => ({ min: Math.max(0, USUAL[factor] - ROOM), max: USUAL[factor] + ROOM });

/** As they are being typed: a field may be empty for a while. */
export type Draft = { [factor in Factor]: number | null };

/** What all of them make. */
export const sumOf = (draft: Draft): number => FACTORS.reduce((sum, factor) => sum + (draft[factor] ?? 0), 0);

/** Whether one of them counts something else. */
export const differ = (one: Draft, other: Draft): boolean => FACTORS.some((factor) => one[factor] !== other[factor]);

/** What may be saved; nothing as long as they make no whole. */
export function madeOf(draft: Draft): Weights | null {
  const complete = FACTORS.every((factor) => draft[factor] !== null);
  return complete && sumOf(draft) === WHOLE ? (draft as Weights) : null;
}
