import { fill, h } from "../../dom.js";
import { isKhmer } from "../../format.js";
import { icon } from "../../icons.js";
import {
  LETTERS,
  draftOf,
  inLanguage,
  isPressed,
  isRight,
  moved,
  numberOf,
  press,
  pressable,
} from "../../model/classroom/answers.js";
import { shape } from "./shapes.js";

/**
 * @typedef {import("./context.js").ClassroomContext} ClassroomContext
 * @typedef {import("../../model/classroom/answers.js").Question} Question
 * @typedef {import("../../model/classroom/answers.js").Answer} Answer
 * @typedef {import("../../model/classroom/answers.js").Solution} Solution
 */

let serial = 0;

/**
 * The words and the picture of a question.
 *
 * @param {Pick<ClassroomContext, "i18n">} context
 * @param {Question} question
 * @param {"h1" | "h2" | "h3"} level
 */
export function questionText({ i18n }, question, level) {
  const text = inLanguage(i18n.language, question.text, question.textKh);
  return h(
    "div.question-words",
    {},
    h(`${level}.question-text`, { lang: isKhmer(text) ? "km" : "en" }, text),
    picture(question.image),
  );
}

/** @param {string | null} address */
function picture(address) {
  if (address === null || !address.startsWith("https://")) return null;
  const given = { src: address, alt: "", referrerpolicy: "no-referrer", loading: "lazy" };
  const image = h("img.question-image", given);
  image.addEventListener("error", () => image.remove());
  return image;
}

/**
 * What the reader sees of an option: its words in their language.
 *
 * @param {Pick<ClassroomContext, "i18n" | "t">} context
 * @param {Question} question
 * @param {string} id
 */
export function optionText({ i18n, t }, question, id) {
  if (question.type === "TRUE_FALSE") return t(id === "true" ? "question.true" : "question.false");
  const option = question.options.find((one) => one.id === id);
  return option === undefined ? id : inLanguage(i18n.language, option.text, option.textKh);
}

/**
 * The place where a question is answered. Without `change` it only shows.
 *
 * @param {Pick<ClassroomContext, "i18n" | "t" | "announce">} context
 * @param {Question} question
 * @param {object} options
 * @param {Answer | null} [options.answer] what it begins with
 * @param {(draft: Answer) => void} [options.change]
 * @param {Solution | null} [options.solution] marks what is right
 */
export function answerField(context, question, { answer = null, change, solution = null }) {
  const given = { answer, change, solution };
  if (question.type === "TEXT" || question.type === "NUMERIC")
    return typed(context, question, given);
  if (question.type === "ORDERING") return ordering(context, question, given);
  return tiles(context, question, given);
}

/**
 * @typedef {{answer: Answer | null, change: ((draft: Answer) => void) | undefined,
 *   solution: Solution | null}} Given
 */

/**
 * Large buttons, told apart by letter, shape and colour.
 *
 * @param {Pick<ClassroomContext, "i18n" | "t">} context
 * @param {Question} question
 * @param {Given} given
 */
function tiles(context, question, { answer, change, solution }) {
  const { t } = context;
  let draft = draftOf(question, answer);
  const all = pressable(question).map((id, place) => {
    const text = optionText(context, question, id);
    const image = question.options.find((one) => one.id === id)?.image ?? null;
    const right = solution === null ? null : isRight(solution, id);
    const content = [
      h("span.tile-mark", { "aria-hidden": "true" }, shape(place), h("b", {}, LETTERS[place])),
      picture(image),
      h("span.tile-text", { lang: isKhmer(text) ? "km" : "en" }, text),
      h(
        "span.tile-sign",
        {},
        icon("check"),
        right && h("span.visually-hidden", {}, t("question.right")),
      ),
    ];
    const properties = { "data-id": id, "data-place": place, "data-right": right && "true" };
    if (change === undefined) return h("div.tile", { ...properties, role: "listitem" }, ...content);
    const onclick = () => {
      draft = press(question, draft, id);
      show();
      change(draft);
    };
    return h("button.tile", { ...properties, type: "button", onclick }, ...content);
  });

  function show() {
    for (const tile of all) {
      const pressed = isPressed(draft, tile.dataset.id ?? "");
      tile.toggleAttribute("data-pressed", pressed);
      if (tile instanceof HTMLButtonElement) tile.setAttribute("aria-pressed", String(pressed));
    }
  }
  show();
  const role = change === undefined ? "list" : "group";
  const properties = { role, "aria-label": t("question.answers"), "data-count": all.length };
  const solved = { "data-solved": solution !== null };
  return h("div.tiles", { ...properties, ...solved }, ...all);
}

/**
 * @param {Pick<ClassroomContext, "i18n" | "t">} context
 * @param {Question} question
 * @param {Given} given
 */
