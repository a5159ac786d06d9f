import { fill, h, keyed } from "../../dom.js";
import { icon } from "../../icons.js";
import { inLanguage } from "../../model/classroom/answers.js";
import { Game } from "../../model/classroom/game.js";
import { ask } from "../dialog.js";
import { emptyState, errorState, iconButton, skeletons } from "../parts.js";
import { busy, download } from "./context.js";
import { countdown } from "./countdown.js";
import { distribution, leaderboard, podium } from "./figures.js";
import { spaced } from "./play.js";
import { answerField, questionText, solutionText } from "./question.js";

/** @typedef {import("./context.js").ClassroomContext} ClassroomContext */
/** @typedef {import("../../dom.js").Scope} Scope */

/** With automatic advance: how long the answer stays on the wall. */
const PAUSE = 8000;
/** Answers under way when the time is up still count; the reveal waits for them. */
const GRACE = 600;

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
  let refresh = () => {};
  /** @type {HTMLButtonElement | null} */
  let main = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let next;

  function screen() {
    const { status, state } = game;
    if (status !== "ready" || state === null) return status;
    if (state.status !== "ACTIVE") return `${state.status} ${game.results ? "all" : ""}`;
    return `${state.phase === "revealed" ? "revealed" : "question"} ${state.index}`;
  }

  function show() {
    const key = screen();
    if (key !== shown) {
      shown = key;
      inner.end();
      inner = scope.child();
      refresh = () => {};
      main = null;
      clearTimeout(next);
      fill(element, ...content(key.split(" ", 1)[0]));
    }
    refresh();
  }

  /**
   * @param {string} key
   * @returns {import("../../dom.js").Child[]}
   */
  function content(key) {
    const { state } = game;
    if (key === "loading") return [skeletons(context, 1, "post")];
    if (key === "error") {
      return [errorState(context, t("game.error"), game.error, () => void game.load())];
    }
    if (state === null || state.role !== "host") {
      return [emptyState("alert", t("game.notFound"), t("host.notHost"))];
    }
    if (key === "LOBBY") return lobby();
    if (key === "question") return question();
    if (key === "revealed") return revealed();
    return ended();
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
    const { state } = game;
    const names = h("ul.names.names-large");
    const count = h("p.lobby-count", { role: "status" });
    const lock = h("button.button", { type: "button" });
    const start = mainButton(t("host.start"), "start");
    /** @type {Map<string, Element>} */
    const kept = new Map();
    lock.addEventListener("click", () => {
      const locked = !game.state?.locked;
      void busy(context, lock, () => game.lead("lock", { locked }));
    });

    /** @param {string} id */
    function chip(id) {
      const player = game.state?.players.find((one) => one.participantId === id);
      const name = player?.nickname ?? "";
      const kick = iconButton("close", t("host.kick", { name }), {
        onclick: () => game.kick(id).catch(context.fail),
      });
      return h("li.name", { "data-id": id }, h("span", {}, name), kick);
    }

    refresh = () => {
      const { state: now } = game;
      if (now === null) return;
      count.textContent = t("game.players", { count: now.participantCount });
      keyed(
        names,
        kept,
        now.players.map((one) => one.participantId),
        chip,
      );
      lock.setAttribute("aria-pressed", String(now.locked));
      fill(lock, icon("lock"), t(now.locked ? "host.unlock" : "host.lock"));
      start.disabled = now.participantCount === 0;
    };
    const address = state?.joinUrl ?? "";
    const qr =
      state?.joinQr &&
      h("img.qr", {
        src: `data:image/svg+xml;utf8,${encodeURIComponent(state.joinQr)}`,
        alt: t("host.qr"),
      });
    return [
      bar(),
      h(
        "div.lobby",
        {},
        h(
          "div.card.lobby-door",
          {},
          h(
            "p.overline",
            {},
            t("host.joinAt", { address: address.replace(/^https?:\/\/|\/?\?.*$/g, "") }),
          ),
          h(
            "h1.code",
            { "aria-label": t("host.code", { code: [...code].join(" ") }) },
            spaced(code),
          ),
          qr,
          !state?.settings.guests && h("p.hint", {}, t("host.membersOnly")),
        ),
        h("div.card.lobby-people", {}, count, names, h("div.host-actions", {}, lock, start)),
      ),
    ];
  }

  function question() {
    const { state } = game;
    if (state?.question == null) return [];
    const { question: asked } = state;
    const count = h("p.answer-count", { role: "status" });
    const reveal = mainButton(t("host.reveal"), "reveal");
    const total = Date.parse(state.endsAt ?? "") - Date.parse(state.startsAt ?? "");
    const time = countdown(context, inner, {
      remaining: () => game.remaining,
      total,
      over: advance,
    });

    function advance() {
      if (game.state?.settings.autoAdvance) next = setTimeout(() => reveal.click(), GRACE);
    }
    refresh = () => {
      const { answered, participantCount } = game.state ?? { answered: 0, participantCount: 0 };
      count.textContent = t("host.answered", { count: answered ?? 0, total: participantCount });
      const all = participantCount > 0 && (answered ?? 0) >= participantCount;
      reveal.toggleAttribute("data-ready", all);
      if (all && game.state?.settings.autoAdvance) reveal.click();
    };
    return [
      bar(reveal),
      h("div.host-time", {}, progress(), time, count),
      questionText(context, asked, "h1"),
      answerField(context, asked, {}),
    ];
  }

  function progress() {
    const { state } = game;
    return h("p", {}, t("game.progress", { n: (state?.index ?? 0) + 1, total: state?.total ?? 0 }));
  }

  function revealed() {
    const { state } = game;
    if (state?.question == null || state.reveal === null) return [];
    const { question: asked, reveal } = state;
    const last = (state.index ?? 0) + 1 >= state.total;
    const forward = mainButton(t(last ? "host.finish" : "host.next"), "next");
    if (state.settings.autoAdvance) next = setTimeout(() => forward.click(), PAUSE);
    const places = leaderboard(context);
    const { correct } = reveal;
    const explanation = inLanguage(i18n.language, correct.explanation ?? "", correct.explanationKh);
    refresh = () => {
      if (game.state?.leaderboard) places.show(game.state.leaderboard.top);
    };
    return [
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
  }

  function ended() {
    const { state, results } = game;
    const csv = h(
      "button.button",
      {
        type: "button",
        onclick: () => void download(context, `/live/${code}/report.csv`, `live-${code}.csv`),
      },
      icon("download"),
      t("host.report"),
    );
    const again = h("a.button.button-primary", { href: "#/quizzes" }, t("host.again"));
    return [
      h(
        "div.card.wait",
        {},
        h("p.overline", {}, state?.title),
        h("h1", {}, t(state?.status === "ABANDONED" ? "game.abandoned" : "game.over")),
        podium(context, results?.podium ?? state?.leaderboard?.top ?? []),
        h("div.host-actions", {}, csv, again),
      ),
      results && h("div.card.panel", {}, h("h2", {}, t("host.allPlaces")), table(results)),
      results &&
        h(
          "div.card.panel",
          {},
          h("h2", {}, t("host.questions")),
          h("ol.stats", {}, ...results.questions.map(statistic)),
        ),
    ];
  }

  /** @param {any} results */
  function table({ places }) {
    const titles = ["game.place", "host.player", "host.correct", "host.score"];
    const head = titles.map((key) => h("th", { scope: "col" }, t(key)));
    const rows = places.map((/** @type {any} */ one) =>
      h(
        "tr",
        {},
        h("td", {}, i18n.number(one.rank)),
        h("th", { scope: "row" }, one.nickname),
        h("td", {}, t("host.ofAnswered", { correct: one.correct, answered: one.answered })),
        h("td", {}, i18n.number(one.score)),
      ),
    );
    return h("table.results", {}, h("thead", {}, h("tr", {}, ...head)), h("tbody", {}, ...rows));
  }

  /** @param {any} one */
  function statistic({ question: asked, correctShare, averageMs, distribution: bars }) {
    const share =
      correctShare === null ? null : t("host.share", { count: Math.round(correctShare * 100) });
    const time =
      averageMs === null ? null : t("host.average", { count: Math.round(averageMs / 100) / 10 });
    return h(
      "li.stat",
      {},
      h("h3", {}, inLanguage(i18n.language, asked.text, asked.textKh)),
      h("p.hint", {}, [share, time].filter(Boolean).join(" · ")),
      distribution(context, asked, bars),
    );
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
    () => clearTimeout(next),
    () => document.removeEventListener("keydown", onKey),
  );
  void game.load();
  show();
  return element;
}
