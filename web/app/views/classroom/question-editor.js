import { h } from "../../dom.js";
import { LETTERS } from "../../model/classroom/answers.js";
import {
  FEWEST_OPTIONS,
  MOST_OPTIONS,
  TYPES,
  hasOptions,
  newOption,
  removeOption,
} from "../../model/classroom/quiz-draft.js";
import { iconButton } from "../parts.js";
import { checkbox, choice, field, numberInput } from "./list.js";
import { shape } from "./shapes.js";

/**
 * @typedef {import("./context.js").ClassroomContext} ClassroomContext
 * @typedef {import("../../model/classroom/quiz-draft.js").DraftQuestion} DraftQuestion
 */

/**
 * One question of the editor. It writes into the draft; `changed` asks for it to be drawn anew.
 *
 * @param {ClassroomContext} context
 * @param {DraftQuestion} question
 * @param {number} place
 * @param {{changed: () => void, remove: () => void, move: (by: number) => void}} actions
 */
export function questionEditor(context, question, place, { changed, remove, move }) {
  const { t } = context;
  const id = `q${place}`;
  const number = place + 1;

  /**
   * @param {"text" | "textKh" | "explanation" | "explanationKh" | "image"} name
   * @param {"textarea" | "input"} tag
   */
  function words(name, tag) {
    const control = h(tag === "textarea" ? "textarea.area" : "input.input", {
      maxlength: name === "image" ? 2048 : 500,
      rows: tag === "textarea" ? 2 : null,
      lang: name.endsWith("Kh") ? "km" : null,
      placeholder: name === "image" ? "https://" : null,
      oninput: () => (question[name] = control.value),
    });
    control.value = question[name];
    return control;
  }

  const type = choice(
    TYPES.map((key) => [key, t(`question.type.${key}`)]),
    question.type,
    (value) => {
      question.type = /** @type {DraftQuestion["type"]} */ (value);
      question.correct = question.correct.slice(0, 1);
      if (question.correct.length === 0) question.correct = [0];
      changed();
    },
  );
  const seconds = numberInput(
    question.seconds,
    { min: 5, max: 240, placeholder: t("quiz.gameTime") },
    (value) => {
      question.seconds = value;
    },
  );
  const points = numberInput(question.points, { min: 0, max: 1000 }, (value) => {
    question.points = value ?? 0;
  });
  return h(
    "li.card.panel.editor-question",
    {},
    h(
      "div.panel-head",
      {},
      h("h2", {}, t("quiz.question", { n: number })),
      h(
        "span.editor-tools",
        {},
        iconButton("up", t("quiz.moveUp", { n: number }), {
          onclick: () => move(-1),
          "data-by": -1,
        }),
        iconButton("down", t("quiz.moveDown", { n: number }), {
          onclick: () => move(1),
          "data-by": 1,
        }),
        iconButton("trash", t("quiz.remove", { n: number }), { onclick: remove }),
      ),
    ),
    field(`${id}-type`, t("quiz.type"), type),
    h(
      "div.field-pair",
      {},
      field(`${id}-text`, t("quiz.questionText"), words("text", "textarea")),
      field(`${id}-text-kh`, t("quiz.questionTextKh"), words("textKh", "textarea")),
    ),
    own(context, question, id, changed),
    h(
      "details.more-settings",
      {},
      h("summary", {}, t("quiz.more")),
      h(
        "div.field-pair",
        {},
        field(`${id}-explanation`, t("quiz.explanation"), words("explanation", "textarea")),
        field(`${id}-explanation-kh`, t("quiz.explanationKh"), words("explanationKh", "textarea")),
        field(`${id}-seconds`, t("quiz.seconds"), seconds),
        question.type !== "POLL" && field(`${id}-points`, t("quiz.points"), points),
        field(`${id}-image`, t("quiz.image"), words("image", "input")),
      ),
    ),
  );
}

/**
 * What only the type of the question has.
 *
 * @param {ClassroomContext} context
 * @param {DraftQuestion} question
 * @param {string} id
 * @param {() => void} changed
 */
