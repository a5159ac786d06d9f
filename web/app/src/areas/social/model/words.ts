export interface Piece {
  text: string;
  /** A hashtag, without its sign. */
  tag?: string;
  /** The id of somebody who is named. */
  person?: string;
}

const TAG = /(?<![\p{L}\p{M}\p{N}_&/])#([\p{L}\p{M}\p{N}_]{1,50})/gu;

/** Cut a text into what is plain, hashtags, and the people whom it names. */
export function pieces(text: string, people: readonly { id: string; name: string }[]): Piece[] {
  const found: { at: number; end: number; piece: Piece }[] = [];
  for (const match of text.matchAll(TAG)) {
    const end = match.index + match[0].length;
    found.push({ at: match.index, end, piece: { text: match[0], tag: match[1] } });
  }
  // The longer name first: one may begin like another.
  for (const { id, name } of [...people].sort((a, b) => b.name.length - a.name.length)) {
    const words = `@${name}`;
    for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + words.length)) {
      const end = at + words.length;
      if (!found.some((other) => at < other.end && end > other.at)) {
        found.push({ at, end, piece: { text: words, person: id } });
      }
    }
  }
  found.sort((a, b) => a.at - b.at);
  const cut: Piece[] = [];
  let last = 0;
  for (const { at, end, piece } of found) {
    if (at > last) cut.push({ text: text.slice(last, at) });
    cut.push(piece);
    last = end;
  }
  if (last < text.length) cut.push({ text: text.slice(last) });
  return cut;
}

/** The name that somebody is typing behind an `@` before the caret, or null. */
export function typedName(text: string, caret: number): { at: number; name: string } | null {
  const match = /(?:^|[\s(])@([^\s@]{1,30}(?: [^\s@]{0,30})?)$/u.exec(text.slice(0, caret));
  if (match === null) return null;
  const name = match[1] as string;
  return { at: caret - name.length - 1, name };
}
