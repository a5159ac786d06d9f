/** What a text is made of: words, formulas, and elements around them. */
export type Piece = string | Formula | Element;

interface Formula {
  tex: string;
  display: boolean;
}

export interface Element {
  tag: Tag;
  attributes: Record<string, string>;
  inside: Piece[];
}

const TAGS = [
  "a", "abbr", "b", "blockquote", "br", "caption", "code", "dd", "del", "div", "dl", "dt", "em", "figcaption", "figure",
  "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "ruby", "rt", "s",
  "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul",
] as const;
export type Tag = (typeof TAGS)[number];
const KNOWN: ReadonlySet<string> = new Set(TAGS);
export const isTag = (name: string): name is Tag => KNOWN.has(name);

export const element = (tag: Tag, inside: Piece[], attributes: Record<string, string> = {}): Element => ({ tag, attributes, inside });

/** An address that a link may have; null for any other. */
export function linked(address: string): string | null {
  return /^(https:\/\/|mailto:)/i.test(address) ? address : null;
}

/** An address that a picture may have. */
export function pictured(address: string): string | null {
  return /^https:\/\//i.test(address) ? address : null;
}

/** Between `$$` a formula of its own, between `$` one in the line; `\$` is a dollar. */
const FORMULA = /\$\$([^$]+?)\$\$|(?<![\\$\p{N}])\$(?!\s)((?:[^$\n\\]|\\.)+?)(?<!\s)\$(?![\p{N}$])/gu;

/** Words with their formulas apart. */
export function withFormulas(text: string): Piece[] {
  const found: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(FORMULA)) {
    if (match.index > end) found.push(plain(text.slice(end, match.index)));
    found.push({ tex: (match[1] ?? match[2] ?? "").trim(), display: match[1] !== undefined });
    end = match.index + match[0].length;
  }
  if (end < text.length) found.push(plain(text.slice(end)));
  return found;
}

const plain = (text: string) => text.replaceAll("\\$", "$");
