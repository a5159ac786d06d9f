import { h } from "../../dom.js";
import { icon } from "../../icons.js";
import { placeOf } from "../../model/classroom/guest.js";

/** @typedef {import("./context.js").ClassroomContext} ClassroomContext */

/** Ways into the classroom: a code, and its parts. @param {ClassroomContext} context */
export function hubView(context) {
  const { t, may } = context;
  const host = may("live:host");
  return h(
    "div.hub",
    {},
    h("h1", {}, t("classroom.title")),
    codeForm(context, (hash) => void (location.hash = hash)),
    h(
      "div.hub-cards",
      {},
      may("quizzes:attempt") &&
        card(
          "check",
          "#/quizzes",
          t("classroom.quizzes"),
          t(host ? "classroom.quizzesHost" : "classroom.quizzesHint"),
        ),
      may("questions:read") &&
        card("comment", "#/boards", t("classroom.boards"), t("classroom.boardsHint")),
      card("pulse", "#/pulses", t("pulse.title"), t("pulse.hint")),
      card("bell", "#/activity", t("classroom.activity"), t("classroom.activityHint")),
    ),
  );
}

/**
 * @param {import("../../icons.js").IconName} name
 * @param {string} href
 * @param {string} title
 * @param {string} hint
 */
function card(name, href, title, hint) {
  return h(
    "a.card.hub-card",
    { href },
    icon(name),
    h("span", {}, h("b", {}, title), h("span.hint", {}, hint)),
  );
}

/**
 * Where a code is typed that stands on the wall.
 *
 * @param {Pick<ClassroomContext, "t">} context
 * @param {(hash: string) => void} go
 */
export function codeForm({ t }, go) {
  const error = h("p.field-error", { id: "code-error", role: "alert" });
  const input = h("input.input.code-input", {
    id: "code",
    autocomplete: "off",
    autocapitalize: "characters",
    spellcheck: "false",
    maxlength: 20,
    placeholder: "123 456",
    "aria-describedby": "code-error",
  });
  const onsubmit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const hash = placeOf(input.value);
    error.textContent = hash === null ? t("classroom.codeWrong") : "";
    if (hash !== null) go(hash);
    else input.focus();
  };
  return h(
    "form.card.code-form",
    { onsubmit, novalidate: true },
    h("label.label", { for: "code" }, t("classroom.code")),
    h(
      "div.code-line",
      {},
      input,
      h("button.button.button-primary", { type: "submit" }, t("classroom.enter")),
    ),
    error,
  );
}
