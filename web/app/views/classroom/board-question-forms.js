import { fill, h } from "../../dom.js";
import { busy } from "./context.js";

/**
 * The forms that open within a question of a board, for its author and for moderators. Each fills
 * the place that it is given, and empties it when it is done.
 *
 * @typedef {import("./context.js").ClassroomContext} ClassroomContext
 * @typedef {import("../../model/classroom/board.js").Board} Board
 */

/**
 * @param {ClassroomContext} context
 * @param {Board} board
 * @param {string} id
 * @param {HTMLElement} place
 */
export function answerForm(context, board, id, place) {
  const { t } = context;
  const question = board.question(id);
  if (question === null) return;
  textForm(context, place, {
    label: t("board.answerLabel"),
    longest: 2000,
    value: question.responseText ?? "",
    save: (text) => board.act("POST", id, "/answer", { responseText: text }),
  });
}

/**
 * @param {ClassroomContext} context
 * @param {Board} board
 * @param {string} id
 * @param {HTMLElement} place
 */
export function editForm(context, board, id, place) {
  const { t } = context;
  const question = board.question(id);
  if (question === null) return;
  textForm(context, place, {
    label: t("board.editLabel"),
    longest: 500,
    value: question.body,
    save: (text) => board.act("PUT", id, "", { body: text }),
  });
}

/**
 * @param {ClassroomContext} context
 * @param {HTMLElement} place
 * @param {object} options
 * @param {string} options.label
 * @param {number} options.longest
 * @param {string} options.value
 * @param {(text: string) => Promise<void>} options.save
 */
function textForm(context, place, { label, longest, value, save }) {
  const area = h("textarea.area", { rows: 3, maxlength: longest, "aria-label": label });
  area.value = value;
  const buttons = saveOrCancel(context, place, context.t("app.save"));
  const onsubmit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const text = area.value.trim();
    if (text === "") return area.focus();
    void busy(context, buttons.save, async () => {
      await save(text);
      fill(place);
    });
  };
  fill(place, h("form.stack.inline-form", { onsubmit }, area, buttons.element));
  area.focus();
}

/**
 * Fold a question into another; its votes go there.
 *
 * @param {ClassroomContext} context
 * @param {Board} board
 * @param {string} id
 * @param {HTMLElement} place
 */
export function mergeForm(context, board, id, place) {
  const { t } = context;
  const others = board.questions.filter((one) => one.id !== id && one.status !== "UNDER_REVIEW");
  if (others.length === 0) return context.toast(t("board.nothingToMerge"));
  const select = h(
    "select.input",
    { "aria-label": t("board.mergeInto") },
    ...others.map((one) => h("option", { value: one.id }, one.body.slice(0, 80))),
  );
  const buttons = saveOrCancel(context, place, t("board.merge"));
  const onsubmit = (/** @type {Event} */ event) => {
    event.preventDefault();
    void busy(context, buttons.save, async () => {
      await board.act("POST", id, "/merge", { intoId: select.value });
      fill(place);
    });
  };
  const label = h("p.label", {}, t("board.mergeInto"));
  fill(place, h("form.stack.inline-form", { onsubmit }, label, select, buttons.element));
  select.focus();
}

/**
 * Put tags on a question or take them off, and make new ones. Rejects where they cannot be read.
 *
 * @param {ClassroomContext} context
 * @param {Board} board
 * @param {string} id
 * @param {HTMLElement} place
 */
export async function tagForm(context, board, id, place) {
  const { t, api } = context;
  const { data } = await api.request("GET", "/tags", { query: { limit: 100 } });
  const has = new Set(board.question(id)?.tags.map((tag) => tag.id));
  const buttons = data.map((/** @type {any} */ tag) => {
    const on = has.has(tag.id);
    const task = () =>
      on
        ? board.act("DELETE", id, `/tags/${tag.id}`)
        : board.act("POST", id, "/tag", { tagId: tag.id });
    const onclick = () => void task().then(() => fill(place), context.fail);
    return h("button.tag-chip", { type: "button", "aria-pressed": on, onclick }, `#${tag.name}`);
  });
  const name = h("input.input", {
    maxlength: 40,
    placeholder: t("board.newTag"),
    "aria-label": t("board.newTag"),
  });

  async function make() {
    const tag = await api.requestCreation("/tags", { body: { name: name.value.trim() } });
    await board.act("POST", id, "/tag", { tagId: tag.id });
    fill(place);
  }

  const onsubmit = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (name.value.trim() !== "") void make().catch(context.fail);
  };
  const close = h(
    "button.link-button",
    { type: "button", onclick: () => fill(place) },
    t("app.cancel"),
  );
  fill(
    place,
    h("form.stack.inline-form", { onsubmit }, h("div.tag-filter", {}, ...buttons), name, close),
  );
  name.focus();
}

/**
 * @param {ClassroomContext} context
 * @param {HTMLElement} place
 * @param {string} label
 */
function saveOrCancel({ t }, place, label) {
  const save = h("button.button.button-primary.button-small", { type: "submit" }, label);
  const cancel = h(
    "button.button.button-quiet.button-small",
    { type: "button", onclick: () => fill(place) },
    t("app.cancel"),
  );
  return { save, element: h("div.actions.actions-end", {}, cancel, save) };
}
