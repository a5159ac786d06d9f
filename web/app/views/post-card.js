import { Scope, attributes, fill, h } from "../dom.js";
import { icon } from "../icons.js";
import { comments } from "./comments.js";
import { ask } from "./dialog.js";
import { menu } from "./menu.js";
import { avatar, roleTag, timeOf } from "./parts.js";
import { postForm } from "./post-form.js";
import { postText } from "./post-text.js";

/** @typedef {import("../context.js").Context} Context */
/** @typedef {import("../../client/api/types.js").Post} Post */

/** @type {Record<import("../../client/api/types.js").Visibility, import("../icons.js").IconName>} */
const VISIBILITY_ICONS = {
  PUBLIC: "globe",
  SCHOOL: "school",
  CLASS: "class",
  CONNECTIONS: "link",
  PRIVATE: "lock",
};

/**
 * A post with everything one can do with it. It follows the post until its scope ends.
 *
 * @param {Context} context
 * @param {import("../dom.js").Scope} scope
 * @param {string} id
 * @param {{open?: boolean, fresh?: boolean}} [options] `open`: with its comments
 */
export function postCard(context, scope, id, { open = false, fresh = false } = {}) {
  const { t, workspace, toast, fail } = context;
  const { posts, people, me } = workspace;
  const first = /** @type {Post} */ (posts.get(id));
  const { author } = first;
  const nameId = `post-${id}`;
  const byline = h("p.byline");
  const body = h("div.post-body");
  const likeCount = h("span.count");
  const commentCount = h("span.count");
  const like = h(
    "button.action.like",
    { type: "button", onclick: toggleLike },
    icon("heart"),
    likeCount,
  );
  const talk = h(
    "button.action",
    { type: "button", onclick: toggleComments },
    icon("comment"),
    commentCount,
  );
  const foot = h("div.post-foot", {}, like, talk);
  /** @type {Scope | null} */
  let thread = null;
  /** The text on the page, so that a like does not build it anew. */
  let shown = "";
  let editing = false;

  const article = h(
    "article.card.post",
    { "aria-labelledby": nameId, tabindex: "-1", "data-id": id, "data-fresh": fresh },
    h(
      "header.post-head",
      {},
      avatar(author),
      h("div.post-who", {}, h("h2.post-author", { id: nameId }, author.name), byline),
      menu(t("post.menu", { name: author.name }), menuItems),
    ),
    body,
    foot,
  );

  function show() {
    const post = posts.get(id);
    if (post === null) return;
    const text = JSON.stringify([
      post.content,
      post.contentKh,
      post.title,
      post.hashtags,
      post.media,
    ]);
    if (text !== shown && !editing) {
      shown = text;
      fill(body, ...postText(context, post));
    }
    fill(byline, roleTag(context, author.role), ...details(post));
    attributes(like, {
      "aria-pressed": post.liked,
      "aria-label": `${t("post.like")}, ${t("post.likes", { count: post.likesCount })}`,
    });
    attributes(talk, {
      "aria-expanded": thread !== null,
      "aria-label": `${t("post.comment")}, ${t("post.comments", { count: post.commentsCount })}`,
    });
    count(likeCount, post.likesCount, "post.like");
    count(commentCount, post.commentsCount, "post.comment");
  }

  /**
   * @param {HTMLElement} element
   * @param {number} value
   * @param {string} label what the button says as long as there is nothing to count
   */
  function count(element, value, label) {
    const text = value === 0 ? t(label) : context.i18n.number(value);
    if (element.textContent === text) return;
    const changed = element.textContent !== "";
    element.textContent = text;
    // The animation starts again only on an element that did not have it.
    element.classList.remove("bump");
    if (changed) requestAnimationFrame(() => element.classList.add("bump"));
  }

  /** @param {Post} post */
  function details(post) {
    const seen = t(`visibility.${post.visibility}`);
    const sight = h(
      "span.visibility",
      { title: seen },
      icon(VISIBILITY_ICONS[post.visibility]),
      seen,
    );
    const kind = post.type === "TEXT" ? null : h("span.kind", {}, t(`type.${post.type}`));
    const by = post.editedBy?.name;
    const said = by === undefined ? t("post.edited") : t("post.editedBy", { name: by });
    const edited = post.editedAt === null ? null : h("span", {}, `(${said})`);
    return [kind, timeOf(context, post.createdAt), edited, sight];
  }

  function toggleLike() {
    const post = posts.get(id);
    if (post !== null) posts.like(id, !post.liked).catch(fail);
  }

  function toggleComments() {
    if (thread === null) {
      thread = scope.child();
      article.append(comments(context, thread, id));
    } else {
      thread.end();
      thread = null;
      article.querySelector(".comments")?.remove();
    }
    show();
  }

  function menuItems() {
    const post = posts.get(id);
    /** @type {import("./menu.js").MenuItem[]} */
    const items = [];
    const here = location.hash === `#/posts/${id}`;
    if (!here) {
      items.push({
        icon: "open",
        label: t("post.link"),
        act: () => (location.hash = `#/posts/${id}`),
      });
    }
    if (author.id !== me.id && workspace.may("social:follow")) {
      const follows = people.relation(author.id) !== "NONE";
      const label = t(follows ? "post.unfollow" : "post.follow", { name: author.name });
      const done = t(follows ? "post.unfollowed" : "post.followed", { name: author.name });
      const act = () => void people.follow(author.id, !follows).then(() => toast(done), fail);
      items.push({ icon: follows ? "close" : "follow", label, act });
    }
    if (post?.canEdit) {
      items.push({ icon: "pencil", label: t("post.edit"), act: edit });
      items.push({ icon: "trash", label: t("post.delete"), act: remove, danger: true });
    }
    return items;
  }

  function edit() {
    const post = posts.get(id);
    if (post === null) return;
    editing = true;
    const { content, contentKh, hashtags, media, title } = post;
    const form = postForm(context, {
      text: { content, contentKh: contentKh ?? "", hashtags },
      prompt: t("compose.text"),
      label: t("post.editing"),
      submitLabels: [t("app.save"), t("compose.busy")],
      cancel: done,
      submit: async (text) => {
        // A text is replaced as a whole, so what has no field here goes along.
        const rest = { title, media, contentKh: text.contentKh.trim() || null };
        await posts.edit(id, { ...rest, content: text.content.trim(), hashtags: text.hashtags });
        toast(t("post.saved"));
        done();
      },
    });
    fill(body, form.element);
    form.focus();
  }

  function done() {
    editing = false;
    shown = "";
    show();
    article.focus();
  }

  async function remove() {
    const words = { title: t("post.deleteTitle"), text: t("post.deleteText") };
    const sure = await ask({ ...words, confirm: t("post.delete"), cancel: t("app.cancel") });
    if (!sure) return;
    try {
      await posts.delete(id);
      toast(t("post.deleted"));
    } catch (error) {
      fail(error);
    }
  }

  scope.add(posts.on("change", (changed) => void (changed === id && show())));
  show();
  if (open) toggleComments();
  return article;
}
