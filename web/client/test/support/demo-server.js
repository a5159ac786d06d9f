/**
 * The web app over a school in memory, to look at it and to test it without the stack:
 *
 *     WEB_DIST=… node web/client/test/support/demo-server.js --serve [app port] [relay port]
 *
 * prints its two addresses as JSON. `POST /test` bends it: {relay: "down" | "up" | "kill"},
 * {fail: {path, status} | null}, {slow: milliseconds}, {expire: true}: access tokens, {end: true}: sessions, {forget: true}: the requests, {empty: true}, {relays: count}, {deliveries: count},
 * {degraded: "redis" | null}, {post: {by, content}},
 * {comment: {by, to}}: below somebody's newest post, {unconfirmed: address}. It answers with the number
 * of open streams and the requests to the API.
 */

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

import { DemoApi } from "./demo-api.js";
import { Refusal } from "./demo-parts.js";
import { createRelay } from "./demo-relay.js";
import { School } from "./school.js";

const WEB = fileURLToPath(new URL("../../../", import.meta.url));
/** Where the app was built; `python -m infra.build.web_app` says it. */
const BUILT = process.env.WEB_DIST ?? join(WEB, "..", "build", "web", "dist");
/** @type {Record<string, string>} */
const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

/** @param {string} relayUrl */
const policy = (relayUrl) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' https:",
    "font-src 'self'",
    `connect-src 'self' ${relayUrl}`,
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join("; ");

/**
 * @param {number} appPort
 * @param {number} relayPort
 */
