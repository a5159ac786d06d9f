import { fill, h } from "../../dom.js";
import { isKhmer } from "../../format.js";
import { icon } from "../../icons.js";
import { iconButton } from "../parts.js";
import { glide } from "./motion.js";
import { pollResults } from "./polls.js";
import { rise } from "./reactions.js";

const MOST = 8;

/**
 * A board on the wall: what is presented, or the open poll, or the questions with the most votes.
 *
 * @param {import("./context.js").ClassroomContext} context
 * @param {import("../../dom.js").Scope} scope
 * @param {import("../../model/classroom/board.js").Board} board
 * @param {{now: () => void}} refresh
 */
export function presentView(context, scope, board, refresh) {
  const { t, i18n } = context;
  const stage = h("div.present-stage");
  const sky = h("div.reaction-sky", { "aria-hidden": "true" });
  const head = h("header.present-head");
  const element = h("section.present", { "aria-label": t("board.present") }, head, stage, sky);
  const list = h("ol.present-list");
  let focused = "";

  function fullscreen() {
    if (document.fullscreenElement === null) void element.requestFullscreen?.().catch(() => {});
    else void document.exitFullscreen();
  }

  function show() {
    const { detail, presented } = board;
    fill(
      head,
      h("h1", {}, detail.title),
      detail.settings.anonymous && h("span.chip", {}, icon("mask"), t("board.anonymous")),
      h("span.grow"),
      detail.settings.guests &&
        detail.joinCode &&
        h("p.present-code", {}, t("board.joinWith"), " ", h("b", {}, detail.joinCode)),
      iconButton("expand", t("host.fullscreen"), { onclick: fullscreen }),
      h(
        "a.icon-button",
        { href: `#/boards/${board.id}`, "aria-label": t("app.back") },
        icon("close"),
      ),
    );
    const poll = board.polls.all.find(({ status }) => status === "OPEN");
    if (presented !== null) return large(presented);
    focused = "";
    if (poll) return fill(stage, h("h2.present-poll", {}, poll.prompt), pollResults(context, poll));
    if (board.questions.length === 0)
      return fill(stage, h("p.present-empty", {}, t("board.empty")));
    if (stage.firstElementChild !== list) fill(stage, list);
    rows();
  }

  /** @param {import("../../model/classroom/board-questions.js").BoardQuestion} question */
  function large(question) {
    fill(
      stage,
      h(
        "article.present-one",
        { lang: isKhmer(question.body) ? "km" : "en" },
        h("p.present-votes", {}, icon("up"), i18n.number(question.upvotes)),
        h("p.present-text", {}, question.body),
        question.responseText && h("blockquote.present-answer", {}, question.responseText),
      ),
    );
    if (focused !== question.id) context.announce(question.body);
    focused = question.id;
  }

  function rows() {
    const questions = board.questions.filter((one) => one.status !== "UNDER_REVIEW").slice(0, MOST);
    glide(list, () => {
      const known = new Map(
        [...list.children].map((one) => [/** @type {HTMLElement} */ (one).dataset.id, one]),
      );
      const items = questions.map((question) => {
        const item = known.get(question.id) ?? h("li.present-row", { "data-id": question.id });
        fill(
          item,
          h("b.present-count", {}, i18n.number(question.upvotes)),
          h("span", { lang: isKhmer(question.body) ? "km" : "en" }, question.body),
          question.isPinned && icon("pin"),
          question.status === "ANSWERED" &&
            h("span.chip", {}, icon("check"), t("board.question.ANSWERED")),
        );
        return item;
      });
      fill(list, ...items);
    });
  }

  scope.add(board.on("reaction", ({ emoji, count }) => rise(sky, emoji, count)));
  refresh.now = show;
  return element;
}
