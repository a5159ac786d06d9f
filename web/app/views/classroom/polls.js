import { fill, h } from "../../dom.js";
import { icon } from "../../icons.js";
import { LETTERS } from "../../model/classroom/answers.js";
import { busy } from "./context.js";
import { countBars } from "./figures.js";
import { choice, field, checkbox } from "./list.js";
import { shape } from "./shapes.js";

/** @typedef {import("./context.js").ClassroomContext} ClassroomContext */
/** @typedef {import("../../model/classroom/board.js").Board} Board */
/** @typedef {import("../../model/classroom/polls.js").Poll} Poll */

const STARS = [1, 2, 3, 4, 5];
const MOST_WORDS = 3;

/**
 * The polls of a board. A form that somebody is filling in stays as counts arrive.
 *
 * @param {ClassroomContext} context
 * @param {Board} board
 */
export function pollsView(context, board) {
  const element = h("div.stack");
  /** @type {Map<string, {element: HTMLElement, show: (poll: Poll) => void}>} */
  const kept = new Map();

  function show() {
    const polls = board.polls.all;
    for (const [id, one] of kept) {
      if (polls.some((poll) => poll.id === id)) continue;
      one.element.remove();
      kept.delete(id);
    }
    for (const poll of polls) {
      let one = kept.get(poll.id);
      if (one === undefined) {
        kept.set(poll.id, (one = pollCard(context, board)));
        element.prepend(one.element);
      }
      one.show(poll);
    }
  }
  return { element, show };
}

/**
 * @param {ClassroomContext} context
 * @param {Board} board
 */
function pollCard(context, board) {
  const { t } = context;
  const results = h("div");
  const form = h("div");
  const state = h("span.chip");
  const title = h("h2");
  const close = h("button.button.button-small", { type: "button" }, t("poll.close"));
  const element = h(
    "section.card.panel.poll",
    {},
    h("div.panel-head", {}, title, state),
    form,
    results,
    close,
  );
  let drawn = "";
  /** @type {Poll | null} */
  let current = null;
  close.addEventListener("click", () => {
    if (current !== null)
      void busy(context, close, () => board.polls.close(/** @type {Poll} */ (current).id));
  });

  /** @param {Poll} poll */
  function show(poll) {
    current = poll;
    title.textContent = poll.prompt;
    state.textContent = t(`poll.${poll.status}`);
    close.hidden = poll.status !== "OPEN" || !board.detail.canManage;
    const open = poll.status === "OPEN";
    const key = `${open} ${poll.voted}`;
    if (key !== drawn) {
      drawn = key;
      fill(
        form,
        open && !poll.voted && ballot(context, board, poll),
        open && poll.voted && change(poll),
      );
    }
    fill(results, pollResults(context, poll));
  }

  /** @param {Poll} poll */
  function change(poll) {
    const again = () => fill(form, ballot(context, board, poll));
    return h(
      "p.hint",
      {},
      t("poll.thanks"),
      " ",
      h("button.link-button", { type: "button", onclick: again }, t("poll.change")),
    );
  }
  return { element, show };
}

/**
 * @param {ClassroomContext} context
 * @param {Board} board
 * @param {Poll} poll
 */
