import { fill, h } from "../../dom.js";
import { Game } from "../../model/classroom/game.js";
import { emptyState, errorState, skeletons } from "../parts.js";
import { busy } from "./context.js";
import { doorForm } from "./play-door.js";
import { openQuestion, waiting } from "./play-question.js";
import { playEnd, questionResult } from "./play-result.js";

/** @typedef {import("./context.js").ClassroomContext} ClassroomContext */
/** @typedef {import("./context.js").Screen} Screen */
/** @typedef {import("../../dom.js").Scope} Scope */

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
  const element = h("section.play", { "aria-label": t("game.title") });
  let inner = scope.child();
  let shown = "";
  /** @type {Screen} */
  let screen = { content: [] };

  /** What there is to see; another key is another screen. */
  function screenKey() {
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
    const key = screenKey();
    if (key === shown) return screen.refresh?.();
    shown = key;
    inner.end();
    inner = scope.child();
    screen = { content: [] };
    screen = screenOf(key.split(" ", 1)[0]);
    fill(element, ...screen.content);
    screen.refresh?.();
    const heading = element.querySelector("h1");
    if (heading !== null) {
      heading.tabIndex = -1;
      if (!element.contains(document.activeElement)) heading.focus({ preventScroll: true });
    }
    window.scrollTo({ top: 0, behavior: "instant" });
  }

  /**
   * @param {string} key
   * @returns {Screen}
   */
  function screenOf(key) {
    if (key === "LOBBY") return lobby();
    if (key === "open") return openQuestion(context, inner, game, show);
    if (key === "answered") return wait("check", "answered");
    if (key === "closed") return wait("bell", "timeUp");
    if (key === "revealed") return questionResult(context, game);
    if (key === "ACTIVE") return wait("bell", "getReady");
    if (key === "COMPLETED" || key === "ABANDONED") return playEnd(context, game);
    return { content: outside(key) };
  }

  /**
   * What one sees who is not in the game, or not yet.
   *
   * @param {string} key
   * @returns {import("../../dom.js").Child[]}
   */
  function outside(key) {
    if (key === "loading") return [skeletons(context, 1, "post")];
    if (key === "error") {
      return [errorState(context, t("game.error"), game.error, () => void game.load())];
    }
    if (key === "away") return [emptyState("out", t("game.sentAway"), t("game.sentAwayHint"))];
    if (key === "outside") return [doorForm(context, game, join)];
    const back = h("a.button", { href: "#/classroom" }, t("game.otherCode"));
    return [
      emptyState("alert", t("game.notFound"), t("game.notFoundHint")),
      h("p.center", {}, back),
    ];
  }

  /**
   * @param {import("../../icons.js").IconName} sign
   * @param {"answered" | "timeUp" | "getReady"} what
   */
  function wait(sign, what) {
    return waiting(context, game, sign, t(`game.${what}`), t(`game.${what}Hint`));
  }

  /** @returns {Screen} */
  function lobby() {
    const count = h("p.lobby-count", { role: "status" });
    const names = h("ul.names");
    const refresh = () => {
      const { state: now } = game;
      if (now === null) return;
      count.textContent = t("game.players", { count: now.participantCount });
      const own = now.me?.participantId;
      const chips = now.players
        .slice(-40)
        .map(({ participantId, nickname }) =>
          h("li.name", { "data-mine": participantId === own }, nickname),
        );
      fill(names, ...chips);
    };
    const { state } = game;
    const card = h(
      "div.card.wait",
      {},
      h("p.overline", {}, state?.title),
      h("h1", {}, t("game.welcome", { name: state?.me?.nickname ?? "" })),
      h("p.hint", {}, t("game.lobbyHint")),
      count,
      names,
    );
    return { content: [card, standUp()], refresh };
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

  /** @param {KeyboardEvent} event */
  function key(event) {
    const writes =
      event.target instanceof HTMLElement && event.target.matches("input, textarea, select");
    if (!writes && !event.ctrlKey && !event.metaKey && !event.altKey) screen.onKey?.(event);
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
