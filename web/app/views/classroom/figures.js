import { h, keyed } from "../../dom.js";
import { icon } from "../../icons.js";
import { LETTERS, pressable, scaled } from "../../model/classroom/answers.js";
import { glide } from "./motion.js";
import { optionText } from "./question.js";
import { shape } from "./shapes.js";

/**
 * @typedef {import("./context.js").ClassroomContext} ClassroomContext
 * @typedef {import("../../model/classroom/game-state.js").Place} Place
 */

/**
 * How often each answer was given; what is right is marked with a sign and a word.
 *
 * @param {Pick<ClassroomContext, "t" | "i18n">} context
 * @param {import("../../model/classroom/answers.js").Question} question
 * @param {readonly import("../../model/classroom/answers.js").Bar[]} bars
 */
export function distribution(context, question, bars) {
  const { t, i18n } = context;
  const places = pressable(question);
  const rows = scaled(bars).map(({ key, count, correct, share }) => {
    const place = question.type === "ORDERING" ? -1 : places.indexOf(key);
    const text = place < 0 ? typedKey(context, question, key) : optionText(context, question, key);
    const fill = h("i");
    fill.style.setProperty("--share", String(share));
    return h(
      "li.bar-row",
      { "data-right": correct === true, "data-place": place < 0 ? null : place },
      h(
        "span.bar-name",
        {},
        place >= 0 && h("span.bar-mark", { "aria-hidden": "true" }, shape(place), LETTERS[place]),
        h("span", {}, text),
        correct === true &&
          h(
            "span.bar-right",
            {},
            icon("check"),
            h("span.visually-hidden", {}, t("question.right")),
          ),
      ),
      h("span.bar-line", { "aria-hidden": "true" }, fill),
      h("b.bar-count", {}, i18n.number(count)),
    );
  });
  if (rows.length === 0) return h("p.hint", {}, t("game.nobodyAnswered"));
  return h("ul.bars", { "aria-label": t("game.distribution") }, ...rows);
}

/**
 * An order or a number that somebody gave, as the server names it.
 *
 * @param {Pick<ClassroomContext, "t" | "i18n">} context
 * @param {import("../../model/classroom/answers.js").Question} question
 * @param {string} key
 */
function typedKey(context, question, key) {
  if (question.type !== "ORDERING") return key;
  return key
    .split(/[,>\s]+/)
    .map((id) => optionText(context, question, id))
    .join(" → ");
}

/**
 * The first places. show() moves the rows to where they stand now.
 *
 * @param {Pick<ClassroomContext, "t" | "i18n">} context
 * @param {string | null} [mine] the own seat
 */
export function leaderboard({ t, i18n }, mine = null) {
  /** @type {Map<string, Element>} */
  const kept = new Map();
  const list = h("ol.places", { "aria-label": t("game.leaderboard") });

  /** @param {Place} place */
  function content({ rank, nickname, score, delta }) {
    const moved =
      delta === 0 ? null : t(delta > 0 ? "game.up" : "game.down", { count: Math.abs(delta) });
    const sign = delta > 0 ? "up" : "down";
    return [
      h("span.place-rank", {}, i18n.number(rank)),
      h("span.place-name", {}, nickname),
      moved !== null &&
        h(
          "span.place-delta",
          { "data-way": sign, title: moved },
          icon(sign),
          h("span", { "aria-hidden": "true" }, i18n.number(Math.abs(delta))),
          h("span.visually-hidden", {}, moved),
        ),
      h("b.place-score", {}, i18n.number(score)),
    ];
  }

  /** @param {readonly Place[]} places */
  function show(places) {
    const byId = new Map(places.map((place) => [place.participantId, place]));
    glide(list, () => {
      keyed(list, kept, [...byId.keys()], (id) =>
        h("li.place", { "data-mine": id === mine, "data-id": id }),
      );
      for (const [id, element] of kept) {
        const place = byId.get(id);
        if (place !== undefined) {
          element.replaceChildren(.../** @type {Node[]} */ (content(place).filter(Boolean)));
        }
      }
    });
  }

  return { element: list, show };
}

/**
 * The first three on their steps.
 *
 * @param {Pick<ClassroomContext, "t" | "i18n">} context
 * @param {readonly {rank: number, nickname: string, score: number}[]} places
 */
export function podium({ t, i18n }, places) {
  const steps = places
    .slice(0, 3)
    .map(({ rank, nickname, score }, at) =>
      h(
        "li.step",
        { "data-step": at + 1 },
        h("b.step-name", {}, nickname),
        h("span.step-score", {}, t("game.points", { count: score })),
        h("span.step-block", {}, h("span.visually-hidden", {}, t("game.place")), i18n.number(rank)),
      ),
    );
  return h("ol.podium", { "aria-label": t("game.podium") }, ...steps);
}

/**
 * How often each of a few things was chosen.
 *
 * @param {Pick<ClassroomContext, "i18n">} context
 * @param {string} label
 * @param {readonly {key: string, count: number}[]} counts
 * @param {(place: number) => import("../../dom.js").Child} [mark] stands before a name
 */
export function countBars({ i18n }, label, counts, mark = () => null) {
  const bars = scaled(counts.map((one) => ({ ...one, correct: null })));
  const rows = bars.map(({ key, count, share }, place) => {
    const line = h("i");
    line.style.setProperty("--share", String(share));
    return h(
      "li.bar-row",
      { "data-place": place },
      h("span.bar-name", {}, mark(place), h("span", {}, key)),
      h("span.bar-line", { "aria-hidden": "true" }, line),
      h("b.bar-count", {}, i18n.number(count)),
    );
  });
  return h("ul.bars", { "aria-label": label }, ...rows);
}
