import { h } from "../../dom.js";
import { icon } from "../../icons.js";
import { inLanguage } from "../../model/classroom/answers.js";
import { download } from "./context.js";
import { distribution, podium } from "./figures.js";

/** @typedef {import("./context.js").ClassroomContext} ClassroomContext */
/** @typedef {import("./context.js").Screen} Screen */
/** @typedef {import("../../model/classroom/game.js").Game} Game */

/**
 * After the game: the podium, every place, and how each question was answered.
 *
 * @param {ClassroomContext} context
 * @param {Game} game
 * @returns {Screen}
 */
export function hostReport(context, game) {
  const { t } = context;
  const { state, results } = game;
  const csv = h(
    "button.button",
    {
      type: "button",
      onclick: () =>
        void download(context, `/live/${game.code}/report.csv`, `live-${game.code}.csv`),
    },
    icon("download"),
    t("host.report"),
  );
  const again = h("a.button.button-primary", { href: "#/quizzes" }, t("host.again"));
  const statisticOf = (/** @type {any} */ figures) => statistic(context, figures);
  const content = [
    h(
      "div.card.wait",
      {},
      h("p.overline", {}, state?.title),
      h("h1", {}, t(state?.status === "ABANDONED" ? "game.abandoned" : "game.over")),
      podium(context, results?.podium ?? state?.leaderboard?.top ?? []),
      h("div.host-actions", {}, csv, again),
    ),
    results &&
      h("div.card.panel", {}, h("h2", {}, t("host.allPlaces")), placesTable(context, results)),
    results &&
      h(
        "div.card.panel",
        {},
        h("h2", {}, t("host.questions")),
        h("ol.stats", {}, ...results.questions.map(statisticOf)),
      ),
  ];
  return { content };
}

/**
 * @param {ClassroomContext} context
 * @param {any} results
 */
function placesTable({ t, i18n }, { places }) {
  const titles = ["game.place", "host.player", "host.correct", "host.score"];
  const head = titles.map((key) => h("th", { scope: "col" }, t(key)));
  const rows = places.map((/** @type {any} */ one) =>
    h(
      "tr",
      {},
      h("td", {}, i18n.number(one.rank)),
      h("th", { scope: "row" }, one.nickname),
      h("td", {}, t("host.ofAnswered", { correct: one.correct, answered: one.answered })),
      h("td", {}, i18n.number(one.score)),
    ),
  );
  return h("table.results", {}, h("thead", {}, h("tr", {}, ...head)), h("tbody", {}, ...rows));
}

/**
 * @param {ClassroomContext} context
 * @param {any} figures
 */
function statistic(context, { question, correctShare, averageMs, distribution: bars }) {
  const { t, i18n } = context;
  const share =
    correctShare === null ? null : t("host.share", { count: Math.round(correctShare * 100) });
  const time =
    averageMs === null ? null : t("host.average", { count: Math.round(averageMs / 100) / 10 });
  return h(
    "li.stat",
    {},
    h("h3", {}, inLanguage(i18n.language, question.text, question.textKh)),
    h("p.hint", {}, [share, time].filter(Boolean).join(" · ")),
    distribution(context, question, bars),
  );
}
