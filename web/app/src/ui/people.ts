import { signal } from "@preact/signals";

/**
 * The first letters of a name, for people without a picture. Letters, not code units: a Khmer
 * consonant keeps the signs that belong to it.
 */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const chosen = words.length > 1 ? [words[0], words.at(-1)] : words;
  return chosen.map((word) => firstLetter(word ?? "")).join("").toLocaleUpperCase();
}

function firstLetter(word: string): string {
  const [first] = new Intl.Segmenter("km", { granularity: "grapheme" }).segment(word);
  return first?.segment ?? "";
}

/** A hue in degrees that belongs to a person: the same everywhere, and different for most. */
export function hueOf(id: string): number {
  let hash = 0;
  for (const character of id) hash = (Math.imul(hash, 31) + character.charCodeAt(0)) | 0;
  // Twelve hues can be told apart; more only look alike.
  return ((hash >>> 0) % 12) * 30;
}

/** The reader's portrait since they changed it: what was read before says the old one. */
export const ownPortrait = signal<{ id: string; avatar: string | null } | null>(null);

/** The logo of a school as it was saved on this page: the account that was read at first is older. */
export const schoolLogo = signal<{ id: string; logo: string | null } | null>(null);
