import { type Piece, element, isTag, linked, pictured, withFormulas } from "./pieces";

const GONE: ReadonlySet<string> = new Set(["script", "style", "template", "iframe", "object", "noscript", "svg", "math"]);

/** Cleaned HTML as pieces; what is not known is left out here too, and its words are kept. */
export function fromHtml(html: string): Piece[] {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  return [...body.childNodes].flatMap(piecesOf);
}

function piecesOf(node: Node): Piece[] {
  if (node.nodeType === Node.TEXT_NODE) return withFormulas(node.textContent ?? "");
  if (!(node instanceof HTMLElement)) return [];
  const name = node.localName === "h1" ? "h2" : node.localName;
  if (GONE.has(name)) return [];
  // A formula in code is code.
  const inside = name === "code" || name === "pre" ? [node.textContent ?? ""] : [...node.childNodes].flatMap(piecesOf);
  if (!isTag(name)) return inside;
  const attributes = attributesOf(node, name);
  if (name === "img") return "src" in attributes ? [element("img", [], { alt: "", ...attributes })] : [];
  if (name === "a" && !("href" in attributes)) return inside;
  return [element(name, inside, attributes)];
}

function attributesOf(node: HTMLElement, name: string): Record<string, string> {
  const given = (key: string) => node.getAttribute(key) ?? "";
  const found: Record<string, string | null> = { lang: given("lang"), dir: given("dir"), title: given("title") };
  if (name === "a") found["href"] = linked(given("href"));
  if (name === "img") Object.assign(found, { src: pictured(given("src")), alt: given("alt"), width: given("width"), height: given("height") });
  if (name === "ol") found["start"] = given("start");
  if (name === "td" || name === "th") Object.assign(found, { colspan: given("colspan"), rowspan: given("rowspan") });
  return Object.fromEntries(Object.entries(found).filter((pair): pair is [string, string] => Boolean(pair[1])));
}