function typed(context, question, { answer, change, solution }) {
  const { t, i18n } = context;
  const id = `answer-${++serial}`;
  const isNumber = question.type === "NUMERIC";
  const value = isNumber ? (answer?.number ?? "") : (answer?.text ?? "");
  const hint = h("p.field-error", { id: `${id}-hint`, role: "alert" });
  const input = h("input.input.answer-input", {
    id,
    type: "text",
    inputmode: isNumber ? "decimal" : "text",
    maxlength: 200,
    autocomplete: "off",
    value: typeof value === "number" ? i18n.number(value) : value,
    placeholder: t(isNumber ? "question.numberPrompt" : "question.textPrompt"),
    "aria-label": t(isNumber ? "question.number" : "question.textAnswer"),
    "aria-describedby": `${id}-hint`,
    readonly: change === undefined,
    oninput: () => {
      const { value: text } = input;
      const number = isNumber ? numberOf(text) : null;
      hint.textContent = isNumber && text.trim() && number === null ? t("question.noNumber") : "";
      if (isNumber) change?.(number === null ? {} : { number });
      else change?.({ text });
    },
  });
  const told = solution === null ? null : solutionText(context, question, solution);
  return h(
    "div.field",
    {},
    h("span.answer-line", {}, input, question.unit && h("span.answer-unit", {}, question.unit)),
    hint,
    told && h("p.answer-solution", {}, icon("check"), told),
  );
}

/**
 * What is right, in words.
 *
 * @param {Pick<ClassroomContext, "i18n" | "t">} context
 * @param {Question} question
 * @param {Solution} solution
 */
export function solutionText(context, question, solution) {
  const { i18n, t } = context;
  if (solution.texts !== null) return solution.texts.join(" · ");
  const { minimum, maximum } = solution;
  if (minimum !== null && maximum !== null) {
    const unit = question.unit ? ` ${question.unit}` : "";
    if (minimum === maximum) return `${i18n.number(minimum)}${unit}`;
    return `${t("question.range", { from: minimum, to: maximum })}${unit}`;
  }
  const ids = solution.order ?? solution.choices ?? [String(solution.value)];
  return ids.map((id) => optionText(context, question, id)).join(solution.order ? " → " : " · ");
}

/**
 * Items to put in order, with buttons beside each and with the keys Alt + up and down.
 *
 * @param {Pick<ClassroomContext, "i18n" | "t" | "announce">} context
 * @param {Question} question
 * @param {Given} given
 */
function ordering(context, question, { answer, change, solution }) {
  const { t, announce } = context;
  let order = solution?.order ?? draftOf(question, answer).order ?? [];
  const list = h("ol.order", { "aria-label": t("question.order") });
  /** @type {Map<string, HTMLElement>} */
  const items = new Map();

  /**
   * @param {string} id
   * @param {number} by
   */
  function move(id, by) {
    order = moved(order, id, by);
    const focused = /** @type {HTMLElement | null} */ (document.activeElement);
    show();
    focused?.focus();
    const place = order.indexOf(id) + 1;
    announce(t("question.moved", { text: optionText(context, question, id), place }));
    change?.({ order });
  }

  /**
   * @param {string} id
   * @param {number} by
   */
  function mover(id, by) {
    const key = by < 0 ? "question.moveUp" : "question.moveDown";
    const label = t(key, { text: optionText(context, question, id) });
    const given = {
      type: "button",
      "aria-label": label,
      title: label,
      onclick: () => move(id, by),
    };
    return h("button.icon-button", { ...given, "data-by": by }, icon(by < 0 ? "up" : "down"));
  }

  for (const [place, option] of question.options.entries()) {
    const { id } = option;
    const text = optionText(context, question, id);
    const onkeydown = (/** @type {KeyboardEvent} */ event) => {
      if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
      event.preventDefault();
      move(id, event.key === "ArrowUp" ? -1 : 1);
    };
    const item = h(
      "li.order-item",
      { "data-place": place, onkeydown: change && onkeydown },
      h("span.order-place", { "aria-hidden": "true" }),
      h("span.tile-text", { lang: isKhmer(text) ? "km" : "en" }, text),
      change && h("span.order-tools", {}, mover(id, -1), mover(id, 1)),
    );
    items.set(id, item);
  }

  function show() {
    fill(list, ...order.map((id) => items.get(id)));
    for (const [place, id] of order.entries()) {
      const item = items.get(id);
      const number = item?.querySelector(".order-place");
      if (number) number.textContent = context.i18n.number(place + 1);
      for (const button of item?.querySelectorAll("button") ?? []) {
        const end = button.dataset.by === "-1" ? place === 0 : place === order.length - 1;
        button.setAttribute("aria-disabled", String(end));
      }
    }
  }
  show();
  return list;
}
