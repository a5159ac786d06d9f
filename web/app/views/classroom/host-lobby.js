import { fill, h, keyed } from "../../dom.js";
import { icon } from "../../icons.js";
import { spaced } from "../../model/classroom/game-code.js";
import { iconButton } from "../parts.js";
import { busy } from "./context.js";

/** @typedef {import("./context.js").ClassroomContext} ClassroomContext */
/** @typedef {import("./context.js").Screen} Screen */
/** @typedef {import("../../model/classroom/game.js").Game} Game */

/**
 * Before the game: how to come in, and who has.
 *
 * @param {ClassroomContext} context
 * @param {Game} game
 * @param {HTMLButtonElement} start
 * @returns {Screen}
 */
export function hostLobby(context, game, start) {
  const { t } = context;
  const { state } = game;
  const names = h("ul.names.names-large");
  const count = h("p.lobby-count", { role: "status" });
  const lock = h("button.button", { type: "button" });
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

  const refresh = () => {
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
  const content = [
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
          { "aria-label": t("host.code", { code: [...game.code].join(" ") }) },
          spaced(game.code),
        ),
        qr,
        !state?.settings.guests && h("p.hint", {}, t("host.membersOnly")),
      ),
      h("div.card.lobby-people", {}, count, names, h("div.host-actions", {}, lock, start)),
    ),
  ];
  return { content, refresh };
}
