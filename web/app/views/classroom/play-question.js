import { h } from "../../dom.js";
import { icon } from "../../icons.js";
import { behindKey, isOnePress, sendable } from "../../model/classroom/answers.js";
import { countdown } from "./countdown.js";
import { answerField, questionText } from "./question.js";

/** @typedef {import("./context.js").ClassroomContext} ClassroomContext */
/** @typedef {import("./context.js").Screen} Screen */
/** @typedef {import("../../model/classroom/game.js").Game} Game */

/**
 * A question that takes answers: by a press, or by the letter of an option.
 *
 * @param {ClassroomContext} context
 * @param {import("../../dom.js").Scope} scope
 * @param {Game} game
 * @param {() => void} over what happens when the time is up
 * @returns {Screen}
 */
export function openQuestion(context, scope, game, over) {
  const { t } = context;
  const { state } = game;
  if (state?.question == null) return { content: [] };
  const { question } = state;
  /** @type {import("../../model/classroom/answers.js").Answer} */
  let draft = question.type === "ORDERING" ? { order: question.options.map(({ id }) => id) } : {};
  const once = isOnePress(question);
  const submit = h("button.button.button-primary.button-wide", { type: "submit" }, t("game.send"));

  const send = () => {
    const answer = sendable(question, draft);
    if (answer === null) return;
    game.answer(answer).catch((/** @type {unknown} */ error) => {
      const { code: reason } = /** @type {{code?: string}} */ (error);
      if (reason === "question_closed") context.toast(t("game.tooLate"));
      else if (reason !== "already_answered") context.fail(error);
      void game.load();
    });
  };
  const change = (/** @type {import("../../model/classroom/answers.js").Answer} */ next) => {
    draft = next;
    submit.disabled = sendable(question, draft) === null;
    if (once) send();
  };
  const onKey = (/** @type {KeyboardEvent} */ event) => {
    const id = behindKey(question, event.key);
    if (id === null || question.type === "ORDERING") return;
    event.preventDefault();
    /** @type {HTMLElement | null} */ (form.querySelector(`.tile[data-id="${id}"]`))?.click();
  };
  submit.disabled = sendable(question, draft) === null;
  const time = countdown(context, scope, {
    remaining: () => game.remaining,
    total: Date.parse(state.endsAt ?? "") - Date.parse(state.startsAt ?? ""),
    over,
  });
  const onsubmit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    send();
  };
  const form = h(
    "form.answer-form",
    { onsubmit, novalidate: true },
    answerField(context, question, { change }),
    question.type === "MULTIPLE" && h("p.hint", {}, t("question.several")),
    !once && submit,
  );
  const text = questionText(context, question, "h1");
  return { content: [playHead(context, game), time, text, form], onKey };
}

/**
 * Between questions, or between an answer and its result.
 *
 * @param {ClassroomContext} context
 * @param {Game} game
 * @param {import("../../icons.js").IconName} name
 * @param {string} title
 * @param {string} hint
 * @returns {Screen}
 */
export function waiting(context, game, name, title, hint) {
  const sign = h("div.wait-sign", {}, icon(name));
  const card = h("div.card.wait", {}, sign, h("h1", {}, title), h("p.hint", {}, hint));
  return { content: [playHead(context, game), card] };
}

/**
 * How far the game is, and the own points.
 *
 * @param {ClassroomContext} context
 * @param {Game} game
 */
export function playHead({ t }, { state }) {
  const progress = t("game.progress", { n: (state?.index ?? 0) + 1, total: state?.total ?? 0 });
  const score = t("game.points", { count: state?.me?.score ?? 0 });
  return h("p.play-head", {}, h("span", {}, progress), h("span", {}, score));
}
