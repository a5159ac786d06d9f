import { h } from "../dom.js";
import { icon } from "../icons.js";
import { LANGUAGES } from "../i18n/index.js";

/** The name of the product with its sign. */
export function brand() {
  return h(
    "span.brand",
    {},
    h("span.brand-sign", { "aria-hidden": "true" }, icon("leaf")),
    h("span.brand-name", {}, "Stunity"),
  );
}

/**
 * A button for each language, in that language.
 *
 * @param {{i18n: import("../i18n/index.js").Translator, languageChanged: () => void}} context
 */
export function languageChoice({ i18n, languageChanged }) {
  const buttons = Object.entries(LANGUAGES).map(([language, name]) => {
    const pressed = String(language === i18n.language);
    const choose = () => {
      i18n.choose(/** @type {import("../i18n/index.js").Language} */ (language));
      languageChanged();
    };
    const given = { type: "button", lang: language, "aria-pressed": pressed, onclick: choose };
    return h("button.choice", given, name);
  });
  return h("div.choices", { role: "group", "aria-label": i18n.t("app.language") }, ...buttons);
}
