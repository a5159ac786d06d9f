import { h } from "../../dom.js";
import { fieldMessage, messageOf } from "../../errors.js";
import { busy } from "./context.js";
import { countBars } from "./figures.js";
import { choice, field } from "./list.js";

/** @typedef {import("./context.js").ClassroomContext} ClassroomContext */

/**
 * Where the school asks something.
 *
 * @param {ClassroomContext} context
 * @param {() => void} done
 */
export function pulseForm(context, done) {
  const { t, api } = context;
  let scale = "LIKERT_1_5";
  const text = h("input.input", { maxlength: 300 });
  const textKh = h("input.input", { maxlength: 300, lang: "km" });
  const error = h("p.field-error", { role: "alert" });
  const kinds = ["LIKERT_1_5", "NPS_0_10"].map(
    (key) => /** @type {[string, string]} */ ([key, t(`pulse.${key}`)]),
  );
  const send = h("button.button.button-primary", { type: "submit" }, t("pulse.open"));

  async function create() {
    const khmer = textKh.value.trim();
    const body = { text: text.value.trim(), scale, ...(khmer === "" ? {} : { textKh: khmer }) };
    try {
      await api.requestCreation("/pulses", { body });
    } catch (problem) {
      error.textContent = fieldMessage(problem, "text", t) ?? messageOf(problem, t);
      return;
    }
    done();
  }

  const onsubmit = (/** @type {Event} */ event) => {
    event.preventDefault();
    error.textContent = text.value.trim() === "" ? t("error.field.required") : "";
    if (error.textContent === "") void busy(context, send, create);
    else text.focus();
  };
  return h(
    "form.card.panel.stack",
    { onsubmit, novalidate: true },
    h("h2", {}, t("pulse.new")),
    field("pulse-text", t("pulse.text"), text),
    field("pulse-text-kh", t("pulse.textKh"), textKh),
    field(
      "pulse-kind",
      t("pulse.scale"),
      choice(kinds, scale, (value) => void (scale = value)),
    ),
    error,
    h("p.hint", {}, t("pulse.openHint")),
    h("div.actions", {}, send),
  );
}

/**
 * What was answered: figures come in steps of five answers, so that none shows one person.
 *
 * @param {Pick<ClassroomContext, "t" | "i18n">} context
 * @param {any} summary
 */
export function pulseSummary({ t, i18n }, summary) {
  const { responses, counted, mean, netPromoterScore, distribution, comments } = summary;
  const total = h("p.hint", { role: "status" }, t("pulse.responses", { count: responses, counted }));
  if (distribution === null) return h("div", {}, total, h("p.note", {}, t("pulse.tooFew")));
  const counts = distribution.map(
    (/** @type {{score: number, count: number}} */ { score, count }) => ({
      key: i18n.number(score),
      count,
    }),
  );
  const score = netPromoterScore === null ? null : i18n.number(netPromoterScore);
  const said = comments.map((/** @type {string} */ comment) => h("li", {}, comment));
  return h(
    "div",
    {},
    h("p", {}, t("pulse.mean", { mean: i18n.number(mean) })),
    score !== null && h("p", {}, t("pulse.netPromoterScore", { score })),
    countBars({ i18n }, t("pulse.results"), counts),
    said.length > 0 && h("h3", {}, t("pulse.comments")),
    said.length > 0 && h("ul.pulse-comments", {}, ...said),
    total,
  );
}
