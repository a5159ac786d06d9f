import { Scope, attributes, fill, h } from "../dom.js";
import { icon } from "../icons.js";
import { layoutOf, readRoute } from "../routes.js";
import { brand, languageChoice } from "./brand.js";
import { feedView } from "./feed.js";
import { later } from "./later.js";
import { notificationsView } from "./notifications.js";
import { avatar, iconButton, keepTimes, roleTag } from "./parts.js";
import { peopleView } from "./people.js";
import { postPage } from "./post-page.js";
import { degradedLine, statusBanner, statusPill } from "./status.js";

/** @typedef {import("../context.js").Context} Context */

/**
 * @typedef {Context & {signOut: () => void, languageChanged: () => void,
 *   switchSchool: (tenantId: string) => void}} ShellContext
 */

/**
 * The page of somebody who is signed in: a header, ways to the parts, and the part that is open.
 *
 * @param {ShellContext} context
 * @param {Scope} scope
 */
export function shellView(context, scope) {
  const { t, workspace, signOut } = context;
  const { me } = workspace;
  const main = h("main.main", { id: "main", tabindex: "-1" });
  const side = h("aside.side");
  let inner = scope.child();
  /** @type {string | null} */
  let shown = null;

  const links = [
    navLink("home", "#/", "nav.home"),
    navLink("class", "#/classroom", "nav.classroom"),
    navLink("notifications", "#/notifications", "nav.notifications"),
    navLink("people", "#/people", "nav.people"),
  ];
  if (workspace.may("tenant:manage")) links.push(navLink("health", "#/health", "nav.health"));
  const badge = h("span.badge", { hidden: true });
  links[2].append(badge);

  /**
   * @param {"home" | "class" | "notifications" | "people" | "health"} name
   * @param {string} href
   * @param {string} label
   */
  function navLink(name, href, label) {
    const pictures = /** @type {const} */ ({ notifications: "bell", health: "pulse" });
    const picture = name === "notifications" || name === "health" ? pictures[name] : name;
    return h(
      "a.nav-link",
      { href, "data-route": name },
      icon(picture),
      h("span.nav-text", {}, t(label)),
    );
  }

  function showBadge() {
    const { unread } = workspace.notifications;
    badge.hidden = unread === 0;
    const few = unread > 99 ? `${context.i18n.number(99)}+` : context.i18n.number(unread);
    const said = h("span.visually-hidden", {}, ` ${t("nav.unread", { count: unread })}`);
    fill(badge, h("span", { "aria-hidden": "true" }, few), said);
    document.title = unread === 0 ? "Stunity" : `(${few}) Stunity`;
  }

  function showRoute() {
    const route = readRoute(location.hash);
    const key = JSON.stringify(route);
    if (key === shown) return;
    const first = shown === null;
    shown = key;
    inner.end();
    inner = scope.child();
    fill(main, ...view(route, inner));
    fill(side, ...panels(route, inner));
    const layout = layoutOf(route.name);
    element.dataset.layout = layout;
    const part = layout === "feed" ? route.name : "class";
    for (const link of links) {
      const current = link.dataset.route === part;
      attributes(link, { "aria-current": current ? "page" : null });
    }
    // A reader of another page begins at its top, and a screen reader with its heading.
    if (first) return;
    window.scrollTo({ top: 0 });
    main.focus({ preventScroll: true });
  }

  /**
   * @param {import("../routes.js").Route} route
   * @param {Scope} own
   * @returns {import("../dom.js").Child[]}
   */
  function view(route, own) {
    if (route.name === "post") return postPage(context, own, route.id);
    if (route.name === "notifications") return [notificationsView(context, own, "h1")];
    if (route.name === "people") return [peopleView(context, own, "h1")];
    if (route.name === "health" && workspace.may("tenant:manage")) {
      const load = () => import("./health.js");
      return [later(context, own, load, ({ healthView }) => healthView(context, own))];
    }
    if ("id" in route) {
      const load = () => import("./classroom/view.js");
      const show = (/** @type {Awaited<ReturnType<typeof load>>} */ { classroomView }) =>
        classroomView(context, own, route);
      return [later(context, own, load, show)];
    }
    return feedView(context, own);
  }

  /**
   * What a wide window shows beside; the open part is not shown twice.
   *
   * @param {import("../routes.js").Route} route
   * @param {Scope} own
   */
  function panels(route, own) {
    if (layoutOf(route.name) !== "feed") return [];
    return [
      route.name !== "notifications" && notificationsView(context, own, "h2"),
      route.name !== "people" && peopleView(context, own, "h2"),
    ];
  }

  scope.add(workspace.notifications.on("change", showBadge), keepTimes(context));
  scope.add(
    workspace.notifications.on("new", ({ data }) => {
      if (document.visibilityState === "visible") context.announce(data.message || data.title);
    }),
  );
  window.addEventListener("hashchange", showRoute);
  scope.add(() => window.removeEventListener("hashchange", showRoute));
  showBadge();

  const element = h(
    "div.shell",
    {},
    h("a.skip", { href: "#main", onclick: skip }, t("app.skip")),
    h(
      "header.topbar",
      {},
      h("a.brand-link", { href: "#/", "aria-label": t("app.home") }, brand()),
      school(context),
      h("span.grow"),
      statusPill(context, scope),
      languageChoice(context),
      iconButton("out", t("nav.signOut"), { onclick: signOut }),
    ),
    statusBanner(context, scope),
    degradedLine(context, scope),
    h(
      "div.columns",
      {},
      h(
        "nav.nav",
        { "aria-label": t("nav.label") },
        ...links,
        h(
          "div.nav-me",
          { role: "group", "aria-label": t("nav.account") },
          avatar(me),
          h("span.nav-me-text", {}, h("b", {}, me.name), roleTag(context, me.role)),
        ),
      ),
      main,
      side,
    ),
  );
  showRoute();
  return element;

  /** @param {Event} event */
  function skip(event) {
    // The address after the # belongs to the routes.
    event.preventDefault();
    main.focus();
  }
}

/**
 * The name of the school; with several, a choice among them.
 *
 * @param {ShellContext} context
 */
function school({ t, i18n, workspace: { me }, switchSchool }) {
  const nameOf = (/** @type {import("../../client/api/types.js").Tenant} */ tenant) =>
    (i18n.language === "km" && tenant.nameKh) || tenant.name;
  if (me.memberships.length < 2) return h("span.topbar-school", {}, nameOf(me.tenant));
  const options = me.memberships.map(({ tenant }) => {
    const selected = tenant.id === me.tenant.id;
    return h("option", { value: tenant.id, selected }, nameOf(tenant));
  });
  const properties = { "aria-label": t("nav.school"), onchange: () => switchSchool(select.value) };
  const select = h("select.topbar-select", properties, ...options);
  return select;
}
