import { fill, h } from "../../dom.js";
import { ApiError } from "../../../client/api.js";
import { messageOf } from "../../errors.js";
import {
  draftOfQuiz,
  newQuestion,
  newQuiz,
  problems,
  quizOf,
} from "../../model/classroom/quiz-draft.js";
import { errorState, skeletons } from "../parts.js";
import { busy } from "./context.js";
import { checkbox, choice, field, numberInput } from "./list.js";
import { questionEditor } from "./question-editor.js";
import { back } from "./quizzes.js";

/** @typedef {import("./context.js").ClassroomContext} ClassroomContext */

/**
 * Write a quiz, or change one.
 *
 * @param {ClassroomContext} context
 * @param {import("../../dom.js").Scope} scope
 * @param {string | null} id null for a new one
 */
export function quizEditor(context, scope, id) {
  const { t, api } = context;
  const element = h("div.page");
  const questions = h("ol.editor-questions");
  const failure = h("div.form-error", { role: "alert" });
  /** @type {any} */
  let draft = newQuiz();
  let dirty = false;

  async function load() {
    if (id === null) return show();
    fill(element, skeletons(context, 1, "post"));
    try {
      draft = draftOfQuiz(await api.request("GET", `/quizzes/${id}`));
      show();
    } catch (error) {
      fill(
        element,
        errorState(context, t("quiz.gone"), error, () => void load()),
      );
    }
  }

  /**
   * @param {string} name
   * @param {number} maxlength
   */
  function line(name, maxlength) {
    const input = h("input.input", {
      maxlength,
      value: draft[name] ?? "",
      lang: name.endsWith("Kh") ? "km" : null,
      oninput: () => (draft[name] = input.value),
    });
    return input;
  }

  function show() {
    const publish = h("button.button.button-primary", { type: "button" }, t("quiz.publish"));
    const keep = h("button.button", { type: "button" }, t("quiz.saveDraft"));
    publish.addEventListener("click", () => void save(publish, "PUBLISHED"));
    keep.addEventListener("click", () => void save(keep, "DRAFT"));
    const add = h("button.button", { type: "button" }, t("quiz.addQuestion"));
    add.addEventListener("click", () => {
      draft.questions.push(newQuestion());
      showQuestions();
      questions.lastElementChild?.querySelector("textarea")?.focus();
    });
    const form = h(
      "form.page",
      {
        onsubmit: (/** @type {Event} */ event) => event.preventDefault(),
        oninput: () => (dirty = true),
      },
      h(
        "div.card.panel",
        {},
        h("h1", {}, t(id === null ? "quiz.new" : "quiz.edit")),
        h(
          "div.field-pair",
          {},
          field("quiz-title", t("quiz.title"), line("title", 200)),
          field("quiz-title-kh", t("quiz.titleKh"), line("titleKh", 200)),
        ),
        field("quiz-description", t("quiz.description"), line("description", 2000)),
        options(),
      ),
      questions,
      h("p.center", {}, add),
      failure,
      h("div.actions.actions-end", {}, keep, publish),
    );
    fill(element, back(context, id === null ? "#/quizzes" : `#/quizzes/${id}`, "app.back"), form);
    showQuestions();
  }

  function options() {
    const limit = draft.timeLimit === null ? null : draft.timeLimit / 60;
    const minutes = numberInput(
      limit,
      { min: 1, max: 1440, placeholder: t("quiz.noLimit") },
      (value) => {
        draft.timeLimit = value === null ? null : Math.round(value * 60);
      },
    );
    const passing = numberInput(
      draft.passingScore,
      { min: 0, max: 100, placeholder: "–" },
      (value) => {
        draft.passingScore = value;
      },
    );
    const attempts = numberInput(
      draft.maxAttempts,
      { min: 1, max: 100, placeholder: "∞" },
      (value) => {
        draft.maxAttempts = value;
      },
    );
    const visibility = choice(
      ["IMMEDIATE", "SCORE_ONLY", "AFTER_CLOSE"].map((key) => [key, t(`quiz.results.${key}`)]),
      draft.resultsVisibility,
      (value) => (draft.resultsVisibility = value),
    );
    const closes = h("input.input", {
      type: "datetime-local",
      value: localTime(draft.closesAt),
      onchange: () => (draft.closesAt = closes.value ? new Date(closes.value).toISOString() : null),
    });
    return h(
      "details.more-settings",
      {},
      h("summary", {}, t("quiz.settings")),
      h(
        "div.field-pair",
        {},
        field("quiz-limit", t("quiz.timeLimit"), minutes),
        field("quiz-passing", t("quiz.passing"), passing),
        field("quiz-attempts", t("quiz.maxAttempts"), attempts),
        field("quiz-results", t("quiz.resultsLabel"), visibility),
        field("quiz-closes", t("quiz.closes"), closes),
      ),
      checkbox("quiz-shuffle", t("quiz.shuffle"), draft.shuffle, (on) => (draft.shuffle = on)),
    );
  }

  function showQuestions() {
    const all = draft.questions.map((/** @type {any} */ question, /** @type {number} */ place) =>
      questionEditor(context, question, place, {
        changed: () => {
          dirty = true;
          showQuestions();
        },
        remove: () => {
          draft.questions.splice(place, 1);
          dirty = true;
          showQuestions();
        },
        move: (by) => {
          const to = place + by;
          if (to < 0 || to >= draft.questions.length) return;
          const [moved] = draft.questions.splice(place, 1);
          draft.questions.splice(to, 0, moved);
          dirty = true;
          showQuestions();
          const tools = questions.children[to]?.querySelector(`[data-by="${by}"]`);
          /** @type {HTMLElement | null} */ (tools)?.focus();
        },
      }),
    );
    fill(questions, ...all);
  }

  /**
   * @param {HTMLButtonElement} button
   * @param {"DRAFT" | "PUBLISHED"} status
   */
  async function save(button, status) {
    const found = problems(draft);
    if (found.length > 0)
      return tell(found.map(({ question, key }) => problemText(question, t(key))));
    fill(failure);
    await busy(context, button, async () => {
      try {
        const body = quizOf(draft, status);
        const quiz =
          id === null
            ? await api.requestCreation("/quizzes", { body })
            : await api.request("PUT", `/quizzes/${id}`, { body });
        dirty = false;
        context.toast(t(status === "DRAFT" ? "quiz.savedDraft" : "quiz.published"));
        location.hash = `#/quizzes/${quiz.id}`;
      } catch (error) {
        tell(refusals(error));
      }
    });
  }

  /** @param {string[]} lines */
  function tell(lines) {
    fill(failure, h("ul", {}, ...lines.map((text) => h("li", {}, text))));
    failure.scrollIntoView({ block: "center" });
  }

  /**
   * @param {number | null} question
   * @param {string} text
   */
  function problemText(question, text) {
    return question === null ? text : t("quiz.problem.at", { n: question + 1, text });
  }

  /** @param {unknown} error */
  function refusals(error) {
    if (!(error instanceof ApiError)) return [messageOf(error, t)];
    if (error.code === "quiz_in_use") return [t("quiz.inUse")];
    if (error.errors.length === 0) return [messageOf(error, t)];
    return error.errors.map(({ field: name, message }) => {
      const place = /^questions\.(\d+)/.exec(name);
      return problemText(place === null ? null : Number(place[1]), message);
    });
  }

  /** @param {BeforeUnloadEvent} event */
  function unload(event) {
    if (dirty) event.preventDefault();
  }

  window.addEventListener("beforeunload", unload);
  scope.add(() => window.removeEventListener("beforeunload", unload));
  void load();
  return element;
}

/**
 * A moment as a field of local time takes it.
 *
 * @param {string | null} iso
 */
function localTime(iso) {
  if (iso === null) return "";
  const at = new Date(iso);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
