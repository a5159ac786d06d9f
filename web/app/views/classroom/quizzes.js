import { fill, h } from "../../dom.js";
import { icon } from "../../icons.js";
import { inLanguage } from "../../model/classroom/answers.js";
import { Pages } from "../../model/classroom/pages.js";
import { ask } from "../dialog.js";
import { emptyState, errorState, skeletons } from "../parts.js";
import { attemptView } from "./attempt.js";
import { busy } from "./context.js";
import { hostSetup } from "./host-setup.js";
import { pagedList } from "./list.js";

/** @typedef {import("./context.js").ClassroomContext} ClassroomContext */
/** @typedef {import("../../dom.js").Scope} Scope */

/**
 * @param {ClassroomContext} context
 * @param {Scope} scope
 */
export function quizzesView(context, scope) {
  const { t, api, may } = context;
  const pages = new Pages((cursor) =>
    api.request("GET", "/quizzes", { query: { limit: 30, cursor } }),
  );
  return h(
    "div.page",
    {},
    back(context, "#/classroom", "classroom.title"),
    h(
      "div.page-head",
      {},
      h("h1", {}, t("classroom.quizzes")),
      may("quizzes:create") &&
        h("a.button.button-primary", { href: "#/quizzes/new" }, icon("pencil"), t("quiz.new")),
    ),
    pagedList(context, scope, pages, {
      label: t("classroom.quizzes"),
      row: (quiz) => summary(context, quiz),
      empty: () => emptyState("check", t("quiz.none"), t("quiz.noneHint")),
    }),
  );
}

/**
 * @param {Pick<ClassroomContext, "t">} context
 * @param {string} href
 * @param {string} key
 */
export function back({ t }, href, key) {
  return h("a.back", { href }, icon("back"), t(key));
}

/**
 * @param {ClassroomContext} context
 * @param {any} quiz
 */
function summary(context, quiz) {
  const { t, i18n } = context;
  return h(
    "a.card.list-card",
    { href: `#/quizzes/${quiz.id}` },
    h(
      "span.list-title",
      {},
      h("b", {}, inLanguage(i18n.language, quiz.title, quiz.titleKh)),
      quiz.status === "DRAFT" && h("span.chip", {}, t("quiz.draft")),
    ),
    h("span.hint", {}, facts(context, quiz).join(" · ")),
  );
}

/**
 * @param {ClassroomContext} context
 * @param {any} quiz
 * @returns {string[]}
 */
function facts({ t, i18n }, quiz) {
  const minutes = quiz.timeLimit === null ? null : Math.ceil(quiz.timeLimit / 60);
  return [
    t("quiz.questionCount", { count: quiz.questionCount }),
    minutes !== null && t("quiz.minutes", { count: minutes }),
    quiz.closesAt && t("quiz.until", { time: i18n.moment(quiz.closesAt) }),
    quiz.author.name,
  ].filter((fact) => typeof fact === "string");
}

/**
 * One quiz: what it is, and what one may do with it.
 *
 * @param {ClassroomContext} context
 * @param {Scope} scope
 * @param {string} id
 */
