import { fill, h } from "../../dom.js";
import { fieldMessage, messageOf } from "../../errors.js";
import { icon } from "../../icons.js";
import { behindKey, inLanguage, isOnePress, sendable } from "../../model/classroom/answers.js";
import { Game } from "../../model/classroom/game.js";
import { emptyState, errorState, skeletons } from "../parts.js";
import { busy } from "./context.js";
import { countdown } from "./countdown.js";
import { distribution, leaderboard, podium } from "./figures.js";
import { answerField, questionText, solutionText } from "./question.js";

/** @typedef {import("./context.js").ClassroomContext} ClassroomContext */
/** @typedef {import("../../dom.js").Scope} Scope */

const SIGNS = /** @type {const} */ ({
  right: "check",
  partly: "check",
  poll: "check",
  wrong: "close",
  none: "bell",
  wait: "bell",
});

/**
 * The screen of a player, from the door to the podium.
 *
 * @param {ClassroomContext} context
 * @param {Scope} scope
 * @param {string} code
 * @param {object} [options]
 * @param {(nickname: string | null) => Promise<void>} [options.join] how a newcomer sits down
 * @param {() => void} [options.leave] after standing up
 * @param {() => boolean} [options.isOutside] whether there is nobody yet to ask for
 */
export function playView(context, scope, code, { join, leave, isOutside = () => false } = {}) {
  const { t, api, workspace } = context;
  const game = new Game(api, code);
  const board = { current: leaderboard(context) };
  const element = h("section.play", { "aria-label": t("game.title") });
  let inner = scope.child();
  let shown = "";
  /** What a screen keeps true without being built anew. @type {() => void} */
  let refresh = () => {};
  /** @type {(event: KeyboardEvent) => void} */
  let onKey = () => {};

  /** What there is to see; another key is another screen. */
  function screen() {
    const { status, state } = game;
    if (status !== "ready" || state === null) return status;
    if (game.over) return `${state.status} ${game.results === null ? "" : "all"}`;
    if (state.status !== "ACTIVE" || state.index === null) return state.status;
    if (state.phase === "revealed") {
      return `revealed ${state.index} ${state.me?.points ?? "-"} ${game.rank?.rank ?? "-"}`;
    }
    if (state.me?.answer) return `answered ${state.index}`;
    return `${game.open ? "open" : "closed"} ${state.index}`;
  }

  function show() {
    const key = screen();
    if (key === shown) return refresh();
    shown = key;
    inner.end();
    inner = scope.child();
    refresh = () => {};
    onKey = () => {};
    fill(element, ...content(key.split(" ", 1)[0]));
    refresh();
    const heading = element.querySelector("h1");
    if (heading !== null) {
      heading.tabIndex = -1;
      if (!element.contains(document.activeElement)) heading.focus({ preventScroll: true });
    }
    window.scrollTo({ top: 0, behavior: "instant" });
  }

  /**
   * @param {string} key
   * @returns {import("../../dom.js").Child[]}
   */
  function content(key) {
    if (key === "loading") return [skeletons(context, 1, "post")];
    if (key === "error") {
      return [errorState(context, t("game.error"), game.error, () => void game.load())];
    }
    if (key === "gone") {
      const back = h("a.button", { href: "#/classroom" }, t("game.otherCode"));
      return [
        emptyState("alert", t("game.notFound"), t("game.notFoundHint")),
        h("p.center", {}, back),
      ];
    }
    if (key === "away") return [emptyState("out", t("game.sentAway"), t("game.sentAwayHint"))];
    if (key === "outside") return [door()];
    if (key === "LOBBY") return lobby();
    if (key === "open") return question();
    if (key === "answered") return waiting("check", t("game.answered"), t("game.answeredHint"));
    if (key === "closed") return waiting("bell", t("game.timeUp"), t("game.timeUpHint"));
    if (key === "revealed") return result();
    if (key === "ACTIVE") return waiting("bell", t("game.getReady"), t("game.getReadyHint"));
    return ended();
  }

  function door() {
    const name = h("input.input", {
      id: "nickname",
      maxlength: 20,
      autocomplete: "off",
      placeholder: t(context.me === null ? "game.nicknamePrompt" : "game.nicknameOwn"),
      "aria-describedby": "nickname-error nickname-hint",
    });
    const error = h("p.field-error", { id: "nickname-error", role: "alert" });
    const submit = h(
      "button.button.button-primary.button-wide",
      { type: "submit" },
      t("game.join"),
    );
    const surprise = h(
      "button.button.button-wide",
      { type: "button", onclick: () => void sitDown(surprise, null) },
      t("game.surprise"),
    );

    /**
     * @param {HTMLButtonElement} button
     * @param {string | null} nickname
     */
    async function sitDown(button, nickname) {
      error.textContent = "";
      await busy(context, button, async () => {
        try {
          await (join ?? joinAsMember)(nickname);
          await game.load();
        } catch (problem) {
          error.textContent = doorMessage(problem);
          name.focus();
        }
      });
    }

    const onsubmit = (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      void sitDown(submit, name.value.trim() || null);
    };
    return h(
      "form.card.door",
      { onsubmit, novalidate: true },
      h("h1", {}, t("game.door", { code: spaced(code) })),
      h("label.label", { for: "nickname" }, t("game.nickname")),
      name,
      h("p.hint", { id: "nickname-hint" }, t("game.nicknameHint")),
      error,
      submit,
      context.me === null && surprise,
    );
  }

  /** @param {unknown} problem */
  function doorMessage(problem) {
    const { code: reason } = /** @type {{code?: string}} */ (problem);
    const known = ["nickname_taken", "nickname_refused", "game_locked", "game_full", "game_over"];
    const others = ["guests_not_allowed", "host_does_not_play", "sent_away", "not_found"];
    if (reason !== undefined && [...known, ...others].includes(reason))
      return t(`game.no.${reason}`);
    return fieldMessage(problem, "nickname", t) ?? messageOf(problem, t);
  }

  /** @param {string | null} nickname */
  async function joinAsMember(nickname) {
    const body = { ...(nickname === null ? {} : { nickname }), language: context.i18n.language };
    await api.request("POST", `/live/${code}/join`, { body });
  }

  function lobby() {
    const count = h("p.lobby-count", { role: "status" });
    const names = h("ul.names");
    refresh = () => {
      const { state } = game;
      if (state === null) return;
      count.textContent = t("game.players", { count: state.participantCount });
      const own = state.me?.participantId;
      const chips = state.players
        .slice(-40)
        .map(({ participantId, nickname }) =>
          h("li.name", { "data-mine": participantId === own }, nickname),
        );
      fill(names, ...chips);
    };
    return [
      h(
        "div.card.wait",
        {},
        h("p.overline", {}, game.state?.title),
        h("h1", {}, t("game.welcome", { name: game.state?.me?.nickname ?? "" })),
        h("p.hint", {}, t("game.lobbyHint")),
        count,
        names,
      ),
      standUp(),
    ];
  }

  function standUp() {
    const button = h("button.button.button-quiet", { type: "button" }, t("game.leave"));
    button.addEventListener("click", () => {
      void busy(context, button, async () => {
        await game.leave();
        leave?.();
        location.hash = "#/classroom";
      });
    });
    return h("p.center", {}, button);
  }

  function head() {
    const { state } = game;
    const progress = t("game.progress", { n: (state?.index ?? 0) + 1, total: state?.total ?? 0 });
    const score = t("game.points", { count: state?.me?.score ?? 0 });
    return h("p.play-head", {}, h("span", {}, progress), h("span", {}, score));
  }

  function question() {
    const { state } = game;
    if (state?.question == null) return [];
    const { question } = state;
    /** @type {import("../../model/classroom/answers.js").Answer} */
    let draft = question.type === "ORDERING" ? { order: question.options.map(({ id }) => id) } : {};
    const once = isOnePress(question);
    const submit = h(
      "button.button.button-primary.button-wide",
      { type: "submit" },
      t("game.send"),
    );

    const send = () => {
      const answer = sendable(question, draft);
      if (answer === null) return;
      game.answer(answer).catch((/** @type {unknown} */ error) => {
        const { code: reason } = /** @type {{code?: string}} */ (error);
        if (reason === "question_closed") context.toast(t("game.tooLate"));
        else if (reason !== "already_answered") context.fail(error);
        void game.load();
      });
    };
    const change = (/** @type {import("../../model/classroom/answers.js").Answer} */ next) => {
      draft = next;
      submit.disabled = sendable(question, draft) === null;
      if (once) send();
    };
    onKey = (event) => {
      const id = behindKey(question, event.key);
      if (id === null || question.type === "ORDERING") return;
      event.preventDefault();
      /** @type {HTMLElement | null} */ (element.querySelector(`.tile[data-id="${id}"]`))?.click();
    };
    submit.disabled = sendable(question, draft) === null;
    const time = countdown(context, inner, {
      remaining: () => game.remaining,
      total: Date.parse(state.endsAt ?? "") - Date.parse(state.startsAt ?? ""),
      over: () => show(),
    });
    const onsubmit = (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      send();
    };
    return [
      head(),
      time,
      questionText(context, question, "h1"),
      h(
        "form.answer-form",
        { onsubmit, novalidate: true },
        answerField(context, question, { change }),
        question.type === "MULTIPLE" && h("p.hint", {}, t("question.several")),
        !once && submit,
      ),
    ];
  }

  /**
   * @param {import("../../icons.js").IconName} name
   * @param {string} title
   * @param {string} hint
   */
  function waiting(name, title, hint) {
    const sign = h("div.wait-sign", {}, icon(name));
    return [head(), h("div.card.wait", {}, sign, h("h1", {}, title), h("p.hint", {}, hint))];
  }

  function result() {
    const { state, rank } = game;
    if (state?.question == null || state.reveal === null) return [];
    const { question, reveal, me } = state;
    const { correct } = reveal;
    const explanation = inLanguage(
      context.i18n.language,
      correct.explanation ?? "",
      correct.explanationKh,
    );
    const poll = question.type === "POLL";
    const verdict = verdictOf(question, me);
    board.current = leaderboard(context, me?.participantId ?? null);
    refresh = () => {
      if (game.state?.leaderboard) board.current.show(game.state.leaderboard.top);
    };
    return [
      head(),
      h(
        "div.card.verdict",
        { "data-verdict": verdict },
        h("div.wait-sign", {}, icon(SIGNS[verdict])),
        h("h1", {}, t(`game.verdict.${verdict}`)),
        (me?.points ?? 0) > 0 &&
          h("p.verdict-points", {}, t("game.plus", { count: me?.points ?? 0 })),
        (me?.streak ?? 0) > 1 && h("p", {}, t("game.streak", { count: me?.streak ?? 0 })),
        rank !== null &&
          rank.rank > 0 &&
          h(
            "p.verdict-rank",
            {},
            t("game.rank", { rank: rank.rank, total: rank.totalParticipants }),
          ),
      ),
      h(
        "div.card.panel",
        {},
        questionText(context, question, "h2"),
        !poll &&
          h("p.answer-solution", {}, icon("check"), solutionText(context, question, correct)),
        distribution(context, question, reveal.distribution),
        explanation && h("p.explanation", {}, explanation),
      ),
      state.settings.showLeaderboard &&
        h("div.card.panel", {}, h("h2", {}, t("game.leaderboard")), board.current.element),
    ];
  }

  function ended() {
    const { state, results } = game;
    const own = results?.places.find((/** @type {any} */ one) => one.mine);
    const stage = h("div");
    refresh = () => {
      const places = game.results?.podium ?? state?.leaderboard?.top ?? [];
      fill(stage, places.length > 0 && podium(context, places));
    };
    return [
      h(
        "div.card.wait",
        {},
        h("p.overline", {}, state?.title),
        h("h1", {}, t(state?.status === "ABANDONED" ? "game.abandoned" : "game.over")),
        stage,
        own &&
          h(
            "p.verdict-rank",
            {},
            t("game.rank", { rank: own.rank, total: results.totalParticipants }),
          ),
        own && h("p", {}, t("game.ownResult", { correct: own.correct, answered: own.answered })),
        own && h("p.verdict-points", {}, t("game.points", { count: own.score })),
        h("p", {}, h("a.button", { href: "#/classroom" }, t("game.back"))),
      ),
    ];
  }

  /** @param {KeyboardEvent} event */
  function key(event) {
    const writes =
      event.target instanceof HTMLElement && event.target.matches("input, textarea, select");
    if (!writes && !event.ctrlKey && !event.metaKey && !event.altKey) onKey(event);
  }

  document.addEventListener("keydown", key);
  scope.add(
    game.on("change", show),
    workspace.live.join(`live:${code}`),
    workspace.live.on("event", (envelope) => game.apply(envelope)),
    workspace.live.on("stale", () => void game.load()),
    () => game.stop(),
    () => document.removeEventListener("keydown", key),
  );
  if (isOutside()) game.status = "outside";
  else void game.load();
  show();
  return element;
}

/**
 * How an answer was; null in `correct` means that it is being counted.
 *
 * @param {import("../../model/classroom/answers.js").Question} question
 * @param {import("../../model/classroom/game.js").Seat | null} seat
 * @returns {"none" | "poll" | "wait" | "right" | "partly" | "wrong"}
 */
function verdictOf(question, seat) {
  if (seat === null || seat.answer === null) return "none";
  if (question.type === "POLL") return "poll";
  if (seat.correct === null || seat.correct === undefined) return "wait";
  if (seat.correct) return "right";
  return (seat.points ?? 0) > 0 ? "partly" : "wrong";
}

/**
 * A code as it is read out: in two halves.
 *
 * @param {string} code
 */
export function spaced(code) {
  return code.length === 6 ? `${code.slice(0, 3)} ${code.slice(3)}` : code;
}
