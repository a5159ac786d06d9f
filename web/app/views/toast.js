import { h } from "../dom.js";

const SHOWN = 5000;

/** Short messages at the edge of the page, read aloud as they come. */
export class Toaster {
  #polite = h("div.toasts", { role: "status", "aria-live": "polite" });
  #urgent = h("div.toasts.toasts-urgent", { role: "alert" });
  #announcer = h("div.visually-hidden", { role: "status", "aria-live": "polite" });

  /** @param {Element} parent */
  constructor(parent) {
    parent.append(this.#polite, this.#urgent, this.#announcer);
  }

  /** @param {string} text */
  show(text) {
    this.#add(this.#polite, text);
  }

  /** @param {string} text */
  alert(text) {
    this.#add(this.#urgent, text);
  }

  /** @param {string} text */
  announce(text) {
    // The same words twice are news only when the element was empty in between.
    this.#announcer.textContent = "";
    setTimeout(() => void (this.#announcer.textContent = text), 50);
  }

  /**
   * @param {Element} region
   * @param {string} text
   */
  #add(region, text) {
    const toast = h("p.toast", {}, text);
    region.append(toast);
    while (region.childElementCount > 3) region.firstElementChild?.remove();
    setTimeout(() => toast.remove(), SHOWN);
  }
}
