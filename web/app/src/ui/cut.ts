/** At most `letters` letters of a text, with a sign where more follows. */
export function cut(text: string, letters: number): string {
  const kept = begin(text, letters);
  return kept === text ? text : `${kept.trimEnd()}…`;
}

/** The beginning of a text. No letter is cut in two: a Khmer cluster or a family of emoji is one. */
function begin(text: string, letters: number): string {
  let left = letters;
  for (const { index } of new Intl.Segmenter("km", { granularity: "grapheme" }).segment(text)) {
    if (left-- === 0) return text.slice(0, index);
  }
  return text;
}
