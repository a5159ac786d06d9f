import { fill, h } from "../dom.js";
import { icon } from "../icons.js";
import { emptyState, errorState, skeletons } from "./parts.js";
import { postCard } from "./post-card.js";

/** @typedef {import("../context.js").Context} Context */

/**
 * One post on its own page, with its comments.
 *
 * @param {Context} context
 * @param {import("../dom.js").Scope} scope
 * @param {string} id
 */
export function postPage(context, scope, id) {
  const { t, workspace } = context;
  const { posts } = workspace;
  const state = h("div");
  let card = scope.child();

  function gone() {
    card.end();
    fill(state, emptyState("leaf", t("post.gone"), t("post.goneHint")));
  }

  function show() {
    card.end();
    card = scope.child();
    fill(state, postCard(context, card, id, { open: true }));
  }

  async function load() {
    fill(state, skeletons(context, 1, "post"));
    try {
      await posts.load(id);
      show();
    } catch (error) {
      if (/** @type {{status?: number}} */ (error).status === 404) gone();
      else
        fill(
          state,
          errorState(context, t("feed.error"), error, () => void load()),
        );
    }
  }

  workspace.open(id);
  scope.add(
    posts.on("remove", (removed) => void (removed === id && gone())),
    () => workspace.open(null),
  );
  if (posts.get(id) === null) void load();
  else show();
  return [
    h("h1.visually-hidden", {}, t("post.title", { name: posts.get(id)?.author.name ?? "…" })),
    h("a.back", { href: "#/" }, icon("back"), t("post.back")),
    state,
  ];
}
