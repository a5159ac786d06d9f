import { h } from "../../dom.js";
import { fieldMessage, messageOf } from "../../errors.js";
import { busy } from "./context.js";

/**
 * The door of a board whose code somebody has.
 *
 * @param {import("./context.js").ClassroomContext} context
 * @param {string} code
 * @param {(joined: any) => void} [entered] a guest's pass; without it the way of a member
 */
export function joinBoardView(context, code, entered) {
  const { t, api } = context;
  const name = h("input.input", {
    id: "nickname",
    maxlength: 20,
    autocomplete: "off",
    placeholder: t("board.nicknamePrompt"),
    "aria-describedby": "nickname-error",
  });
  const error = h("p.field-error", { id: "nickname-error", role: "alert" });
  const submit = h(
    "button.button.button-primary.button-wide",
    { type: "submit" },
    t("board.enter"),
  );
  const onsubmit = (/** @type {Event} */ event) => {
    event.preventDefault();
    void busy(context, submit, async () => {
      try {
        const nickname = name.value.trim();
        const body = { code, ...(nickname === "" ? {} : { nickname }) };
        const joined = await api.requestOpen("POST", "/boards/join", { body });
        entered?.(joined);
        location.hash = `#/boards/${joined.board.id}`;
      } catch (problem) {
        const { status, code: reason } = /** @type {{status?: number, code?: string}} */ (problem);
        if (status === 404) error.textContent = t("board.noCode");
        else if (reason === "nickname_refused") error.textContent = t("game.no.nickname_refused");
        else error.textContent = fieldMessage(problem, "nickname", t) ?? messageOf(problem, t);
      }
    });
  };
  return h(
    "form.card.door",
    { onsubmit, novalidate: true },
    h("h1", {}, t("board.door", { code })),
    context.me === null && h("label.label", { for: "nickname" }, t("game.nickname")),
    context.me === null && name,
    context.me === null && h("p.hint", {}, t("board.nicknameHint")),
    error,
    submit,
  );
}
