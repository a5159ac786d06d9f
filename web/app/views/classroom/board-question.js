import { fill, h } from "../../dom.js";
import { isKhmer } from "../../format.js";
import { icon } from "../../icons.js";
import { ask } from "../dialog.js";
import { menu } from "../menu.js";
import { timeOf } from "../parts.js";
import { answerForm, editForm, mergeForm, tagForm } from "./board-question-forms.js";

/** @typedef {import("./context.js").ClassroomContext} ClassroomContext */
/** @typedef {import("../../model/classroom/board.js").Board} Board */
/** @typedef {import("../../model/classroom/board-questions.js").BoardQuestion} BoardQuestion */

/**
 * One question of a board. show() brings it up to date without losing what is being written in it.
 *
 * @param {ClassroomContext} context
 * @param {Board} board
 * @param {string} id
 * @returns {HTMLLIElement & {show: () => void}}
 */
export function boardQuestion(context, board, id) {
  const { t, i18n } = context;
  const vote = h("button.vote", { type: "button" });
  const body = h("p.question-body");
  const meta = h("p.question-meta");
  const answer = h("div.question-answer");
  const tags = h("p.question-tags");
  const place = h("div");
  const tools = menu(t("board.menu"), () => {
    const question = board.question(id);
    return question === null ? [] : choices(question);
  });
  const element = h(
    "li.card.board-question",
    { "data-id": id },
    vote,
    h("div.question-main", {}, body, tags, meta, answer, place),
    tools,
  );
  let before = "";

  vote.addEventListener("click", () => {
    const question = board.question(id);
    if (question === null) return;
    if (question.isFrozen) return context.toast(t("board.frozenHint"));
    board.vote(id, !question.voted).catch((/** @type {any} */ error) => {
      if (error.code === "no_votes_left") context.toast(t("board.noVotesLeft"));
      else context.fail(error);
    });
  });

  function show() {
    const question = board.question(id);
    if (question === null) return;
    const presented = board.detail?.presentingQuestionId === id;
    const now = JSON.stringify([question, presented]);
    if (now === before) return;
    before = now;
    element.toggleAttribute("data-pinned", question.isPinned);
    element.toggleAttribute("data-presented", presented);
    vote.setAttribute("aria-pressed", String(question.voted));
    vote.setAttribute("aria-label", t("board.vote", { count: question.upvotes }));
    vote.toggleAttribute("data-frozen", question.isFrozen);
    fill(vote, icon("up"), h("b", {}, i18n.number(question.upvotes)));
    body.textContent = question.body;
    body.lang = isKhmer(question.body) ? "km" : "en";
    fill(tags, ...question.tags.map(tagChip));
    fill(meta, ...facts(question, presented));
    fill(answer, question.responseText && answerOf(question.responseText));
    tools.hidden = choices(question).length === 0;
  }

  /** @param {import("../../model/classroom/board-questions.js").Tag} tag */
  function tagChip({ name, color }) {
    const dot = h("i", { "aria-hidden": "true" });
    if (/^#[0-9a-f]{6}$/i.test(color)) dot.style.background = color;
    return h("span.chip.question-tag", {}, dot, name);
  }

  /**
   * @param {BoardQuestion} question
   * @param {boolean} presented
   */
  function facts(question, presented) {
    const { author, mine, isPinned, isFrozen, status } = question;
    return [
      isPinned && h("span.chip", {}, icon("pin"), t("board.pinned")),
      isFrozen && h("span.chip", {}, icon("lock"), t("board.frozen")),
      presented && h("span.chip", {}, icon("expand"), t("board.presented")),
      status !== "OPEN" && h("span.chip", { "data-status": status }, t(`board.question.${status}`)),
      h("span", {}, mine ? t("board.mine") : (author?.name ?? t("board.somebody"))),
      timeOf(context, question.createdAt),
      question.reviewReasons.length > 0 && h("span", {}, question.reviewReasons.join(", ")),
      question.rejectionReason && h("span", {}, question.rejectionReason),
    ];
  }

  /** @param {string} text */
  function answerOf(text) {
    return h(
      "blockquote.answer",
      { lang: isKhmer(text) ? "km" : "en" },
      h("b", {}, icon("check"), t("board.answer")),
      text,
    );
  }

  /** @param {BoardQuestion} question */
  function choices(question) {
    const { detail } = board;
    /** @type {import("../menu.js").MenuItem[]} */
    const items = [];
    const run = (/** @type {() => Promise<unknown>} */ task) => () =>
      void task().catch(context.fail);
    if (detail.canModerate) {
      if (question.status === "UNDER_REVIEW") {
        const decide = (/** @type {string} */ decision) =>
          run(() => board.act("POST", id, "/review", { decision }));
        items.push({ icon: "check", label: t("board.approve"), act: decide("approve") });
        items.push({
          icon: "close",
          label: t("board.reject"),
          act: decide("reject"),
          danger: true,
        });
      }
      const presented = detail.presentingQuestionId === id;
      items.push({
        icon: "pencil",
        label: t(question.responseText ? "board.changeAnswer" : "board.giveAnswer"),
        act: () => answerForm(context, board, id, place),
      });
      items.push({
        icon: "pin",
        label: t(question.isPinned ? "board.unpin" : "board.pin"),
        act: run(() => board.act("POST", id, "/pin", { isPinned: !question.isPinned })),
      });
      items.push({
        icon: "lock",
        label: t(question.isFrozen ? "board.thaw" : "board.freeze"),
        act: run(() => board.act("POST", id, "/freeze", { isFrozen: !question.isFrozen })),
      });
      items.push({
        icon: "expand",
        label: t(presented ? "board.unshow" : "board.show"),
        act: run(() => board.present(presented ? null : id)),
      });
      items.push({
        icon: "link",
        label: t("board.tag"),
        act: () => void tagForm(context, board, id, place).catch(context.fail),
      });
      items.push({
        icon: "open",
        label: t("board.merge"),
        act: () => mergeForm(context, board, id, place),
      });
    }
    if (question.canEdit) {
      items.push({
        icon: "pencil",
        label: t("post.edit"),
        act: () => editForm(context, board, id, place),
      });
    }
    if (question.canDelete)
      items.push({
        icon: "trash",
        label: t("post.delete"),
        act: () => void remove(),
        danger: true,
      });
    return items;
  }

  async function remove() {
    const words = { title: t("board.deleteTitle"), text: t("board.deleteText") };
    if (!(await ask({ ...words, confirm: t("post.delete"), cancel: t("app.cancel") }))) return;
    await board.act("DELETE", id, "").catch(context.fail);
  }

  show();
  return Object.assign(element, { show });
}
