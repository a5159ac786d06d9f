import { fill, h, keyed } from "../../dom.js";
import { emptyState, moreButton } from "../parts.js";
import { boardQuestion } from "./board-question.js";
import { choice } from "./list.js";
import { glide } from "./motion.js";

/** @typedef {import("./context.js").ClassroomContext} ClassroomContext */
/** @typedef {import("../../model/classroom/board.js").Board} Board */

/**
 * The questions of a board as the reader has chosen to see them.
 *
 * @param {ClassroomContext} context
 * @param {Board} board
 * @returns {{element: HTMLElement, show: () => void}}
 */
export function questionList(context, board) {
  const { t } = context;
  /** @type {Map<string, HTMLElement & {show: () => void}>} */
  const kept = new Map();
  const list = h("ol.questions", { "aria-label": t("board.list") });
  const state = h("div");
  const foot = h("div.feed-foot");
  const tags = h("div.tag-filter", { role: "group", "aria-label": t("board.tags") });

  /** @param {"top" | "new"} sort */
  function sorter(sort) {
    const onclick = () => void board.choose({ sort }).catch(context.fail);
    return h(
      "button.choice",
      { type: "button", "data-sort": sort, onclick },
      t(`board.sort.${sort}`),
    );
  }
  const sorts = h(
    "div.choices",
    { role: "group", "aria-label": t("board.sort") },
    sorter("top"),
    sorter("new"),
  );
  const filters = ["", "OPEN", "ANSWERED", ...(board.detail.canModerate ? ["UNDER_REVIEW"] : [])];
  const filter = choice(
    filters.map((key) => [key, t(key === "" ? "board.all" : `board.question.${key}`)]),
    board.filter ?? "",
    (value) => void board.choose({ filter: value || null }),
  );
  filter.setAttribute("aria-label", t("board.filter"));
  filter.classList.add("filter");

  function showTags() {
    const all = new Map(board.questions.flatMap((one) => one.tags).map((tag) => [tag.id, tag]));
    if (board.tag !== null && !all.has(board.tag))
      all.set(board.tag, { id: board.tag, name: "…", color: "#888888" });
    fill(
      tags,
      ...[...all.values()].map((tag) => {
        const pressed = board.tag === tag.id;
        const onclick = () => void board.choose({ tag: pressed ? null : tag.id });
        return h(
          "button.tag-chip",
          { type: "button", "aria-pressed": pressed, onclick },
          `#${tag.name}`,
        );
      }),
    );
  }

  function show() {
    const { questions } = board;
    for (const button of sorts.children) {
      const on = /** @type {HTMLElement} */ (button).dataset.sort === board.sort;
      button.setAttribute("aria-pressed", String(on));
    }
    showTags();
    glide(list, () => {
      keyed(
        list,
        kept,
        questions.map((one) => one.id),
        (key) => boardQuestion(context, board, key),
      );
      for (const one of kept.values()) one.show();
    });
    const none = t(board.filter || board.tag ? "board.nothing" : "board.empty");
    fill(state, questions.length === 0 && emptyState("comment", none, t("board.emptyHint")));
    const more = () => void board.more().catch(context.fail);
    fill(foot, board.hasMore && moreButton(context, board, more));
  }
  const element = h(
    "section.stack",
    { "aria-label": t("board.list") },
    h("div.board-bar", {}, sorts, filter, tags),
    state,
    list,
    foot,
  );
  return { element, show };
}
