import { fill, h } from "../../dom.js";
import { icon } from "../../icons.js";
import { inLanguage } from "../../model/classroom/answers.js";
import { distribution, leaderboard, podium } from "./figures.js";
import { playHead } from "./play-question.js";
import { questionText, solutionText } from "./question.js";

/** @typedef {import("./context.js").ClassroomContext} ClassroomContext */
/** @typedef {import("./context.js").Screen} Screen */
/** @typedef {import("../../model/classroom/game.js").Game} Game */

const SIGNS = /** @type {const} */ ({
  right: "check",
  partly: "check",
  poll: "check",
  wrong: "close",
  none: "bell",
  wait: "bell",
});

/**
 * How an answer was, what was right, and where the player stands.
 *
 * @param {ClassroomContext} context
 * @param {Game} game
 * @returns {Screen}
 */
export function questionResult(context, game) {
  const { t } = context;
  const { state, rank } = game;
  if (state?.question == null || state.reveal === null) return { content: [] };
  const { question, reveal, me } = state;
  const { correct } = reveal;
  const explanation = inLanguage(
    context.i18n.language,
    correct.explanation ?? "",
    correct.explanationKh,
  );
  const poll = question.type === "POLL";
  const verdict = verdictOf(question, me);
  const places = leaderboard(context, me?.participantId ?? null);
  const refresh = () => {
    if (game.state?.leaderboard) places.show(game.state.leaderboard.top);
  };
  const content = [
    playHead(context, game),
    h(
      "div.card.verdict",
      { "data-verdict": verdict },
      h("div.wait-sign", {}, icon(SIGNS[verdict])),
      h("h1", {}, t(`game.verdict.${verdict}`)),
      (me?.points ?? 0) > 0 &&
        h("p.verdict-points", {}, t("game.plus", { count: me?.points ?? 0 })),
      (me?.streak ?? 0) > 1 && h("p", {}, t("game.streak", { count: me?.streak ?? 0 })),
      rank !== null &&
        rank.rank > 0 &&
        h("p.verdict-rank", {}, t("game.rank", { rank: rank.rank, total: rank.totalParticipants })),
    ),
    h(
      "div.card.panel",
      {},
      questionText(context, question, "h2"),
      !poll && h("p.answer-solution", {}, icon("check"), solutionText(context, question, correct)),
      distribution(context, question, reveal.distribution),
      explanation && h("p.explanation", {}, explanation),
    ),
    state.settings.showLeaderboard &&
      h("div.card.panel", {}, h("h2", {}, t("game.leaderboard")), places.element),
  ];
  return { content, refresh };
}

/**
 * The podium, and the own place.
 *
 * @param {ClassroomContext} context
 * @param {Game} game
 * @returns {Screen}
 */
export function playEnd(context, game) {
  const { t } = context;
  const { state, results } = game;
  const own = results?.places.find((/** @type {any} */ one) => one.mine);
  const stage = h("div");
  const refresh = () => {
    const places = game.results?.podium ?? state?.leaderboard?.top ?? [];
    fill(stage, places.length > 0 && podium(context, places));
  };
  const content = [
    h(
      "div.card.wait",
      {},
      h("p.overline", {}, state?.title),
      h("h1", {}, t(state?.status === "ABANDONED" ? "game.abandoned" : "game.over")),
      stage,
      own &&
        h(
          "p.verdict-rank",
          {},
          t("game.rank", { rank: own.rank, total: results.totalParticipants }),
        ),
      own && h("p", {}, t("game.ownResult", { correct: own.correct, answered: own.answered })),
      own && h("p.verdict-points", {}, t("game.points", { count: own.score })),
      h("p", {}, h("a.button", { href: "#/classroom" }, t("game.back"))),
    ),
  ];
  return { content, refresh };
}

/**
 * How an answer was; null in `correct` means that it is being counted.
 *
 * @param {import("../../model/classroom/answers.js").Question} question
 * @param {import("../../model/classroom/game-state.js").Seat | null} seat
 * @returns {"none" | "poll" | "wait" | "right" | "partly" | "wrong"}
 */
function verdictOf(question, seat) {
  if (seat === null || seat.answer === null) return "none";
  if (question.type === "POLL") return "poll";
  if (seat.correct === null || seat.correct === undefined) return "wait";
  if (seat.correct) return "right";
  return (seat.points ?? 0) > 0 ? "partly" : "wrong";
}
