import type { Bar, PublicQuestion, Answer as SentAnswer, Solution } from "../../../generated/openapi";

/**
 * Answers while somebody makes them up their mind: a draft for each type of question, and what of it
 * can be sent.
 */
export type Question = PublicQuestion;
export type QuestionImage = NonNullable<PublicQuestion["image"]>;
export type { Bar, Solution };
/** What was chosen or written so far; empty while nothing was. Only the server reads written numbers. */
export type Answer = { [Part in keyof SentAnswer]?: NonNullable<SentAnswer[Part]> | null };
/** How the server read a written number; null where it could not. */
export type Reading = number | null;

/** Types whose answer is one press. */
export function isOnePress({ type }: Pick<Question, "type">): boolean {
  return type === "SINGLE" || type === "POLL" || type === "TRUE_FALSE";
}

/** What can be pressed, in the order of the keys 1 to 9: ids of options, or the words true and false. */
export function pressable({ type, options }: Pick<Question, "type" | "options">): string[] {
  return type === "TRUE_FALSE" ? ["true", "false"] : options.map(({ id }) => id);
}

/** The option behind a key of the keyboard. */
export function behindKey(question: Pick<Question, "type" | "options">, key: string): string | null {
  if (!/^[1-9]$/.test(key)) return null;
  return pressable(question)[Number(key) - 1] ?? null;
}

/** The draft that an answer came from; an ordering begins with the order that is shown. */
export function draftOf(
  { type, options }: Pick<Question, "type" | "options">,
  answer: Answer | null | undefined,
): Answer {
  if (answer != null) return structuredClone(answer);
  return type === "ORDERING" ? { order: options.map(({ id }) => id) } : {};
}

/** The draft after an option was pressed. */
export function press({ type }: Pick<Question, "type">, draft: Answer, id: string): Answer {
  if (type === "TRUE_FALSE") return { value: id === "true" };
  if (type !== "MULTIPLE") return { choice: id };
  const chosen = draft.choices ?? [];
  return { choices: chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id] };
}

/** Whether an option is in the draft. */
export function isPressed({ choice, choices, value }: Answer, id: string): boolean {
  return choice === id || choices?.includes(id) === true || String(value) === id;
}

/** An order with one item moved by some places, within its ends. */
export function moved(order: readonly string[], id: string, by: number): string[] {
  const to = Math.min(Math.max(order.indexOf(id) + by, 0), order.length - 1);
  const rest = order.filter((one) => one !== id);
  return [...rest.slice(0, to), id, ...rest.slice(to)];
}

/** What of a draft can be sent, or null while it says nothing yet. */
export function sendable({ type }: Pick<Question, "type">, draft: Answer): Answer | null {
  if (type === "MULTIPLE") return draft.choices?.length ? { choices: draft.choices } : null;
  if (type === "TRUE_FALSE") return draft.value == null ? null : { value: draft.value };
  if (type === "TEXT") return draft.text?.trim() ? { text: draft.text.trim() } : null;
  if (type === "NUMERIC") return sendableNumber(draft);
  if (type === "ORDERING") return draft.order ? { order: draft.order } : null;
  return draft.choice == null ? null : { choice: draft.choice };
}

function sendableNumber({ written, number }: Answer): Answer | null {
  if (written != null) return written.trim() ? { written: written.trim() } : null;
  return number == null ? null : { number };
}

/** Whether an option belongs to the solution; null where nothing is right or wrong. */
export function isRight({ choices, value }: Pick<Solution, "choices" | "value">, id: string): boolean | null {
  if (choices !== null) return choices.includes(id);
  return value === null ? null : String(value) === id;
}

/** The columns of a distribution as shares of the highest one, from 0 to 1. */
export function scaled<Counted extends { count: number }>(bars: readonly Counted[]): (Counted & { share: number })[] {
  const most = Math.max(1, ...bars.map(({ count }) => count));
  return bars.map((bar) => ({ ...bar, share: bar.count / most }));
}
