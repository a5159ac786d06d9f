import { fill, h, keyed } from "../dom.js";
import { icon } from "../icons.js";
import { avatar, emptyState, errorState, moreButton, skeletons, timeOf } from "./parts.js";

/** @typedef {import("../context.js").Context} Context */
/** @typedef {import("../../client/api/types.js").Notification} Notification */

/** @type {Record<string, import("../icons.js").IconName>} */
const ICONS = {
  POST_LIKE: "heart",
  POST_COMMENT: "comment",
  COMMENT_REPLY: "comment",
  NEW_FOLLOWER: "people",
};

/**
 * What concerns me, newest first.
 *
 * @param {Context} context
 * @param {import("../dom.js").Scope} scope
 * @param {"h1" | "h2"} level
 */
export function notificationsView(context, scope, level) {
  const { t, workspace, fail } = context;
  const { notifications } = workspace;
  const id = `notifications-${level}`;
  /** @type {Map<string, Element>} */
  const kept = new Map();
  const state = h("div");
  const list = h("ul.rows");
  const foot = h("div");
  const readAll = h(
    "button.link-button",
    { type: "button", onclick: () => void notifications.markAllRead().catch(fail) },
    icon("check"),
    t("notifications.readAll"),
  );

  function show() {
    const { status, items, error, hasMore, unread } = notifications;
    readAll.hidden = unread === 0;
    const load = () => void notifications.load();
    if (status === "error") fill(state, errorState(context, t("notifications.error"), error, load));
    else if (status === "loading" && items.length === 0) fill(state, skeletons(context, 3, "row"));
    else {
      const empty = () =>
        emptyState("bell", t("notifications.empty"), t("notifications.emptyHint"));
      fill(state, items.length === 0 && empty());
    }
    // A notification that grew or was read is drawn anew: its key holds all that is shown of it.
    const byKey = new Map(items.map((item) => [keyOf(item), item]));
    keyed(list, kept, [...byKey.keys()], (key) =>
      row(/** @type {Notification} */ (byKey.get(key))),
    );
    const more = () => void notifications.more().catch(fail);
    fill(foot, hasMore && moreButton(context, notifications, more));
  }

  /** @param {Notification} item */
  function row(item) {
    const actor = item.actor ?? { id: item.id, name: t("notifications.somebody"), avatar: null };
    const picture = h(
      "span.row-picture",
      {},
      avatar(actor),
      h("span.row-kind", { "data-type": item.type }, icon(ICONS[item.type] ?? "bell")),
    );
    const unread = h(
      "span.unread-dot",
      {},
      h("span.visually-hidden", {}, t("notifications.unread")),
    );
    const text = h(
      "span.row-text",
      {},
      h("span", {}, sentence(item)),
      timeOf(context, item.updatedAt),
    );
    const open = {
      href: target(item),
      onclick: () => void notifications.markRead(item.id).catch(fail),
    };
    return h(
      "li",
      {},
      h(
        "a.row.row-link",
        { ...open, "data-unread": !item.read },
        picture,
        text,
        !item.read && unread,
      ),
    );
  }

  /** @param {Notification} item */
  function sentence({ type, actor, groupCount, message, title }) {
    // A kind that this page does not know yet is told in the words of the server.
    if (actor === null || !(type in ICONS)) return message || title;
    return t(`notifications.${type}`, { name: actor.name, count: groupCount });
  }

  scope.add(notifications.on("change", show));
  show();
  const head = h("div.panel-head", {}, h(level, { id }, t("notifications.title")), readAll);
  return h("section.card.panel", { "aria-labelledby": id }, head, state, list, foot);
}

/** @param {Notification} item */
function keyOf({ id, read, groupCount, updatedAt }) {
  return `${id} ${read} ${groupCount} ${updatedAt}`;
}

/**
 * Where a notification leads.
 *
 * @param {Notification} item
 */
function target({ type, link, actionUrl, entityType, entityId }) {
  if (entityType?.toLowerCase() === "pulse" || link?.startsWith("/pulses/")) return "#/pulses";
  const post = /\/posts\/([0-9a-f-]{36})/.exec(`${link ?? ""} ${actionUrl ?? ""}`)?.[1];
  if (post !== undefined) return `#/posts/${post}`;
  if (entityType?.toLowerCase() === "post" && entityId !== null) return `#/posts/${entityId}`;
  return type === "NEW_FOLLOWER" ? "#/people" : "#/notifications";
}
