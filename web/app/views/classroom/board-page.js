import { fill, h } from "../../dom.js";
import { icon } from "../../icons.js";
import { Board } from "../../model/classroom/board.js";
import { emptyState, errorState, skeletons } from "../parts.js";
import { askForm } from "./ask-form.js";
import { boardTools } from "./board-tools.js";
import { pollsView } from "./polls.js";
import { presentView } from "./present.js";
import { questionList } from "./question-list.js";
import { back } from "./quizzes.js";
import { reactionBar } from "./reactions.js";

/** @typedef {import("./context.js").ClassroomContext} ClassroomContext */
/** @typedef {import("../../dom.js").Scope} Scope */

/**
 * A board of questions, live; with `presenting` as the wall of a room shows it.
 *
 * @param {ClassroomContext} context
 * @param {Scope} scope
 * @param {string} id
 * @param {{presenting?: boolean}} [options]
 */
export function boardPage(context, scope, id, { presenting = false } = {}) {
  const { t, api, workspace } = context;
  const board = new Board(api, id);
  const element = h("div.page.board");
  let inner = scope.child();
  let shown = "";
  let leaveQueue = () => {};
  const refresh = { now: () => {} };

  function show() {
    const manage = board.detail?.canModerate === true;
    const key = board.status === "ready" ? `ready ${manage} ${board.detail.status}` : board.status;
    if (key !== shown) {
      shown = key;
      inner.end();
      inner = scope.child();
      refresh.now = () => {};
      fill(element, ...content());
      leaveQueue();
      if (manage) leaveQueue = workspace.live.join(`modq:${id}`);
    }
    refresh.now();
  }

  function content() {
    if (board.status === "loading") return [skeletons(context, 3, "post")];
    if (board.status === "gone") return [emptyState("alert", t("board.gone"), t("board.goneHint"))];
    if (board.status === "error") {
      return [errorState(context, t("board.error"), board.error, () => void board.load())];
    }
    if (presenting) return [presentView(context, inner, board, refresh)];
    return page();
  }

  function page() {
    const { detail } = board;
    const head = h("header.card.panel.board-head");
    const polls = pollsView(context, board);
    const list = questionList(context, board);
    const tools = boardTools(context, board);
    refresh.now = () => {
      fill(head, ...headOf(board.detail));
      polls.show();
      list.show();
      tools.show();
    };
    return [
      context.me !== null && back(context, "#/boards", "classroom.boards"),
      head,
      tools.element,
      polls.element,
      detail.canAsk && detail.status === "OPEN" && askForm(context, inner, board),
      list.element,
      detail.status === "OPEN" && reactionBar(context, inner, board),
    ];
  }

  /** @param {any} detail */
  function headOf(detail) {
    const { settings, transparency, votesLeft } = detail;
    const acted = transparency.refused + transparency.held + transparency.rejected;
    return [
      h(
        "div.panel-head",
        {},
        h("h1", {}, detail.title),
        h(
          "a.button.button-small",
          { href: `#/boards/${id}/present` },
          icon("expand"),
          t("board.present"),
        ),
      ),
      h(
        "p.board-facts",
        {},
        h(
          "span.chip",
          { "data-kind": settings.anonymous ? "anonymous" : "named" },
          icon(settings.anonymous ? "mask" : "people"),
          t(settings.anonymous ? "board.anonymous" : "board.named"),
        ),
        detail.status !== "OPEN" &&
          h("span.chip", {}, icon("lock"), t(`board.status.${detail.status}`)),
        typeof votesLeft === "number" &&
          h("span.chip", {}, t("board.votesLeft", { count: votesLeft })),
      ),
      settings.anonymous && h("p.hint", {}, t("board.anonymousHint")),
      acted > 0 &&
        h(
          "p.hint",
          {},
          t("board.transparency", {
            refused: transparency.refused,
            held: transparency.held,
            rejected: transparency.rejected,
          }),
        ),
    ];
  }

  scope.add(
    board.on("change", show),
    workspace.live.join(`board:${id}`),
    workspace.live.on("event", (envelope) => board.apply(envelope)),
    workspace.live.on("stale", () => board.refresh()),
    () => board.stop(),
    () => leaveQueue(),
  );
  void board.load();
  show();
  return element;
}
