/**
 * Answers while somebody makes them up their mind: a draft for each type of question, and what of it
 * can be sent.
 *
 * @typedef {"SINGLE"|"MULTIPLE"|"TRUE_FALSE"|"TEXT"|"NUMERIC"|"ORDERING"|"POLL"} QuestionType
 * @typedef {{id: string, text: string, textKh: string | null, image: string | null}} Option
 * @typedef {object} Question
 * @property {string} id
 * @property {QuestionType} type
 * @property {string} text
 * @property {string | null} textKh
 * @property {string | null} image
 * @property {number} points
 * @property {number | null} seconds
 * @property {string | null} unit
 * @property {Option[]} options
 * @typedef {{choice?: string, choices?: string[], value?: boolean, text?: string, number?: number,
 *   order?: string[]}} Answer
 * @typedef {object} Solution
 * @property {string[] | null} choices
 * @property {boolean | null} value
 * @property {string[] | null} texts
 * @property {number | null} minimum
 * @property {number | null} maximum
 * @property {string[] | null} order
 * @property {string | null} explanation
 * @property {string | null} explanationKh
 * @typedef {{key: string, count: number, correct: boolean | null}} Bar
 */

/** An option is told by its letter and its shape; the colour only helps those who see it. */
export const LETTERS = "ABCDEFGHIJ";

/** Types whose answer is one press. @param {Question} question */
export function isOnePress({ type }) {
  return type === "SINGLE" || type === "POLL" || type === "TRUE_FALSE";
}

/**
 * What can be pressed, in the order of the keys 1 to 9.
 *
 * @param {Question} question
 * @returns {string[]} ids of options, or the words true and false
 */
export function pressable(question) {
  if (question.type === "TRUE_FALSE") return ["true", "false"];
  return question.options.map(({ id }) => id);
}

/**
 * The option behind a key of the keyboard.
 *
 * @param {Question} question
 * @param {string} key
 */
export function behindKey(question, key) {
  if (!/^[1-9]$/.test(key)) return null;
  return pressable(question)[Number(key) - 1] ?? null;
}

/**
 * The draft that an answer came from; an ordering begins with the order that is shown.
 *
 * @param {Question} question
 * @param {Answer | null | undefined} answer
 * @returns {Answer}
 */
export function draftOf(question, answer) {
  if (answer !== null && answer !== undefined) return structuredClone(answer);
  if (question.type === "ORDERING") return { order: question.options.map(({ id }) => id) };
  return {};
}

/**
 * The draft after an option was pressed.
 *
 * @param {Question} question
 * @param {Answer} draft
 * @param {string} id
 * @returns {Answer}
 */
export function press(question, draft, id) {
  if (question.type === "TRUE_FALSE") return { value: id === "true" };
  if (question.type !== "MULTIPLE") return { choice: id };
  const chosen = draft.choices ?? [];
  const choices = chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id];
  return { choices };
}

/**
 * Whether an option is in the draft.
 *
 * @param {Answer} draft
 * @param {string} id
 */
export function isPressed({ choice, choices, value }, id) {
  return choice === id || choices?.includes(id) === true || String(value) === id;
}

/**
 * An order with one item moved by some places, within its ends.
 *
 * @param {readonly string[]} order
 * @param {string} id
 * @param {number} by
 */
export function moved(order, id, by) {
  const from = order.indexOf(id);
  const to = Math.min(Math.max(from + by, 0), order.length - 1);
  const rest = order.filter((one) => one !== id);
  return [...rest.slice(0, to), id, ...rest.slice(to)];
}

/**
 * A number as people write it: with a comma, with blanks, in Khmer digits.
 *
 * @param {string} text
 * @returns {number | null}
 */
export function numberOf(text) {
  const plain = text
    .replace(/[០-៩]/g, (digit) => String(digit.charCodeAt(0) - 0x17e0))
    .replace(/[\s\u00a0\u202f\u200b]/g, "")
    .replace("−", "-")
    .replace(/^([+-]?\d*),(\d+)$/, "$1.$2");
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain)) return null;
  const value = Number(plain);
  return Number.isFinite(value) && Math.abs(value) <= 1e15 ? value : null;
}

/**
 * What of a draft can be sent, or null while it says nothing yet.
 *
 * @param {Question} question
 * @param {Answer} draft
 * @returns {Answer | null}
 */
export function sendable({ type }, draft) {
  if (type === "MULTIPLE") return draft.choices?.length ? { choices: draft.choices } : null;
  if (type === "TRUE_FALSE") return draft.value === undefined ? null : { value: draft.value };
  if (type === "TEXT") return draft.text?.trim() ? { text: draft.text.trim() } : null;
  if (type === "NUMERIC") return draft.number === undefined ? null : { number: draft.number };
  if (type === "ORDERING") return draft.order ? { order: draft.order } : null;
  return draft.choice === undefined ? null : { choice: draft.choice };
}

/**
 * Whether an option belongs to the solution; null where nothing is right or wrong.
 *
 * @param {Solution} solution
 * @param {string} id
 */
export function isRight(solution, id) {
  if (solution.choices !== null) return solution.choices.includes(id);
  if (solution.value !== null) return String(solution.value) === id;
  return null;
}

/**
 * The columns of a distribution as shares of the highest one.
 *
 * @param {readonly Bar[]} bars
 * @returns {(Bar & {share: number})[]} share from 0 to 1
 */
export function scaled(bars) {
  const most = Math.max(1, ...bars.map(({ count }) => count));
  return bars.map((bar) => ({ ...bar, share: bar.count / most }));
}

/**
 * A text in the reader's language, where it was written in it.
 *
 * @param {string} language
 * @param {string} text
 * @param {string | null | undefined} textKh
 */
export function inLanguage(language, text, textKh) {
  return language === "km" && textKh ? textKh : text;
}
