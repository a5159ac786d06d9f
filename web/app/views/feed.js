import { Scope, fill, h, keyed } from "../dom.js";
import { icon } from "../icons.js";
import { composer } from "./composer.js";
import { emptyState, errorState, moreButton, skeletons } from "./parts.js";
import { postCard } from "./post-card.js";

/** @typedef {import("../context.js").Context} Context */

/** Above this the reader is at the beginning, and new posts may push the list down. */
const TOP = 160;

/**
 * The feed: two lists behind two tabs, a place to write, and a sign that says how many new posts
 * wait above.
 *
 * @param {Context} context
 * @param {Scope} scope
 */
export function feedView(context, scope) {
  const { t, workspace, announce } = context;
  const tabs = h("div.tabs", {
    role: "tablist",
    "aria-label": t("feed.title"),
    onkeydown: onTabKey,
  });
  const pill = h("button.pill", { type: "button", hidden: true, onclick: showWaiting });
  const list = h("div.feed", { role: "feed", "aria-label": t("feed.title"), onkeydown: onFeedKey });
  const state = h("div");
  const foot = h("div.feed-foot");
  const panel = h("div", { id: "feed-panel", role: "tabpanel" }, pill, state, list, foot);
  /** @type {Map<string, Element>} */
  const kept = new Map();
  /** @type {Map<string, Scope>} */
  const scopes = new Map();
  let inner = scope.child();
  let told = 0;

  for (const mode of /** @type {const} */ (["latest", "following"])) {
    const properties = {
      type: "button",
      role: "tab",
      id: `tab-${mode}`,
      "aria-controls": "feed-panel",
    };
    tabs.append(h("button.tab", { ...properties, onclick: () => choose(mode) }, t(`feed.${mode}`)));
  }

  /** @param {import("../model/feed.js").FeedMode} mode */
  function choose(mode) {
    workspace.show(mode);
  }

  /** Follow the list that is shown now. */
  function follow() {
    inner.end();
    inner = scope.child();
    told = 0;
    for (const one of scopes.values()) one.end();
    scopes.clear();
    kept.clear();
    list.replaceChildren();
    inner.add(workspace.feed.on("change", show));
    for (const tab of tabs.children) {
      const selected = tab.id === `tab-${workspace.mode}`;
      tab.setAttribute("aria-selected", String(selected));
      tab.setAttribute("tabindex", selected ? "0" : "-1");
    }
    panel.setAttribute("aria-labelledby", `tab-${workspace.mode}`);
    atTop();
    show();
  }

  function show() {
    const { feed } = workspace;
    const { status, ids, hasMore, waiting } = feed;
    list.setAttribute("aria-busy", String(status === "loading" || feed.loadingMore));
    const fresh = kept.size > 0;
    keyed(
      list,
      kept,
      ids,
      (id) => create(id, fresh && id === ids[0]),
      (id) => {
        scopes.get(id)?.end();
        scopes.delete(id);
      },
    );
    [...list.children].forEach((card, index) =>
      card.setAttribute("aria-posinset", String(index + 1)),
    );
    for (const card of list.children)
      card.setAttribute("aria-setsize", hasMore ? "-1" : `${ids.length}`);
    if (status === "error") fill(state, errorState(context, t("feed.error"), feed.error, load));
    else if (status !== "ready") fill(state, skeletons(context, 3, "post"));
    else fill(state, ids.length === 0 && nothing());
    showFoot();
    pill.hidden = waiting.length === 0;
    fill(pill, icon("up"), t("feed.new", { count: waiting.length }));
    if (waiting.length > told) announce(t("feed.new", { count: waiting.length }));
    told = waiting.length;
  }

  function load() {
    void workspace.feed.load();
  }

  function nothing() {
    const suffix = workspace.mode === "following" ? "Following" : "";
    return emptyState("leaf", t(`feed.empty${suffix}`), t(`feed.empty${suffix}Hint`));
  }

  function showFoot() {
    const { feed } = workspace;
    if (feed.moreError !== null) {
      fill(
        foot,
        errorState(context, t("feed.error"), feed.moreError, () => void feed.more()),
      );
    } else if (feed.hasMore && feed.status === "ready") {
      // The button that has the focus stays the same one.
      const button = foot.querySelector(".more");
      const next = moreButton(context, feed, () => void workspace.feed.more());
      if (button === null || !button.contains(document.activeElement)) fill(foot, next);
      else button.textContent = next.textContent;
    } else {
      fill(foot, feed.ids.length > 5 && h("p.feed-end", {}, t("feed.end")));
    }
  }

  /**
   * @param {string} id
   * @param {boolean} fresh
   */
  function create(id, fresh) {
    const own = scope.child();
    scopes.set(id, own);
    return postCard(context, own, id, { fresh });
  }

  function showWaiting() {
    workspace.feed.showWaiting();
    window.scrollTo({ top: 0 });
    /** @type {HTMLElement | null} */ (list.firstElementChild)?.focus({ preventScroll: true });
  }

  function atTop() {
    workspace.feed.atTop = window.scrollY < TOP;
  }

  /** @param {KeyboardEvent} event */
  function onTabKey(event) {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    choose(workspace.mode === "latest" ? "following" : "latest");
    /** @type {HTMLElement | null} */ (tabs.querySelector("[aria-selected=true]"))?.focus();
    event.preventDefault();
  }

  /**
   * Page Up and Page Down move from post to post, as readers of a feed expect.
   *
   * @param {KeyboardEvent} event
   */
  function onFeedKey(event) {
    const step = { PageDown: 1, PageUp: -1 }[event.key];
    if (step === undefined) return;
    const cards = /** @type {HTMLElement[]} */ ([...list.children]);
    const at = cards.findIndex((card) => card.contains(document.activeElement));
    cards.at(Math.min(Math.max(at + step, 0), cards.length - 1))?.focus();
    event.preventDefault();
  }

  // The next page comes before the reader arrives there; the button is for keyboards.
  const watcher = new IntersectionObserver(
    (entries) => {
      if (entries.some((entry) => entry.isIntersecting)) void workspace.feed.more();
    },
    { rootMargin: "600px" },
  );
  watcher.observe(foot);
  window.addEventListener("scroll", atTop, { passive: true });
  scope.add(
    workspace.on("mode", follow),
    () => watcher.disconnect(),
    () => window.removeEventListener("scroll", atTop),
  );
  follow();
  return [
    h("h1.visually-hidden", {}, t("feed.title")),
    workspace.may("posts:create") && composer(context),
    tabs,
    panel,
  ];
}
