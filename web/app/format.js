/**
 * The first letters of a name, for people without a picture. Letters, not code units: a Khmer
 * consonant keeps the signs that belong to it.
 *
 * @param {string} name
 */
export function initials(name) {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const chosen = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  return chosen.map(firstLetter).join("").toLocaleUpperCase();
}

/** @param {string} word */
function firstLetter(word) {
  const [first] = new Intl.Segmenter("km", { granularity: "grapheme" }).segment(word);
  return first?.segment ?? "";
}

/**
 * A hue that belongs to a person: the same everywhere, and different for most.
 *
 * @param {string} id
 * @returns {number} degrees
 */
export function hueOf(id) {
  let hash = 0;
  for (const character of id) hash = (Math.imul(hash, 31) + character.charCodeAt(0)) | 0;
  // Twelve hues can be told apart; more only look alike.
  return ((hash >>> 0) % 12) * 30;
}

/**
 * Cut a text into plain pieces and addresses.
 *
 * @param {string} text
 * @returns {{text: string, link: boolean}[]}
 */
export function linkify(text) {
  // The full stop or bracket after an address belongs to the sentence.
  const address = /https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]}'។]/gu;
  const pieces = [];
  let end = 0;
  for (const match of text.matchAll(address)) {
    if (match.index > end) pieces.push({ text: text.slice(end, match.index), link: false });
    pieces.push({ text: match[0], link: true });
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end), link: false });
  return pieces;
}

/**
 * A hashtag as the API takes it, or null where it cannot be one.
 *
 * @param {string} text
 * @returns {string | null}
 */
export function normaliseTag(text) {
  const tag = text.trim().replace(/^#/, "").normalize("NFC");
  // Khmer vowels are marks, not letters.
  return /^[\p{L}\p{M}\p{N}_]{1,50}$/u.test(tag) ? tag : null;
}

/**
 * The length of a text as the server counts it: code points.
 *
 * @param {string} text
 */
export function lengthOf(text) {
  return Array.from(text.trim()).length;
}

/** Whether a text is written in Khmer. @param {string} text */
export function isKhmer(text) {
  return /\p{Script=Khmer}/u.test(text);
}
