import { h } from "../dom.js";
import { isKhmer, linkify } from "../format.js";

/** @typedef {import("../context.js").Context} Context */
/** @typedef {import("../../client/api/types.js").Post} Post */

const LONG = 700;
const PICTURE = /\.(avif|gif|jpe?g|png|webp)$/i;

/**
 * What a post says: its title, its text in one or two languages, its pictures and hashtags.
 *
 * @param {Context} context
 * @param {Post} post
 */
export function postText(context, post) {
  const { i18n } = context;
  const main = { text: post.content, lang: isKhmer(post.content) ? "km" : null };
  const khmer = post.contentKh === null ? [] : [{ text: post.contentKh, lang: "km" }];
  // Readers of Khmer get Khmer first.
  const texts = i18n.language === "km" ? [...khmer, main] : [main, ...khmer];
  const parts = texts.map(({ text, lang }, index) => paragraph(context, text, lang, index > 0));
  const title = post.title === null ? null : h("h3.post-title", {}, post.title);
  return [title, ...parts, gallery(context, post.media), hashtags(post.hashtags)];
}

/**
 * @param {Context} context
 * @param {string} text
 * @param {string | null} lang
 * @param {boolean} second
 */
function paragraph({ t }, text, lang, second) {
  const pieces = linkify(text).map((piece) => (piece.link ? link(piece.text) : piece.text));
  const body = h("div.post-text", { lang, "data-second": second }, ...pieces);
  if (text.length < LONG && text.split("\n").length < 14) return body;
  body.dataset.folded = "true";
  const button = h(
    "button.link-button",
    { type: "button", "aria-expanded": "false" },
    t("post.expand"),
  );
  button.addEventListener("click", () => {
    const folded = body.dataset.folded !== "true";
    body.dataset.folded = String(folded);
    button.textContent = t(folded ? "post.expand" : "post.collapse");
    button.setAttribute("aria-expanded", String(!folded));
  });
  return h("div", {}, body, button);
}

/** @param {string} address */
function link(address) {
  return h("a", { href: address, target: "_blank", rel: "noopener noreferrer nofollow" }, address);
}

/**
 * @param {Context} context
 * @param {string[]} addresses
 */
function gallery({ t }, addresses) {
  const safe = addresses.filter(
    (address) => URL.canParse(address) && address.startsWith("https://"),
  );
  if (safe.length === 0) return null;
  const items = safe.map((address, index) => {
    const name = t("post.attachment", { number: index + 1 });
    if (!PICTURE.test(new URL(address).pathname)) return h("li", {}, link(address));
    const picture = { src: address, alt: name, loading: "lazy", referrerpolicy: "no-referrer" };
    return h("li", {}, h("img.picture", picture));
  });
  return h("ul.gallery", {}, ...items);
}

/** @param {string[]} tags */
function hashtags(tags) {
  if (tags.length === 0) return null;
  return h("ul.tags", {}, ...tags.map((tag) => h("li.tag", {}, `#${tag}`)));
}
