import { ApiError } from "../../client/api.js";
import { attributes, fill, h } from "../dom.js";
import { errorState, skeletons } from "./parts.js";

/**
 * A part of the page whose code is loaded when somebody opens it.
 *
 * @template T
 * @param {Pick<import("../context.js").Context, "t">} context
 * @param {import("../dom.js").Scope} scope ends when the part is not wanted any more
 * @param {() => Promise<T>} load
 * @param {(module: T) => Node} show
 */
export function later(context, scope, load, show) {
  const { t } = context;
  const place = h("div", { "aria-busy": true }, skeletons(context, 2, "post"));
  let wanted = true;
  scope.add(() => {
    wanted = false;
  });

  /** @param {unknown} cause */
  function fail(cause) {
    const error = new ApiError({ status: 0, code: "network", title: t("app.failed"), cause });
    attributes(place, { "aria-busy": null });
    // A document remembers a module that did not load; only a new document asks for it again.
    fill(place, errorState(context, t("app.failed"), error, () => location.reload()));
  }

  load().then((module) => {
    if (wanted) place.replaceWith(show(module));
  }, fail);
  return place;
}
