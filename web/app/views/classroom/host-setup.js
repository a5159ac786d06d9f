import { h } from "../../dom.js";
import { busy } from "./context.js";
import { checkbox, choice, field, numberInput } from "./list.js";

/**
 * The rules of a game before its lobby opens.
 *
 * @param {import("./context.js").ClassroomContext} context
 * @param {{id: string}} quiz
 */
export function hostSetup(context, quiz) {
  const { t, api } = context;
  /** @type {Record<string, any>} */
  const settings = {
    questionTime: 30,
    scoring: "speed_bonus",
    streakBonus: false,
    showLeaderboard: true,
    autoAdvance: false,
    shuffleOptions: false,
    guests: true,
  };
  /** @param {string} name */
  const box = (name) =>
    checkbox(`set-${name}`, t(`host.set.${name}`), settings[name], (on) => (settings[name] = on));
  const scoring = choice(
    ["speed_bonus", "kahoot", "accuracy"].map((key) => [key, t(`host.scoring.${key}`)]),
    settings.scoring,
    (value) => (settings.scoring = value),
  );
  const time = numberInput(
    30,
    { min: 5, max: 240 },
    (value) => (settings.questionTime = value ?? 30),
  );
  const submit = h("button.button.button-primary", { type: "submit" }, t("host.open"));
  const onsubmit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    void busy(context, submit, async () => {
      const body = { quizId: quiz.id, settings };
      const game = await api.requestCreation("/live", { body });
      location.hash = `#/live/${game.code}`;
    });
  };
  return h(
    "form.card.panel.host-setup",
    { onsubmit },
    h("h2", {}, t("host.setup")),
    h(
      "div.field-pair",
      {},
      field("set-time", t("host.set.questionTime"), time, t("host.set.questionTimeHint")),
      field("set-scoring", t("host.set.scoring"), scoring),
    ),
    box("guests"),
    box("showLeaderboard"),
    box("streakBonus"),
    box("shuffleOptions"),
    box("autoAdvance"),
    h("div.actions", {}, submit),
  );
}
