import { h } from "../../dom.js";
import { fieldMessage, messageOf } from "../../errors.js";
import { spaced } from "../../model/classroom/game-code.js";
import { busy } from "./context.js";

/** @typedef {import("./context.js").ClassroomContext} ClassroomContext */
/** @typedef {import("../../model/classroom/game.js").Game} Game */

/**
 * The door of a game: a nickname, and in.
 *
 * @param {ClassroomContext} context
 * @param {Game} game
 * @param {(nickname: string | null) => Promise<void>} [join] how a newcomer sits down
 */
export function doorForm(context, game, join = (name) => joinAsMember(context, game, name)) {
  const { t } = context;
  const name = h("input.input", {
    id: "nickname",
    maxlength: 20,
    autocomplete: "off",
    placeholder: t(context.me === null ? "game.nicknamePrompt" : "game.nicknameOwn"),
    "aria-describedby": "nickname-error nickname-hint",
  });
  const error = h("p.field-error", { id: "nickname-error", role: "alert" });
  const submit = h("button.button.button-primary.button-wide", { type: "submit" }, t("game.join"));
  const surprise = h(
    "button.button.button-wide",
    { type: "button", onclick: () => void sitDown(surprise, null) },
    t("game.surprise"),
  );

  /**
   * @param {HTMLButtonElement} button
   * @param {string | null} nickname
   */
  async function sitDown(button, nickname) {
    error.textContent = "";
    await busy(context, button, async () => {
      try {
        await join(nickname);
        await game.load();
      } catch (problem) {
        error.textContent = doorMessage(context, problem);
        name.focus();
      }
    });
  }

  const onsubmit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    void sitDown(submit, name.value.trim() || null);
  };
  return h(
    "form.card.door",
    { onsubmit, novalidate: true },
    h("h1", {}, t("game.door", { code: spaced(game.code) })),
    h("label.label", { for: "nickname" }, t("game.nickname")),
    name,
    h("p.hint", { id: "nickname-hint" }, t("game.nicknameHint")),
    error,
    submit,
    context.me === null && surprise,
  );
}

/**
 * @param {ClassroomContext} context
 * @param {unknown} problem
 */
function doorMessage({ t }, problem) {
  const { code: reason } = /** @type {{code?: string}} */ (problem);
  const known = ["nickname_taken", "nickname_refused", "game_locked", "game_full", "game_over"];
  const others = ["guests_not_allowed", "host_does_not_play", "sent_away", "not_found"];
  if (reason !== undefined && [...known, ...others].includes(reason)) return t(`game.no.${reason}`);
  return fieldMessage(problem, "nickname", t) ?? messageOf(problem, t);
}

/**
 * @param {ClassroomContext} context
 * @param {Game} game
 * @param {string | null} nickname
 */
async function joinAsMember({ api, i18n }, { code }, nickname) {
  const body = { ...(nickname === null ? {} : { nickname }), language: i18n.language };
  await api.request("POST", `/live/${code}/join`, { body });
}
