import { Marked, type Token, type Tokens } from "marked";

import { type Piece, type Tag, element, linked, pictured, withFormulas } from "./pieces";

/** Formulas are taken out before Markdown reads its own signs in them. */
const reader = new Marked({
  gfm: true,
  extensions: [
    {
      name: "formula",
      level: "inline",
      start: (source) => source.indexOf("$"),
      tokenizer: (source) => {
        const [first] = withFormulas(source);
        const raw = /^\$\$[^$]+?\$\$|^\$(?:[^$\n\\]|\\.)+?\$/u.exec(source)?.[0];
        if (raw === undefined || first === undefined || typeof first === "string" || !("tex" in first)) return undefined;
        return { type: "formula", raw, tex: first.tex, display: first.display };
      },
    },
  ],
});

/** Markdown as pieces. HTML in it is shown as it was written. */
export function fromMarkdown(text: string): Piece[] {
  return reader.lexer(text).flatMap(piece);
}

const all = (tokens: readonly Token[] | undefined): Piece[] => (tokens ?? []).flatMap(piece);
const INLINE: Record<string, Tag> = { strong: "strong", em: "em", del: "del" };

function piece(token: Token): Piece[] {
  switch (token.type) {
    case "formula":
      return [{ tex: String((token as Tokens.Generic)["tex"]), display: (token as Tokens.Generic)["display"] === true }];
    case "heading":
      // The page has the first heading.
      return [element(`h${Math.min(token["depth"] + 1, 6)}` as Tag, all(token["tokens"]))];
    case "paragraph":
      return [element("p", all(token["tokens"]))];
    case "blockquote":
      return [element("blockquote", all(token["tokens"]))];
    case "strong":
    case "em":
    case "del":
      return [element(INLINE[token.type] ?? "span", all(token["tokens"]))];
    case "code":
      return [element("pre", [element("code", [token["text"]])])];
    case "codespan":
      return [element("code", [token["text"]])];
    case "br":
    case "hr":
      return [element(token.type, [])];
    case "list":
      return [listed(token as Tokens.List)];
    case "table":
      return [tabled(token as Tokens.Table)];
    case "link": {
      const href = linked(token["href"]);
      return href === null ? all(token["tokens"]) : [element("a", all(token["tokens"]), { href })];
    }
    case "image": {
      const src = pictured(token["href"]);
      return src === null ? [token["text"]] : [element("img", [], { src, alt: token["text"] })];
    }
    case "text":
      return token["tokens"] ? all(token["tokens"]) : [token["text"]];
    case "escape":
      return [token["text"]];
    case "space":
    case "def":
      return [];
    default:
      return [token.raw];
  }
}

function listed({ ordered, start, items }: Tokens.List): Piece {
  const from: Record<string, string> = ordered && start !== "" && start !== 1 ? { start: String(start) } : {};
  return element(ordered ? "ol" : "ul", items.map(({ tokens }) => element("li", all(tokens))), from);
}

function tabled({ header, rows }: Tokens.Table): Piece {
  const cells = (tag: "td" | "th", row: readonly Tokens.TableCell[]) =>
    element("tr", row.map(({ tokens }) => element(tag, all(tokens))));
  return element("table", [
    element("thead", [cells("th", header)]),
    element("tbody", rows.map((row) => cells("td", row))),
  ]);
}
