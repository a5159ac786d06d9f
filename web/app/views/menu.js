import { h } from "../dom.js";
import { icon } from "../icons.js";
import { iconButton } from "./parts.js";

/**
 * @typedef {object} MenuItem
 * @property {import("../icons.js").IconName} icon
 * @property {string} label
 * @property {() => void} act
 * @property {boolean} [danger]
 */

/**
 * A button that opens a menu: arrow keys move, Escape and a click elsewhere close.
 *
 * @param {string} label
 * @param {() => MenuItem[]} items asked for each time it opens
 */
export function menu(label, items) {
  const properties = { "aria-haspopup": "menu", "aria-expanded": "false", onclick: toggle };
  const button = iconButton("dots", label, properties);
  const box = h("div.menu-box", {}, button);
  /** @type {HTMLElement | null} */
  let list = null;

  function toggle() {
    if (list === null) open();
    else close();
  }

  function open() {
    list = h("div.menu", { role: "menu", "aria-label": label, onkeydown: move });
    list.append(...items().map(entry));
    box.append(list);
    button.setAttribute("aria-expanded", "true");
    document.addEventListener("pointerdown", outside);
    box.addEventListener("focusout", left);
    focus(0);
  }

  function close() {
    document.removeEventListener("pointerdown", outside);
    box.removeEventListener("focusout", left);
    button.setAttribute("aria-expanded", "false");
    list?.remove();
    list = null;
  }

  /** @param {MenuItem} item */
  function entry(item) {
    const choose = () => {
      close();
      button.focus();
      item.act();
    };
    const given = { type: "button", role: "menuitem", tabindex: "-1", onclick: choose };
    return h(
      "button.menu-item",
      { ...given, "data-danger": item.danger },
      icon(item.icon),
      item.label,
    );
  }

  /** @param {KeyboardEvent} event */
  function move(event) {
    const entries = [...(list?.children ?? [])];
    const at = entries.indexOf(/** @type {Element} */ (document.activeElement));
    /** @type {Record<string, number>} */
    const target = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: entries.length - 1 };
    if (event.key in target) focus(target[event.key]);
    else if (event.key === "Escape") {
      close();
      button.focus();
    } else return;
    event.preventDefault();
  }

  /** @param {number} index */
  function focus(index) {
    const entries = /** @type {HTMLElement[]} */ ([...(list?.children ?? [])]);
    entries.at(index % entries.length)?.focus();
  }

  /** @param {PointerEvent} event */
  function outside(event) {
    if (!box.contains(/** @type {Node} */ (event.target))) close();
  }

  /** @param {FocusEvent} event */
  function left(event) {
    const next = /** @type {Node | null} */ (event.relatedTarget);
    if (next !== null && !box.contains(next)) close();
  }

  return box;
}
