/** Cut a text into plain pieces and addresses. */
export function linkify(text: string): { text: string; link: boolean }[] {
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

/** A hashtag as the API takes it, or null where it cannot be one. */
export function normaliseTag(text: string): string | null {
  const tag = text.trim().replace(/^#/, "").normalize("NFC");
  // Khmer vowels are marks, not letters.
  return /^[\p{L}\p{M}\p{N}_]{1,50}$/u.test(tag) ? tag : null;
}

/** The length of a text as the server counts it: code points. */
export function lengthOf(text: string): number {
  return Array.from(text.trim()).length;
}

/** Whether a text is written in Khmer. */
export function isKhmer(text: string): boolean {
  return /\p{Script=Khmer}/u.test(text);
}
