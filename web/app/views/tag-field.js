import { h, keyed } from "../dom.js";
import { normaliseTag } from "../format.js";
import { icon } from "../icons.js";

const MOST = 10;

/**
 * A field that turns words into hashtags: Enter, a comma or a blank ends one, Backspace in the
 * empty field takes the last one back.
 *
 * @param {Pick<import("../context.js").Context, "t" | "announce">} context
 * @param {string} id
 * @param {string[]} initial
 * @param {() => void} changed
 */
export function tagField({ t, announce }, id, initial, changed) {
  let tags = [...initial];
  /** @type {Map<string, Element>} */
  const kept = new Map();
  const list = h("ul.tags.tags-edit", { "aria-label": t("compose.tags") });
  const input = h("input.tag-input", {
    id,
    type: "text",
    autocomplete: "off",
    autocapitalize: "off",
    maxlength: 60,
    placeholder: t("compose.tagsPrompt"),
    "aria-label": t("compose.tagsPrompt"),
    "aria-describedby": `${id}-error`,
    onkeydown: onKey,
    oninput: onInput,
    onblur: take,
  });
  const error = h("p.field-error", { id: `${id}-error`, role: "alert" });

  function show() {
    keyed(list, kept, tags, chip);
    input.hidden = tags.length >= MOST;
  }

  /** @param {string} tag */
  function chip(tag) {
    const remove = () => {
      set(tags.filter((other) => other !== tag));
      input.focus();
    };
    const label = t("compose.tagRemove", { tag });
    const button = { type: "button", "aria-label": label, title: label, onclick: remove };
    return h("li.tag", {}, `#${tag}`, h("button.tag-remove", button, icon("close")));
  }

  /** @param {string[]} next */
  function set(next) {
    tags = next;
    show();
    changed();
  }

  /** Take what is written as hashtags, one for each word. */
  function take() {
    const words = input.value.split(/[\s,]+/).filter(Boolean);
    error.textContent = "";
    for (const word of words) {
      const tag = normaliseTag(word);
      if (tag === null) return complain("compose.tagInvalid");
      if (tags.length >= MOST) return complain("compose.tagMany");
      if (!tags.includes(tag)) set([...tags, tag]);
    }
    input.value = "";
    return true;
  }

  /** @param {string} key */
  function complain(key) {
    error.textContent = t(key);
    return false;
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    // Enter also ends a word of an input method, which is not for us.
    if (event.key === "Enter" && !event.isComposing && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      take();
    } else if (event.key === "Backspace" && input.value === "" && tags.length > 0) {
      const last = tags[tags.length - 1];
      set(tags.slice(0, -1));
      announce(t("compose.tagRemove", { tag: last }));
    }
  }

  function onInput() {
    error.textContent = "";
    if (/[\s,]/.test(input.value)) take();
  }

  show();
  return {
    element: h("div.tag-field", {}, list, input, error),
    take,
    get tags() {
      return tags;
    },
  };
}
