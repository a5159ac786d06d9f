import { fill, h } from "../../dom.js";
import { icon } from "../../icons.js";
import { inLanguage } from "../../model/classroom/answers.js";
import { spaced } from "../../model/classroom/game-code.js";
import { Game } from "../../model/classroom/game.js";
import { ask } from "../dialog.js";
import { emptyState, errorState, iconButton, skeletons } from "../parts.js";
import { busy } from "./context.js";
import { countdown } from "./countdown.js";
import { distribution, leaderboard } from "./figures.js";
import { hostLobby } from "./host-lobby.js";
import { hostReport } from "./host-report.js";
import { answerField, questionText, solutionText } from "./question.js";

/** @typedef {import("./context.js").ClassroomContext} ClassroomContext */
/** @typedef {import("./context.js").Screen} Screen */
/** @typedef {import("../../dom.js").Scope} Scope */

/**
 * The screen of the host, made for a projector: large letters, one main button, Space or Enter to
 * press it.
 *
 * @param {ClassroomContext} context
 * @param {Scope} scope
 * @param {string} code
 */
export function hostView(context, scope, code) {
  const { t, i18n, api, workspace } = context;
  const game = new Game(api, code);
  const element = h("section.host", { "aria-label": t("host.title") });
  let inner = scope.child();
  let shown = "";
  /** @type {Screen} */
  let screen = { content: [] };
  /** @type {HTMLButtonElement | null} */
  let main = null;

  function screenKey() {
    const { status, state } = game;
    if (status !== "ready" || state === null) return status;
    if (state.status !== "ACTIVE") return `${state.status} ${game.results ? "all" : ""}`;
    return `${state.phase === "revealed" ? "revealed" : "question"} ${state.index}`;
  }

  function show() {
    const key = screenKey();
    if (key !== shown) {
      shown = key;
      inner.end();
      inner = scope.child();
      screen = { content: [] };
      main = null;
      screen = screenOf(key.split(" ", 1)[0]);
      fill(element, ...screen.content);
    }
    screen.refresh?.();
  }

  /**
   * @param {string} key
   * @returns {Screen}
   */
  function screenOf(key) {
    if (key === "loading") return { content: [skeletons(context, 1, "post")] };
    if (key === "error") {
      const again = () => void game.load();
      return { content: [errorState(context, t("game.error"), game.error, again)] };
    }
    if (game.state === null || game.state.role !== "host") {
      return { content: [emptyState("alert", t("game.notFound"), t("host.notHost"))] };
    }
    if (key === "LOBBY") return lobby();
    if (key === "question") return question();
    if (key === "revealed") return revealed();
    return hostReport(context, game);
  }

  /**
   * @param {string} label
   * @param {"start" | "reveal" | "next" | "end" | "lock"} command
   */
  function mainButton(label, command) {
    const button = h("button.button.button-primary.button-large", { type: "button" }, label);
    button.addEventListener("click", () => void busy(context, button, () => game.lead(command)));
    main = button;
    return button;
  }

  /** @param {...import("../../dom.js").Child} tools */
  function bar(...tools) {
    const end = h("button.button.button-quiet", { type: "button" }, t("host.end"));
    end.addEventListener("click", () => void endNow(end));
    return h(
      "div.host-bar",
      {},
      h("span.host-code", {}, icon("people"), spaced(code)),
      h("span.host-title", {}, game.state?.title),
      h("span.grow"),
      iconButton("expand", t("host.fullscreen"), { onclick: fullscreen }),
      end,
      ...tools,
    );
  }

  /** @param {HTMLButtonElement} button */
  async function endNow(button) {
    const words = { title: t("host.endTitle"), text: t("host.endText") };
    const sure = await ask({ ...words, confirm: t("host.end"), cancel: t("app.cancel") });
    if (sure) await busy(context, button, () => game.lead("end"));
  }

  function lobby() {
    const { content, refresh } = hostLobby(context, game, mainButton(t("host.start"), "start"));
    return { content: [bar(), ...content], refresh };
  }

  /** @returns {Screen} */
  function question() {
    const { state } = game;
    if (state?.question == null) return { content: [] };
    const { question: asked } = state;
    const count = h("p.answer-count", { role: "status" });
    const reveal = mainButton(t("host.reveal"), "reveal");
    const total = Date.parse(state.endsAt ?? "") - Date.parse(state.startsAt ?? "");
    const time = countdown(context, inner, {
      remaining: () => game.remaining,
      total,
    });

    const refresh = () => {
      const { answered, participantCount } = game.state ?? { answered: 0, participantCount: 0 };
      count.textContent = t("host.answered", { count: answered ?? 0, total: participantCount });
      const all = participantCount > 0 && (answered ?? 0) >= participantCount;
      reveal.toggleAttribute("data-ready", all);
      if (all && game.state?.settings.autoAdvance) reveal.click();
    };
    const content = [
      bar(reveal),
      h("div.host-time", {}, progress(), time, count),
      questionText(context, asked, "h1"),
      answerField(context, asked, {}),
    ];
    return { content, refresh };
  }

  function progress() {
    const { state } = game;
    return h("p", {}, t("game.progress", { n: (state?.index ?? 0) + 1, total: state?.total ?? 0 }));
  }

  /** @returns {Screen} */
  function revealed() {
    const { state } = game;
    if (state?.question == null || state.reveal === null) return { content: [] };
    const { question: asked, reveal } = state;
    const last = (state.index ?? 0) + 1 >= state.total;
    const forward = mainButton(t(last ? "host.finish" : "host.next"), "next");
    const places = leaderboard(context);
    const { correct } = reveal;
    const explanation = inLanguage(i18n.language, correct.explanation ?? "", correct.explanationKh);
    const refresh = () => {
      if (game.state?.leaderboard) places.show(game.state.leaderboard.top);
    };
    const content = [
      bar(forward),
      h("div.host-time", {}, progress()),
      questionText(context, asked, "h1"),
      h(
        "div.host-result",
        {},
        h(
          "div.card.panel",
          {},
          asked.type !== "POLL" &&
            h("p.answer-solution", {}, icon("check"), solutionText(context, asked, correct)),
          distribution(context, asked, reveal.distribution),
          explanation && h("p.explanation", {}, explanation),
        ),
        h("div.card.panel", {}, h("h2", {}, t("game.leaderboard")), places.element),
      ),
    ];
    return { content, refresh };
  }

  function fullscreen() {
    if (document.fullscreenElement === null) void element.requestFullscreen?.().catch(() => {});
    else void document.exitFullscreen();
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    const busyElsewhere =
      event.target instanceof HTMLElement &&
      event.target.closest("button, a, input, dialog") !== null;
    if (busyElsewhere || (event.key !== " " && event.key !== "Enter" && event.key !== "ArrowRight"))
      return;
    if (main === null || main.disabled) return;
    event.preventDefault();
    main.click();
  }

  document.addEventListener("keydown", onKey);
  scope.add(
    game.on("change", show),
    workspace.live.join(`live:${code}`),
    workspace.live.join(`host:${code}`),
    workspace.live.on("event", (envelope) => game.apply(envelope)),
    workspace.live.on("stale", () => void game.load()),
    () => game.stop(),
    () => document.removeEventListener("keydown", onKey),
  );
  void game.load();
  show();
  return element;
}
