import { fill, h, keyed } from "../../dom.js";
import { messageOf } from "../../errors.js";
import { lengthOf } from "../../format.js";
import { icon } from "../../icons.js";
import { Board, EMOJI } from "../../model/classroom/board.js";
import { emptyState, errorState, moreButton, skeletons } from "../parts.js";
import { boardQuestion } from "./board-question.js";
import { boardTools } from "./board-tools.js";
import { busy } from "./context.js";
import { choice, field } from "./list.js";
import { glide } from "./motion.js";
import { pollsView } from "./polls.js";
import { presentView } from "./present.js";
import { back } from "./quizzes.js";

/** @typedef {import("./context.js").ClassroomContext} ClassroomContext */
/** @typedef {import("../../dom.js").Scope} Scope */

const HINT_PAUSE = 450;
const SHORTEST = 5;
const LONGEST = 500;

/**
 * A board of questions, live; with `presenting` as the wall of a room shows it.
 *
 * @param {ClassroomContext} context
 * @param {Scope} scope
 * @param {string} id
 * @param {{presenting?: boolean}} [options]
 */
export function boardPage(context, scope, id, { presenting = false } = {}) {
  const { t, api, workspace } = context;
  const board = new Board(api, id);
  const element = h("div.page.board");
  let inner = scope.child();
  let shown = "";
  let leaveQueue = () => {};
  const refresh = { now: () => {} };

  function show() {
    const manage = board.detail?.canModerate === true;
    const key = board.status === "ready" ? `ready ${manage} ${board.detail.status}` : board.status;
    if (key !== shown) {
      shown = key;
      inner.end();
      inner = scope.child();
      refresh.now = () => {};
      fill(element, ...content());
      leaveQueue();
      if (manage) leaveQueue = workspace.live.join(`modq:${id}`);
    }
    refresh.now();
  }

  function content() {
    if (board.status === "loading") return [skeletons(context, 3, "post")];
    if (board.status === "gone") return [emptyState("alert", t("board.gone"), t("board.goneHint"))];
    if (board.status === "error") {
      return [errorState(context, t("board.error"), board.error, () => void board.load())];
    }
    if (presenting) return [presentView(context, inner, board, refresh)];
    return page();
  }

  function page() {
    const { detail } = board;
    const head = h("header.card.panel.board-head");
    const polls = pollsView(context, board);
    const list = questionList();
    const tools = boardTools(context, board);
    refresh.now = () => {
      fill(head, ...headOf(board.detail));
      polls.show();
      list.show();
      tools.show();
    };
    return [
      context.me !== null && back(context, "#/boards", "classroom.boards"),
      head,
      tools.element,
      polls.element,
      detail.canAsk && detail.status === "OPEN" && askForm(),
      list.element,
      detail.status === "OPEN" && reactions(),
    ];
  }

  /** @param {any} detail */
  function headOf(detail) {
    const { settings, transparency, votesLeft } = detail;
    const acted = transparency.refused + transparency.held + transparency.rejected;
    return [
      h(
        "div.panel-head",
        {},
        h("h1", {}, detail.title),
        h(
          "a.button.button-small",
          { href: `#/boards/${id}/present` },
          icon("expand"),
          t("board.present"),
        ),
      ),
      h(
        "p.board-facts",
        {},
        h(
          "span.chip",
          { "data-kind": settings.anonymous ? "anonymous" : "named" },
          icon(settings.anonymous ? "mask" : "people"),
          t(settings.anonymous ? "board.anonymous" : "board.named"),
        ),
        detail.status !== "OPEN" &&
          h("span.chip", {}, icon("lock"), t(`board.status.${detail.status}`)),
        typeof votesLeft === "number" &&
          h("span.chip", {}, t("board.votesLeft", { count: votesLeft })),
      ),
      settings.anonymous && h("p.hint", {}, t("board.anonymousHint")),
      acted > 0 &&
        h(
          "p.hint",
          {},
          t("board.transparency", {
            refused: transparency.refused,
            held: transparency.held,
            rejected: transparency.rejected,
          }),
        ),
    ];
  }

  function askForm() {
    const area = h("textarea.area", {
      rows: 2,
      maxlength: LONGEST,
      placeholder: t("board.askPrompt"),
      "aria-describedby": "ask-error ask-left",
    });
    const left = h("p.field-left", { id: "ask-left" });
    const error = h("p.field-error", { id: "ask-error", role: "alert" });
    const hints = h("div.similar", { role: "status" });
    const submit = h(
      "button.button.button-primary",
      { type: "submit" },
      icon("send"),
      t("board.ask"),
    );
    let key = crypto.randomUUID?.() ?? String(Math.random());
    let looking = new AbortController();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;

    function note() {
      const length = lengthOf(area.value);
      submit.disabled = length < SHORTEST || length > LONGEST;
      left.textContent =
        LONGEST - length < 100 ? t("compose.left", { count: LONGEST - length }) : "";
      clearTimeout(timer);
      looking.abort();
      if (length < SHORTEST) return fill(hints);
      timer = setTimeout(() => void lookAlike(), HINT_PAUSE);
    }

    async function lookAlike() {
      looking = new AbortController();
      try {
        const found = await board.similar(area.value.trim(), looking.signal);
        const rows = found.slice(0, 3).map((one) => similar(one));
        fill(
          hints,
          ...(rows.length > 0 ? [h("p.label", {}, t("board.similar")), h("ul", {}, ...rows)] : []),
        );
      } catch {
        fill(hints);
      }
    }

    /** @param {import("../../model/classroom/board.js").BoardQuestion} question */
    function similar(question) {
      const button = h(
        "button.button.button-small",
        { type: "button" },
        icon("up"),
        t("board.voteInstead"),
      );
      button.disabled = question.voted || question.isFrozen;
      button.addEventListener("click", () => {
        void busy(context, button, async () => {
          if (board.question(question.id) === null) await board.load();
          await board.vote(question.id, true);
          area.value = "";
          note();
        });
      });
      return h("li.similar-row", {}, h("span", {}, question.body), button);
    }

    const onsubmit = (/** @type {Event} */ event) => {
      event.preventDefault();
      if (submit.disabled) return;
      void busy(context, submit, async () => {
        try {
          const asked = await board.ask(area.value.trim(), key);
          area.value = "";
          error.textContent = "";
          key = crypto.randomUUID?.() ?? String(Math.random());
          note();
          context.toast(t(asked.status === "UNDER_REVIEW" ? "board.waits" : "board.asked"));
        } catch (problem) {
          const { code } = /** @type {{code?: string}} */ (problem);
          error.textContent =
            code === "content_refused" ? t("board.refused") : messageOf(problem, t);
        }
      });
    };
    const onkeydown = (/** @type {KeyboardEvent} */ event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) onsubmit(event);
    };
    area.addEventListener("input", note);
    inner.add(
      () => clearTimeout(timer),
      () => looking.abort(),
    );
    note();
    return h(
      "form.card.panel.ask",
      { onsubmit, onkeydown, novalidate: true },
      field("ask", t("board.askLabel"), area),
      left,
      error,
      hints,
      h("div.actions.actions-end", {}, submit),
    );
  }

  function questionList() {
    /** @type {Map<string, HTMLElement & {show: () => void}>} */
    const kept = new Map();
    const list = h("ol.questions", { "aria-label": t("board.list") });
    const state = h("div");
    const foot = h("div.feed-foot");
    const tags = h("div.tag-filter", { role: "group", "aria-label": t("board.tags") });

    /** @param {"top" | "new"} sort */
    function sorter(sort) {
      const onclick = () => void board.choose({ sort }).catch(context.fail);
      return h(
        "button.choice",
        { type: "button", "data-sort": sort, onclick },
        t(`board.sort.${sort}`),
      );
    }
    const sorts = h(
      "div.choices",
      { role: "group", "aria-label": t("board.sort") },
      sorter("top"),
      sorter("new"),
    );
    const filters = ["", "OPEN", "ANSWERED", ...(board.detail.canModerate ? ["UNDER_REVIEW"] : [])];
    const filter = choice(
      filters.map((key) => [key, t(key === "" ? "board.all" : `board.question.${key}`)]),
      board.filter ?? "",
      (value) => void board.choose({ filter: value || null }),
    );
    filter.setAttribute("aria-label", t("board.filter"));
    filter.classList.add("filter");

    function showTags() {
      const all = new Map(board.questions.flatMap((one) => one.tags).map((tag) => [tag.id, tag]));
      if (board.tag !== null && !all.has(board.tag))
        all.set(board.tag, { id: board.tag, name: "…", color: "#888888" });
      fill(
        tags,
        ...[...all.values()].map((tag) => {
          const pressed = board.tag === tag.id;
          const onclick = () => void board.choose({ tag: pressed ? null : tag.id });
          return h(
            "button.tag-chip",
            { type: "button", "aria-pressed": pressed, onclick },
            `#${tag.name}`,
          );
        }),
      );
    }

    function show() {
      const { questions } = board;
      for (const button of sorts.children) {
        const on = /** @type {HTMLElement} */ (button).dataset.sort === board.sort;
        button.setAttribute("aria-pressed", String(on));
      }
      showTags();
      glide(list, () => {
        keyed(
          list,
          kept,
          questions.map((one) => one.id),
          (key) => boardQuestion(context, board, key),
        );
        for (const one of kept.values()) one.show();
      });
      const none = t(board.filter || board.tag ? "board.nothing" : "board.empty");
      fill(state, questions.length === 0 && emptyState("comment", none, t("board.emptyHint")));
      const more = () => void board.more().catch(context.fail);
      fill(foot, board.hasMore && moreButton(context, board, more));
    }
    const element = h(
      "section.stack",
      { "aria-label": t("board.list") },
      h("div.board-bar", {}, sorts, filter, tags),
      state,
      list,
      foot,
    );
    return { element, show };
  }

  function reactions() {
    const sky = h("div.reaction-sky", { "aria-hidden": "true" });
    const buttons = EMOJI.map((emoji) =>
      h(
        "button.reaction",
        {
          type: "button",
          "aria-label": t("board.react", { emoji }),
          onclick: () => board.react(emoji, context.fail),
        },
        emoji,
      ),
    );
    inner.add(board.on("reaction", ({ emoji, count }) => rise(sky, emoji, count)));
    return h(
      "div.reactions",
      { role: "group", "aria-label": t("board.reactions") },
      sky,
      ...buttons,
    );
  }

  scope.add(
    board.on("change", show),
    workspace.live.join(`board:${id}`),
    workspace.live.on("event", (envelope) => board.apply(envelope)),
    workspace.live.on("stale", () => board.refresh()),
    () => board.stop(),
    () => leaveQueue(),
  );
  void board.load();
  show();
  return element;
}

/**
 * Let emoji rise and fade.
 *
 * @param {HTMLElement} sky
 * @param {string} emoji
 * @param {number} count
 */
export function rise(sky, emoji, count) {
  for (let n = 0; n < Math.min(count, 8) && sky.childElementCount < 40; n += 1) {
    const bubble = h("span.bubble", {}, emoji);
    bubble.style.left = `${5 + Math.random() * 90}%`;
    bubble.style.animationDelay = `${n * 90}ms`;
    bubble.addEventListener("animationend", () => bubble.remove());
    sky.append(bubble);
  }
}
