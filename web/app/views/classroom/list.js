import { attributes, fill, h, keyed } from "../../dom.js";
import { errorState, moreButton, skeletons } from "../parts.js";

/**
 * A list that is read page by page, in all its states.
 *
 * @template T
 * @param {import("./context.js").ClassroomContext} context
 * @param {import("../../dom.js").Scope} scope
 * @param {import("../../model/classroom/pages.js").Pages<T>} pages
 * @param {{row: (item: T) => Node, empty: () => Node, label: string}} views
 */
export function pagedList(context, scope, pages, { row, empty, label }) {
  /** @type {Map<string, Element>} */
  const kept = new Map();
  const state = h("div");
  const list = h("ul.cards", { "aria-label": label });
  const foot = h("div");
  const element = h("div.paged", {}, state, list, foot);

  function show() {
    const { status, items, error } = pages;
    attributes(element, { "aria-busy": status === "loading" });
    const load = () => void pages.load();
    if (status === "loading") fill(state, skeletons(context, 3, "row"));
    else if (status === "error") {
      fill(state, errorState(context, context.t("feed.error"), error, load));
    } else fill(state, items.length === 0 && empty());
    // What did not change is not drawn anew: somebody may be writing in it.
    const byKey = new Map(items.map((item) => [JSON.stringify(item), item]));
    keyed(list, kept, [...byKey.keys()], (key) =>
      h("li", {}, row(/** @type {T} */ (byKey.get(key)))),
    );
    const more = () => void pages.more().catch(context.fail);
    fill(foot, pages.hasMore && moreButton(context, pages, more));
  }
  scope.add(pages.on("change", show));
  void pages.load();
  show();
  return element;
}

/**
 * A labelled field of a form.
 *
 * @param {string} id
 * @param {string} label
 * @param {HTMLElement} control
 * @param {string} [hint]
 */
export function field(id, label, control, hint) {
  control.id = id;
  const described = hint === undefined ? null : `${id}-hint`;
  if (described !== null) control.setAttribute("aria-describedby", described);
  return h(
    "div.field",
    {},
    h("label.label", { for: id }, label),
    control,
    described && h("p.hint", { id: described }, hint),
  );
}

/**
 * @param {string} id
 * @param {string} label
 * @param {boolean} checked
 * @param {(checked: boolean) => void} change
 */
export function checkbox(id, label, checked, change) {
  const box = h("input", { id, type: "checkbox", onchange: () => change(box.checked) });
  box.checked = checked;
  return h("label.check", { for: id }, box, h("span", {}, label));
}

/**
 * @param {readonly [value: string, label: string][]} options
 * @param {string} value
 * @param {(value: string) => void} change
 */
export function choice(options, value, change) {
  const all = options.map(([key, label]) =>
    h("option", { value: key, selected: key === value }, label),
  );
  const select = h("select.input", { onchange: () => change(select.value) }, ...all);
  return select;
}

/**
 * A number, or nothing.
 *
 * @param {number | null} value
 * @param {{min: number, max: number, step?: number | string, placeholder?: string}} limits
 * @param {(value: number | null) => void} change
 */
export function numberInput(value, limits, change) {
  const input = h("input.input", {
    type: "number",
    inputmode: "decimal",
    ...limits,
    value: value ?? "",
    oninput: () => change(input.value === "" ? null : input.valueAsNumber),
  });
  return input;
}
