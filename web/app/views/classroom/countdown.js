import { h } from "../../dom.js";

/** Seconds at which a screen reader is told how much time is left. */
const TOLD = new Set([30, 10, 5]);
const LAST = 5;

/**
 * The time that is left, as a number and as a bar that shortens.
 *
 * @param {Pick<import("./context.js").ClassroomContext, "t" | "i18n" | "announce">} context
 * @param {import("../../dom.js").Scope} scope
 * @param {object} options
 * @param {() => number} options.remaining milliseconds
 * @param {number} options.total milliseconds
 * @param {() => void} [options.over]
 */
export function countdown({ t, i18n, announce }, scope, { remaining, total, over }) {
  const number = h("span.countdown-number");
  const bar = h("span.countdown-bar", {}, h("i"));
  const element = h("div.countdown", { role: "timer", "aria-live": "off" }, number, bar);
  let told = -1;
  let ended = false;

  function show() {
    const left = remaining();
    const seconds = Math.ceil(left / 1000);
    number.textContent = clockFace(i18n, seconds);
    element.setAttribute("aria-label", t("game.secondsLeft", { count: seconds }));
    element.style.setProperty("--left", String(Math.min(1, left / total)));
    element.toggleAttribute("data-last", seconds <= LAST);
    if (seconds !== told && TOLD.has(seconds)) announce(t("game.secondsLeft", { count: seconds }));
    told = seconds;
    if (left > 0 || ended) return;
    ended = true;
    over?.();
  }

  const timer = setInterval(show, 200);
  scope.add(() => clearInterval(timer));
  show();
  return element;
}

/**
 * Seconds below two minutes, else minutes and seconds.
 *
 * @param {import("../../i18n/index.js").Translator} i18n
 * @param {number} seconds
 */
export function clockFace(i18n, seconds) {
  if (seconds < 120) return i18n.number(seconds);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const parts = hours > 0 ? [hours, minutes, seconds % 60] : [minutes, seconds % 60];
  return parts.map((part, place) => (place === 0 ? part : String(part).padStart(2, "0"))).join(":");
}