export function quizPage(context, scope, id) {
  const { t, api } = context;
  const element = h("div.page");

  async function load() {
    fill(element, skeletons(context, 1, "post"));
    try {
      show(await api.request("GET", `/quizzes/${id}`));
    } catch (error) {
      if (/** @type {{status?: number}} */ (error).status === 404) {
        fill(
          element,
          back(context, "#/quizzes", "classroom.quizzes"),
          emptyState("alert", t("quiz.gone"), t("quiz.goneHint")),
        );
      } else
        fill(
          element,
          errorState(context, t("feed.error"), error, () => void load()),
        );
    }
  }

  /** @param {any} quiz */
  function show(quiz) {
    const { i18n, may } = context;
    const place = h("div.page");
    const description = inLanguage(i18n.language, quiz.description ?? "", quiz.descriptionKh);
    const published = quiz.status === "PUBLISHED";
    const used = quiz.maxAttempts !== null && quiz.attemptsUsed >= quiz.maxAttempts;
    const over = quiz.closesAt !== null && Date.parse(quiz.closesAt) <= Date.now();
    const early = quiz.opensAt !== null && Date.parse(quiz.opensAt) > Date.now();
    const start = h(
      "button.button.button-primary",
      { type: "button", onclick: () => attempt(quiz, place) },
      t(quiz.attemptsUsed > 0 ? "quiz.again" : "quiz.take"),
    );
    start.disabled = early;
    const host = h(
      "button.button",
      { type: "button", onclick: () => fill(place, hostSetup(context, quiz)) },
      icon("people"),
      t("quiz.host"),
    );
    fill(
      element,
      back(context, "#/quizzes", "classroom.quizzes"),
      h(
        "div.card.panel",
        {},
        h("h1", {}, inLanguage(i18n.language, quiz.title, quiz.titleKh)),
        h("p.hint", {}, facts(context, quiz).join(" · ")),
        description && h("p", {}, description),
        early && h("p.note", {}, t("quiz.opens", { time: i18n.moment(quiz.opensAt) })),
        quiz.timeLimit !== null && h("p.note", {}, t("quiz.timed")),
        used && h("p.note", {}, t("quiz.used")),
        h(
          "div.actions",
          {},
          published && !used && start,
          (over || quiz.canEdit) && may("live:host") && host,
          quiz.canEdit &&
            h("a.button", { href: `#/quizzes/${id}/edit` }, icon("pencil"), t("post.edit")),
          quiz.canEdit && remove(),
        ),
      ),
      place,
    );
    void results(place);
  }

  function remove() {
    const button = h(
      "button.button.button-quiet",
      { type: "button" },
      icon("trash"),
      t("post.delete"),
    );
    button.addEventListener("click", async () => {
      const words = { title: t("quiz.deleteTitle"), text: t("quiz.deleteText") };
      if (!(await ask({ ...words, confirm: t("post.delete"), cancel: t("app.cancel") }))) return;
      await busy(context, button, async () => {
        await api.request("DELETE", `/quizzes/${id}`);
        location.hash = "#/quizzes";
      });
    });
    return button;
  }

  /**
   * @param {any} quiz
   * @param {HTMLElement} place
   */
  function attempt(quiz, place) {
    fill(
      place,
      attemptView(context, scope, quiz, () => void load()),
    );
  }

  /** @param {HTMLElement} place */
  async function results(place) {
    try {
      const { data } = await api.request("GET", `/quizzes/${id}/attempts`, {
        query: { limit: 20 },
      });
      if (data.length === 0 || place.childElementCount > 0) return;
      const rows = data.map((/** @type {any} */ one) => attemptRow(context, one));
      fill(
        place,
        h("section.card.panel", {}, h("h2", {}, t("quiz.attempts")), h("ul.rows", {}, ...rows)),
      );
    } catch {
      // The quiz itself is there; its attempts come with the next visit.
    }
  }

  void load();
  return element;
}

/**
 * @param {ClassroomContext} context
 * @param {any} attempt
 */
function attemptRow({ t, i18n }, attempt) {
  const score =
    attempt.score === null ? t("quiz.scoreHidden") : t("quiz.score", { count: attempt.score });
  const passed = attempt.passed === null ? null : t(attempt.passed ? "quiz.passed" : "quiz.failed");
  const state =
    attempt.status === "OPEN" ? t("quiz.open") : [score, passed].filter(Boolean).join(" · ");
  const time = i18n.moment(attempt.submittedAt ?? attempt.startedAt);
  return h(
    "li.row",
    {},
    h("span.row-text", {}, h("b", {}, attempt.user.name), h("span.hint", {}, time)),
    h("span", {}, state),
  );
}
