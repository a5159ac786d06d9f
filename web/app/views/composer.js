import { randomUuid } from "../../client/api/uuid.js";
import { h } from "../dom.js";
import { icon } from "../icons.js";
import { avatar } from "./parts.js";
import { postForm } from "./post-form.js";

/** @typedef {import("../context.js").Context} Context */
/** @typedef {import("../../client/api/types.js").Visibility} Visibility */

/** Classes are left out until the API lists one's own. @type {Visibility[]} */
const CHOICES = ["SCHOOL", "PUBLIC", "CONNECTIONS", "PRIVATE"];

/**
 * What is being written. `key` belongs to the text until it is published, so that sending it again
 * after a lost answer does not publish it twice; changed text is another post.
 *
 * @typedef {import("./post-form.js").PostText & {visibility: Visibility, open: boolean,
 *   key: string, sent: string}} Draft
 */

/** @returns {Draft} */
function emptyDraft() {
  const text = { content: "", contentKh: "", hashtags: [] };
  return { ...text, visibility: "SCHOOL", open: false, key: randomUuid(), sent: "" };
}

/**
 * The place to write a post: one line, until somebody begins.
 *
 * @param {Context} context
 */
export function composer(context) {
  const { t, workspace, toast } = context;
  const { drafts, me } = workspace;
  const box = h("section.card.composer", { "aria-label": t("compose.label") });
  /** @type {Draft} */
  let draft = drafts.get("post") ?? emptyDraft();

  function closed() {
    const prompt = t("compose.prompt", { name: me.firstName });
    const begin = h(
      "button.composer-prompt",
      { type: "button", onclick: () => open(true) },
      prompt,
    );
    box.replaceChildren(h("div.composer-row", {}, avatar(me), begin));
  }

  /** @param {boolean} focus */
  function open(focus) {
    draft.open = true;
    const form = postForm(context, {
      text: draft,
      prompt: t("compose.prompt", { name: me.firstName }),
      label: t("compose.label"),
      submitLabels: [t("compose.submit"), t("compose.busy")],
      submit: publish,
      changed: (text) => keep(text),
      cancel: close,
      extra: visibilityField(),
    });
    box.replaceChildren(h("div.composer-row", {}, avatar(me), form.element));
    if (focus) form.focus();
  }

  function close() {
    draft = emptyDraft();
    drafts.delete("post");
    closed();
    box.querySelector("button")?.focus();
  }

  /** @param {Partial<Draft>} fields */
  function keep(fields) {
    draft = { ...draft, ...fields };
    drafts.set("post", draft);
  }

  /** @param {import("./post-form.js").PostText} text */
  async function publish({ content, contentKh, hashtags }) {
    const body = {
      content: content.trim(),
      contentKh: contentKh.trim() || null,
      hashtags,
      visibility: draft.visibility,
    };
    const sent = JSON.stringify(body);
    if (draft.sent !== sent) keep({ sent, key: draft.sent === "" ? draft.key : randomUuid() });
    const post = await workspace.api.createPost(body, { key: draft.key });
    workspace.published(post);
    toast(t("compose.done"));
    close();
  }

  function visibilityField() {
    const options = CHOICES.map((value) => {
      const selected = value === draft.visibility;
      return h("option", { value, selected }, t(`visibility.${value}`));
    });
    const hint = h("span.visually-hidden", { id: "visibility-hint" });
    const select = h(
      "select.select",
      {
        "aria-label": t("compose.visibility"),
        "aria-describedby": "visibility-hint",
        onchange: choose,
      },
      ...options,
    );
    function choose() {
      keep({ visibility: /** @type {Visibility} */ (select.value) });
      explain();
    }
    function explain() {
      hint.textContent = select.title = t(`visibility.hint.${select.value}`);
    }
    explain();
    return h("span.select-box", {}, icon("globe"), select, hint);
  }

  if (draft.open) open(false);
  else closed();
  return box;
}
