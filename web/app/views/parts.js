import { h } from "../dom.js";
import { messageOf } from "../errors.js";
import { hueOf, initials } from "../format.js";
import { icon } from "../icons.js";

/** @typedef {import("../context.js").Context} Context */

/**
 * A picture of a person, or their initials on a colour of their own. The name stands beside it, so
 * it says nothing to a screen reader.
 *
 * @param {{id: string, name: string, avatar: string | null}} person
 * @param {"small" | "medium" | "large"} [size]
 */
export function avatar({ id, name, avatar: address }, size = "medium") {
  const circle = h("span.avatar", { "data-size": size, "aria-hidden": "true" }, initials(name));
  circle.style.setProperty("--hue", String(hueOf(id)));
  if (address !== null && address.startsWith("https://")) {
    const picture = h("img", {
      src: address,
      alt: "",
      loading: "lazy",
      referrerpolicy: "no-referrer",
    });
    picture.addEventListener("error", () => picture.remove());
    circle.append(picture);
  }
  return circle;
}

/**
 * A moment as the reader thinks of it; kept true by keepTimes().
 *
 * @param {Pick<Context, "i18n">} context
 * @param {string} iso
 */
export function timeOf({ i18n }, iso) {
  const attributes = { datetime: iso, title: i18n.moment(iso), "data-ago": true };
  return h("time", attributes, i18n.ago(iso, Date.now()));
}

/**
 * Keep every time on the page true as it passes.
 *
 * @param {Pick<Context, "i18n">} context
 * @returns {() => void} stops it
 */
export function keepTimes({ i18n }) {
  const timer = setInterval(() => {
    for (const element of document.querySelectorAll("time[data-ago]")) {
      element.textContent = i18n.ago(element.getAttribute("datetime") ?? "", Date.now());
    }
  }, 30_000);
  return () => clearInterval(timer);
}

/**
 * A name with the role beside it.
 *
 * @param {Pick<Context, "t">} context
 * @param {string | null} role
 */
export function roleTag({ t }, role) {
  return role === null ? null : h("span.role", { "data-role": role }, t(`role.${role}`));
}

/**
 * @param {import("../icons.js").IconName} name
 * @param {string} label
 * @param {Record<string, any>} [properties]
 */
export function iconButton(name, label, properties = {}) {
  const given = { type: "button", "aria-label": label, title: label, ...properties };
  return h("button.icon-button", given, icon(name));
}

/**
 * Grey shapes where posts or people will be.
 *
 * @param {Pick<Context, "t">} context
 * @param {number} count
 * @param {"post" | "row"} shape
 */
export function skeletons({ t }, count, shape) {
  const one = () =>
    h(
      `div.skeleton`,
      { "data-shape": shape },
      h("span.bone.bone-round"),
      h("span.bone.bone-line"),
      h("span.bone.bone-short"),
      shape === "post" && h("span.bone.bone-block"),
    );
  const label = h("span.visually-hidden", {}, t("app.loading"));
  return h("div.skeletons", { role: "status" }, label, ...Array.from({ length: count }, one));
}

/**
 * A place where nothing is yet.
 *
 * @param {import("../icons.js").IconName} name
 * @param {string} title
 * @param {string} hint
 */
export function emptyState(name, title, hint) {
  return h("div.empty", {}, icon(name), h("p.empty-title", {}, title), h("p.empty-hint", {}, hint));
}

/**
 * A place that could not be filled.
 *
 * @param {Pick<Context, "t">} context
 * @param {string} title
 * @param {unknown} error
 * @param {() => void} retry
 */
export function errorState({ t }, title, error, retry) {
  return h(
    "div.empty.empty-error",
    { role: "alert" },
    icon("alert"),
    h("p.empty-title", {}, title),
    h("p.empty-hint", {}, messageOf(error, t)),
    h("button.button", { type: "button", onclick: retry }, t("app.retry")),
  );
}

/**
 * The button below a list that goes on.
 *
 * @param {Pick<Context, "t">} context
 * @param {{loadingMore: boolean}} list
 * @param {() => void} more
 */
export function moreButton({ t }, { loadingMore }, more) {
  const label = t(loadingMore ? "app.moreLoading" : "app.more");
  // Not `disabled`, which would take the focus away from whoever pressed it.
  const properties = { type: "button", "aria-disabled": loadingMore, onclick: more };
  return h("button.button.button-quiet.more", properties, label);
}