function own(context, question, id, changed) {
  const { t } = context;
  if (hasOptions(question.type)) return options(context, question, id, changed);
  if (question.type === "TRUE_FALSE") {
    const value = choice(
      [
        ["true", t("question.true")],
        ["false", t("question.false")],
      ],
      String(question.isTrue),
      (chosen) => (question.isTrue = chosen === "true"),
    );
    return field(`${id}-true`, t("quiz.statementIs"), value);
  }
  if (question.type === "TEXT") return accepted(context, question, id);
  const limits = { min: -1e15, max: 1e15, step: "any" };
  const unit = h("input.input", {
    maxlength: 200,
    value: question.unit,
    oninput: () => (question.unit = unit.value),
  });
  return h(
    "div.field-pair",
    {},
    field(
      `${id}-min`,
      t("quiz.minimum"),
      numberInput(question.minimum, limits, (value) => (question.minimum = value)),
    ),
    field(
      `${id}-max`,
      t("quiz.maximum"),
      numberInput(question.maximum, limits, (value) => (question.maximum = value)),
    ),
    field(`${id}-unit`, t("quiz.unit"), unit),
  );
}

/**
 * @param {ClassroomContext} context
 * @param {DraftQuestion} question
 * @param {string} id
 */
function accepted({ t }, question, id) {
  const lines = h("textarea.area", {
    rows: 3,
    oninput: () => (question.accepted = lines.value.split("\n")),
  });
  lines.value = question.accepted.join("\n");
  return h(
    "div.stack",
    {},
    field(`${id}-accepted`, t("quiz.accepted"), lines, t("quiz.acceptedHint")),
    checkbox(
      `${id}-case`,
      t("quiz.caseSensitive"),
      question.caseSensitive,
      (on) => (question.caseSensitive = on),
    ),
    checkbox(
      `${id}-accents`,
      t("quiz.accentsMatter"),
      question.accentsMatter,
      (on) => (question.accentsMatter = on),
    ),
  );
}

/**
 * @param {ClassroomContext} context
 * @param {DraftQuestion} question
 * @param {string} id
 * @param {() => void} changed
 */
function options({ t }, question, id, changed) {
  const { type } = question;
  const rows = question.options.map((option, at) => {
    const name = t("quiz.option", { letter: LETTERS[at] });
    const text = h("input.input", {
      maxlength: 200,
      value: option.text,
      placeholder: name,
      "aria-label": name,
      oninput: () => (option.text = text.value),
    });
    const khmer = h("input.input", {
      maxlength: 200,
      value: option.textKh,
      lang: "km",
      placeholder: t("quiz.inKhmer"),
      "aria-label": t("quiz.optionKh", { letter: LETTERS[at] }),
      oninput: () => (option.textKh = khmer.value),
    });
    const removable = question.options.length > FEWEST_OPTIONS;
    return h(
      "li.option-edit",
      { "data-place": at },
      mark(at),
      text,
      khmer,
      removable &&
        iconButton("close", t("quiz.removeOption", { letter: LETTERS[at] }), {
          onclick: () => {
            removeOption(question, at);
            changed();
          },
        }),
    );
  });

  /** @param {number} at */
  function mark(at) {
    const sign = h("span.tile-mark", { "aria-hidden": "true" }, shape(at), h("b", {}, LETTERS[at]));
    if (type === "POLL" || type === "ORDERING") return sign;
    const box = h("input", {
      type: type === "SINGLE" ? "radio" : "checkbox",
      name: `${id}-correct`,
      "aria-label": t("quiz.isRight", { letter: LETTERS[at] }),
      onchange: () => {
        if (type === "SINGLE") question.correct = [at];
        else if (box.checked) question.correct = [...question.correct, at];
        else if (question.correct.length > 1)
          question.correct = question.correct.filter((one) => one !== at);
        else box.checked = true;
      },
    });
    box.checked = question.correct.includes(at);
    return h("span.option-mark", {}, sign, box);
  }

  const add = h("button.link-button", { type: "button" }, t("quiz.addOption"));
  add.addEventListener("click", () => {
    question.options.push(newOption());
    changed();
  });
  const hint =
    type === "ORDERING" ? "quiz.orderHint" : type === "POLL" ? "quiz.pollHint" : "quiz.rightHint";
  return h(
    "div.stack",
    {},
    h("p.hint", {}, t(hint)),
    h("ol.options-edit", {}, ...rows),
    question.options.length < MOST_OPTIONS && h("p", {}, add),
    (type === "MULTIPLE" || type === "ORDERING") &&
      checkbox(
        `${id}-partial`,
        t("quiz.partial"),
        question.partial,
        (on) => (question.partial = on),
      ),
  );
}
