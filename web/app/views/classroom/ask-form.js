import { fill, h } from "../../dom.js";
import { messageOf } from "../../errors.js";
import { lengthOf } from "../../format.js";
import { icon } from "../../icons.js";
import { busy } from "./context.js";
import { field } from "./list.js";

/** @typedef {import("./context.js").ClassroomContext} ClassroomContext */
/** @typedef {import("../../dom.js").Scope} Scope */
/** @typedef {import("../../model/classroom/board.js").Board} Board */
/** @typedef {import("../../model/classroom/board-questions.js").BoardQuestion} BoardQuestion */

const HINT_PAUSE = 450;
const SHORTEST = 5;
const LONGEST = 500;

/**
 * Where a question is written. What was asked before and says much the same is shown meanwhile, to
 * vote for instead.
 *
 * @param {ClassroomContext} context
 * @param {Scope} scope
 * @param {Board} board
 */
export function askForm(context, scope, board) {
  const { t } = context;
  const area = h("textarea.area", {
    rows: 2,
    maxlength: LONGEST,
    placeholder: t("board.askPrompt"),
    "aria-describedby": "ask-error ask-left",
  });
  const left = h("p.field-left", { id: "ask-left" });
  const error = h("p.field-error", { id: "ask-error", role: "alert" });
  const hints = h("div.similar", { role: "status" });
  const submit = h(
    "button.button.button-primary",
    { type: "submit" },
    icon("send"),
    t("board.ask"),
  );
  let key = crypto.randomUUID?.() ?? String(Math.random());
  let looking = new AbortController();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  function note() {
    const length = lengthOf(area.value);
    submit.disabled = length < SHORTEST || length > LONGEST;
    left.textContent = LONGEST - length < 100 ? t("compose.left", { count: LONGEST - length }) : "";
    clearTimeout(timer);
    looking.abort();
    if (length < SHORTEST) return fill(hints);
    timer = setTimeout(() => void lookAlike(), HINT_PAUSE);
  }

  async function lookAlike() {
    looking = new AbortController();
    try {
      const found = await board.similar(area.value.trim(), looking.signal);
      const rows = found.slice(0, 3).map((one) => similar(one));
      fill(
        hints,
        ...(rows.length > 0 ? [h("p.label", {}, t("board.similar")), h("ul", {}, ...rows)] : []),
      );
    } catch {
      fill(hints);
    }
  }

  /** @param {BoardQuestion} question */
  function similar(question) {
    const button = h(
      "button.button.button-small",
      { type: "button" },
      icon("up"),
      t("board.voteInstead"),
    );
    button.disabled = question.voted || question.isFrozen;
    button.addEventListener("click", () => {
      void busy(context, button, async () => {
        if (board.question(question.id) === null) await board.load();
        await board.vote(question.id, true);
        area.value = "";
        note();
      });
    });
    return h("li.similar-row", {}, h("span", {}, question.body), button);
  }

  const onsubmit = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (submit.disabled) return;
    void busy(context, submit, async () => {
      try {
        const asked = await board.ask(area.value.trim(), key);
        area.value = "";
        error.textContent = "";
        key = crypto.randomUUID?.() ?? String(Math.random());
        note();
        context.toast(t(asked.status === "UNDER_REVIEW" ? "board.waits" : "board.asked"));
      } catch (problem) {
        const { code } = /** @type {{code?: string}} */ (problem);
        error.textContent = code === "content_refused" ? t("board.refused") : messageOf(problem, t);
      }
    });
  };
  const onkeydown = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) onsubmit(event);
  };
  area.addEventListener("input", note);
  scope.add(
    () => clearTimeout(timer),
    () => looking.abort(),
  );
  note();
  return h(
    "form.card.panel.ask",
    { onsubmit, onkeydown, novalidate: true },
    field("ask", t("board.askLabel"), area),
    left,
    error,
    hints,
    h("div.actions.actions-end", {}, submit),
  );
}
