import { fill, h } from "../../dom.js";
import { fieldMessage, messageOf } from "../../errors.js";
import { icon } from "../../icons.js";
import { Pages } from "../../model/classroom/pages.js";
import { emptyState } from "../parts.js";
import { busy } from "./context.js";
import { codeForm } from "./hub.js";
import { checkbox, choice, field, numberInput, pagedList } from "./list.js";
import { back } from "./quizzes.js";

/** @typedef {import("./context.js").ClassroomContext} ClassroomContext */

/**
 * @param {ClassroomContext} context
 * @param {import("../../dom.js").Scope} scope
 */
export function boardsView(context, scope) {
  const { t, api, may } = context;
  const pages = new Pages((cursor) =>
    api.request("GET", "/boards", { query: { limit: 30, cursor } }),
  );
  const place = h("div");
  const create = h(
    "button.button.button-primary",
    {
      type: "button",
      onclick: () => {
        fill(place, createForm(context));
        place.querySelector("input")?.focus();
      },
    },
    icon("pencil"),
    t("board.new"),
  );
  return h(
    "div.page",
    {},
    back(context, "#/classroom", "classroom.title"),
    h("div.page-head", {}, h("h1", {}, t("classroom.boards")), may("boards:manage") && create),
    place,
    pagedList(context, scope, pages, {
      label: t("classroom.boards"),
      row: (board) => summary(context, board),
      empty: () => emptyState("comment", t("board.none"), t("board.noneHint")),
    }),
    codeForm(context, (hash) => void (location.hash = hash)),
  );
}

/**
 * @param {ClassroomContext} context
 * @param {any} board
 */
function summary({ t }, board) {
  return h(
    "a.card.list-card",
    { href: `#/boards/${board.id}` },
    h(
      "span.list-title",
      {},
      h("b", {}, board.title),
      board.settings.anonymous && h("span.chip", {}, icon("mask"), t("board.anonymous")),
      board.status !== "OPEN" && h("span.chip", {}, t(`board.status.${board.status}`)),
    ),
    h("span.hint", {}, t("board.questions", { count: board.questionsCount })),
  );
}

/** @param {ClassroomContext} context */
function createForm(context) {
  const { t, api } = context;
  /** @type {Record<string, any>} */
  const settings = { anonymous: false, guests: true, moderation: "FILTER", votesPerUser: null };
  const title = h("input.input", { maxlength: 120, required: true });
  const error = h("p.field-error", { role: "alert" });
  const submit = h("button.button.button-primary", { type: "submit" }, t("board.create"));
  const onsubmit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    error.textContent = title.value.trim() ? "" : t("error.field.required");
    if (error.textContent) return title.focus();
    void busy(context, submit, async () => {
      try {
        const body = { title: title.value.trim(), ...settings };
        const board = await api.requestCreation("/boards", { body });
        location.hash = `#/boards/${board.id}`;
      } catch (problem) {
        error.textContent = fieldMessage(problem, "title", t) ?? messageOf(problem, t);
      }
    });
  };
  return h(
    "form.card.panel",
    { onsubmit, novalidate: true },
    h("h2", {}, t("board.new")),
    field("board-title", t("board.title"), title),
    error,
    ...boardSettings(context, settings),
    checkbox("board-anonymous", t("board.set.anonymous"), false, (on) => (settings.anonymous = on)),
    h("p.hint", {}, t("board.set.anonymousHint")),
    h("div.actions", {}, submit),
  );
}

/**
 * What can be changed later too.
 *
 * @param {ClassroomContext} context
 * @param {Record<string, any>} settings is written to
 */
export function boardSettings({ t }, settings) {
  const moderation = choice(
    ["FILTER", "ALL", "OFF"].map((key) => [key, t(`board.moderation.${key}`)]),
    settings.moderation,
    (value) => (settings.moderation = value),
  );
  const limits = { min: 1, max: 50, placeholder: t("board.set.anyVotes") };
  const votes = numberInput(
    settings.votesPerUser,
    limits,
    (value) => (settings.votesPerUser = value),
  );
  return [
    h(
      "div.field-pair",
      {},
      field("board-moderation", t("board.set.moderation"), moderation),
      field("board-votes", t("board.set.votes"), votes),
    ),
    checkbox(
      "board-guests",
      t("board.set.guests"),
      settings.guests,
      (on) => (settings.guests = on),
    ),
  ];
}
