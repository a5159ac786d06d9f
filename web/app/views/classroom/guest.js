import { ApiClient } from "../../../client/index.js";
import { fill, h } from "../../dom.js";
import { GuestSession } from "../../model/classroom/guest.js";
import { Live } from "../../model/live.js";
import { readClassroom } from "../../routes.js";
import { brand, languageChoice } from "../brand.js";
import { degradedLine, statusBanner, statusPill } from "../status.js";
import { boardPage } from "./board-page.js";
import { codeForm } from "./hub.js";
import { joinBoardView } from "./join-board.js";
import { playView } from "./play.js";

/**
 * @typedef {object} GuestContext
 * @property {import("../../i18n/index.js").Translator} i18n
 * @property {import("../../i18n/index.js").Translator["t"]} t
 * @property {import("../../model/degradation.js").Degradation} degradation
 * @property {(text: string) => void} announce
 * @property {(text: string) => void} toast
 * @property {(error: unknown) => void} fail
 * @property {() => void} languageChanged
 * @property {() => void} signIn
 */

/**
 * The page of somebody without an account: one game or one board.
 *
 * @param {GuestContext} context
 * @param {import("../../dom.js").Scope} scope
 * @param {string} hash
 */
export function guestView(context, scope, hash) {
  const { t, i18n } = context;
  const route = readClassroom(hash);
  const place = placeOf(route);
  const session = new GuestSession(sessionStorage, place);
  const api = new ApiClient({
    sessions: session,
    language: () => i18n.language,
    degraded: () => context.degradation.report(),
  });
  const live = new Live(api, `guest ${place} ${Math.random()}`);
  const own = { ...context, api, me: null, workspace: { live }, may: () => false };
  const main = h("main.main", { id: "main", tabindex: "-1" });

  const connection = h("span", { hidden: true }, statusPill(/** @type {any} */ (own), scope));

  async function listen() {
    connection.hidden = false;
    try {
      live.start((await api.meta()).relayUrl);
    } catch (error) {
      context.fail(error);
    }
  }

  function content() {
    if (route?.name === "play") return playView(own, scope, route.id, { join, isOutside, leave });
    if (route?.name === "board" || route?.name === "present") {
      return boardPage(own, scope, route.id, { presenting: route.name === "present" });
    }
    if (route?.name === "join") return joinBoardView(own, route.id, entered);
    return h(
      "div.hub",
      {},
      h("h1", {}, t("guest.title")),
      codeForm(context, (to) => void (location.hash = to)),
    );
  }

  const isOutside = () => session.get() === null;
  const leave = () => void session.set(null);

  /** @param {string | null} nickname */
  async function join(nickname) {
    const body = { ...(nickname === null ? {} : { nickname }), language: i18n.language };
    const path = `/live/${route?.id}/join`;
    const known = !isOutside();
    const given = { body };
    const seat = known
      ? await api.request("POST", path, given)
      : await api.requestOpen("POST", path, given);
    if (seat.guest === null) return;
    session.begin(seat.guest, seat.participantId);
    await listen();
  }

  /** @param {any} joined */
  function entered({ board, guestId, ...pass }) {
    new GuestSession(sessionStorage, `board:${board.id}`).begin(pass, guestId);
  }

  const banner = statusBanner(/** @type {any} */ (own), scope);
  scope.add(() => live.stop());
  if (!isOutside()) void listen();
  fill(main, content());
  return h(
    "div.shell",
    { "data-layout": route?.name === "board" ? "wide" : "stage" },
    h(
      "header.topbar",
      {},
      h("a.brand-link", { href: "#/enter", "aria-label": t("guest.title") }, brand()),
      h("span.grow"),
      connection,
      languageChoice(context),
      h(
        "button.button.button-small",
        { type: "button", onclick: context.signIn },
        t("signIn.submit"),
      ),
    ),
    banner,
    degradedLine(context, scope),
    h("div.columns", {}, main),
  );
}

/** @param {import("../../routes.js").ClassroomRoute | null} route */
function placeOf(route) {
  if (route?.name === "play") return `live:${route.id}`;
  return route?.name === "board" || route?.name === "present" ? `board:${route.id}` : "nowhere";
}
