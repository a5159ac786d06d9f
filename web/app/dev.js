/** The developer page of the local stack: its processes, and the mails that nobody delivers. */

import { fill, h } from "./dom.js";
import { Translator } from "./i18n/index.js";
import { icon } from "./icons.js";
import { brand } from "./views/brand.js";
import { emptyState, timeOf } from "./views/parts.js";

/** @typedef {{name: string, url: string | null, pid?: number}} Service */
/** @typedef {{subject: string, to: string, receivedAt: string, text: string}} Mail */

const EVERY = 3000;

/** A page for developers, in English like the code. */
const i18n = new Translator(localStorage, []);
i18n.language = "en";

const services = h("div");
const mails = h("div.mails");
/** What is on the page, so that an open mail stays open while nothing changed. */
const shown = { services: "", mails: "" };

/**
 * @param {string} path
 * @returns {Promise<any[] | null>} null where the local stack does not answer
 */
async function read(path) {
  try {
    const response = await fetch(path, { cache: "no-store" });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

/** @param {Service[]} all */
function table(all) {
  const withPids = all.some(({ pid }) => pid !== undefined);
  const rows = all.map(({ name, url, pid }) => {
    const address = url === null ? "–" : h("a", { href: url }, url);
    const process = withPids && h("td", {}, String(pid ?? "–"));
    return h("tr", {}, h("th", { scope: "row" }, name), h("td", {}, address), process);
  });
  const titles = ["Service", "Address", ...(withPids ? ["Process"] : [])];
  const head = titles.map((text) => h("th", { scope: "col" }, text));
  return h("table.table", {}, h("thead", {}, h("tr", {}, ...head)), h("tbody", {}, ...rows));
}

/** @param {Mail} mail */
function letter({ subject, to, receivedAt, text }) {
  const about = h("span.mail-about", {}, h("b", {}, subject), h("span", {}, to));
  return h(
    "details.mail",
    {},
    h("summary", {}, icon("mail"), about, timeOf({ i18n }, receivedAt)),
    h("pre.mail-text", {}, text),
  );
}

/**
 * @template T
 * @param {"services" | "mails"} name
 * @param {HTMLElement} place
 * @param {import("./icons.js").IconName} picture
 * @param {[title: string, hint: string]} none
 * @param {(all: T[]) => Node[]} view
 */
async function refresh(name, place, picture, none, view) {
  const all = await read(`/dev/${name}.json`);
  const text = JSON.stringify(all);
  if (text === shown[name]) return;
  shown[name] = text;
  const away = ["The local stack does not answer", "This page needs the stack of “make run”."];
  if (all === null) fill(place, emptyState("alert", away[0], away[1]));
  else if (all.length === 0) fill(place, emptyState(picture, ...none));
  else fill(place, ...view(all));
}

async function refreshAll() {
  if (document.visibilityState === "hidden") return;
  /** @type {[string, string]} */
  const noServices = ["No services", "Nothing was started yet."];
  /** @type {[string, string]} */
  const noMails = ["No mails yet", "Create an account, and its welcome arrives here."];
  await Promise.all([
    refresh("services", services, "server", noServices, (/** @type {Service[]} */ all) => [
      table(all),
    ]),
    refresh("mails", mails, "mail", noMails, (/** @type {Mail[]} */ all) => all.map(letter)),
  ]);
}

fill(
  /** @type {Element} */ (document.getElementById("top")),
  h("a.brand-link", { href: "/" }, brand()),
  h("span.topbar-school", {}, "Local stack"),
);
fill(
  /** @type {Element} */ (document.getElementById("main")),
  h("h1.visually-hidden", {}, "Local stack"),
  h(
    "section.card.panel",
    { "aria-labelledby": "services" },
    h("h2", { id: "services" }, "Services"),
    services,
  ),
  h("section.card.panel", { "aria-labelledby": "mails" }, h("h2", { id: "mails" }, "Mails"), mails),
);
await refreshAll();
setInterval(() => void refreshAll(), EVERY);
