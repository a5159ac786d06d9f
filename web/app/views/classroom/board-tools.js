import { fill, h } from "../../dom.js";
import { icon } from "../../icons.js";
import { boardSettings } from "./boards.js";
import { busy, download } from "./context.js";
import { checkbox, choice, field } from "./list.js";
import { pollForm } from "./polls.js";

/** @typedef {import("./context.js").ClassroomContext} ClassroomContext */

/**
 * What those see who lead a board: its code, settings, polls, the queue and the export.
 *
 * @param {ClassroomContext} context
 * @param {import("../../model/classroom/board.js").Board} board
 */
export function boardTools(context, board) {
  const { t } = context;
  const place = h("div");
  const code = h("p.board-code");
  const queue = h("p.note", { role: "status" });
  /** @type {string | null} */
  let open = null;

  /**
   * @param {string} name
   * @param {() => Node} build
   */
  function toggle(name, build) {
    open = open === name ? null : name;
    fill(place, open === null ? null : build());
    place.querySelector("input, select, textarea")?.scrollIntoView({ block: "nearest" });
  }

  /**
   * @param {import("../../icons.js").IconName} name
   * @param {string} label
   * @param {(event: Event) => void} onclick
   */
  function tool(name, label, onclick) {
    return h("button.button.button-small", { type: "button", onclick }, icon(name), label);
  }

  const close = () => {
    open = null;
    fill(place);
  };
  const manage = [
    tool("bell", t("board.newPoll"), () => toggle("poll", () => pollForm(context, board, close))),
    tool("pencil", t("board.settings"), () =>
      toggle("settings", () => settingsForm(context, board, close)),
    ),
    tool(
      "download",
      t("board.export"),
      () => void download(context, `/boards/${board.id}/export.csv`, "board.csv"),
    ),
  ];
  const element = h(
    "section.card.panel.board-tools",
    { "aria-label": t("board.tools") },
    code,
    queue,
    h("div.actions", {}, ...(board.detail.canManage ? manage : [])),
    place,
  );

  function show() {
    const { detail } = board;
    element.hidden = !detail.canManage && !detail.canModerate;
    code.hidden = !detail.joinCode || !detail.settings.guests;
    fill(code, h("span.hint", {}, t("board.code")), h("b", {}, detail.joinCode));
    const { waiting } = detail.transparency;
    queue.hidden = !detail.canModerate || waiting === 0;
    const look = () => void board.choose({ filter: "UNDER_REVIEW" });
    fill(
      queue,
      t("board.waiting", { count: waiting }),
      " ",
      h("button.link-button", { type: "button", onclick: look }, t("board.review")),
    );
  }

  return { element, show };
}

/**
 * @param {ClassroomContext} context
 * @param {import("../../model/classroom/board.js").Board} board
 * @param {() => void} close
 */
function settingsForm(context, board, close) {
  const { t } = context;
  const { detail } = board;
  const { moderation, guests, votesPerUser } = detail.settings;
  /** @type {Record<string, any>} */
  const settings = {
    title: detail.title,
    status: detail.status,
    moderation,
    guests,
    votesPerUser,
    renewCode: false,
  };
  const title = h("input.input", {
    maxlength: 120,
    value: detail.title,
    oninput: () => (settings.title = title.value),
  });
  const status = choice(
    ["OPEN", "CLOSED", "ARCHIVED"].map((key) => [key, t(`board.status.${key}`)]),
    detail.status,
    (value) => (settings.status = value),
  );
  const save = h("button.button.button-primary", { type: "submit" }, t("app.save"));
  const onsubmit = (/** @type {Event} */ event) => {
    event.preventDefault();
    void busy(context, save, async () => {
      await board.save(settings);
      context.toast(t("board.saved"));
      close();
    });
  };
  return h(
    "form.stack.inline-form",
    { onsubmit },
    field("board-edit-title", t("board.title"), title),
    field("board-edit-status", t("board.set.status"), status),
    ...boardSettings(context, settings),
    checkbox("board-renew", t("board.set.renewCode"), false, (on) => (settings.renewCode = on)),
    h("div.actions.actions-end", {}, save),
  );
}