export async function serve(appPort, relayPort) {
  const school = new School();
  /** @type {{fail: {path: string, status: number} | null, slow: number, degraded: string | null}} */
  const bent = { fail: null, slow: 0, degraded: null };
  let relayUrl = "";
  /** What was asked of the API, since it was forgotten. @type {string[]} */
  const requests = [];
  const api = new DemoApi(school, () => relayUrl);
  const relay = createRelay(school, api.sessions.viewerOf);

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", "http://app");
    try {
      if (url.pathname === "/test") {
        await bend(JSON.parse(await text(request)));
        response.end(JSON.stringify({ streams: relay.streams.size, requests }));
      } else if (url.pathname.startsWith("/v1/")) await answer(request, response, url);
      else await file(response, url.pathname);
      if (!response.writableEnded) response.end();
    } catch (error) {
      const { status = 500, code = "internal", errors = [] } = /** @type {any} */ (error);
      if (!(error instanceof Refusal)) process.stderr.write(`${error}\n`);
      response.writeHead(status, { "Content-Type": "application/problem+json" });
      response.end(
        JSON.stringify({
          type: "about:blank",
          title: code,
          status,
          code,
          requestId: "demo",
          errors,
        }),
      );
    }
  });

  /**
   * @param {import("node:http").IncomingMessage} request
   * @param {import("node:http").ServerResponse} response
   * @param {URL} url
   */
  async function answer(request, response, url) {
    const body = JSON.parse((await text(request)) || "null");
    if (bent.slow > 0) await new Promise((resolve) => setTimeout(resolve, bent.slow));
    failAsBent(url.pathname);
    requests.push(`${request.method} ${url.pathname}`);
    const [status, data, headers = {}] = api.answer(request, url, body);
    if (bent.degraded !== null) response.setHeader("X-Degraded", bent.degraded);
    response.writeHead(status, { "Content-Type": "application/json", ...headers });
    response.end(data === null ? undefined : JSON.stringify(data));
  }

  /** @param {string} path */
  function failAsBent(path) {
    if (bent.fail !== null && path.startsWith(bent.fail.path))
      throw new Refusal(bent.fail.status, "demo_failure");
  }

  /** @param {any} wish */
  async function bend(wish) {
    if (wish.relay === "kill" || wish.relay === "down") relay.kill();
    if (wish.relay !== undefined) relay.control.down = wish.relay === "down";
    if (wish.fail !== undefined) bent.fail = wish.fail;
    if (wish.slow !== undefined) bent.slow = wish.slow;
    if (wish.degraded !== undefined) bent.degraded = wish.degraded;
    if (wish.expire) api.sessions.expire();
    if (wish.end) api.sessions.end();
    if (wish.forget) requests.length = 0;
    if (wish.empty) school.posts = [];
    if (wish.relays !== undefined) api.metrics.relays = wish.relays;
    if (wish.deliveries !== undefined) api.metrics.deliveries = wish.deliveries;
    if (wish.post)
      school.addPost(school.personByEmail(wish.post.by), { content: wish.post.content });
    if (wish.unconfirmed) school.personByEmail(wish.unconfirmed).unconfirmed = true;
    if (wish.comment) comment(wish.comment);
  }

  /** @param {{by: string, to: string}} wish */
  function comment({ by, to }) {
    const { id } = school.personByEmail(to);
    const post = school.posts.find(({ authorId }) => authorId === id);
    school.addComment(school.personByEmail(by), post.id, { content: "I thought so too." });
  }

  /**
   * @param {import("node:http").ServerResponse} response
   * @param {string} path
   */
  async function file(response, path) {
    if (path.startsWith("/dev/") && path.endsWith(".json")) {
      response.writeHead(200, { "Content-Type": "application/json" });
      response.end(JSON.stringify(path.includes("mails") ? letters() : services()));
      return;
    }
    failAsBent(path);
    // Pages have addresses without a dot.
    const name = normalize(extname(path) === "" ? "/index.html" : path);
    const place = join(name.startsWith("/client/") ? WEB : BUILT, name);
    const content = await readFile(place).catch(() => null);
    if (content === null) throw new Refusal(404, "not_found");
    const type = TYPES[extname(name)] ?? "application/octet-stream";
    response.writeHead(200, {
      "Content-Type": type,
      "Content-Security-Policy": policy(relayUrl),
      "Cache-Control": "max-age=3600", // tests load the app dozens of times
    });
    response.end(content);
  }

  const mails = [
    {
      subject: "Welcome to Stunity",
      to: "dara@demo.school",
      receivedAt: new Date().toISOString(),
      text: "Hello Dara,\n\nyour account at Demo School is ready.\n\nStunity",
    },
  ];
  const letters = () => {
    const link = `http://127.0.0.1:${portOf(server)}/confirm#${"t".repeat(43)}`;
    return mails.map((mail) => ({ ...mail, text: `${mail.text}\n${link}` }));
  };
  const services = () => [
    { name: "gateway", url: `http://127.0.0.1:${portOf(server)}`, pid: process.pid },
    { name: "relay", url: relayUrl, pid: process.pid },
  ];

  await new Promise((resolve) => relay.server.listen(relayPort, "127.0.0.1", () => resolve(null)));
  await new Promise((resolve) => server.listen(appPort, "127.0.0.1", () => resolve(null)));
  relayUrl = `http://127.0.0.1:${portOf(relay.server)}`;
  const close = () => {
    relay.kill();
    relay.server.close();
    server.close();
    server.closeAllConnections();
  };
  return {
    appUrl: `http://127.0.0.1:${portOf(server)}`,
    relayUrl,
    school,
    api,
    relay,
    bend,
    close,
  };
}

/** @param {import("node:http").Server} server */
function portOf(server) {
  return /** @type {import("node:net").AddressInfo} */ (server.address()).port;
}

/** @param {import("node:http").IncomingMessage} request */
async function text(request) {
  /** @type {Buffer[]} */
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

// The test runner loads every file here: only the flag starts anything.
if (process.argv[2] === "--serve") {
  const [appPort = "0", relayPort = "0"] = process.argv.slice(3);
  const { appUrl, relayUrl } = await serve(Number(appPort), Number(relayPort));
  process.stdout.write(`${JSON.stringify({ appUrl, relayUrl })}\n`);
}
