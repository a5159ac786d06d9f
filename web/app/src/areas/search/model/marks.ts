export interface Run {
  text: string;
  marked: boolean;
}

const LETTERS: Record<string, string> = { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#x27;": "'", "&amp;": "&" };

/**
 * What a highlight says, as runs of text: the server marks with `<mark>` and escapes everything
 * else, and nothing of it ever becomes HTML here.
 */
export function runs(highlight: string): Run[] {
  const found: Run[] = [];
  highlight.split("<mark>").forEach((part, index) => {
    const [inside = "", after = ""] = index === 0 ? ["", part] : part.split("</mark>", 2);
    if (inside !== "") found.push({ text: plain(inside), marked: true });
    if (after !== "") found.push({ text: plain(after), marked: false });
  });
  return found;
}

const plain = (escaped: string) => escaped.replace(/&(?:lt|gt|quot|#x27|amp);/g, (one) => LETTERS[one] ?? one);