function ballot(context, board, poll) {
  const { t } = context;
  /** @type {{choices?: number[], rating?: number, words?: string[]}} */
  let answer = {};
  const send = h("button.button.button-primary", { type: "submit" }, t("poll.vote"));
  const error = h("p.field-error", { role: "alert" });
  const name = `poll-${poll.id}`;

  function controls() {
    if (poll.kind === "CHOICE") return h("div.poll-options", {}, ...poll.options.map(option));
    if (poll.kind === "RATING") return h("div.poll-stars", {}, ...STARS.map(star));
    return h(
      "div.poll-words",
      {},
      ...Array.from({ length: MOST_WORDS }, (_, place) => {
        const label = t("poll.word", { n: place + 1 });
        return h("input.input", {
          maxlength: 30,
          "aria-label": label,
          placeholder: label,
          oninput: words,
        });
      }),
    );
  }

  /**
   * @param {string} text
   * @param {number} place
   */
  function option(text, place) {
    const type = poll.multiple ? "checkbox" : "radio";
    const box = h("input", { type, name, value: place, onchange: chosen });
    const mark = h(
      "span.tile-mark",
      { "aria-hidden": "true" },
      shape(place),
      h("b", {}, LETTERS[place]),
    );
    return h("label.poll-option", { "data-place": place }, box, mark, h("span", {}, text));
  }

  /** @param {number} stars */
  function star(stars) {
    const box = h("input", {
      type: "radio",
      name,
      value: stars,
      onchange: () => (answer = { rating: stars }),
    });
    return h("label.poll-star", {}, box, h("b", {}, context.i18n.number(stars)));
  }

  function chosen() {
    const boxes = [
      .../** @type {NodeListOf<HTMLInputElement>} */ (element.querySelectorAll("input:checked")),
    ];
    answer = { choices: boxes.map((box) => Number(box.value)) };
  }

  function words() {
    const inputs = [
      .../** @type {NodeListOf<HTMLInputElement>} */ (element.querySelectorAll("input")),
    ];
    answer = { words: inputs.map((input) => input.value.trim()).filter(Boolean) };
  }

  const onsubmit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const given = Object.values(answer).flat();
    error.textContent = given.length === 0 ? t("poll.nothing") : "";
    if (given.length > 0) void busy(context, send, () => board.polls.vote(poll.id, answer));
  };
  const element = h(
    "form.stack",
    { onsubmit, "aria-label": poll.prompt },
    controls(),
    error,
    h("p", {}, send),
  );
  return element;
}

/**
 * @param {Pick<ClassroomContext, "t" | "i18n">} context
 * @param {Poll} poll
 */
export function pollResults({ t, i18n }, poll) {
  const total = h("p.hint", {}, t("poll.total", { count: poll.total }));
  if (poll.kind === "WORDCLOUD") return h("div", {}, cloud(poll), total);
  const names = poll.kind === "RATING" ? STARS.map((stars) => i18n.number(stars)) : poll.options;
  const counts = poll.counts.map((count, place) => ({ key: names[place] ?? "", count }));
  const mark = (/** @type {number} */ place) =>
    poll.kind === "CHOICE" &&
    h("span.bar-mark", { "aria-hidden": "true" }, shape(place), LETTERS[place]);
  return h("div", {}, countBars({ i18n }, t("poll.results"), counts, mark), total);
}

/**
 * Words in the size of their frequency; the count stands beside each for those who cannot compare.
 *
 * @param {Poll} poll
 */
function cloud({ words, counts }) {
  const most = Math.max(1, ...counts);
  const items = words.slice(0, 40).map((word, place) => {
    const count = counts[place] ?? 0;
    const item = h("li", { title: String(count) }, word, h("span.cloud-count", {}, String(count)));
    item.style.setProperty("--weight", String(count / most));
    return item;
  });
  return h("ul.cloud", {}, ...items);
}

/**
 * @param {ClassroomContext} context
 * @param {Board} board
 * @param {() => void} close
 */
export function pollForm(context, board, close) {
  const { t } = context;
  /** @type {{kind: Poll["kind"], multiple: boolean}} */
  const draft = { kind: "CHOICE", multiple: false };
  const prompt = h("input.input", { maxlength: 200 });
  const lines = h("textarea.area", { rows: 4 });
  const choices = h(
    "div.stack",
    {},
    field("poll-options", t("poll.options"), lines, t("poll.optionsHint")),
    checkbox("poll-multiple", t("poll.multiple"), false, (on) => (draft.multiple = on)),
  );
  const kind = choice(
    ["CHOICE", "RATING", "WORDCLOUD"].map((key) => [key, t(`poll.kind.${key}`)]),
    draft.kind,
    (value) => {
      draft.kind = /** @type {Poll["kind"]} */ (value);
      choices.hidden = draft.kind !== "CHOICE";
    },
  );
  const open = h("button.button.button-primary", { type: "submit" }, icon("send"), t("poll.open"));
  const onsubmit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const isChoice = draft.kind === "CHOICE";
    const options = isChoice
      ? lines.value
          .split("\n")
          .map((line) => line.trim())
          .filter(Boolean)
      : [];
    void busy(context, open, async () => {
      const multiple = isChoice && draft.multiple;
      await board.polls.open({ kind: draft.kind, prompt: prompt.value.trim(), options, multiple });
      close();
    });
  };
  return h(
    "form.stack.inline-form",
    { onsubmit },
    field("poll-prompt", t("poll.prompt"), prompt),
    field("poll-kind", t("poll.kind"), kind),
    choices,
    h("div.actions.actions-end", {}, open),
  );
}
