import { attributes, fill, h, keyed } from "../dom.js";
import { avatar, emptyState, errorState, moreButton, roleTag, skeletons } from "./parts.js";

/** @typedef {import("../context.js").Context} Context */
/** @typedef {import("../model/people.js").ListName} ListName */
/** @typedef {import("../../client/api/types.js").Person} Person */

/**
 * Whom I follow and who follows me.
 *
 * @param {Context} context
 * @param {import("../dom.js").Scope} scope
 * @param {"h1" | "h2"} level
 */
export function peopleView(context, scope, level) {
  const { t, workspace, fail } = context;
  const { people } = workspace;
  const id = `people-${level}`;
  /** @type {ListName} */
  let name = "following";
  /** @type {Map<string, Element>} */
  let kept = new Map();
  const tabs = h("div.tabs.tabs-small", {
    role: "tablist",
    "aria-labelledby": id,
    onkeydown: onKey,
  });
  const state = h("div");
  const list = h("ul.rows");
  const foot = h("div");
  const panel = h("div", { role: "tabpanel", id: `${id}-panel` }, state, list, foot);

  for (const one of /** @type {ListName[]} */ (["following", "followers"])) {
    const given = { type: "button", role: "tab", "data-list": one, id: `${id}-${one}` };
    const choice = { ...given, "aria-controls": `${id}-panel`, onclick: () => choose(one) };
    tabs.append(h("button.tab", choice, t(`people.${one}`)));
  }

  /** @param {ListName} next */
  function choose(next) {
    name = next;
    kept = new Map();
    list.replaceChildren();
    show();
  }

  function show() {
    const { status, people: all, error, hasMore, loadingMore } = people.lists[name];
    for (const tab of tabs.children) {
      const selected = tab.getAttribute("data-list") === name;
      attributes(tab, { "aria-selected": String(selected), tabindex: selected ? "0" : "-1" });
    }
    panel.setAttribute("aria-labelledby", `${id}-${name}`);
    const suffix = name === "following" ? "emptyFollowing" : "emptyFollowers";
    if (status === "error")
      fill(
        state,
        errorState(context, t("people.error"), error, () => people.load()),
      );
    else if (status === "loading") fill(state, skeletons(context, 3, "row"));
    else {
      const empty = () => emptyState("people", t(`people.${suffix}`), t(`people.${suffix}Hint`));
      fill(state, all.length === 0 && empty());
    }
    const byId = new Map(all.map((person) => [person.id, person]));
    keyed(list, kept, [...byId.keys()], (key) => row(/** @type {Person} */ (byId.get(key))));
    for (const [key, element] of kept) button(element, /** @type {Person} */ (byId.get(key)));
    const more = () => void people.more(name).catch(fail);
    fill(foot, hasMore && moreButton(context, { loadingMore }, more));
  }

  /** @param {Person} person */
  function row(person) {
    const act = () => {
      const follows = people.relation(person.id) !== "NONE";
      people.follow(person.id, !follows).catch(fail);
    };
    return h(
      "li.row",
      {},
      avatar(person),
      h("span.row-text", {}, h("b.row-name", {}, person.name), roleTag(context, person.role)),
      workspace.may("social:follow") &&
        h("button.button.button-small.follow", { type: "button", onclick: act }),
    );
  }

  /**
   * @param {Element} element
   * @param {Person} person
   */
  function button(element, person) {
    const follow = element.querySelector(".follow");
    if (follow === null) return;
    const relation = people.relation(person.id);
    const words = {
      NONE: "people.follow",
      PENDING: "people.requested",
      ACCEPTED: "people.followed",
    };
    const key = relation === "NONE" ? "people.followName" : "people.unfollowName";
    follow.textContent = t(words[relation]);
    attributes(follow, {
      "aria-label": t(key, { name: person.name }),
      "data-on": relation !== "NONE",
    });
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    choose(name === "following" ? "followers" : "following");
    /** @type {HTMLElement | null} */ (tabs.querySelector("[aria-selected=true]"))?.focus();
    event.preventDefault();
  }

  scope.add(people.on("change", show));
  show();
  return h(
    "section.card.panel",
    { "aria-labelledby": id },
    h(level, { id }, t("people.title")),
    tabs,
    panel,
  );
}
