import { h } from "../../dom.js";
import { EMOJI } from "../../model/classroom/reactions.js";

/** @typedef {import("./context.js").ClassroomContext} ClassroomContext */

/**
 * The emoji to press, and above them those that everybody presses.
 *
 * @param {ClassroomContext} context
 * @param {import("../../dom.js").Scope} scope
 * @param {import("../../model/classroom/board.js").Board} board
 */
export function reactionBar(context, scope, board) {
  const { t } = context;
  const sky = h("div.reaction-sky", { "aria-hidden": "true" });
  const buttons = EMOJI.map((emoji) =>
    h(
      "button.reaction",
      {
        type: "button",
        "aria-label": t("board.react", { emoji }),
        onclick: () => board.reactions.tap(emoji, context.fail),
      },
      emoji,
    ),
  );
  scope.add(board.on("reaction", ({ emoji, count }) => rise(sky, emoji, count)));
  return h("div.reactions", { role: "group", "aria-label": t("board.reactions") }, sky, ...buttons);
}

/**
 * Let emoji rise and fade.
 *
 * @param {HTMLElement} sky
 * @param {string} emoji
 * @param {number} count
 */
export function rise(sky, emoji, count) {
  for (let n = 0; n < Math.min(count, 8) && sky.childElementCount < 40; n += 1) {
    const bubble = h("span.bubble", {}, emoji);
    bubble.style.left = `${5 + Math.random() * 90}%`;
    bubble.style.animationDelay = `${n * 90}ms`;
    bubble.addEventListener("animationend", () => bubble.remove());
    sky.append(bubble);
  }
}
