import { ActivityList } from "../../../client/helpers.js";
import { fill, h } from "../../dom.js";
import { emptyState, errorState, skeletons, timeOf } from "../parts.js";
import { back } from "./quizzes.js";

/**
 * What happened in the school lately, as it happens.
 *
 * @param {import("./context.js").ClassroomContext} context
 * @param {import("../../dom.js").Scope} scope
 */
export function activityView(context, scope) {
  const { t, api, workspace } = context;
  const list = new ActivityList(workspace.live);
  const fresh = h("p.note", { role: "status", hidden: true });
  const element = h("div.card.panel");
  let loaded = false;

  function show() {
    fresh.hidden = list.fresh === 0;
    fresh.textContent = t("activity.fresh", { count: list.fresh });
    if (!loaded) return;
    const rows = list.items.map((one) =>
      h(
        "li.row",
        {},
        h("span.row-text", {}, h("span", {}, one.description), timeOf(context, one.createdAt)),
      ),
    );
    const none = emptyState("leaf", t("activity.none"), t("activity.noneHint"));
    fill(
      element,
      rows.length === 0 ? none : h("ul.rows", { "aria-label": t("classroom.activity") }, ...rows),
    );
  }

  async function load() {
    fill(element, skeletons(context, 4, "row"));
    try {
      const { data } = await api.request("GET", "/activity", { query: { limit: 50 } });
      loaded = true;
      list.load(data);
      show();
    } catch (error) {
      fill(
        element,
        errorState(context, t("feed.error"), error, () => void load()),
      );
    }
  }

  list.addEventListener?.("change", show);
  scope.add(
    workspace.live.on("stale", () => void load()),
    () => list.stop(),
  );
  void load();
  return h(
    "div.page",
    {},
    back(context, "#/classroom", "classroom.title"),
    h("h1", {}, t("classroom.activity")),
    fresh,
    element,
  );
}
