import { fill, h } from "../../dom.js";
import { icon } from "../../icons.js";
import { inLanguage, sendable } from "../../model/classroom/answers.js";
import { Attempt } from "../../model/classroom/attempt.js";
import { ask } from "../dialog.js";
import { skeletons } from "../parts.js";
import { busy } from "./context.js";
import { countdown } from "./countdown.js";
import { answerField, questionText, solutionText } from "./question.js";

/** @typedef {import("./context.js").ClassroomContext} ClassroomContext */

/**
 * A quiz taken alone: all questions below one another, the time, and whether the answers are saved.
 *
 * @param {ClassroomContext} context
 * @param {import("../../dom.js").Scope} scope
 * @param {any} quiz
 * @param {() => void} leave
 */
export function attemptView(context, scope, quiz, leave) {
  const { t } = context;
  const attempt = new Attempt(context.api, quiz.id);
  const element = h("section.attempt", { "aria-label": t("quiz.take") });
  const own = scope.child();
  const saved = h("span.saved", { role: "status" });
  const count = h("span");
  let shown = "";

  function show() {
    const { status } = attempt;
    saved.dataset.saved = attempt.saved;
    saved.textContent = t(`quiz.saved.${attempt.saved}`);
    count.textContent = t("quiz.answered", {
      count: attempt.answered,
      total: attempt.sheet?.questions.length ?? 0,
    });
    const key = status === "handing-in" ? "open" : status;
    if (key === shown) return;
    shown = key;
    if (key === "starting") fill(element, skeletons(context, 2, "post"));
    else if (key === "open") fill(element, ...sheet());
    else if (key === "done") fill(element, ...outcome());
    if (key === "done") element.querySelector("h2")?.focus();
  }

  function sheet() {
    const { questions, answers, deadlineAt, startedAt } = attempt.sheet;
    const submit = h("button.button.button-primary", { type: "button" }, t("quiz.submit"));
    submit.addEventListener("click", () => void handIn(submit));
    const time =
      deadlineAt !== null &&
      countdown(context, own, {
        remaining: () => attempt.remaining ?? 0,
        total: Date.parse(deadlineAt) - Date.parse(startedAt),
        over: () => {},
      });
    const items = questions.map((/** @type {any} */ question, /** @type {number} */ place) =>
      h(
        "li.card.panel",
        {},
        h("p.overline", {}, t("game.progress", { n: place + 1, total: questions.length })),
        questionText(context, question, "h3"),
        question.type === "MULTIPLE" && h("p.hint", {}, t("question.several")),
        answerField(context, question, {
          answer: answers[question.id] ?? null,
          change: (draft) => attempt.give(question.id, sendable(question, draft)),
        }),
        question.type === "ORDERING" && h("p.hint", {}, t("question.orderHint")),
      ),
    );
    const bar = h("div.attempt-bar", {}, time, count, h("span.grow"), saved, submit);
    return [bar, h("ol.attempt-questions", {}, ...items)];
  }

  /** @param {HTMLButtonElement} button */
  async function handIn(button) {
    const missing = attempt.sheet.questions.length - attempt.answered;
    if (missing > 0) {
      const words = { title: t("quiz.submitTitle"), text: t("quiz.missing", { count: missing }) };
      if (!(await ask({ ...words, confirm: t("quiz.submit"), cancel: t("app.cancel") }))) return;
    }
    await busy(context, button, () => attempt.submit());
  }

  function outcome() {
    const { result, sheet: given } = attempt;
    const items = result.items ?? [];
    return [
      h(
        "div.card.wait",
        {},
        h("div.wait-sign", {}, icon("check")),
        h("h2", { tabindex: "-1" }, t("quiz.done")),
        result.score === null
          ? h("p.hint", {}, t("quiz.scoreLater"))
          : h("p.verdict-points", {}, t("quiz.score", { count: result.score })),
        result.passed !== null && h("p", {}, t(result.passed ? "quiz.passed" : "quiz.failed")),
        h("button.button", { type: "button", onclick: leave }, t("quiz.back")),
      ),
      ...items.map((/** @type {any} */ item) => {
        const question = given.questions.find(
          (/** @type {any} */ one) => one.id === item.questionId,
        );
        return question === undefined ? null : solved(question, item);
      }),
    ];
  }

  /**
   * @param {any} question
   * @param {any} item
   */
  function solved(question, item) {
    const { correct, solution } = item;
    const verdict =
      item.answer === null ? "none" : correct === null ? "poll" : correct ? "right" : "wrong";
    const told = inLanguage(
      context.i18n.language,
      solution.explanation ?? "",
      solution.explanationKh,
    );
    return h(
      "article.card.panel",
      { "data-verdict": verdict },
      h(
        "p.verdict-line",
        {},
        icon(verdict === "right" ? "check" : verdict === "wrong" ? "close" : "bell"),
        t(`game.verdict.${verdict}`),
      ),
      questionText(context, question, "h3"),
      answerField(context, question, {
        answer: item.answer,
        solution: question.type === "ORDERING" ? null : solution,
      }),
      question.type === "ORDERING" &&
        h("p.answer-solution", {}, icon("check"), solutionText(context, question, solution)),
      told && h("p.explanation", {}, told),
    );
  }

  const flush = () => attempt.flush();
  window.addEventListener("pagehide", flush);
  own.add(
    attempt.on("change", show),
    () => attempt.flush(),
    () => attempt.stop(),
    () => window.removeEventListener("pagehide", flush),
  );
  attempt.start().catch((/** @type {unknown} */ error) => {
    context.fail(error);
    leave();
  });
  show();
  return element;
}
