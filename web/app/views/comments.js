import { randomUuid } from "../../client/api/uuid.js";
import { fill, h, keyed } from "../dom.js";
import { messageOf } from "../errors.js";
import { isKhmer, lengthOf } from "../format.js";
import { icon } from "../icons.js";
import { avatar, errorState, roleTag, skeletons, timeOf } from "./parts.js";
import { grow } from "./post-form.js";

/** @typedef {import("../context.js").Context} Context */
/** @typedef {import("../../client/api/types.js").Comment} Comment */

const LONGEST = 2000;

/**
 * The comments of a post with a place to write one.
 *
 * @param {Context} context
 * @param {import("../dom.js").Scope} scope
 * @param {string} postId
 */
export function comments(context, scope, postId) {
  const { t, workspace } = context;
  const thread = workspace.threads.of(postId);
  /** @type {Map<string, Element>} */
  const kept = new Map();
  const list = h("ol.comment-list");
  const state = h("div");
  const box = h("section.comments", { "aria-label": t("comments.label") }, state, list);
  let first = true;

  function show() {
    const { status } = thread;
    box.setAttribute("aria-busy", String(status === "loading"));
    const all = thread.comments;
    if (status === "error")
      fill(state, errorState(context, t("comments.error"), thread.error, load));
    else if (status !== "ready") fill(state, skeletons(context, 2, "row"));
    else fill(state, all.length === 0 && h("p.comments-empty", {}, t("comments.empty")));
    const byId = new Map(all.map((comment) => [comment.id, comment]));
    keyed(list, kept, [...byId.keys()], (id) => item(/** @type {Comment} */ (byId.get(id))));
    if (status === "ready") first = false;
  }

  /** @param {Comment} comment */
  function item(comment) {
    const { author, content, depth } = comment;
    const reply = h("button.link-button", { type: "button", "aria-expanded": "false" });
    reply.append(t("comments.reply"));
    reply.setAttribute("aria-label", t("comments.replyTo", { name: author.name }));
    const element = h(
      "li.comment",
      { "data-depth": Math.min(depth, 3), "data-fresh": !first },
      avatar(author, "small"),
      h(
        "div.comment-body",
        { role: "article", "aria-label": t("comments.by", { name: author.name }) },
        h(
          "p.byline",
          {},
          h("b", {}, author.name),
          roleTag(context, author.role),
          timeOf(context, comment.createdAt),
        ),
        h("p.comment-text", { lang: isKhmer(content) ? "km" : null }, content),
        workspace.may("comments:create") && reply,
      ),
    );
    reply.addEventListener("click", () => toggleReply(element, reply, comment));
    return element;
  }

  /**
   * @param {Element} element
   * @param {HTMLElement} button
   * @param {Comment} comment
   */
  function toggleReply(element, button, comment) {
    const open = element.querySelector("form");
    button.setAttribute("aria-expanded", String(open === null));
    if (open !== null) {
      open.remove();
      return;
    }
    const close = () => {
      form.element.remove();
      button.setAttribute("aria-expanded", "false");
      button.focus();
    };
    const prompt = t("comments.replyPrompt", { name: comment.author.name });
    const form = commentForm(context, postId, { parentId: comment.id, prompt, close });
    element.querySelector(".comment-body")?.append(form.element);
    form.focus();
  }

  function load() {
    void thread.load();
  }

  thread.viewers += 1;
  scope.add(thread.on("change", show), () => void (thread.viewers -= 1));
  show();
  load();
  if (workspace.may("comments:create")) {
    const prompt = t("comments.prompt");
    box.append(commentForm(context, postId, { parentId: null, prompt }).element);
  }
  return box;
}

/**
 * @param {Context} context
 * @param {string} postId
 * @param {{parentId: string | null, prompt: string, close?: () => void}} options
 */
function commentForm({ t, workspace, announce }, postId, { parentId, prompt, close }) {
  const { drafts } = workspace;
  const draftName = `comment:${postId}:${parentId ?? ""}`;
  const error = h("p.form-error", { role: "alert" });
  const field = h("textarea.area.area-small", {
    rows: 1,
    placeholder: prompt,
    "aria-label": prompt,
    oninput: note,
    onkeydown: onKey,
  });
  field.value = drafts.get(draftName)?.content ?? "";
  const label = t("comments.send");
  const send = h(
    "button.icon-button.send",
    { type: "submit", "aria-label": label, title: label },
    icon("send"),
  );
  const form = h("form.comment-form", { novalidate: true, onsubmit: submit }, field, send, error);
  let key = randomUuid();
  let tried = "";
  let busy = false;

  function note() {
    const length = lengthOf(field.value);
    send.disabled = busy || length === 0 || length > LONGEST;
    error.textContent = length > LONGEST ? t("error.field.long") : "";
    if (length === 0) drafts.delete(draftName);
    else drafts.set(draftName, { content: field.value });
    grow(field);
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    else if (event.key === "Escape" && close !== undefined) close();
  }

  /** @param {SubmitEvent} event */
  async function submit(event) {
    event.preventDefault();
    const content = field.value.trim();
    if (busy || content === "") return;
    if (tried !== "" && tried !== content) key = randomUuid();
    tried = content;
    busy = true;
    note();
    try {
      await workspace.threads.of(postId).add({ content, parentId }, key);
      field.value = "";
      key = randomUuid();
      tried = "";
      announce(t("comments.added"));
      close?.();
    } catch (failure) {
      error.textContent = messageOf(failure, t);
    }
    const message = error.textContent;
    busy = false;
    note();
    error.textContent = message;
  }

  note();
  return { element: form, focus: () => field.focus() };
}
