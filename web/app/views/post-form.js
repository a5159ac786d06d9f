import { h } from "../dom.js";
import { fieldMessage, messageOf } from "../errors.js";
import { lengthOf } from "../format.js";
import { icon } from "../icons.js";
import { tagField } from "./tag-field.js";

/** @typedef {import("../context.js").Context} Context */
/** @typedef {{content: string, contentKh: string, hashtags: string[]}} PostText */

const LONGEST = 5000;
const WARN_BELOW = 200;
let serial = 0;

/**
 * The text of a post, to be written or changed.
 *
 * @param {Context} context
 * @param {object} options
 * @param {PostText} options.text what it begins with
 * @param {string} options.prompt
 * @param {string} options.label of the whole form
 * @param {[idle: string, busy: string]} options.submitLabels
 * @param {(text: PostText) => Promise<void>} options.submit where it succeeds the form is over
 * @param {(text: PostText) => void} [options.changed]
 * @param {() => void} [options.cancel]
 * @param {Node} [options.extra] stands beside the button
 */
export function postForm(context, options) {
  const { t } = context;
  const id = `post-form-${++serial}`;
  const { text, changed = () => {} } = options;
  let busy = false;
  let khmerOpen = text.contentKh !== "";

  const content = area(`${id}-content`, text.content, "compose.text", options.prompt);
  const khmer = area(`${id}-khmer`, text.contentKh, "compose.khmer", t("compose.khmerPrompt"));
  khmer.field.lang = "km";
  const tags = tagField(context, `${id}-tags`, text.hashtags, note);
  const khmerToggle = h("button.link-button", { type: "button", onclick: toggleKhmer });
  const failure = h("p.form-error", { role: "alert" });
  const submit = h("button.button.button-primary", { type: "submit" }, options.submitLabels[0]);
  const cancel = { type: "button", onclick: options.cancel };

  const form = h(
    "form.post-form",
    { "aria-label": options.label, novalidate: true, onsubmit: send, onkeydown: onKey },
    content.element,
    khmer.element,
    tags.element,
    failure,
    h(
      "div.post-form-foot",
      {},
      khmerToggle,
      options.extra,
      h(
        "div.post-form-buttons",
        {},
        options.cancel && h("button.button.button-quiet", cancel, t("app.cancel")),
        submit,
      ),
    ),
  );

  /**
   * @param {string} fieldId
   * @param {string} value
   * @param {string} label
   * @param {string} placeholder
   */
  function area(fieldId, value, label, placeholder) {
    const field = h("textarea.area", {
      id: fieldId,
      rows: 2,
      placeholder,
      "aria-label": t(label),
      "aria-describedby": `${fieldId}-error ${fieldId}-left`,
      oninput: note,
    });
    field.value = value;
    const left = h("p.field-left", { id: `${fieldId}-left` });
    const error = h("p.field-error", { id: `${fieldId}-error`, role: "alert" });
    return { element: h("div.field", {}, field, left, error), field, left, error };
  }

  /** @returns {PostText} */
  function current() {
    const contentKh = khmerOpen ? khmer.field.value : "";
    return { content: content.field.value, contentKh, hashtags: tags.tags };
  }

  function note() {
    for (const { field, left } of [content, khmer]) {
      const count = LONGEST - lengthOf(field.value);
      left.textContent = count < WARN_BELOW ? t("compose.left", { count }) : "";
      left.classList.toggle("field-left-over", count < 0);
      grow(field);
    }
    khmer.element.hidden = !khmerOpen;
    khmerToggle.replaceChildren(
      icon("globe"),
      t(khmerOpen ? "compose.removeKhmer" : "compose.addKhmer"),
    );
    const { content: written, contentKh } = current();
    const length = lengthOf(written);
    const sendable = length > 0 && length <= LONGEST && lengthOf(contentKh) <= LONGEST;
    submit.disabled = busy || !sendable;
    changed(current());
  }

  function toggleKhmer() {
    khmerOpen = !khmerOpen;
    note();
    if (khmerOpen) khmer.field.focus();
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    else if (event.key === "Escape" && options.cancel !== undefined) options.cancel();
  }

  /** @param {SubmitEvent} event */
  async function send(event) {
    event.preventDefault();
    if (busy || !tags.take()) return;
    if (lengthOf(content.field.value) === 0) {
      content.field.focus();
      return;
    }
    work(true);
    try {
      await options.submit(current());
    } catch (error) {
      work(false);
      explain(error);
    }
  }

  /** @param {boolean} now */
  function work(now) {
    busy = now;
    submit.textContent = options.submitLabels[now ? 1 : 0];
    form.setAttribute("aria-busy", String(now));
    if (now) for (const element of [failure, content.error, khmer.error]) element.textContent = "";
    note();
  }

  /** @param {unknown} error */
  function explain(error) {
    content.error.textContent = fieldMessage(error, "content", t);
    khmer.error.textContent = fieldMessage(error, "contentKh", t);
    if (content.error.textContent + khmer.error.textContent === "") {
      failure.textContent = messageOf(error, t);
    }
  }

  note();
  return { element: form, focus: () => content.field.focus() };
}

/**
 * Make a text area as tall as its text.
 *
 * @param {HTMLTextAreaElement} field
 */
export function grow(field) {
  // Browsers that size fields by their content need no help.
  if (CSS.supports("field-sizing", "content")) return;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + 2}px`;
}
