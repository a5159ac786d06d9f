import { ApiError } from "../../../client/api.js";
import { fill, h } from "../../dom.js";
import { messageOf } from "../../errors.js";
import { icon } from "../../icons.js";
import { inLanguage } from "../../model/classroom/answers.js";
import { Pages } from "../../model/classroom/pages.js";
import { emptyState } from "../parts.js";
import { busy } from "./context.js";
import { field, pagedList } from "./list.js";
import { pulseForm, pulseSummary } from "./pulse-admin.js";
import { back } from "./quizzes.js";

/**
 * @typedef {import("./context.js").ClassroomContext} ClassroomContext
 * @typedef {{id: string, text: string, textKh: string | null, scale: "LIKERT_1_5" | "NPS_0_10",
 *   minimum: number, maximum: number, closesAt: string, closed: boolean, answered: boolean | null,
 *   createdAt: string}} Pulse
 */

/**
 * What the school asks everybody, newest first; who runs the school asks here too.
 *
 * @param {ClassroomContext} context
 * @param {import("../../dom.js").Scope} scope
 */
export function pulsesView(context, scope) {
  const { t, api, may, workspace } = context;
  /** @type {Pages<Pulse>} */
  const pages = new Pages((cursor) =>
    api.request("GET", "/pulses", { query: { limit: 20, cursor } }),
  );
  const place = h("div");
  const done = () => {
    fill(place);
    void pages.load();
  };
  const ask = h(
    "button.button.button-primary",
    {
      type: "button",
      onclick: () => {
        fill(place, pulseForm(context, done));
        place.querySelector("input")?.focus();
      },
    },
    icon("pencil"),
    t("pulse.new"),
  );
  scope.add(workspace.live.subscribe("pulse:opened", () => void pages.load()));
  return h(
    "div.page",
    {},
    back(context, "#/classroom", "classroom.title"),
    h("div.page-head", {}, h("h1", {}, t("pulse.title")), may("school:manage") && ask),
    h("p.note", {}, t("pulse.promise")),
    place,
    pagedList(context, scope, pages, {
      label: t("pulse.title"),
      row: (pulse) => pulseCard(context, pulse),
      empty: () => emptyState("pulse", t("pulse.none"), t("pulse.noneHint")),
    }),
  );
}

/**
 * @param {ClassroomContext} context
 * @param {Pulse} pulse
 */
function pulseCard(context, pulse) {
  const { t, i18n, may } = context;
  const id = `pulse-${pulse.id}`;
  const answer = h("div");
  const results = h("div");
  const thanks = () => fill(answer, h("p.note", { role: "status" }, t("pulse.thanks")));
  if (pulse.answered === true) thanks();
  else if (!pulse.closed) fill(answer, ballot(context, pulse, thanks));
  const look = h(
    "button.button.button-small",
    {
      type: "button",
      onclick: () => void busy(context, look, async () => show(await read())),
    },
    t("pulse.results"),
  );
  const read = () => context.api.request("GET", `/pulses/${pulse.id}/summary`);
  /** @param {any} summary */
  const show = (summary) => fill(results, pulseSummary(context, summary));
  const when = t(pulse.closed ? "pulse.closed" : "pulse.until", {
    when: i18n.moment(pulse.closesAt),
  });
  return h(
    "section.card.panel.poll",
    { "aria-labelledby": id },
    h("h2", { id }, inLanguage(i18n.language, pulse.text, pulse.textKh)),
    h("p.hint", {}, when),
    answer,
    may("school:manage") && look,
    results,
  );
}

/**
 * @param {ClassroomContext} context
 * @param {Pulse} pulse
 * @param {() => void} thanks
 */
function ballot(context, pulse, thanks) {
  const { t, i18n, api } = context;
  /** @type {number | null} */
  let score = null;
  const error = h("p.field-error", { role: "alert" });
  const comment = h("textarea.area", { rows: 2, maxlength: 500 });
  const send = h("button.button.button-primary", { type: "submit" }, t("pulse.send"));
  const scores = Array.from(
    { length: pulse.maximum - pulse.minimum + 1 },
    (_, place) => pulse.minimum + place,
  );

  /** @param {number} value */
  function option(value) {
    const onchange = () => {
      score = value;
      error.textContent = "";
    };
    const box = h("input", { type: "radio", name: `score-${pulse.id}`, value, onchange });
    return h("label.poll-star", {}, box, h("b", {}, i18n.number(value)));
  }

  async function give() {
    const said = comment.value.trim();
    const body = { score, ...(said === "" ? {} : { comment: said }) };
    try {
      await api.request("POST", `/pulses/${pulse.id}/respond`, { body });
    } catch (problem) {
      // Answered in another tab: then this is done, too.
      if (!(problem instanceof ApiError && problem.code === "already_answered")) {
        error.textContent = messageOf(problem, t);
        return;
      }
    }
    thanks();
  }

  const onsubmit = (/** @type {Event} */ event) => {
    event.preventDefault();
    error.textContent = score === null ? t("pulse.nothing") : "";
    if (score !== null) void busy(context, send, give);
  };
  return h(
    "form.stack",
    { onsubmit },
    h(
      "fieldset.pulse-scale",
      {},
      h("legend.visually-hidden", {}, t("pulse.scale")),
      h("div.poll-stars", {}, ...scores.map(option)),
      h(
        "p.pulse-ends",
        {},
        h("span", {}, t(`pulse.${pulse.scale}.lowest`)),
        h("span", {}, t(`pulse.${pulse.scale}.highest`)),
      ),
    ),
    field(`comment-${pulse.id}`, t("pulse.comment"), comment, t("pulse.commentHint")),
    error,
    h("p", {}, send),
  );
}
