import { fill, h } from "../../dom.js";
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
  const element = h("div.paged");
  function show() {
    const { status, items, error } = pages;
    element.setAttribute("aria-busy", String(status === "loading"));
    if (status === "loading") return fill(element, skeletons(context, 3, "row"));
    if (status === "error") {
      return fill(
        element,
        errorState(context, context.t("feed.error"), error, () => void pages.load()),
      );
    }
    const more = () => void pages.more().catch(context.fail);
    fill(
      element,
      items.length === 0
        ? empty()
        : h("ul.cards", { "aria-label": label }, ...items.map((item) => h("li", {}, row(item)))),
      pages.hasMore && moreButton(context, pages, more),
    );
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
